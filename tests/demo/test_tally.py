"""The demo's and the proof's judge: it must see what is wrong, and be content with what is not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from deploy.demo import summary, tally

NOON = datetime(2026, 11, 18, 12, tzinfo=UTC)
ANN, BEN, QUEUE = "005ann", "005ben", "00Gqueue"


def lead(*history: tuple[float, str | None, str], state: str = "open") -> dict[str, Any]:
    """A lead as the truth tells it: owners by seconds after noon, each with who set it."""
    changes = [
        {"at": (NOON + timedelta(seconds=at)).isoformat(), "owner": owner, "by": by, "source": ""}
        for at, owner, by in history
    ]
    return {
        "id": "00Q1",
        "state": state,
        "owner": changes[-1]["owner"],
        "history": changes,
        "visible_at": changes[0]["at"],
        "arrived": True,
    }


def decision(outcome: str, owner: str | None = None, before: str | None = QUEUE, number: int = 1) -> Any:
    return {
        "decision_id": f"d{number}",
        "crm": "sales",
        "lead_id": "00Q1",
        "trigger": "created",
        "generation": str(number),
        "outcome": outcome,
        "owner_id": owner,
        "previous_owner_id": before,
        "owner_name": owner,
        "route": "Everyone else",
    }


FORM = (0, QUEUE, "form")
OURS = (4, ANN, "us")


@pytest.mark.parametrize(
    ("truth", "decided", "fate"),
    [
        (lead(FORM, OURS), [decision("assign", ANN)], tally.OWNED),
        (lead(FORM, OURS, (9, BEN, "ben@x")), [decision("assign", ANN)], tally.TAKEN),
        (lead(FORM, (1, BEN, "ben@x")), [], tally.TAKEN),
        (lead(FORM, (1, BEN, "ben@x")), [decision("leave")], tally.TAKEN),
        (lead(FORM), [decision("leave")], tally.LEFT),
        (lead(FORM, state="merged"), [], tally.GONE),
        (lead(FORM), [decision("hold")], "held"),
        (
            lead(FORM, OURS, (9, BEN, "us")),
            [decision("assign", ANN), decision("assign", BEN, ANN, 2)],
            tally.OWNED,
        ),
    ],
)
def test_a_lead_that_is_as_decided_or_as_a_person_wanted_is_accounted_for(truth, decided, fate):
    verdict = tally.judge("sales", truth, decided)
    assert (verdict.fate, verdict.problems) == (fate, [])


@pytest.mark.parametrize(
    ("truth", "decided"),
    [
        (lead(FORM), []),
        (lead(FORM), [decision("assign", ANN)]),
        (lead(FORM, (4, BEN, "us")), [decision("assign", ANN)]),
        (lead(FORM, OURS, (5, BEN, "us"), (6, ANN, "us")), [decision("assign", ANN)]),
        (lead(FORM, OURS, (5, QUEUE, "rule")), [decision("assign", ANN)]),
        (lead(FORM, OURS), [decision("assign", ANN), decision("leave", number=2)]),
        (lead(FORM, OURS), [decision("assign", ANN), decision("assign", ANN)]),
        (lead(FORM, (1, BEN, "ben@x"), OURS), [decision("assign", ANN)]),
    ],
    ids=[
        "no decision",
        "never written",
        "another owner",
        "written without a decision",
        "a rule took it",
        "left alone though ours",
        "decided twice for one cause",
        "a person overwritten",
    ],
)
def test_what_is_wrong_with_a_lead_is_seen(truth, decided):
    verdict = tally.judge("sales", truth, decided)
    assert verdict.fate == tally.UNACCOUNTED
    assert verdict.problems


def test_an_owner_set_in_hubspot_right_before_our_write_is_a_race_and_counted():
    seen = tally.judge("marketing", lead(FORM, (3.5, BEN, "ben@x"), OURS), [decision("assign", ANN)])
    assert (seen.raced, seen.problems) == (1, [])


def test_salesforce_loses_an_edit_only_within_a_second_of_the_change_before_it():
    late = tally.judge("sales", lead(FORM, (3.5, BEN, "ben@x"), OURS), [decision("assign", ANN)])
    early = tally.judge("sales", lead(FORM, (0.5, BEN, "ben@x"), (1.6, ANN, "us")), [decision("assign", ANN)])
    assert (late.raced, late.fate) == (0, tally.UNACCOUNTED)
    assert (early.raced, early.fate) == (1, tally.OWNED)


def test_the_summary_lists_every_lead_that_is_not_accounted_for():
    truth = {"leads": {"salesforce": [lead(FORM)], "hubspot": []}}
    found = tally.compare(truth, [])
    told = "\n".join(summary.lines(found))
    assert found.unaccounted == 1
    assert "sales 00Q1: no decision" in told


def test_the_summary_tells_the_times_from_visible_to_owner():
    truth = {"leads": {"salesforce": [lead(FORM, OURS)], "hubspot": []}}
    told = "\n".join(summary.lines(tally.compare(truth, [decision("assign", ANN)])))
    assert "4.0 s" in told
    assert "1 leads arrived: 1 owned as decided." in told
