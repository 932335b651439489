from __future__ import annotations

from typing import Any

from connector.core.conditions import Operator, Test
from connector.core.explain import explain, grounds, narrate, sentence
from connector.core.rules import Blank, Route, Target, TargetKind
from mappings.records import Hours, WorkingBlock

GERMAN = Test("lead.country", Operator.IS, "DE")


def test_an_assignment_is_told_with_its_values_and_with_those_who_did_not_get_it(firm: Any) -> None:
    night = Hours("UTC", (WorkingBlock(frozenset({0}), 0, 60),))
    team = firm.team(
        "Team", firm.person("Ann"), firm.person("Ben", hours=night), firm.person("Cleo", hours=night)
    )
    firm.route("French", Test("lead.country", Operator.IS, "FR"), Target(TargetKind.QUEUE, "Inbound"))
    firm.route("German", GERMAN, team)
    record = firm.told({"country": "Germany"})
    assert explain(record) == (
        "Assigned to Ann. Route German: Ann has the next turn in team Team. "
        "The route fired: lead.country (Germany) is DE."
    )
    text = "\n".join(narrate(record))
    assert "Route French does not apply: lead.country (Germany) is not FR." in text
    assert "Route German applies: lead.country (Germany) is DE." in text
    assert "Could take it, in this order: Ann." in text
    assert "Could not: Ben, Cleo (outside working hours)." in text


def test_a_recorded_decision_is_told_with_what_was_written_and_who_was_told(firm: Any) -> None:
    firm.route("all", to=firm.team("Team", firm.person("Ann")))
    record = firm.told({})
    record["mode"] = "live"
    record["account_id"], record["match_band"], record["match_confidence"] = "001", "auto", 0.97
    record["writes"] = [{"attempted_at": "2026-03-02T12:00:01.000000Z", "result": "written", "error": None}]
    told = {"channel": "owner", "recipient": "ann@acme.com", "attempted_at": "2026-03-02T12:00:02.000000Z"}
    failed = {"channel": "revops", "recipient": None, "attempted_at": "2026-03-02T12:00:03.000000Z"}
    record["notices"] = [
        {**told, "result": "sent", "error": None},
        {**failed, "result": "failed", "error": "no such host"},
    ]
    text = "\n".join(narrate(record))
    assert "Matched to account 001 with confidence 0.97 (sure enough to act on)." in text
    assert "The CRM took the new owner, at 2026-03-02 12:00:01 UTC." in text
    assert "Told ann@acme.com, at 2026-03-02 12:00:02 UTC." in text
    assert "Could not tell channel revops, at 2026-03-02 12:00:03 UTC: no such host." in text


def test_an_erased_value_is_told_as_such(firm: Any) -> None:
    firm.route("German", GERMAN, Target(TargetKind.QUEUE, "Inbound"))
    record = firm.told({"country": "DE"})
    for row in record["inputs"]:
        row["value"] = "[erased]"
    assert "lead.country ([erased]) is DE" in explain(record)


def test_a_lead_left_alone_is_told_in_one_sentence(firm: Any) -> None:
    firm.person("Ann")
    record = firm.told({}, owner="005ann")
    assert sentence(record) == "Left alone: owned by Ann, who is not in owned_by."


def test_a_hold_says_until_when_and_for_what(firm: Any) -> None:
    firm.route("German", GERMAN, Target(TargetKind.QUEUE, "Inbound"), blank=Blank.HOLDS)
    record = firm.told({})
    assert sentence(record) == ("Held until 2026-03-02 12:15:00 UTC by route German: lead.country blank.")


def test_a_decision_in_shadow_mode_says_that_nothing_was_written(firm: Any) -> None:
    record = firm.told({})
    record["mode"] = "shadow"
    assert sentence(record).startswith("Assigned to Unrouted (shadow mode: nothing was written).")


