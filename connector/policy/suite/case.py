"""What a policy test says: the lead and its world as given, and what is expected of the decision."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from mappings.records import Value


@dataclass(frozen=True, slots=True)
class Who:
    """An owner: a person by `email`, a queue by `queue`, or nobody where both are None."""

    email: str | None = None
    queue: str | None = None

    def __str__(self) -> str:
        return self.email or (f"queue {self.queue}" if self.queue else "nobody")


NOBODY = Who()


@dataclass(frozen=True, slots=True)
class GivenAccount:
    """The account of the case. `band` is what the matcher is taken to have said (None: it is asked)."""

    fields: Mapping[str, Value]
    owner: Who = NOBODY
    id: str = "test-account"
    crm: str | None = None
    band: str | None = None
    confidence: float | None = None
    contacts: int = 0
    open_opportunities: int = 0
    created_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Expected:
    """What must be so of the decision; None and empty parts are not looked at. `steps` are texts that
    must occur in what is told, in this order; `due` are deadlines by checkpoint (None: there is none)."""

    owner: Who | None = None
    route: str | None = None
    outcome: str | None = None
    steps: tuple[str, ...] = ()
    reason: str | None = None
    notices: tuple[str, ...] = ()
    due: Mapping[str, datetime | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Case:
    """One test, with its place. `owner` is the lead's present owner (None: one whom the policy takes
    leads from). `away` maps e-mails to their cover, `turns` a rotation's name to turns taken by e-mail,
    `loads` a measure's word to what people have in hand by e-mail, `queues` a queue's name to its members'
    e-mails; `gone` are e-mails whose seats are inactive; `declined_by` those who did not want the lead, the
    last of whom has it still."""

    name: str
    file: str
    line: int
    column: int
    crm: str
    now: datetime
    fields: Mapping[str, Value]
    expected: Expected
    id: str = "test-lead"
    owner: Who | None = None
    created_at: datetime | None = None
    trigger: str = "created"
    account: GivenAccount | None = None
    related: Mapping[str, tuple[Mapping[str, Value], ...]] = field(default_factory=dict)
    turns: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    loads: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    away: Mapping[str, str | None] = field(default_factory=dict)
    queues: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    gone: frozenset[str] = frozenset()
    waited: bool = False
    declined_by: tuple[str, ...] = ()
