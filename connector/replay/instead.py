"""Somebody else instead, asked about a decision on record: by what was known and in force then."""

from __future__ import annotations

from sqlalchemy import Connection

from connector.core.decide import match_lead
from connector.core.instead.nearest import Nearest, nearest
from connector.core.instead.why import WhyNot, why_not
from connector.keeping.codec import UnknownField
from connector.keeping.recall import NotKept, Recall
from connector.replay.editions import Editions, NoEdition
from state import recalled


class CannotAsk(Exception):
    """Why a decision cannot be asked about any more."""


def instead(conn: Connection, decision_id: str, owner: str) -> tuple[WhyNot, Nearest]:
    """Why `owner` did not get the lead by this decision, and the smallest change by which they would have.
    Raises CannotAsk where what it rested on is gone."""
    one = recalled.one(conn, decision_id)
    if one is None:
        raise CannotAsk(f"there is no decision {decision_id}")
    try:
        view = Recall(conn).view(one)
        policy = Editions(conn).policy(one.row["policy_edition"])
    except (NotKept, NoEdition, UnknownField) as error:
        raise CannotAsk(f"decision {decision_id} cannot be asked about: {error}") from error
    found = match_lead(policy, view)
    why = why_not(policy, view, owner, found)
    return why, nearest(policy, view, owner, found, why)
