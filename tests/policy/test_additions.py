"""Files that add to the matcher's lists: every fault with its place, and what the reference says is so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from connector.policy import additions as reading
from connector.policy.entries import LISTS
from connector.policy.folder import Book, read_folder, read_texts
from tests.policy.conftest import SOUND, Read

REFERENCE = Path(__file__).parents[2] / "connector" / "policy" / "README.md"


def book(**lists: str) -> Book:
    return read_texts([(f"policy/matching/{name}.txt", text) for name, text in lists.items()])


def told(**lists: str) -> list[str]:
    return [str(fault).removeprefix("policy/matching/") for fault in book(**lists).faults]


def adds(name: str, text: str) -> tuple[tuple[str, str], ...]:
    found = book(**{name: text})
    assert found.faults == []
    return found.additions.of(name).adds


@pytest.mark.parametrize("name", LISTS)
def test_the_example_of_each_list_is_sound(name: str) -> None:
    assert adds(name, LISTS[name].example)
    row = f"| `{name}` |"
    (line,) = [line for line in REFERENCE.read_text(encoding="utf-8").splitlines() if line.startswith(row)]
    assert adds(name, re.findall(r"`([^`]+)`", line)[-1])


def test_comments_blank_lines_and_order_change_nothing() -> None:
    one = book(free_mail="# ours\n\nhausmail.de  # since May\npostfach.de\n")
    other = book(free_mail="postfach.de\r\nHausmail.de\r\nhausmail.de")
    assert one.faults == other.faults == []
    assert one.additions == other.additions
    assert one.additions.told()[0] == "matching/free_mail.txt: adds 2 entries"
    assert one.text != other.text


def test_entries_are_kept_as_the_matcher_compares_them() -> None:
    assert adds("legal_forms", "Sp. z o.o.\n医療法人") == (("sp z oo", ""), ("医療法人", "coltd"))
    assert adds("words", "clinic: Poradňa, dům zdraví, klinx*") == (
        ("dům_zdraví", "clinic"),
        ("klinx*", "clinic"),
        ("poradňa", "clinic"),
    )
    assert adds("cities", "München: Minga") == (("minga", "munich"),)
    assert adds("states", "us-ca: Golden State") == (("goldenstate", "US-CA"),)
    assert adds("countries", "DE: Alemanha Ocidental") == (("alemanhaocidental", "DE"),)


def test_a_line_with_a_dash_takes_shipped_entries_out() -> None:
    found = book(free_mail="-gmail.com", words="- clinic: klinika", cities="-Cologne: Köln")
    assert found.faults == []
    assert found.additions.of("free_mail").drops == (("gmail.com", ""),)
    assert found.additions.of("words").drops == (("klinika*", "clinic"),)
    assert found.additions.of("cities").drops == (("koln", "cologne"),)


def test_every_fault_is_listed_with_its_place_and_a_mend() -> None:
    assert told(
        free_mail="acme\n  jo@hausmail.de\n-gmail.com\n\ngmail.com\n-gmx.dee",
        countries="Germany: Alemanha\nDE Alemanha\nFR: de\n",
        states="US-CX: Golden\n",
        words="clinc: a\nklinik: foo\nbank: hospital, ab*, *\nclinic: foo\nbank: foo",
        cities="Munich:",
        trades="roof works",
    ) == [
        "cities.txt:1:8: nothing stands here (write it like `Kirchheim: Kirchheim unter Teck`)",
        "countries.txt:1:1: no country's code `Germany` (write `DE`)",
        "countries.txt:2:1: no line of this list (write it like `DE: Alemanha Ocidental`)",
        "countries.txt:3:5: `de` is itself a country's code (write a name)",
        "free_mail.txt:1:1: no domain (write it like `acme.com`)",
        "free_mail.txt:2:3: a domain alone belongs here (write `hausmail.de`)",
        "free_mail.txt:3:2: is added in line 5 too (keep one of the two)",
        "free_mail.txt:6:2: warning: not in the shipped list: nothing is taken out (did you mean `gmx.de`?)",
        "states.txt:1:1: no state's code `US-CX` (did you mean `US-TX`?)",
        "trades.txt:1:1: one word belongs here (write one word a line)",
        "words.txt:1:1: warning: `clinc` is no concept that is shipped: a new one (did you mean `clinic`?)",
        "words.txt:2:1: `klinik` is itself a form of `clinic` (begin with `clinic:`)",
        "words.txt:3:7: `hospital` is a concept of its own (write its forms after `hospital:`)",
        "words.txt:3:17: `*` stands after one word of 4 letters or more (write the word out)",
        "words.txt:3:22: `*` stands after one word of 4 letters or more (write the word out)",
        "words.txt:5:7: stands for `clinic` in line 4 (keep one of the two)",
    ]


def test_a_list_that_there_is_not_is_named_with_what_may_be_meant() -> None:
    assert told(freemail="hausmail.de") == [
        "freemail.txt:1:1: there is no list `freemail` (did you mean `free_mail`?)"
    ]


def test_a_domain_below_a_registered_one_is_never_compared_but_below_an_added_ending() -> None:
    assert told(free_mail="mail.hausmail.de") == [
        "free_mail.txt:1:1: warning: never compared: nobody registers this name (write `hausmail.de`)"
    ]
    assert told(free_mail="mail.hausmail.de", public_suffixes="hausmail.de") == []


def test_lists_have_bounds(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(reading, "MOST_ENTRIES", 2)
    assert told(free_mail="a.de\nb.de\nc.de\nd.de") == [
        "free_mail.txt:3:1: more than 2 entries; what follows is not read (shorten the list)"
    ]
    assert told(no_company="x" * 201) == ["no_company.txt:1:1: longer than 200 characters (shorten it)"]
    monkeypatch.setattr(reading, "MOST_ENTRIES", 1000)
    many = "\n".join(f"bank: alpha beta{number}" for number in range(201))
    assert told(words=many) == [
        "words.txt:201:7: more than 200 forms of several words begin with `alpha` (leave some out)"
    ]
    monkeypatch.setattr(reading, "LARGEST_LIST", 3)
    (tmp_path / "matching").mkdir()
    (tmp_path / "matching" / "free_mail.txt").write_text("a.de")
    assert "larger than 3 bytes" in str(read_folder(tmp_path).faults[0])


def test_files_are_read_as_utf_8_with_or_without_a_mark(tmp_path: Path) -> None:
    folder = tmp_path / "policy" / "matching"
    folder.mkdir(parents=True)
    (folder / "cities.txt").write_bytes("\ufeffMunich: Minga\n".encode())
    (folder / "words.txt").write_bytes(b"clinic: poradna\nbank: b\xe4nk\n")
    (folder / "old.csv").write_bytes(b"\xff")
    (folder / "README.md").write_text("ours")
    found = read_folder(tmp_path / "policy")
    assert found.additions.of("cities").adds == (("minga", "munich"),)
    assert [str(fault) for fault in found.faults] == [
        "policy/matching/old.csv:1:1: warning: not read: lists end with .txt "
        "(call it old.txt, or move it away)",
        "policy/matching/words.txt:2:1: not UTF-8 text (save the file as UTF-8)",
    ]


def test_lists_belong_to_the_edition_and_to_the_policy(read: Read) -> None:
    from connector.policy.read import read_book
    from tests.policy.conftest import words

    plain = read()
    pairs = [("policy/policy.yaml", SOUND), ("policy/matching/countries.txt", "DE: Alemanha Ocidental\n")]
    with_list = read_book(read_texts(pairs), words())
    assert plain.policy is not None
    assert with_list.policy is not None
    assert with_list.policy.edition != plain.policy.edition
    assert with_list.text.endswith("# policy/matching/countries.txt\nDE: Alemanha Ocidental\n")
    assert with_list.policy.additions.of("countries").adds == (("alemanhaocidental", "DE"),)


def test_a_country_that_a_list_adds_is_known_to_the_policy() -> None:
    from connector.policy.read import read_book
    from tests.policy.conftest import words

    text = SOUND.replace("countries: [DE, FR, GB]", "countries: [Alemanha Ocidental, FR]")
    pairs = [("policy/policy.yaml", text)]
    assert [fault.message for fault in read_book(read_texts(pairs), words()).faults] == [
        "no country that we know"
    ]
    pairs.append(("policy/matching/countries.txt", "DE: Alemanha Ocidental"))
    assert read_book(read_texts(pairs), words()).faults == ()


def test_a_fault_in_a_list_leaves_no_policy() -> None:
    from connector.policy.read import read_book
    from tests.policy.conftest import words

    pairs = [("policy/policy.yaml", SOUND), ("policy/matching/free_mail.txt", "acme")]
    assert read_book(read_texts(pairs), words()).policy is None