def test_a_large_pool_is_counted_rather_than_listed(firm: Any) -> None:
    team = firm.team("Team", *[firm.person(f"P{n}") for n in range(10)])
    firm.route("all", to=team)
    assert "Could take it, in this order: P0, P1, P2, P3, P4, P5 and 4 more." in narrate(firm.told({}))


def test_steps_are_sentences_and_none_repeats_the_decision(firm: Any) -> None:
    firm.route("German", GERMAN, Target(TargetKind.QUEUE, "Inbound"))
    firm.route("Known", to=Target(TargetKind.ACCOUNT_OWNER))
    firm.route("all", to=firm.team("Team", firm.person("Ann")))
    text = "\n".join(narrate(firm.told({})))
    assert "1. Owner: may be routed; its present owner is in owned_by." in text
    assert "2. Route German does not apply; blank: lead.country." in text
    assert "The owner of the matched account can't: no account is matched." in text
    assert "Route all applies: it has no condition." in text
    assert "Next in turn is Ann: the only one who can take it now." in text
    assert "taken" not in text


def test_a_matched_account_goes_by_its_name(firm: Any) -> None:
    firm.route("all", to=firm.team("Team", firm.person("Ann")))
    record = firm.told({})
    record["account_id"], record["match_band"], record["match_confidence"] = "001", "auto", 0.97
    record["inputs"] = [{"object": "sales:account", "record_id": "001", "field": "name", "value": "Acme"}]
    assert "Matched to account Acme (001) with confidence 0.97 (sure enough to act on)." in narrate(record)


def test_an_owner_who_stays_is_not_called_a_new_one(firm: Any) -> None:
    firm.route("all", to=Target(TargetKind.QUEUE, "Inbound"))
    record = firm.told({})
    record["previous_owner_id"] = record["owner_id"]
    assert sentence(record).startswith("Stays with Inbound. ")
    record["previous_owner_id"] = record["owner_id"] = record["owner_name"] = None
    assert sentence(record).startswith("Left without an owner. ")


def test_the_accounts_that_were_considered_besides_are_told_with_their_evidence(firm: Any) -> None:
    firm.route("all", to=firm.team("Team", firm.person("Ann")))
    record = firm.told({})
    record["account_id"], record["match_band"], record["match_confidence"] = "001", "review", 0.7
    rows = [
        ("001", 0.7, "the phone number is the same"),
        ("002", 0.2, "the city is the same"),
        ("003", 0.1, ""),
    ]
    record["matches"] = [
        {"rank": rank, "crm": "sales", "account_id": account, "confidence": sure, "evidence": why}
        for rank, (account, sure, why) in enumerate(rows, 1)
    ]
    name = {"object": "sales:account", "record_id": "002", "field": "name", "value": "Acme"}
    record["inputs"] = [*record["inputs"], name]
    lines = narrate(record)
    assert (
        "Matched to account 001 with confidence 0.7 (worth a look, not sure): the phone number is the same."
        in lines
    )
    assert "Also considered: account Acme (002) with confidence 0.2: the city is the same." in lines
    assert "Also considered: account 003 with confidence 0.1: nothing speaks for it." in lines


def test_a_rule_tells_why_it_exists_and_who_is_responsible_for_it(firm: Any) -> None:
    firm.person("Ann")
    inner = Route("Big", "EMEA / Big", None, Target(TargetKind.USER, "ann@acme.com"), owner="eve@acme.com")
    firm.route("EMEA", because="regions sell on their own", routes=(inner,))
    lines = "\n".join(grounds(firm.told()))
    assert "About route EMEA / Big: eve@acme.com is responsible for it." in lines
    assert "About route EMEA: regions sell on their own." in lines


def test_an_owner_who_cannot_take_it_is_told_in_words(firm: Any) -> None:
    firm.route("Parent", to=Target(TargetKind.PARENT_OWNER))
    lines = "\n".join(grounds(firm.told(account=firm.account("005ann"))))
    assert "The owner of the account above can't: the matched account has no parent." in lines
