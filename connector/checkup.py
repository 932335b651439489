"""`doctor`: asks every CRM, the store and this machine whether the daemon can do its work."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from importlib import metadata

from adapters.contract import Crm, Finding, Level
from adapters.errors import AdapterError
from connector.calendars import AHEAD, Subscribed, asked_of, unread
from connector.clock import Clock
from connector.core.rules import OwnerRef, Policy, TargetKind
from connector.texts import Fault
from mappings.records import Directory, SeatKind
from state.store import Store

SKEW_LIMIT = 60.0
SKEW_FAULT = 300.0
SQLITE_SOUND = (3, 51, 3)  # earlier ones can corrupt a write-ahead log; the store's lock avoids it
PACKAGES = ("connector", "adapters", "mappings", "state")


def house() -> Iterator[Finding]:
    """This installation: package names that another distribution also provides, SQLite's version."""
    providers = metadata.packages_distributions()
    for package in PACKAGES:
        others = sorted(set(providers.get(package, [])) - {"pointsman"})
        if others:
            yield Finding(
                Level.FAULT,
                f"package {package}",
                f"is also provided by {', '.join(others)}",
                "install pointsman into an environment of its own",
            )
    if sqlite3.sqlite_version_info < SQLITE_SOUND:
        version = sqlite3.sqlite_version
        yield Finding(
            Level.OK,
            "SQLite",
            f"{version}: older than 3.51.3, so writers and checkpoints take turns by a lock",
        )


def store_findings(store: Store) -> Iterator[Finding]:
    """The store: reachable and of this version's schema."""
    with store.read():
        yield Finding(Level.OK, "store", f"{store.dialect}, schema up to date")


def crm_findings(crm: Crm, clock: Clock, bound: str | None, *, activities: bool = False) -> Iterator[Finding]:
    """Log-in, organisation, clock, rights, fields, rules that would fight us. `bound` is the
    organisation that the store belongs to, None where it belongs to none yet; `activities` whether those
    are asked for."""
    try:
        crm.authorise()
        identity = crm.identity()
    except AdapterError as error:
        mend = "check url, client id and secret (or token), and the network"
        yield Finding(Level.FAULT, f"{crm.name}: log-in", error.message, mend)
        return
    who = f" as {identity.user_name}" if identity.user_name else ""
    where = f"organisation {identity.org_id}" + (" (a sandbox)" if identity.sandbox else "")
    yield Finding(Level.OK, f"{crm.name}: log-in", f"{where}{who}")
    if bound not in (None, identity.org_id):
        detail = f"the store belongs to {bound}, this is {identity.org_id}"
        mend = "point the url back, or start a new store"
        yield Finding(Level.FAULT, f"{crm.name}: organisation", detail, mend)
    try:
        yield from examined(crm, clock, activities=activities)
    except AdapterError as error:
        yield Finding(Level.FAULT, f"{crm.name}: examination", error.message, None)


def examined(crm: Crm, clock: Clock, *, activities: bool = False) -> Iterator[Finding]:
    """What the CRM's own examination finds, under the CRM's name. Clocks are compared by ours."""
    yield _clock(crm.name, abs(crm.identity().clock - clock.now()).total_seconds())
    for finding in crm.examine(activities=activities):
        if finding.what != "clock":
            yield Finding(finding.level, f"{crm.name}: {finding.what}", finding.detail, finding.mend)


def _clock(name: str, skew: float) -> Finding:
    level = Level.OK if skew <= SKEW_LIMIT else Level.WARNING if skew <= SKEW_FAULT else Level.FAULT
    mend = None if level is Level.OK else "set this machine's clock by NTP"
    return Finding(level, f"{name}: clock", f"{skew:.0f} s apart from this machine's", mend)


