"""Whatever stands in the fields, a lead is answered, and what tells nothing apart is never acted on."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from connector.core.matching.arrays import Arrays
from connector.core.matching.candidates import CEILING, COMPARED, find, hashed
from connector.core.matching.keys import account_keys, lead_keys
from connector.core.matching.match import MatchResult, match
from connector.core.rules import MatchRules
from connector.core.view import AccountFacts
from mappings.records import Kind, Record, Value

NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)
MANY = 50_000
CROWDS = {
    "one name": lambda n: {"name": "Acme Robotics", "website": f"acme{n}.com"},
    "one domain": lambda n: {"name": f"Tenant {n}", "website": "portal.example.com"},
    "one of both": lambda n: {"name": "Acme Robotics", "website": "portal.example.com"},
}


def record(kind: Kind, ident: str, **fields: Value) -> Record:
    return Record(kind, ident, None, NOW, NOW, None, fields)


def answer(lead: Record, accounts: dict[str, Record], index: Arrays | None = None) -> MatchResult:
    index = index or Arrays.of(
        {("sales", one.id): [hashed(key) for key in account_keys(one)] for one in accounts.values()}
    )
    refs, holders = find(index, lead_keys(lead))
    facts = [AccountFacts("sales", accounts[ident]) for _, ident in refs]
    return match(lead, facts, MatchRules(prefer=()), home="sales", holders=holders)


@pytest.mark.parametrize(
    "text",
    [
        "x" * 10_000,
        "ab " * 3_333,
        "株" * 10_000,
        "é" * 10_000,
        "(" * 5_000,
        "a@" * 5_000,
        "http://" + "a." * 5_000 + "com",
        "!!!,,,;;;---...",
        "\u202eAcme\u202c \u200f\u200e",
        "AcmÃ© RobÃ¶tics Â® ï¿½",
        "\ud800 lone",
        "\x00\x01\x02",
        "co.uk",
        "http://",
        "🏢🏢🏢",
        "Ａｃｍｅ　Ｒｏｂｏｔｉｃｓ",
    ],
    ids=range(16),
)
def test_any_text_in_any_field_is_answered(text):
    acme = record(Kind.ACCOUNT, "A1", name="Acme Robotics", website="acme.com", country="DE")
    odd = record(Kind.ACCOUNT, "A2", **dict.fromkeys(("name", "website", "country", "state", "city"), text))
    fields = ("company", "email", "website", "country", "state", "city", "phone", "first_name", "last_name")
    for lead in (
        record(Kind.LEAD, "L", **dict.fromkeys(fields, text)),
        *(record(Kind.LEAD, "L", **{"email": "ann@acme.com", field: text}) for field in fields[2:]),
    ):
        found = answer(lead, {"A1": acme, "A2": odd})
        assert found.band in ("auto", "review", "none")
        assert all(len(step.detail) < 2_000 for step in found.steps)


@pytest.mark.parametrize("crowd", CROWDS)
def test_a_crowd_of_one_name_or_on_one_domain_is_no_match_and_stays_cheap(crowd):
    sample = {f"{n:06}": record(Kind.ACCOUNT, f"{n:06}", **CROWDS[crowd](n)) for n in range(40)}
    keys = {ident: [hashed(key) for key in account_keys(one)] for ident, one in sample.items()}
    shared = set.intersection(*map(set, keys.values()))
    index = Arrays.of({("sales", f"{n:06}"): shared for n in range(MANY)})
    lead = record(Kind.LEAD, "L", company="Acme Robotics", email="ann@portal.example.com")
    held = index.held([hashed(key) for key in lead_keys(lead)])
    assert max(held.values()) == CEILING + 1
    refs, _ = find(index, lead_keys(lead))
    assert len(refs) <= COMPARED
    assert answer(lead, sample).band != "auto"


def test_a_website_that_is_a_bare_public_suffix_is_no_evidence():
    council = record(Kind.ACCOUNT, "A1", name="Somebody", website="https://co.uk")
    assert answer(record(Kind.LEAD, "L", email="ann@shop.co.uk"), {"A1": council}).band == "none"
