"""What people and CRMs did about leads, whoever had them: touches, answers, takeovers, ends. It stays with
the lead when another policy is on trial."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection

from connector.core.deadlines import Checkpoint, Clock
from mappings.activities import Touch
from mappings.records import State
from state import outside, touches
from state.outside import End

Ref = tuple[str, str]
"""CRM and id of a lead."""

Fate = tuple[str, datetime | None]
"""What becomes of an owner's write: `lands`, `already` (the owner was there, but not by us), `fails`,
`waits`; and when."""

MET, MOOT = "met", "moot"
_EVER = datetime(1970, 1, 1, tzinfo=UTC)
_OURS = ("it has an owner", "it went to ", "Left alone", "Stays")
_BY_TOUCH = frozenset({Checkpoint.FIRST_TOUCH, Checkpoint.ACKNOWLEDGED})


@dataclass(frozen=True, slots=True)
class Outside:
    """What is known of one lead besides our decisions: when it was `met` (somebody was in touch), accepted,
    taken by somebody; when it ended and how; who has it today."""

    touches: tuple[Touch, ...] = ()
    met: tuple[datetime, ...] = ()
    accepted: tuple[datetime, ...] = ()
    taken: tuple[datetime, ...] = ()
    closed: tuple[datetime, bool] | None = None
    owner_now: str | None = None
    shown: bool = False
    created_at: datetime | None = None
    changed_at: datetime = _EVER

    def touched(self, now: datetime) -> Touch | None:
        """The last touch up to now."""
        return next((one for one in reversed(self.touches) if one.at <= now), None)

    def end_of(self, clock: Clock, now: datetime) -> tuple[str, datetime] | None:
        """How and when a clock ended by what people did up to now; None: it runs."""
        found: list[tuple[datetime, str]] = []
        if clock.checkpoint in _BY_TOUCH:
            spoken = (*(one.at for one in self.touches), *self.met)
            found += [(at, MET) for at in spoken if at >= clock.started_at]
        if clock.checkpoint is Checkpoint.ACKNOWLEDGED:
            found += [(at, MET) for at in self.accepted if at >= clock.started_at]
        if clock.checkpoint is not Checkpoint.ASSIGNED:
            claimed = clock.email is None and clock.checkpoint is Checkpoint.ACKNOWLEDGED
            found += [(at, MET if claimed else MOOT) for at in self.taken if at >= clock.started_at]
        if self.closed is not None and self.closed[0] >= clock.started_at:
            found.append((self.closed[0], MET if self.closed[1] else MOOT))
        first = min(found, default=None)
        return None if first is None or first[0] > now else (first[1], first[0])


NOTHING = Outside()


def outside_of(conn: Connection, mode: str, crm: str, ids: Collection[str]) -> dict[str, Outside]:
    """What is known of each of the leads."""
    shown, ends = outside.shown(conn, crm, ids), outside.ends(conn, mode, crm, ids)
    spoken = touches.touches(conn, crm, ids, _EVER)
    found = {}
    for lead in ids:
        own = ends.get(lead, [])
        kinds = [(_kind(end), end.at) for end in own]
        now = shown.get(lead)
        over = [(at, kind == "converted") for kind, at in kinds if kind in ("converted", "gone")]
        closed = over[0] if over else None
        if closed is None and now is not None and now.state != State.OPEN.value:
            closed = now.changed_at, now.state == State.CONVERTED.value
        found[lead] = Outside(
            touches=spoken.get(lead, ()),
            met=_when(kinds, "met"),
            accepted=_when(kinds, "accepted"),
            taken=_when(kinds, "taken"),
            closed=closed,
            owner_now=now.owner_id if now is not None else None,
            shown=now is not None,
            created_at=now.created_at if now is not None else None,
            changed_at=now.changed_at if now is not None else _EVER,
        )
    return found


def fate_of(fate: outside.Fate) -> Fate:
    """What became of a recorded write."""
    if fate.status in ("due", "held"):
        return "waits", None
    if fate.status == "written" or (fate.status == "already" and fate.tried):
        return "lands", fate.at
    return ("already" if fate.status == "already" else "fails"), fate.at


def _when(kinds: Iterable[tuple[str, datetime]], wanted: str) -> tuple[datetime, ...]:
    return tuple(sorted({at for kind, at in kinds if kind == wanted}))


def _kind(end: End) -> str:
    """What ended a clock, by the words that it ended with."""
    if end.how.startswith(_OURS):
        return "ours"
    if end.how in ("somebody claimed it", "somebody else has it"):
        return "taken"
    if end.how == "the lead was converted":
        return "converted"
    if end.how == "the lead is no more":
        return "gone"
    if end.how.startswith("accepted"):
        return "accepted"
    return "met" if end.status == "met" else "ours"
