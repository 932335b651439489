"""Scripted and seeded faults: what goes wrong, for which calls, how often.

The server carries out the faults of the wire (`SERVER`); the dialects ask for the others, which need
the CRM's own words. Whoever takes a fault uses it up; a `standing` one lasts until it is cleared.
"""

from __future__ import annotations

import random
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from threading import RLock
from typing import Any

from adapters.simulators.world import Row, World

SERVER = {
    "status": "answers `status` with `body`; nothing is applied",
    "html_503": "an HTML maintenance page with 503 (or `status`); nothing is applied",
    "cut_before": "closes the connection without an answer; nothing is applied",
    "cut_after": "applies the call, then closes without an answer",
    "cut_middle": "applies the call, sends half of the answer, closes",
    "hang": "answers nothing for `seconds` (3600), then closes",
    "delay": "waits `seconds`, then goes on as usual",
}
DIALECT = {
    "expire_session": "the session is over: 401 INVALID_SESSION_ID (HubSpot: EXPIRED_AUTHENTICATION)",
    "rate_limit": "429 with `policy`; `retry_after` seconds where given",
    "quota": "the daily allowance is used up",
    "concurrent": "too many long calls at once (Salesforce REQUEST_LIMIT_EXCEEDED ConcurrentRequests)",
    "lock_row": "the record is locked for this write",
    "fail_item": "this record's write fails with `code` and `message`",
    "missing_result": "this record is left out of the batch's answer, although it was written",
    "person_edits": "a person sets `values` (by user `by`) right before the write (`moment`: before, after)",
    "dead_cursor": "the query cursor or page bookmark is gone",
    "query_timeout": "the query takes too long",
    "permission": "403 for this object: rights or scopes are missing",
    "truncate_results": "the answer silently lacks the last `count` rows",
}
STANDING = {
    "hide_field": "`field` of `object` does not exist for the integration user",
    "readonly_field": "`field` of `object` may not be written by the integration user",
    "hide_object": "`object` does not exist for the integration user",
    "retired_version": "API versions below `version` are gone",
}
KNOWN = {**SERVER, **DIALECT, **STANDING}


@dataclass(frozen=True, slots=True)
class Call:
    """What is being done, as far as a fault may match on it. `ids` are the records that it is about."""

    dialect: str
    method: str
    path: str
    object: str | None = None
    ids: tuple[str, ...] = ()


@dataclass(slots=True)
class Fault:
    """One fault. It lets `after` matching calls pass, then acts `times` times (None: for ever).

    `match` may name method, path_contains, object and id. `probability` makes it a matter of (seeded)
    chance. `args` are what the kind needs.
    """

    do: str
    dialect: str | None = None
    match: Mapping[str, str] = field(default_factory=dict)
    times: int | None = 1
    after: int = 0
    probability: float = 1.0
    args: Mapping[str, Any] = field(default_factory=dict)
    taken: int = 0

    def fits(self, call: Call) -> bool:
        """Whether the call is of the kind that this fault waits for."""
        want = self.match
        return (
            self.dialect in (None, call.dialect)
            and want.get("method", call.method) == call.method
            and want.get("path_contains", "") in call.path
            and ("object" not in want or want["object"] == call.object)
            and ("id" not in want or want["id"] in call.ids)
        )

    @property
    def spent(self) -> bool:
        """Whether it has acted as often as it may."""
        return self.times is not None and self.taken >= self.times


class FaultBook:
    """Every fault in force, in the order in which they were added. Safe for several threads."""

    def __init__(self, seed: int = 1) -> None:
        self._faults: list[Fault] = []
        self._random = random.Random(seed)
        self._lock = RLock()

    def add(self, do: str, **how: Any) -> Fault:
        """Adds a fault; what is not a field of `Fault` becomes one of its `args`.

        Raises ValueError for an unknown kind.
        """
        if do not in KNOWN:
            raise ValueError(f"no fault {do!r}; there are {', '.join(KNOWN)}")
        own = {
            key: how.pop(key) for key in ("dialect", "match", "times", "after", "probability") if key in how
        }
        if do in STANDING:
            own["times"] = None
        fault = Fault(do, args={**how.pop("args", {}), **how}, **own)
        with self._lock:
            self._faults.append(fault)
        return fault

    def clear(self) -> int:
        """Drops every fault; answers how many there were."""
        with self._lock:
            count = len(self._faults)
            self._faults.clear()
        return count

    def all(self) -> list[Fault]:
        """Every fault that was added and not cleared, the spent ones too."""
        with self._lock:
            return list(self._faults)

    def take(self, call: Call, kinds: Collection[str]) -> Fault | None:
        """The first fault of these kinds that strikes the call; it is counted as used."""
        if not self._faults:
            return None
        with self._lock:
            for fault in self._faults:
                if fault.do not in kinds or fault.spent or not fault.fits(call):
                    continue
                if fault.after > 0:
                    fault.after -= 1
                    continue
                if fault.probability < 1.0 and self._random.random() >= fault.probability:
                    continue
                fault.taken += 1
                return fault
        return None

    def standing(self, do: str, dialect: str) -> Iterable[Mapping[str, Any]]:
        """The arguments of each lasting fault of a kind."""
        if not self._faults:
            return ()
        with self._lock:
            return [f.args for f in self._faults if f.do == do and f.dialect in (None, dialect)]

    def person_edits(self, world: World, call: Call, row: Row, moment: str = "before") -> bool:
        """Lets a scripted person change `row` (of `call.object`) now; true where one did."""
        kinds = ("person_edits",)
        fitting = any(f.do in kinds and f.args.get("moment", "before") == moment for f in self.all())
        fault = self.take(call, kinds) if fitting else None
        if fault is None or call.object is None:
            return False
        org = world.organisation(call.dialect)
        org.update(call.object, row.id, fault.args["values"], fault.args.get("by"), "ui", visible_after=0)
        return True
