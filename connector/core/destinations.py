"""Where a lead can be sent: the words of a policy's `to:`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class Extreme(StrEnum):
    """Which end of a number or date is preferred."""

    HIGHEST = "highest"
    LOWEST = "lowest"


class TargetKind(StrEnum):
    """Where a route sends."""

    ACCOUNT_OWNER = "account.owner"
    ACCOUNT_TEAM = "account.owner.team"  # whoever has the turn in a team of the account's owner
    PARENT_OWNER = "parent.owner"  # of the account above the matched one
    ULTIMATE_OWNER = "ultimate.owner"  # of the one at the top
    OPPORTUNITY_OWNER = "opportunity.owner"  # of an open one of the account
    CONTACT_OWNER = "contact.owner"  # of the contact that is the lead's own person
    PREVIOUS_OWNER = "lead.previous_owner"  # of this lead
    ACTIVITY_OWNER = "activity.owner"  # of the last call, e-mail or meeting with this lead
    TEAM = "team"
    USER = "user"
    QUEUE = "queue"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Order:
    """Which of several records comes first: by the field's number, date or instant, from one end of the
    scale. Where it is blank the record comes last."""

    field: str
    end: Extreme


@dataclass(frozen=True, slots=True)
class Target:
    """Where a route sends; `name` is the team's, user's or queue's. Where several records could name the
    owner, `order` says which is asked first; what it leaves equal goes by id. An activity counts no longer
    than `within`."""

    kind: TargetKind
    name: str = ""
    order: tuple[Order, ...] = ()
    within: timedelta | None = None
