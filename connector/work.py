"""The daemon's work as a list of loops: what each does in one tick, how often, and whom it wakes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import structlog
from sqlalchemy import Connection

from connector.deadlines import rearm
from connector.erasing import finish
from connector.patrol import Names, Patrol
from connector.policy.vocabulary import vocabulary
from connector.pulse import Pulse
from connector.status import Colour
from connector.wiring import Parts
from state import controls, editions, in_force, inbox, outbox, retention

log = structlog.get_logger("pointsman")

TICK = 1.0
DIRECTORY_EVERY = 300.0
CALENDARS_EVERY = 15.0  # each calendar has its own time
WATCH_EVERY = 2.0
CHECKPOINT_EVERY = 30.0
RETAIN_STEPS = 8
PATROL_EVERY = 60.0
QUOTA_TIGHT = 0.8
FILES = "files"
"""Who changed what files say: only they are known."""

BRAKE_TOLD = "brake:told"
BRAKE_TOLD_AGAIN = timedelta(hours=1)


@dataclass(frozen=True)
class Loop:
    """`tick` does what is due and returns how much it did; `wakes` names loops that then have work;
    `in_once` is whether `run --once` needs it."""

    name: str
    tick: Callable[[], int]
    every: float
    wakes: tuple[str, ...] = ()
    crm: str | None = None
    in_once: bool = True


def loops(parts: Parts) -> list[Loop]:
    """Every loop, in the order in which a lead meets them."""
    delivers = tuple(f"deliver:{name}" for name in parts.crms)
    made = [Loop("watch", lambda: watch(parts), WATCH_EVERY, ("route",))]
    for name in parts.crms:
        every = float(parts.settings.crms[name].poll_seconds)
        made.append(Loop(f"directory:{name}", _directory(parts, name), DIRECTORY_EVERY, ("route",), name))
        made.append(Loop(f"poll:{name}", _poll(parts, name), every, ("route",), name))
    if parts.settings.calendars:
        made.append(Loop("calendars", parts.calendars.tick, CALENDARS_EVERY, ("route",)))
    made.append(Loop("expire", parts.expire.tick, TICK, ("route",)))
    made.append(Loop("route", lambda: _route(parts), TICK, (*delivers, "tell", "seal")))
    if parts.mode == "live":
        wakes = ("route", "tell")
        made += [Loop(f"deliver:{name}", _deliver(parts, name), TICK, wakes, name) for name in parts.crms]
        made.append(Loop("tell", lambda: _tell(parts), TICK))
    made.append(Loop("seal", parts.sealer.tick, TICK))
    names, pulse = Names(parts.status), Pulse(parts.metrics, parts.mode)
    made.append(Loop("keep", lambda: _keep(parts, names, pulse), CHECKPOINT_EVERY))
    for name, crm in parts.crms.items():
        patrol = Patrol(crm, parts.status, parts.clock, lambda: parts.shelf.policy)
        made.append(Loop(f"examine:{name}", patrol.tick, PATROL_EVERY, (), name, in_once=False))
    return made


def watch(parts: Parts) -> int:
    """Takes over an edited policy; a broken one is shown and the old one stays."""
    policy = parts.shelf.refresh()
    if policy is not None:
        now = parts.clock.now()
        with parts.store.begin() as conn:
            editions.put(conn, parts.shelf.text, vocabulary(parts.settings).told, now)
            texts = {"policy": parts.shelf.text, "settings": parts.settings.told}
            for what, told in {**texts, "mappings": parts.settings.mapped}.items():
                in_force.put(conn, what, FILES, told, now)
            rearm(conn, parts.mode, policy, parts.directories.known(), now)
        log.info("policy in force", edition=policy.edition[:12], lists=policy.additions.digest[:12])
    faults = [fault for fault in parts.shelf.faults if not fault.warning]
    if faults:
        told = f"{len(faults)} faults in the edited policy, the old one stays in force; first: {faults[0]}"
        if parts.status.show("policy", Colour.RED, told):
            log.error("policy not taken over", faults=[str(fault) for fault in faults[:20]])
    else:
        parts.status.show("policy", Colour.GREEN)
    return int(policy is not None)


def _directory(parts: Parts, name: str) -> Callable[[], int]:
    def tick() -> int:
        parts.directories.refresh(name)
        return 1

    return tick


def _poll(parts: Parts, name: str) -> Callable[[], int]:
    poll = parts.polls[name]

    def tick() -> int:
        report = poll.tick()
        parts.directories.polled(name, parts.clock.now())
        parts.metrics.changes.labels(name).inc(report.fresh + report.loaded)
        parts.metrics.erased.labels(name).inc(report.erased)
        parts.metrics.arrivals.labels(name).inc(report.arrivals)
        parts.metrics.calls.labels(name).set(parts.crms[name].calls)
        quota = parts.crms[name].quota()
        if quota.limit and quota.used is not None:
            _show_quota(parts, name, quota.used, quota.limit)
        if report.loaded:
            log.info("first load done", crm=name, records=report.loaded)
        if report.arrivals:
            log.info("arrived", crm=name, leads=report.arrivals)
        for kind in (*parts.crms[name].kinds, *parts.crms[name].activities):
            if kind in report.refused:
                parts.status.show(f"feed:{name}:{kind}", Colour.RED, report.refused[kind])
            else:
                parts.status.clear(f"feed:{name}:{kind}")
        return report.arrivals

    return tick


def _show_quota(parts: Parts, name: str, used: int, limit: int) -> None:
    share = used / limit
    parts.metrics.quota.labels(name).set(share)
    if share > QUOTA_TIGHT:
        parts.status.show(f"quota:{name}", Colour.AMBER, f"{used} of {limit} calls of the day are used")
    else:
        parts.status.clear(f"quota:{name}")


def _route(parts: Parts) -> int:
    report = parts.route.tick()
    for outcome, count in report.outcomes.items():
        parts.metrics.decisions.labels(outcome).inc(count)
    for seconds in report.latencies:
        parts.metrics.deciding.observe(max(0.0, seconds))
    parts.metrics.left_alone.inc(report.left_alone)
    parts.metrics.fallback.inc(report.fallback)
    if report.faults:
        parts.metrics.failures.inc(len(report.faults))
        log.error("could not be decided", leads=len(report.faults), where=sorted(set(report.faults))[:5])
    if report.decided:
        log.info("decided", leads=report.decided, **report.outcomes)
    if report.held:
        _brake_on(parts, report.held)
    return report.decided


def _brake_on(parts: Parts, reason: str) -> None:
    """Red on the board, and one notice an hour however many leads are held."""
    parts.status.show("brake", Colour.RED, f"{reason}; see `pointsman waiting`")
    now = parts.clock.now()
    with parts.store.begin() as conn:
        told = controls.get(conn, BRAKE_TOLD)
        if told is not None and now.timestamp() - float(told) < BRAKE_TOLD_AGAIN.total_seconds():
            return
        controls.put(conn, BRAKE_TOLD, now.timestamp(), "daemon", now)
        channels = parts.shelf.policy.otherwise.notify or ("revops",)
        body = f"{reason}. The rest is decided and held: `pointsman waiting` releases or drops it."
        rows = [
            outbox.NoticeRow(
                f"brake:{now.timestamp():.0f}:{channel}", None, channel, None, "Brake", body, None
            )
            for channel in channels
        ]
        outbox.put_notices(conn, rows, now)
    log.error("brake", reason=reason)


def _deliver(parts: Parts, name: str) -> Callable[[], int]:
    deliver = parts.delivers[name]

    def tick() -> int:
        report = deliver.tick()
        colour = Colour.AMBER if report.paused else Colour.GREEN
        parts.status.show(f"pause:{name}", colour, "paused by a person" if report.paused else "")
        for result, count in report.results.items():
            parts.metrics.writes.labels(name, result).inc(count)
        for seconds in report.latencies:
            parts.metrics.writing.labels(name).observe(max(0.0, seconds))
        if report.results:
            log.info("delivered", crm=name, **report.results)
        if report.stale_directory:
            parts.directories.refresh(name)
        return sum(report.results.values())

    return tick


def _tell(parts: Parts) -> int:
    sent = parts.tell.tick()
    parts.metrics.notices.inc(sent)
    return sent


def _keep(parts: Parts, names: Names, pulse: Pulse) -> int:
    """Housekeeping: the write-ahead log, how much waits where, and whom the policy names."""
    parts.store.checkpoint()
    finish(parts.store)
    _retain(parts)
    with parts.store.read() as conn:
        counts = waiting_counts(conn, parts.mode)
        pulse.take(conn, parts.clock.now())
    for (table, status), count in counts.items():
        parts.metrics.waiting.labels(table, status).set(count)
    if not counts.get(("outbox", "held")):
        parts.status.clear("brake")
    queues = {name: crm.has_queues for name, crm in parts.crms.items()}
    names.look_up(parts.shelf.policy, parts.directories.known(), queues)
    return 0


def _retain(parts: Parts) -> None:
    """Forgets what is past its time, a little at a turn, once a day."""
    with parts.store.read() as conn:
        if retention.resting(conn, parts.clock.now()):
            return
    for _ in range(RETAIN_STEPS):
        with parts.store.begin() as conn:
            if not retention.step(conn, parts.settings.retention, "daemon", parts.clock.now()):
                return


def waiting_counts(conn: Connection, mode: str) -> dict[tuple[str, str], int]:
    """How many rows stand in which status, by table."""
    counts = {("inbox", status): count for status, count in inbox.counts(conn, mode).items()}
    counts |= {("outbox", status): count for status, count in outbox.counts(conn).items()}
    return counts
