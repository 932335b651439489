"""The imagined company for tests of the whole: both simulated CRMs over real HTTP, an admin's folder of
settings, and a daemon on a clock that moves when told to."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from adapters.contract import Notice
from adapters.simulators.clock import WorldClock
from adapters.simulators.company import Size, build
from adapters.simulators.server import Sim
from adapters.simulators.serving import serving
from adapters.simulators.world import Person, Row, World
from connector import wiring
from connector.clock import SetClock
from connector.core.matching.installed import install
from connector.core.matching.tables import filled_with
from connector.daemon import Daemon
from connector.replay.backtest import Period, backtest
from connector.replay.editions import Editions
from connector.replay.replay import Replayed, replay
from connector.replay.side import Side
from connector.settings import load
from connector.wiring import Parts
from mappings.instants import from_text
from state import outside, recalled
from state.errors import StoreMissing
from state.store import Store

NOW = datetime(2026, 11, 18, 14, 0, 0, tzinfo=UTC)  # a Wednesday, working time in Europe
OBJECTS = {"salesforce": "Lead", "hubspot": "contacts"}
OWNER_FIELDS = {"salesforce": "OwnerId", "hubspot": "hubspot_owner_id"}
CRMS = {"salesforce": "sales", "hubspot": "marketing"}

POLICY = """
people:
  - {email: ann.adler@arvenhall.example}
  - {email: ben.brandt@arvenhall.example}
  - {email: emma.egede@arvenhall.example}
  - {email: farid.fischer@arvenhall.example}
  - {email: liam.brandt@arvenhall.example}
teams:
  - name: Inbound
    members: [ann.adler@arvenhall.example, ben.brandt@arvenhall.example, emma.egede@arvenhall.example]
  - name: Germany
    members: [farid.fischer@arvenhall.example, liam.brandt@arvenhall.example]
lists:
  DACH: {countries: [DE, AT, CH]}
leads:
  owned_by: [{queue: Inbound}, {user: pointsman.integration@arvenhall.example}, nobody]
  triggers: [created, {changed: [lead.country]}]
match: {auto: 0.90, review: 0.60, prefer: [same_country, customer, open_opportunity, most_contacts, oldest]}
routes:
  - name: A known account keeps its owner
    when: {account.match: auto}
    to: account.owner
    blank: skips
  - name: DACH
    when: {lead.country: {in_list: DACH}}
    blank: skips
    to: {team: Germany}
  - name: Everyone else
    to: {team: Inbound}
