"""Leads that live in a store as they do in life, through the functions that the daemon writes with."""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import update

from mappings.activities import activity_fields
from mappings.changes import Change, version_of
from mappings.instants import to_text
from mappings.records import Input, Kind, Record, State
from mappings.writes import Receipt, Result
from state import assignments, audit, clocks, cursors, inbox, mirror, outbox, touches, turns
from state.assignments import Assignment
from state.audit import CandidateGroup, DecisionEntry, StepEntry
from state.clocks import ClockRow
from state.cursors import Cursor
from state.inbox import Arrival
from state.outbox import NoticeRow, OwnerWrite
from state.schema import inbox as arrivals
from state.store import Store

MONDAY = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
ANN, BEN = ("005A", "Ann Adler"), ("005B", "Ben Brandt")
EMAILS = {"005A": "ann@acme.com", "005B": "ben@acme.com", "005C": "cleo@acme.com", "005D": "dana@acme.com"}
SECRETS = ("Quentina", "Zebrowski", "quentina.zebrowski@hush.example", "Hush Industries")
"""Values about a lead, which no page may show."""


ROUTES = ("EMEA / Enterprise", "EMEA / Commercial", "Americas", "otherwise")


@dataclass(frozen=True)
class Story:
    """What became of one lead. Times are seconds after it was created; None: never."""

    id: str
    at: datetime = MONDAY
    owner: tuple[str, str] | None = ANN
    outcome: str = "assign"
    route: str | None = "EMEA"
    band: str | None = "auto"
    seen: float = 2
    eligible: float = 3
    decided: float = 4
    written: float | None = 6
    told: float | None = 8
    source: str = "Web"
    rotation: str | None = None
    blank: tuple[str, ...] = ()
    state: State = State.OPEN
    fields: dict[str, Any] = field(default_factory=dict)


