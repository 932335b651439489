"""Lists written in the policy, read from CSV files, and joined."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from connector.core.conditions import Operator, Test
from connector.policy.folder import read_folder, read_texts
from connector.policy.read import Reading, read_book
from connector.texts import Fault
from tests.core.conftest import Firm
from tests.policy.conftest import SOUND, words

Lists = Mapping[str, Mapping[str, frozenset[str]]]
HEAD = SOUND.replace("lists:\n  EMEA: {countries: [DE, FR, GB]}\n", "").replace("in_list: EMEA", "in_list: A")


def reading(lists: str, **files: str) -> Reading:
    texts = [("policy/policy.yaml", HEAD + "lists:\n" + lists)]
    texts += [(f"policy/lists/{name}.csv", content) for name, content in files.items()]
    return read_book(read_texts(texts), words())


def sound(lists: str, **files: str) -> Lists:
    found = reading(lists, **files)
    assert [fault for fault in found.faults if not fault.warning] == []
    assert found.policy is not None
    return found.policy.lists


def faults(lists: str, **files: str) -> list[tuple[str, int, int, str]]:
    return [(f.file, f.line, f.column, f.message) for f in reading(lists, **files).faults]


A = "  A: {countries: [DE]}\n"
LINE = len((HEAD + "lists:\n").splitlines()) + 2  # of the line after A


def test_postal_codes_stand_as_codes_beginnings_and_ranges() -> None:
    found = sound(A + "  B: {postal_codes: [80331, 01067, 80000..81999], postal_prefixes: [12, 'AB']}\n")
    assert found["B"] == {"postal_codes": {"80331", "01067", "80000..81999", "12*", "ab*"}}


def test_addresses_stand_beside_domains_and_ids_keep_their_capitals() -> None:
    found = sound(A + "  B: {domains: [Acme.com], emails: [Eve@x.com], ids: [001xx0000003DGb]}\n")
    assert found["B"] == {"domains": {"acme.com", "eve@x.com"}, "ids": {"001xx0000003DGb"}}


def test_a_list_joins_others() -> None:
    found = sound(
        "  A: {lists: [DACH, Nordics], countries: [FR]}\n"
        "  DACH: {countries: [DE, AT, CH]}\n"
        "  Nordics: {lists: Sweden, states: [Oslo]}\n"
        "  Sweden: {countries: [SE]}\n"
    )
    assert found["A"] == {"countries": {"de", "at", "ch", "fr", "se"}, "states": {"oslo"}}


def test_lists_in_a_circle_and_unknown_ones_are_faults() -> None:
    found = faults(A + "  B: {lists: [C]}\n  C: {lists: [B]}\n")
    assert found == [
        ("policy/policy.yaml", LINE + 1, 15, "the lists go round in a circle: B -> C -> B"),
    ]
    assert faults(A + "  B: {lists: [B]}\n")[0][3] == "the lists go round in a circle: B -> B"
    assert faults(A + "  B: {lists: [Aa]}\n") == [("policy/policy.yaml", LINE, 15, "no list `Aa`")]


@pytest.mark.parametrize("comma", [",", ";"])
def test_a_file_s_columns_are_parts(comma: str) -> None:
    rows = ["countries,Postal_Prefixes,#note,domains", 'DE,80,"a, b",acme.com', ",01,,", "France"]
    content = "\n".join(row.replace(",", comma) for row in rows)
    found = sound("  A: {file: lists/a.csv, states: [Bavaria]}\n", a=content)
    assert found["A"] == {
        "countries": {"de", "france"},
        "postal_codes": {"80*", "01*"},
        "domains": {"acme.com"},
        "states": {"bavaria"},
    }


def test_a_file_belongs_to_the_edition() -> None:
    one = reading("  A: {file: lists/a.csv}\n", a="countries\nDE\n").policy
    other = reading("  A: {file: lists/a.csv}\n", a="countries\nFR\n").policy
    assert one is not None
    assert other is not None
    assert one.edition != other.edition


@pytest.mark.parametrize(
    ("content", "line", "column", "message"),
    [
        ("contries\nDE\n", 1, 1, "no part of a list `contries`"),
        ("countries,countries\nDE,FR\n", 1, 11, "two columns `countries`"),
        ("", 1, 1, "an empty file"),
        ('countries,postal_codes\n"D,E",80331\nDE,81..8\n', 3, 4, "the ends of a range are equally long"),
        ("postal_codes,#n\n80331\n8*1,\n", 3, 1, "`*` stands at the end of a beginning only"),
        ("countries\nDE,FR\n", 2, 4, "more cells than columns"),
        ("emails\nann\n", 2, 1, "no e-mail address"),
        ("names\n" + "x" * 201 + "\n", 2, 1, "longer than 200 characters"),
        ('names\n"Acme\n', 2, 1, "not CSV: unexpected end of data"),
    ],
)
def test_a_fault_in_a_file_names_its_place(content: str, line: int, column: int, message: str) -> None:
    found = faults(A + "  B: {file: lists/b.csv}\n", b=content)
    assert ("policy/lists/b.csv", line, column, message) in found


def test_an_unknown_country_is_a_warning_and_an_unread_file_too() -> None:
    found = reading(A + "  B: {file: lists/b.csv}\n", b="countries\nXX\n", c="names\nAcme\n")
    assert found.policy is not None
    assert [(f.file, f.line, f.message) for f in found.faults] == [
        ("policy/lists/b.csv", 2, "no country that we know"),
        ("policy/lists/c.csv", 1, "no list reads this file"),
    ]


def test_a_file_that_is_not_there_is_a_fault_with_the_near_miss() -> None:
    found = reading("  A: {file: lists/emae.csv}\n", emea="countries\nDE\n").faults
    (fault,) = [fault for fault in found if not fault.warning]
    assert fault.message == "no file `lists/emae.csv` beside the policy"
    assert "`lists/emea.csv`" in fault.mend


def test_of_many_faults_in_a_file_the_first_are_named() -> None:
    assert len(faults(A + "  B: {file: lists/b.csv}\n", b="emails\n" + "x\n" * 500)) == 20


def test_a_folder_s_files_are_found_and_what_is_no_text_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "policy" / "lists").mkdir(parents=True)
    (tmp_path / "policy" / "policy.yaml").write_text(HEAD + "lists:\n  A: {file: lists/a.csv}\n")
    (tmp_path / "policy" / "lists" / "a.csv").write_bytes("\ufeffcountries\nDE\n".encode())
    found = read_book(read_folder(tmp_path / "policy"), words())
    assert found.policy is not None
    assert found.policy.lists == {"A": {"countries": {"de"}}}
    (tmp_path / "policy" / "lists" / "a.csv").write_bytes(b"countries\n\xff\n")
    bad = read_book(read_folder(tmp_path / "policy"), words())
    assert bad.policy is None
    assert Fault("policy/lists/a.csv", 2, 1, "not UTF-8 text", "save the file as UTF-8") in bad.faults


def test_a_hundred_thousand_rows_are_read_in_seconds() -> None:
    rows = "\n".join(f"{number:05d},firm{number}.example" for number in range(100_000))
    start = time.perf_counter()
    found = sound(A + "  B: {file: lists/b.csv}\n", b=f"postal_codes,domains\n{rows}\n")
    assert time.perf_counter() - start < 15
    assert len(found["B"]["postal_codes"]) == 100_000


def test_a_territory_of_a_hundred_thousand_postal_codes_sends_its_leads_to_its_team() -> None:
    rows = "\n".join(f"{number:05d}" for number in range(100_000))
    found = reading(A + "  South: {file: lists/b.csv}\n", b=f"postal_codes\n{rows}\n").policy
    assert found is not None
    firm, field = Firm(), Test("lead.postal_code", Operator.IN_LIST, "South")
    firm.route("South", field, firm.team("Desk", firm.person("Ann")))
    firm.lists = found.lists
    for code, owner in (("D-01067", "Ann"), ("1067", "Ann"), ("99999", "Ann"), ("K1A 0B1", "Unrouted")):
        assert firm.decide({"postal_code": code}).owner_name == owner
    assert firm.decide({}).owner_name == "Unrouted"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{between: ["80000", "819"]}', "the ends of a range are equally long"),
        ('{between: ["81999", "80000"]}', "the first end is greater than the second"),
        ('{between: ["--", "80000"]}', "no postal code"),
    ],
)
def test_a_range_of_postal_codes_has_sound_ends(text: str, message: str) -> None:
    content = HEAD.replace("account.match: auto", f"lead.postal_code: {text}")
    found = read_book(read_texts([("policy/p.yaml", content + "lists:\n" + A)]), words())
    assert message in [fault.message for fault in found.faults if not fault.warning]