def policy_findings(
    policy: Policy, directories: Mapping[str, Directory], queues: Mapping[str, bool]
) -> Iterator[Finding]:
    """Names in the policy that a CRM does not know, or knows twice; people without a seat.
    `queues` says of each CRM whether it has queues."""
    for ref in sorted({*policy.owned_by, *_targets(policy)}, key=str):
        if ref.kind != "nobody":
            yield from _owner(ref, directories, queues)
    for email, person in policy.people.items():
        seats = [d.by_id.get(person.seats[c]) if c in person.seats else d.by_email.get(email)
                 for c, d in directories.items()]  # fmt: skip
        if not any(seats):
            mend = "mend the e-mail, or give the seat's id under `seats`"
            yield Finding(Level.FAULT, f"policy: {email}", "has no seat in any CRM", mend)
        elif not any(seat is not None and seat.active for seat in seats):
            mend = "activate it in the CRM, or take the person out"
            yield Finding(Level.WARNING, f"policy: {email}", "has no active seat", mend)
    for team in policy.teams.values():
        for member in team.members:
            if not isinstance(member, str) and member.crm in directories:
                yield from _members(team.name, member.crm, member.queue, directories[member.crm])


def _owner(
    ref: OwnerRef, directories: Mapping[str, Directory], queues: Mapping[str, bool]
) -> Iterator[Finding]:
    what = f"policy: {ref}"
    kind = {"queue": SeatKind.QUEUE, "user": SeatKind.USER}.get(ref.kind)
    holders = {crm: d for crm, d in directories.items() if ref.kind != "queue" or queues[crm]}
    found = {crm: directory.named(ref.name, kind) for crm, directory in holders.items()}
    if not holders:
        yield Finding(Level.WARNING, what, "no CRM here has queues: it counts as nobody", "write nobody")
    elif not any(found.values()):
        mend = "mend the name in the policy, or create it in the CRM"
        yield Finding(Level.FAULT, what, f"not known in {', '.join(holders)}", mend)
    for crm, seats in found.items():
        if len(seats) > 1:
            detail = f"{crm} has {len(seats)} of that name: {', '.join(seat.id for seat in seats[:5])}"
            yield Finding(Level.FAULT, what, detail, "name it by its id")


def _members(team: str, crm: str, queue: str, directory: Directory) -> Iterator[Finding]:
    found = directory.named(queue, SeatKind.QUEUE)
    what = f"policy: team {team}"
    if not found:
        yield Finding(Level.FAULT, what, f"{crm} has no queue {queue}", "mend the name")
    elif len(found) > 1:
        yield Finding(Level.FAULT, what, f"{crm} has {len(found)} queues {queue}", "name it by its id")
    elif not found[0].members:
        yield Finding(Level.WARNING, what, f"queue {queue} in {crm} has no members", "add them in the CRM")


def calendar_findings(
    subscribed: Mapping[str, Subscribed], policy: Policy | None, now: datetime
) -> Iterator[Finding]:
    """Each person's calendar: whether it can be read, and how much it holds of the days ahead."""
    for email, one in subscribed.items():
        what = f"calendar: {email}"
        try:
            found = one.calendar.read(asked_of(policy, email, now))
        except AdapterError as error:
            mend = "take the address anew where the calendar is published, and check the network"
            yield Finding(Level.FAULT, what, error.message, mend)
            continue
        told = f"read: out of office {len(found.away)} times, busy {len(found.busy)} times"
        told += "" if one.busy else " (ignored)"
        yield Finding(Level.OK, what, f"{told} in the next {AHEAD.days - 1} days")
        if amiss := unread(found):
            yield Finding(Level.WARNING, what, amiss, "look at the calendar's own export of them")


def directory_of(crm: Crm) -> tuple[dict[str, Directory], list[Finding]]:
    """The CRM's directory under its name, and what there is to say of it."""
    try:
        found = crm.directory()
    except AdapterError as error:
        mend = "let the integration user read users and queues (HubSpot: owners)"
        return {}, [Finding(Level.FAULT, f"{crm.name}: people", error.message, mend)]
    people = sum(seat.active and seat.kind is SeatKind.USER for seat in found.seats)
    return {crm.name: found}, [Finding(Level.OK, f"{crm.name}: people", f"{people} can own leads")]


def fault_findings(faults: Iterable[Fault]) -> Iterator[Finding]:
    """The policy's faults, as `check` lists them."""
    for fault in faults:
        level = Level.WARNING if fault.warning else Level.FAULT
        place = f"{fault.file}:{fault.line}:{fault.column}"
        yield Finding(level, f"policy: {place}", fault.message, fault.mend or None)


def _targets(policy: Policy) -> Iterator[OwnerRef]:
    for target in policy.targets():
        if target.kind in (TargetKind.USER, TargetKind.QUEUE):
            yield OwnerRef(target.kind.value, target.name)
