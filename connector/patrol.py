"""The daemon's own `doctor`: while it runs, the board names what would keep it from its work.

Rights, fields and rules are asked of a CRM once an hour, and every half hour while it refuses
something; the names in the policy are looked up when the policy or the people of a CRM change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from adapters.contract import Crm, Finding, Level
from connector.checkup import examined, policy_findings
from connector.clock import Clock
from connector.core.rules import Policy
from connector.status import Colour, Status
from mappings.records import Directory

EVERY = timedelta(hours=1)
WHILE_AT_FAULT = timedelta(minutes=30)
LOOPS = ("poll", "directory", "deliver")
COLOURS = {Level.WARNING: Colour.AMBER, Level.FAULT: Colour.RED}


class Patrol:
    """Examines one CRM from time to time and keeps its lights; activities only while `policy` asks for
    them."""

    def __init__(self, crm: Crm, status: Status, clock: Clock, policy: Callable[[], Policy]) -> None:
        self._crm = crm
        self._policy = policy
        self._status = status
        self._clock = clock
        self._examined_at: datetime | None = None
        self._lights: set[str] = set()

    def tick(self) -> int:
        """Examines the CRM if it is time. Raises adapter errors where it can't be asked at all."""
        now = self._clock.now()
        wait = WHILE_AT_FAULT if self._at_fault() else EVERY
        if self._examined_at is not None and now - self._examined_at < wait:
            return 0
        asked = self._policy().asks_activities
        findings = list(examined(self._crm, self._clock, activities=asked))
        self._examined_at = now
        self._lights = show(self._status, findings, self._lights)
        return 0

    def _at_fault(self) -> bool:
        """Whether a loop of this CRM, or what the last examination found, is red."""
        mine = self._lights | {f"{loop}:{self._crm.name}" for loop in LOOPS}
        return any(light.name in mine and light.colour is Colour.RED for light in self._status.lights())


class Names:
    """Keeps the lights of whom the policy names and no CRM knows."""

    def __init__(self, status: Status) -> None:
        self._status = status
        self._seen: tuple[object, ...] = ()
        self._lights: set[str] = set()

    def look_up(self, policy: Policy, directories: dict[str, Directory], queues: dict[str, bool]) -> None:
        """Looks all names up, if anything has changed and the people of every CRM are known."""
        seen = (policy.edition, *directories.values())
        if set(directories) != set(queues) or _same(seen, self._seen):
            return
        self._seen = seen
        self._lights = show(self._status, policy_findings(policy, directories, queues), self._lights)


def _same(some: tuple[object, ...], others: tuple[object, ...]) -> bool:
    return len(some) == len(others) and all(a is b or a == b for a, b in zip(some, others, strict=True))


def show(status: Status, findings: Iterable[Finding], shown: set[str]) -> set[str]:
    """Shows what is not fine and takes down the lights in `shown` that are; returns those shown."""
    worst: dict[str, Finding] = {}
    for finding in findings:
        if finding.level is Level.OK:
            continue
        before = worst.get(finding.what)
        if before is None or (before.level is Level.WARNING and finding.level is Level.FAULT):
            worst[finding.what] = finding
    for name, finding in worst.items():
        told = f"{finding.detail}; {finding.mend}" if finding.mend else finding.detail
        status.show(name, COLOURS[finding.level], told)
    for name in shown - worst.keys():
        status.clear(name)
    return set(worst)
