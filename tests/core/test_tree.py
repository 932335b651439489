from __future__ import annotations

from typing import Any

from connector.core.tree import tree

STEPS = (
    ("owner", "may be routed", "its present owner is in owned_by"),
    ("facts", "read", "sales 3 s old"),
    ("route EMEA", "true", "lead.country is in list EMEA"),
    ("route EMEA / Banks", "false", "lead.industry is not Banking"),
    ("route EMEA / Large", "true", "lead.employees is at least 1000"),
    ("team Large", "2 of 3 can take it", "1 away"),
    ("turn", "Ann", "was owed 0.50 turns, and nobody is owed more"),
)


AFTER: dict[str, Any] = {
    "writes": [{"attempted_at": "2026-05-04T09:30:01.000000Z", "result": "refused", "error": "locked"}],
    "notices": [
        {
            "attempted_at": "2026-05-04T09:30:02.000000Z",
            "result": "sent",
            "recipient": "ann@acme.com",
            "error": None,
        }
    ],
    "clocks": [
        {
            "checkpoint": "first_touch",
            "due_at": "2026-05-04T09:35:00.000000Z",
            "status": "met",
            "settled_at": "2026-05-04T09:36:00.000000Z",
            "how": "call on record",
            "in_time": "no",
        }
    ],
}
"""What came of it."""


def decision(**changed: Any) -> dict[str, Any]:
    """A decision as `explain --json` shows it."""
    return (
        {
            "decision_id": "d2",
            "mode": "live",
            "crm": "sales",
            "decided_at": "2026-05-04T09:30:00.000000Z",
            "trigger": "created",
            "outcome": "assign",
            "owner_id": "005A",
            "owner_name": "Ann",
            "previous_owner_id": "00G1",
            "route": "EMEA / Large",
            "reason": "Route EMEA / Large: Ann has the next turn.",
            "account_id": "001A",
            "match_confidence": 0.97,
            "match_band": "auto",
            "policy_edition": "e" * 64,
            "policy_change": "since the decision before (dddddddddddd) changed: policy/policy.yaml (Large)",
            "code_version": "0.1.0",
            "steps": [
                {"position": n, "step": step, "result": result, "detail": detail}
                for n, (step, result, detail) in enumerate(STEPS, 1)
            ],
            "inputs": [
                {"object": "sales:lead", "record_id": "00Q1", "field": "country", "value": "DE"},
                {"object": "sales:lead", "record_id": "00Q1", "field": "phone", "value": None},
                {"object": "emea:account", "record_id": "001A", "field": "name", "value": "Globex"},
            ],
            "sources": [
                {
                    "object": "sales:lead",
                    "record_id": "00Q1",
                    "crm": "sales",
                    "age_seconds": 3,
                    "modified_at": "2026-05-04T09:29:00.000000Z",
                }
            ],
            "candidates": [
                {"owner_id": "005C", "owner_name": "Cleo", "eligible": "no", "reason": "away", "rank": None},
                {"owner_id": "005B", "owner_name": "Ben", "eligible": "yes", "reason": "", "rank": 2},
                {"owner_id": "005A", "owner_name": "Ann", "eligible": "yes", "reason": "", "rank": 1},
            ],
            "matches": [
                {"rank": 1, "account_id": "001A", "confidence": 0.97, "evidence": "the same domain"},
                {"rank": 2, "account_id": "001B", "confidence": 0.2, "evidence": None},
            ],
        }
        | AFTER
        | changed
    )


def test_a_decision_is_a_tree_of_all_that_led_to_it_and_came_of_it() -> None:
    assert "\n".join(tree(decision())) == (
        """\
Decision d2, 2026-05-04 09:30:00 UTC, when the lead was created
├─ Assigned to Ann. Route EMEA / Large: Ann has the next turn.
├─ Inputs
│  ├─ lead 00Q1 of sales, read 3 s after sales was last in step, last modified 2026-05-04
│  │  │  09:29:00 UTC
│  │  ├─ country: DE
│  │  └─ phone: blank
│  └─ account 001A of emea
│     └─ name: Globex
├─ Match: account Globex (001A), confidence 0.97, auto
│  ├─ evidence: the same domain
│  └─ runner-up 001B, confidence 0.2: nothing speaks for it
├─ Looked at, in order
│  ├─ Owner: may be routed; its present owner is in owned_by.
│  ├─ Facts: read; sales 3 s old.
│  └─ Route EMEA applies: lead.country (DE) is in list EMEA.
│     ├─ Route EMEA / Banks does not apply: lead.industry is not Banking.
│     └─ Route EMEA / Large applies: lead.employees is at least 1000.
│        ├─ Team Large: 2 of 3 can take it; 1 away.
│        └─ Next in turn is Ann: was owed 0.50 turns, and nobody is owed more.
├─ Candidates
│  ├─ could take it: 1. Ann, 2. Ben
│  └─ could not (away): Cleo
├─ Policy edition eeeeeeeeeeee: since the decision before (dddddddddddd) changed:
│  policy/policy.yaml (Large)
├─ Version 0.1.0
├─ Writes
│  └─ 2026-05-04 09:30:01 UTC: The CRM refused the write: locked
├─ Notices
│  └─ 2026-05-04 09:30:02 UTC: Told ann@acme.com
└─ Clocks
   └─ First touch due by 2026-05-04 09:35:00 UTC: met at 2026-05-04 09:36:00 UTC, late: call on
      record"""
    )


def test_what_is_not_there_leaves_no_branch() -> None:
    bare: dict[str, Any] = {name: [] for name, value in decision().items() if isinstance(value, list)}
    lines = tree(decision(**bare, match_band=None, policy_edition="", code_version=""))
    assert lines[1:] == [
        "├─ Assigned to Ann. Route EMEA / Large: Ann has the next turn.",
        "└─ Looked at, in order",
    ]


def test_every_line_fits_however_many_there_are_to_name() -> None:
    many = [
        {"owner_id": f"005{n}", "owner_name": f"Person {n}", "eligible": "no", "reason": "away", "rank": None}
        for n in range(200)
    ]
    for width in (60, 100):
        lines = tree(decision(candidates=many), width)
        assert max(map(len, lines)) <= width
    assert sum("Person" in line for line in lines) > 10


def test_a_lead_without_an_account_and_clocks_that_run_are_told_so() -> None:
    running = {"checkpoint": "acknowledged", "due_at": "2026-05-04T09:35:00.000000Z", "status": "running"}
    text = "\n".join(tree(decision(account_id=None, matches=[], match_band="none", clocks=[running])))
    assert "├─ Match: none\n" in text
    assert "Acknowledgement due by 2026-05-04 09:35:00 UTC: running" in text