class World:
    """A store, and what happens in it."""

    def __init__(self, store: Store, crm: str = "sales") -> None:
        self.store, self.crm = store, crm

    def lives(self, story: Story) -> str:
        """A lead from its creation to its owner; the id of the decision."""
        s = story
        self.shows(s.id, s.owner[0] if s.owner else "00GQ", s.at, 0, s)
        name = f"{s.id}:1".rjust(24, "0")
        self.arrives(s)
        with self.store.begin() as conn:
            audit.record_many(conn, [self.entry(s, name)])
            if s.outcome == "assign" and s.owner is not None:
                person = Assignment(
                    "live",
                    self.crm,
                    s.id,
                    s.owner[0],
                    EMAILS[s.owner[0]],
                    self.at(s, s.decided),
                    True,
                    s.rotation,
                )
                assignments.put(conn, [person])
        if s.written is not None and s.outcome == "assign":
            self.writes(s, name, s.written)
        if s.told is not None and s.outcome == "assign":
            with self.store.begin() as conn:
                outbox.put_notices(conn, [NoticeRow(f"n{name}", name, "owner", "x@x", "t", "b")], s.at)
                outbox.settle_notice(conn, f"n{name}", True, "sent", self.at(s, s.told))
        return name

    def arrives(self, s: Story, trigger: str = "created", status: str = "done") -> None:
        """It lands in the inbox, and is due when nothing holds it up."""
        cause = Arrival(
            "live", self.crm, "00D1", "Lead", s.id, trigger, "1", self.at(s, s.seen), self.at(s, s.eligible)
        )
        with self.store.begin() as conn:
            inbox.put(conn, [cause], self.at(s, s.seen))
            conn.execute(update(arrivals).where(arrivals.c.record_id == s.id).values(status=status))

    def again(self, s: Story, owner: tuple[str, str], seconds: float) -> None:
        """It is decided anew, for somebody else."""
        name = f"{s.id}:2".rjust(24, "0")
        later = replace(s, owner=owner, decided=seconds)
        entry = replace(self.entry(later, name), trigger="timer")
        with self.store.begin() as conn:
            audit.record_many(conn, [entry])
            given = Assignment(
                "live", self.crm, s.id, owner[0], EMAILS[owner[0]], self.at(s, seconds), True, s.rotation
            )
            assignments.put(conn, [given])

    def entry(self, s: Story, name: str) -> DecisionEntry:
        """What is on record of it."""
        read = ("first_name", "last_name", "email", "company", "country", "industry")
        values = dict(zip(read, (*SECRETS, "DE", "Steel"), strict=True))
        owner = s.owner if s.outcome == "assign" else None
        return DecisionEntry(
            decision_id=name, mode="live", crm=self.crm, org_id="00D1", object="Lead", lead_id=s.id,
            decided_at=to_text(self.at(s, s.decided)), trigger="created", generation="1", outcome=s.outcome,
            owner_id=owner[0] if owner else None, owner_name=owner[1] if owner else None,
            previous_owner_id="00GQ", route=s.route, reason="Because.", account_id="001A",
            match_confidence=0.9, match_band=s.band, policy_edition="e1", code_version="0.1.0",
            steps=(StepEntry("route EMEA", "true", "fires"),),
            inputs=tuple(
                Input(f"{self.crm}:lead", s.id, one, None if one in s.blank else value, one in read[:4])
                for one, value in values.items()
            ),
            candidates=(CandidateGroup(True, "next", (ANN,)),), extra={},
        )  # fmt: skip

    def writes(
        self, s: Story, name: str, seconds: float, result: Result = Result.WRITTEN, **how: Any
    ) -> None:
        """The CRM takes the owner, or does not."""
        assert s.owner is not None
        write = OwnerWrite(name, "live", name, self.crm, s.id, s.owner[0], "00GQ", {}, **how)
        with self.store.begin() as conn:
            outbox.put_writes(conn, [write], s.at)
            [item] = outbox.claim_writes(conn, self.crm, self.at(s, seconds), 1)
            receipt = Receipt(name, result, "00GQ", s.owner[0])
            outbox.settle_writes(conn, [(item, receipt)], self.at(s, seconds))

    def undoes(self, s: Story, times: int) -> None:
        """We take it back from somebody else, again and again."""
        for n in range(times):
            name = f"{s.id}:u{n}".rjust(24, "0")
            with self.store.begin() as conn:
                audit.record_many(conn, [replace(self.entry(s, name), trigger="changed", generation=str(n))])
            self.writes(s, name, 100 + n, undoes=True)

    def shows(
        self, id: str, owner: str, created: datetime, seconds: float, s: Story, kind: Kind = Kind.LEAD
    ) -> None:
        """The CRM shows the lead as it is."""
        first, last, email, company = SECRETS
        fields = {"first_name": first, "last_name": last, "email": email, "company": company}
        fields |= {"source": s.source} | s.fields
        modified = created + timedelta(seconds=seconds)
        record = Record(kind, id, owner, created, modified, None, fields, s.state)
        with self.store.begin() as conn:
            mirror.put(conn, self.crm, [Change(record, version_of(record))])

    def sells(self, id: str, account: str, at: datetime, amount: float, **how: Any) -> None:
        """An opportunity of an account."""
        fields = {"account_id": account, "amount": amount, "stage": "x", "closed": False, "won": False} | how
        record = Record(Kind.OPPORTUNITY, id, "005A", at, at, None, fields)
        with self.store.begin() as conn:
            mirror.put(conn, self.crm, [Change(record, version_of(record))])

    def deadline(
        self, s: Story, checkpoint: str, due: float, end: tuple[str, float] | None, owner: str = "005A"
    ) -> None:
        """A clock that starts with the decision; `end` is its status and when."""
        status, settled = end if end is not None else ("running", None)
        row = ClockRow(
            key=f"{s.id}:1:{checkpoint}", mode="live", crm=self.crm, org_id="00D1", object="Lead",
            record_id=s.id, checkpoint=checkpoint, route=s.route or "", pace="wall", marks=[], owner_id=owner,
            email=EMAILS[owner], team=None, started_at=self.at(s, s.decided), due_at=self.at(s, due),
            allowed=due, status=status, settled_at=None if settled is None else self.at(s, settled),
        )  # fmt: skip
        with self.store.begin() as conn:
            clocks.put(conn, [row], row.started_at)

    def calls(self, s: Story, seconds: float) -> None:
        """Somebody calls the lead."""
        at = self.at(s, seconds)
        told = {"lead_ids": (s.id,), "done": True, "done_at": to_text(at), "type": "call"}
        record = Record(Kind.TASK, f"t{s.id}", "005A", at, at, None, activity_fields(Kind.TASK, told, at))
        with self.store.begin() as conn:
            touches.put(conn, self.crm, [record])

    def reads_activities(self, until: datetime) -> None:
        """The daemon has read them up to then."""
        with self.store.begin() as conn:
            cursors.put(conn, Cursor(self.crm, Kind.TASK, "hot", drained_at=until))
            cursors.put(conn, Cursor(self.crm, Kind.EVENT, "hot", drained_at=until))

    def accepts(self, s: Story, email: str, seconds: float) -> None:
        """A rep says that they take the lead on."""
        with self.store.begin() as conn:
            what = f"lead:{self.crm}:{s.id}"
            audit.record_change(conn, what, email, "", f"accepted by {email}", self.at(s, seconds))

    def declines(self, s: Story) -> None:
        """A rep gives the lead back."""
        with self.store.begin() as conn:
            given = assignments.latest(conn, "live", self.crm, [s.id])[s.id]
            assignments.end(conn, [(given.id, "decline", False)])

    def stands(self, rotation: str, **turned: tuple[int, int]) -> None:
        """How the turns stand: taken and due (in thousands of a turn), by name."""
        from connector.core.staff.turns import SCALE

        standings = {f"{name}@acme.com": (t, d * SCALE // 1000, 0, 0) for name, (t, d) in turned.items()}
        with self.store.begin() as conn:
            turns.save(conn, "live", {rotation: standings})

    @staticmethod
    def at(s: Story, seconds: float) -> datetime:
        """So long after it was created."""
        return s.at + timedelta(seconds=seconds)


def quarter(world: World, leads: int = 260, seed: int = 1) -> datetime:
    """Thirteen weeks of work; when they end."""
    dice, weeks = random.Random(seed), 13
    reps = [(seat, email.partition("@")[0].title()) for seat, email in EMAILS.items()]
    last = MONDAY
    world.reads_activities(MONDAY + timedelta(weeks=weeks))
    for n in range(leads):
        last = MONDAY + timedelta(weeks=weeks) * n / leads
        wait = dice.lognormvariate(1, 1)
        story = Story(
            f"00Q{n:05}", last, dice.choice(reps),
            route=dice.choices(ROUTES, [3, 5, 4, 1])[0],
            band=dice.choices(["auto", "review", "none"], [8, 1, 1])[0],
            outcome="assign" if dice.random() > 0.01 else "park",
            eligible=3 + wait, decided=4 + wait, written=6 + wait, told=8 + wait,
            source=dice.choice(["Web", "Webinar", "Partner"] if n < leads * 0.7 else ["Web", "Webinar"]),
            rotation="Inbound", blank=tuple(x for x in ("country", "industry") if dice.random() < 0.2),
            state=State.CONVERTED if dice.random() < 0.2 else State.OPEN,
            fields={"converted_account_id": f"001{n:05}"},
        )  # fmt: skip
        world.lives(story)
        if story.outcome != "assign" or story.owner is None:
            continue
        if story.state is State.CONVERTED and dice.random() < 0.7:
            how = dice.choice([{"closed": True, "won": True}, {"closed": True}, {}])
            world.sells(
                f"006{n}", f"001{n:05}", last + timedelta(days=1), dice.randrange(5, 90) * 1000.0, **how
            )
        touch = dice.lognormvariate(5, 1.2)
        if dice.random() < 0.9:
            world.calls(story, story.decided + touch)
            world.deadline(
                story, "first_touch", story.decided + 600, ("met", story.decided + touch), story.owner[0]
            )
        else:
            world.deadline(story, "first_touch", story.decided + 600, None, story.owner[0])
        if dice.random() < 0.6:
            world.accepts(story, EMAILS[story.owner[0]], story.decided + touch / 2)
        elif dice.random() < 0.2:
            world.declines(story)
            world.again(story, dice.choice(reps), story.decided + 900)
    world.stands("Inbound", ann=(64, 63_600), ben=(66, 65_100), cleo=(63, 64_900), dana=(65, 64_400))
    return last + timedelta(days=1)
