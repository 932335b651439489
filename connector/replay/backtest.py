"""Any period of the record under any policy, sequentially true: what would have become of the leads."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection

from connector.core.rules import Policy
from connector.replay.came import Came, Record
from connector.replay.deciding import Told, told
from connector.replay.outside import Outside, Ref
from connector.replay.side import Side
from mappings.instants import from_text
from state import outside

Watch = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Period:
    """Which rows of which mode's decisions come again, of which leads (None: all), from when, and until when
    their world goes on."""

    mode: str
    span: tuple[int, int]
    since: datetime
    until: datetime
    leads: tuple[str, str | None] | None = None


def period_of(conn: Connection, mode: str, since: datetime | None, until: datetime | None) -> Period | None:
    """A period of the record: from its first decision on, and up to when a CRM was last read, unless it is
    said. None where nothing was decided."""
    known = outside.read_until(conn)
    span = outside.span(conn, mode, since, until)
    if span is None:
        return None
    first, last = (from_text(at) for at in outside.times(conn, *span))
    return Period(mode, span, since or first, until or max(last, known or last))


@dataclass
class Past:
    """What came, what became of it on the record (`was`) and on each side. `lost` counts decisions that could
    not come again, by why."""

    period: Period
    sides: Sequence[Side]
    decisions: int = 0
    was: dict[Ref, Told] = field(default_factory=dict)
    lost: dict[str, int] = field(default_factory=dict)
    around: Mapping[Ref, Outside] = field(default_factory=dict)


def backtest(
    conn: Connection, period: Period, policies: Mapping[str, Policy], watch: Watch = lambda *_: None
) -> Past:
    """Has everything of the period come again under each of the policies."""
    record = Record(conn, period.mode, period.span, period.leads)
    sides = [Side(conn, name, policy, period.mode, record.timers) for name, policy in policies.items()]
    found = Past(period, sides, around=record.around, lost=record.lost)
    for one in record:
        found.decisions += 1
        if not one.stands:
            found.was[one.ref] = _was(one, sides[0].policy)
        for side in sides:
            side.came(one)
        if found.decisions % 100 == 0:
            watch("decisions", found.decisions, record.total)
    for side in sides:
        side.ends(period.until)
    return found


def _was(one: Came, other: Policy) -> Told:
    return told(one.by or other, one.view, (one.outcome, one.owner_id, one.route, one.reason))
