"""Whose turn it was and what people had in hand, before a decision on record and after it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from connector.core.decide import decide
from connector.core.decision import Decision
from connector.core.staff.roster import roster_of
from connector.core.staff.turns import drift
from connector.core.view import TurnState, View
from connector.keeping.codec import UnknownField
from connector.keeping.recall import NotKept, Recall
from connector.replay.editions import Editions, NoEdition
from connector.shares import Shares, no_shares
from state import recalled


def standings(conn: Connection, decision_id: str) -> dict[str, list[dict[str, Any]]] | None:
    """Of all who came into question or whose standing changed: `turns` taken and how many are owed (to a
    hundredth; less than none: ahead), and `loads` by measure. Those whom the decision moved come first. None
    where what it rested on is gone."""
    one = recalled.one(conn, decision_id)
    if one is None:
        return None
    try:
        view = Recall(conn).view(one)
        policy = Editions(conn).policy(one.row["policy_edition"])
    except (NotKept, NoEdition, UnknownField):
        return None
    decision = decide(policy, view)
    shares = no_shares(policy, view.directories)
    after = Shares(
        turns={name: dict(each) for name, each in view.turns.items()},
        loads={name: dict(each) for name, each in view.loads.items()},
        blanks={name: dict(each) for name, each in view.blanks.items()},
        measures=shares.measures,
        seats=shares.seats,
    )
    after.note(decision, view)
    roster = roster_of(policy, view.directories, view.cause.crm)
    asked = {label for group in decision.pool for label, _ in group.people}
    emails = {email for seat, email in roster.seats_of_people().items() if seat in asked} | asked
    names = {email: roster.member(email).name for email in emails}
    return {"turns": _turns(decision, view, after, names), "loads": _loads(view, after, names)}


def _turns(decision: Decision, view: View, after: Shares, names: dict[str, str]) -> list[dict[str, Any]]:
    rows = []
    for rotation in dict.fromkeys(turn.rotation for turn in (decision.credit, decision.turn) if turn):
        was, is_ = view.turns.get(rotation, {}), after.turns[rotation]
        for email, now in is_.items():
            then = was.get(email, TurnState())
            if now == then:
                continue
            told: dict[str, Any] = {"rotation": rotation, "email": email, "name": names.get(email, email)}
            told |= {"taken_before": then.taken, "taken_after": now.taken}
            rows.append(told | {"owed_before": _owed(then), "owed_after": _owed(now)})
    return sorted(rows, key=lambda row: (row["taken_before"] == row["taken_after"], -row["owed_before"]))


def _owed(state: TurnState) -> float:
    return round(-drift(state), 2) + 0.0


def _loads(view: View, after: Shares, names: dict[str, str]) -> list[dict[str, Any]]:
    rows = [
        {
            "measure": measure,
            "email": email,
            "name": names[email],
            "before": held,
            "after": after.loads[measure][email],
        }
        for measure, by_email in view.loads.items()
        for email, held in by_email.items()
        if email in names
    ]
    return sorted(rows, key=lambda row: (row["before"] == row["after"], row["before"]))
