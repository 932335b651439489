"""Where routes send: owners by what is known around a lead."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from connector.core.rules import Extreme, Order, Target, TargetKind
from connector.policy.read import Reading

Read = Callable[..., Reading]
A = "to: account.owner"
PLACE = ("policy/policy.yaml", 25)


def target(read: Read, text: str) -> Target | None:
    reading = read((A, f"to: {text}"))
    assert reading.policy is not None, reading.faults
    return reading.policy.routes[0].to


@pytest.mark.parametrize(
    "word",
    [
        "account.owner.team",
        "parent.owner",
        "ultimate.owner",
        "opportunity.owner",
        "contact.owner",
        "lead.previous_owner",
        "activity.owner",
    ],
)
def test_an_owner_is_named_by_a_word(read: Read, word: str) -> None:
    assert target(read, word) == Target(TargetKind(word))


def test_of_several_opportunities_the_order_is_declared(read: Read) -> None:
    by_amount = Order("amount", Extreme.HIGHEST)
    newest, oldest = Order("created_at", Extreme.HIGHEST), Order("created_at", Extreme.LOWEST)
    kind = TargetKind.OPPORTUNITY_OWNER
    assert target(read, "{opportunity.owner: oldest}") == Target(kind, order=(oldest,))
    found = target(read, "{opportunity.owner: [{amount: highest}, newest]}")
    assert found == Target(kind, order=(by_amount, newest))


def test_what_a_target_needs_is_read(read: Read) -> None:
    found = read((A, "to: {opportunity.owner: [{amount: highest}]}")).policy
    assert found is not None
    assert found.related_kinds == {"opportunity"}
    assert "opportunity.amount" in found.fields_read
    found = read((A, "to: contact.owner")).policy
    assert found is not None
    assert found.related_kinds == {"contact"}
    found = read((A, "to: lead.previous_owner")).policy
    assert found is not None
    assert found.asks_earlier_owners
    found = read((A, "to: activity.owner")).policy
    assert found is not None
    assert found.asks_activities
    assert found.asks_last_touch
    found = read((A, "to: ultimate.owner")).policy
    assert found is not None
    assert found.match.to_the_top
    plain = read().policy
    assert plain is not None
    assert not (plain.asks_earlier_owners or plain.match.to_the_top or plain.related_kinds)
    assert not (plain.asks_activities or plain.asks_last_touch)


def test_an_activity_may_count_for_so_long(read: Read) -> None:
    kind = TargetKind.ACTIVITY_OWNER
    assert target(read, "{activity.owner: {within: 90d}}") == Target(kind, within=timedelta(days=90))


@pytest.mark.parametrize(
    ("text", "column", "message", "mend"),
    [
        ("parent.ownr", 9, "no place to send", "`parent.owner`"),
        ("{opportunity.owner: biggest}", 29, "no order of opportunities", "newest"),
        ("{opportunity.owner: []}", 29, "no order of opportunities", "newest"),
        ("{opportunity.owner: [{amount: most}]}", 30, "no order of opportunities", "highest"),
        ("{opportunity.owner: [{amunt: highest}]}", 9, "unknown field `amunt`", "`amount`"),
        ("{activity.owner: 90d}", 26, "no length of time", "{within: 90d}"),
        ("{activity.owner: {within: long}}", 26, "no length of time", "{within: 90d}"),
        ("{oportunity.owner: newest}", 10, "unknown key", "`opportunity.owner`"),
    ],
)
def test_a_fault_names_its_place_and_its_mend(
    read: Read, text: str, column: int, message: str, mend: str
) -> None:
    (fault,) = [f for f in read((A, f"to: {text}")).faults if not f.warning]
    assert message in fault.message
    assert mend in fault.mend
    assert (fault.file, fault.line, fault.column) == (*PLACE, column)


@pytest.mark.parametrize(
    "word", ["contact.owner", "lead.previous_owner", "account.owner.team", "activity.owner"]
)
def test_what_some_leads_do_not_have_is_no_fallback(read: Read, word: str) -> None:
    (fault,) = [f for f in read(("{queue: Unrouted}", word)).faults if not f.warning]
    assert fault.message == "not every lead has one"


def test_turns_have_an_effect_within_the_owner_s_teams(read: Read) -> None:
    assert read((A, "to: account.owner.team\n    turn: weighted")).faults == ()
    (warning,) = read((A, "to: parent.owner\n    turn: weighted")).faults
    assert "no effect" in warning.message