otherwise: {to: {queue: Unrouted}, notify: revops}
"""


class Postbox:
    """A notifier that keeps what it is given."""

    def __init__(self) -> None:
        self.sent: list[Notice] = []

    def send(self, notice: Notice) -> None:
        self.sent.append(notice)


@dataclass
class Company:
    """The imagined company with a daemon beside it."""

    world: World
    sim: Sim
    folder: Path
    clock: SetClock
    store_url: str
    mode: str = "live"
    postbox: Postbox = field(default_factory=Postbox)
    parts: Parts | None = None
    daemon: Daemon | None = None

    # -- the daemon ---------------------------------------------------------------------------

    def start(self) -> None:
        """Starts (or restarts) the daemon on the same store."""
        self.stop()
        loaded = load(self.folder / "pointsman.yaml", require_references=True)
        assert loaded.settings is not None, [str(fault) for fault in loaded.faults]
        self.parts = wiring.build(loaded.settings, self.mode, self.clock, self.postbox)
        self.daemon = Daemon(self.parts)
        self.daemon.start_up()

    def replays(self) -> None:
        """Whatever was decided comes out the same when it is decided again from the store alone."""
        before, found = filled_with(), Replayed()
        with suppress(StoreMissing), closing(Store(self.store_url)) as store, store.read() as conn:
            found = replay(conn, wiring.code_version())
        install(before)
        assert (found.differences, dict(found.untold)) == ([], {})

    def comes_again(self) -> Sequence[Side]:
        """The record under the very policy that was in force, with accounts as they were found then, and
        found anew; nothing where the policy changed on the way, or values about a person are gone."""
        before, past = filled_with(), None
        with suppress(StoreMissing), closing(Store(self.store_url)) as store, store.read() as conn:
            rows = [one.row for batch in recalled.batches(conn) for one in batch]
            span = outside.span(conn, self.mode, None, self.clock.now())
            editions = {row["policy_edition"] for row in rows}
            if span is not None and len(editions) == 1:
                policy = Editions(conn).policy(editions.pop())
                period = Period(self.mode, span, from_text(rows[0]["decided_at"]), self.clock.now())
                anew = replace(policy, match=replace(policy.match, auto=policy.match.auto - 1e-12))
                past = backtest(conn, period, {"again": policy, "found anew": anew})
        install(before)
        return past.sides if past is not None and not past.lost else ()

    def stop(self) -> None:
        """Drops the daemon without a farewell; what it committed stays."""
        if self.parts is not None:
            self.parts.close()
        self.parts = self.daemon = None

    def passes(self, seconds: float, step: float = 5.0) -> None:
        """Lets time pass, the daemon working all along."""
        assert self.daemon is not None
        while seconds > 0:
            self.moves_on(min(step, seconds))
            self.daemon.step()
            seconds -= step

    def moves_on(self, seconds: float) -> None:
        """Time passes without the daemon."""
        self.clock.advance(seconds)
        self.world.clock.advance(seconds)

    def settles(self) -> None:
        """Starts if need be, loads, and works until nothing is left to do."""
        if self.daemon is None:
            self.start()
        self.passes(30)

    # -- the company --------------------------------------------------------------------------

    def person(self, name: str) -> Person:
        """Somebody by first name."""
        return next(p for p in self.world.people if p.first_name == name)

    def arrives(self, dialect: str, **values: object) -> str:
        """A lead arrives, in the hands of queue Inbound (Salesforce) or nobody (HubSpot)."""
        org = self.world.organisation(dialect)
        start = (
            {"OwnerId": self.world.queues["Inbound"], "IsConverted": False} if dialect == "salesforce" else {}
        )
        with self.world.lock:
            row = org.create(OBJECTS[dialect], {**start, **values}, None, source="ui")
        return row.id

    def edits(self, dialect: str, lead_id: str, by: str, **values: object) -> None:
        """A person changes a lead."""
        seat = self.person(by).seat(dialect)
        with self.world.lock:
            self.world.organisation(dialect).update(OBJECTS[dialect], lead_id, values, seat, "ui")

    def takes(self, dialect: str, lead_id: str, by: str) -> None:
        """A person makes a lead their own."""
        seat = self.person(by).seat(dialect)
        self.edits(dialect, lead_id, by, **{OWNER_FIELDS[dialect]: seat})

    def row(self, dialect: str, lead_id: str) -> Row:
        """The lead as it truly is."""
        return self.world.organisation(dialect).objects[OBJECTS[dialect]].rows[lead_id]

    def owner(self, dialect: str, lead_id: str) -> str | None:
        """Who truly owns the lead: first name, queue name, None for nobody."""
        owner = self.row(dialect, lead_id).values.get(OWNER_FIELDS[dialect]) or None
        queues = {queue_id: name for name, queue_id in self.world.queues.items()}
        people = {p.seat(dialect): p.first_name for p in self.world.people if p.seat(dialect)}
        return None if owner is None else queues.get(owner) or people.get(owner, owner)

    def our_writes(self, dialect: str, lead_id: str) -> list[str | None]:
        """The owners that we gave the lead, in order."""
        org = self.world.organisation(dialect)
        history = self.row(dialect, lead_id).owner_history
        return [change.owner for change in history if change.source == "api" and change.by == org.our_user]

    # -- the record ----------------------------------------------------------------------------

    def decisions(self, dialect: str, lead_id: str) -> list[dict[str, object]]:
        """What is on record about the lead, newest first."""
        from state import audit

        assert self.parts is not None
        with self.parts.store.read() as conn:
            return audit.history(conn, CRMS[dialect], lead_id)


CONFIG = """
store: {store}
crms:
  sales:
    kind: salesforce
    url: {salesforce}
    auth: {{flow: client_credentials, client_id: "${{file:sf_id}}", client_secret: "${{file:sf_secret}}"}}
    ca_file: {ca}
    poll_seconds: 5
  marketing:
    kind: hubspot
    url: {hubspot}
    auth: {{flow: token, token: "${{file:hs_token}}"}}
    ca_file: {ca}
    poll_seconds: 5
notices:
  channels: {{revops: "${{file:chat}}", reps: "${{file:mail}}"}}
  owner: reps
brake: {{writes_per_hour: {writes}, stale_per_hour: {stale}}}
policy: policy/
console: {{host: 127.0.0.1, port: 8460}}
"""


def configure(folder: Path, sim: Sim, store: str, writes: int = 100_000, stale: int = 50) -> None:
    """Writes what an admin would: settings, secrets in files, the policy."""
    secrets = sim.world.secrets
    values = {
        "sf_id": secrets.salesforce_client_id,
        "sf_secret": secrets.salesforce_client_secret,
        "hs_token": secrets.hubspot_token,
        "chat": "json://chat.example/revops",
        "mail": "json://mail.example/{email}",
    }
    for name, value in values.items():
        (folder / name).write_text(value)
    (folder / "policy").mkdir(exist_ok=True)
    (folder / "policy" / "policy.yaml").write_text(textwrap.dedent(POLICY))
    text = CONFIG.format(
        store=store,
        salesforce=sim.salesforce_url,
        hubspot=sim.hubspot_url,
        ca=sim.ca_file,
        writes=writes,
        stale=stale,
    )
    (folder / "pointsman.yaml").write_text(text)


def secrets_of(company: Company) -> list[str]:
    """What must never be shown or stored in clear: log-ins, sessions, addresses of channels."""
    secrets = company.world.secrets
    return [
        secrets.salesforce_client_secret,
        secrets.salesforce_token,
        secrets.hubspot_token,
        "json://chat.example/revops",
        "json://mail.example/",
    ]


@contextmanager
def founded(folder: Path, store_url: str, now: datetime | None = NOW) -> Iterator[Company]:
    """The company, configured in `folder`, until the block ends; `now` None lets real time pass."""
    world = World(seed=5, clock=WorldClock(now))
    build(world, Size(accounts=60, leads=8))
    with serving(world, folder=folder) as sim:
        configure(folder, sim, store_url)
        company = Company(world, sim, folder, SetClock(now or datetime.now(UTC)), store_url)
        try:
            yield company
        finally:
            company.stop()
        company.replays()
        assert [side.name for side in company.comes_again() if side.apart] == []
