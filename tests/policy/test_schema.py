"""The schema for editors takes what the readers take, and knows the keys that they know."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from connector.policy.folder import Book, read_folder, read_texts
from connector.policy.read import read_book
from connector.policy.scaffold import contents
from connector.policy.schema import Of
from connector.policy.schema.making import schema
from connector.policy.schema.words import SAID
from connector.texts import Text, read_text
from tests.policy.conftest import SOUND, words
from tests.policy.test_docs import BLOCK, CONDITION, REFERENCE, TESTS, conditions

ROOT = Path(__file__).parents[2]
WORDS = words()
SCHEMAS = {of: Draft202012Validator(schema(of, WORDS)) for of in Of}
Change = tuple[str, Any]


def refused(of: Of, data: object) -> list[str]:
    return [f"{each.json_path}: {each.message[:200]}" for each in SCHEMAS[of].iter_errors(data)]


def plain(text: str) -> Any:
    return read_text(text, "policy.yaml").plain


def reference() -> Book:
    blocks = BLOCK.findall(REFERENCE.read_text(encoding="utf-8"))
    return read_texts([(f"policy/{number}.yaml", block) for number, block in enumerate(blocks)])


def sound_policies() -> dict[str, Any]:
    found = {"the sound one": plain(SOUND), "the reference": reference().plain}
    found["the demo's"] = read_folder(ROOT / "deploy/demo/policy").plain
    found["the worked example"] = plain((ROOT / "tests/policy/suite/chicago/policy.yaml").read_text())
    for name, text in contents().items():
        if name.startswith("policy/") and name.endswith(".yaml") and "/tests/" not in name:
            found[f"init's {name}"] = plain(text)
    for each in plain((ROOT / "tests/policy/prove/sound.yaml").read_text()):
        found[each["name"]] = plain(each.get("text", "")) or {}
        found[each["name"]] |= {part: plain(each[part]) for part in ("routes", "before") if part in each}
    return {name: policy for name, policy in found.items() if policy}


POLICIES = sound_policies()


@pytest.mark.parametrize("of", Of)
def test_each_is_a_schema(of: Of) -> None:
    Draft202012Validator.check_schema(SCHEMAS[of].schema)
    json.dumps(SCHEMAS[of].schema)


@pytest.mark.parametrize("name", POLICIES)
def test_a_sound_policy_is_taken(name: str) -> None:
    assert refused(Of.POLICY, POLICIES[name]) == []


@pytest.mark.parametrize("text", conditions())
def test_the_conditions_of_the_reference_are_taken(text: str) -> None:
    assert CONDITION.pattern
    assert refused(Of.POLICY, {"routes": [{"name": "R", "when": plain(text), "to": "nobody"}]}) == []


def test_tests_settings_and_mappings_are_taken() -> None:
    files = contents()
    assert refused(Of.TESTS, plain(files["policy/tests/routes.yaml"])) == []
    (text,) = TESTS.findall(REFERENCE.read_text(encoding="utf-8"))
    assert refused(Of.TESTS, plain(text)) == []
    assert refused(Of.SETTINGS, plain(files["pointsman.yaml"])) == []
    (settings, *_) = BLOCK.findall((ROOT / "README.md").read_text(encoding="utf-8"))
    assert refused(Of.SETTINGS, plain(settings)) == []
    crm = {"kind": "salesforce", "url": "x", "auth": {"flow": "token"}, "poll_seconds": "${POLL}"}
    assert refused(Of.SETTINGS, {"crms": {"sales": crm}}) == []
    assert refused(Of.MAPPINGS, plain(files["mappings/lead.yaml"])) == []
    (table,) = BLOCK.findall((ROOT / "mappings/README.md").read_text(encoding="utf-8"))
    assert refused(Of.MAPPINGS, plain(table)) == []


SLIPS = [
    ("weight: 2", "wieght: 2"),
    ("weight: 2", "weight: 0"),
    ("weight: 2", "cap: {per_dey: 1}"),
    ("weight: 2", "ramp: {share: 101, until: 2026-12-31}"),
    ("email: ben@acme.com", "email: ben"),
    ("[german, fintech]", "{german: 11}"),
    ('from: "09:00"', "from: 9"),
    ('to: "18:00"', 'till: "18:00"'),
    ("{sales: 005xx0000012345AAA}", "{sale: 005xx0000012345AAA}"),
    ("{from: {crm: sales, queue: Inbound reps}}", "{from: {crm: sales}}"),
    ("holidays: DE-BE", "after_absence: {paid_back: 100}"),
    ("{countries: [DE, FR, GB]}", "{countries: DE}"),
    ("lead.rating", "lead.ratin"),
    ("auto: 0.9", "auto: 90"),
    ("same_country", "same_contry"),
    ("to: account.owner", "to: acount.owner"),
    ("{team: EMEA Enterprise}", "{taem: EMEA Enterprise}"),
    ("{in_list: EMEA}", "{inlist: EMEA}"),
    ("lead.employees:", "lead.employes:"),
    ("{at_least: 1000}", "{within: 1000}"),
    ("{account.match: auto}", "{account.match: sure}"),
    ("blank: fires", "blank: fire"),
    ("turn: weighted", "turn: wieghted"),
    ("turn: weighted", "turn: {least_loaded: leads}"),
    ("turn: weighted", "turn: {least_loaded: {sum: lead.employees}}"),
    ("turn: weighted", "turn: {least_loaded: {sum: opportunity.amount, by_stage: {Won: 1}}}"),
    ("weight: 2", "cap: {open_value: {sum: lead.revenue}}"),
    ("weight: 2", "cap: {open_value: {sum: lead.revenue, at_most: 0}}"),
    ("skill: lead.industry", "skill: lead.industri"),
    ("nobody: wait", "soon: soon"),
    ("nobody: wait", "routes: []"),
    ("    to: {team: Inbound}\n", "    turn: equal\n"),
    ("otherwise: {to: {queue: Unrouted}", "otherwise: {to: account.owner"),
    ("crms: {marketing:", "crms: {markting:"),
    ("routes:\n", "route:\n"),
]


@pytest.mark.parametrize(("old", "new"), SLIPS)
def test_a_slip_is_marked(old: str, new: str) -> None:
    assert old in SOUND
    assert refused(Of.POLICY, plain(SOUND.replace(old, new, 1))) != []


def test_slips_beside_the_policy_are_marked() -> None:
    assert refused(Of.TESTS, [{"name": "x", "lead": {"contry": "DE"}, "expect": {"owner": "Ann"}}])
    assert refused(Of.TESTS, [{"name": "x", "expect": {}}])
    assert refused(
        Of.SETTINGS, {"crms": {"sales": {"kind": "salesforse", "url": "x", "auth": {"flow": "x"}}}}
    )
    assert refused(Of.MAPPINGS, {"lead": {"salesforce": {"read": {"product": {"field": "P", "is": "text"}}}}})


def places(data: Any, at: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    yield at, data
    inner = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, each in inner:
        yield from places(each, (*at, key))


def changed(data: Any, at: tuple[str | int, ...], change: Callable[[Any, Any], None]) -> Any:
    made = deepcopy(data)
    here = made
    for key in at[:-1]:
        here = here[key]
    change(here, at[-1])
    return made


def faults(data: object) -> list[str]:
    book = Book([(Text("policy/policy.yaml", plain=data), "")])
    return [each.message for each in read_book(book, WORDS).faults if not each.warning]


NEEDED = {
    "teams": ("people",),
    "conditions": ("lists",),
    "leads": ("conditions",),
    "match": ("conditions",),
    "before": ("people", "teams", "lists", "conditions"),
    "routes": ("people", "teams", "lists", "conditions", "before"),
    "otherwise": ("people", "teams"),
}
"""What a part of the reference speaks of."""


def small_policies() -> dict[str, Any]:
    """The reference, an element at a time, each with what it cannot do without."""
    whole = reference().plain
    frame = {
        "leads": {"owned_by": ["nobody"]},
        "routes": [{"name": "R", "to": "nobody"}],
        "otherwise": {"to": "nobody"},
    }
    return {part: frame | {each: whole[each] for each in (*NEEDED.get(part, ()), part)} for part in whole}


SMALL = small_policies()


@pytest.mark.parametrize("part", SMALL)
def test_what_the_readers_take_the_schema_takes_and_no_unknown_key_passes(part: str) -> None:
    """Every value of the reference is changed in many ways; an editor marks nothing that is sound, and it
    marks each unknown key that the readers name."""
    data = SMALL[part]
    changes: dict[str, Callable[[Any, Any], None]] = {
        f"becomes {value!r}": lambda here, key, value=value: here.__setitem__(key, value)
        for value in (None, 7, "7", True, [], {})
    }
    changes["is dropped"] = lambda here, key: here.__delitem__(key)
    stricter, unmarked = [], []
    for at, value in places(data[part], (part,)):
        ways = dict(changes)
        if isinstance(value, dict):
            ways["gets a key"] = lambda here, key: here[key].__setitem__("zzz", "7")
        for way, change in ways.items():
            made = changed(data, at, change)
            marks, found = refused(Of.POLICY, {part: made.get(part)}), faults(made)
            if marks and not found:
                stricter.append((at, way, marks))
            if not marks and any("unknown key" in message for message in found):
                unmarked.append((at, way, found))
    assert stricter == []
    assert unmarked == []


def keys_of(form: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(form, dict):
        for key, each in form.get("properties", {}).items():
            yield key, each
        for each in form.values():
            yield from keys_of(each)
    elif isinstance(form, list):
        for each in form:
            yield from keys_of(each)


@pytest.mark.parametrize("of", Of)
def test_every_key_is_described(of: Of) -> None:
    """Fields go by the names of the mappings and need no words of ours."""
    fields = {name for kind in WORDS.mapped.values() for name in kind} | {"id", "created_at", "modified_at"}
    fields |= {
        "match",
        "confidence",
        "contacts",
        "open_opportunities",
        "contact",
        "opportunity",
        "flow",
        "crm",
        "owner",
    }
    listed = set(SCHEMAS[Of.POLICY].schema["$defs"]["list"]["anyOf"][1]["properties"])
    mute = {
        key
        for key, form in keys_of(SCHEMAS[of].schema)
        if "description" not in form and "." not in key and key not in fields | listed
    }
    assert mute == set(), "give each its line in connector/policy/schema/words.py"


def test_every_description_is_of_a_key() -> None:
    told = {
        form["description"] for of in Of for _, form in keys_of(SCHEMAS[of].schema) if "description" in form
    }
    idle = [(part, key) for part, keys in SAID.items() for key, text in keys.items() if text not in told]
    assert idle == []


def test_the_reference_shows_every_key() -> None:
    text = REFERENCE.read_text(encoding="utf-8")
    wanted = {key for key, form in keys_of(SCHEMAS[Of.POLICY].schema) if "description" in form}
    assert [key for key in sorted(wanted - set(SAID["fields"])) if f"{key}:" not in text] == []
