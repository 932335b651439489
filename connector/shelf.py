"""The policy in force, with the lists it brings to the matcher. A broken edit never replaces it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from connector.core.matching.additions import Additions
from connector.core.matching.installed import install
from connector.core.rules import Policy
from connector.texts import Fault

Reader = Callable[[], tuple[Policy | None, Sequence[Fault], str]]
"""Reads the policy folder: the policy (None where it has faults), its faults, and its whole text."""


class Shelf:
    """Holds the current policy and watches its folder.

    `refresh` re-reads when a file changed and returns the new policy where it came into force;
    after a broken edit `faults` lists what is wrong while the old policy stays. What the first policy adds
    to the matcher's lists is put in force with it, for the whole process; an edit of the lists is refused
    until the next start, because the match keys of all accounts are made by them.
    """

    def __init__(self, folder: Path, read: Reader) -> None:
        self._folder = folder
        self._read = read
        self._lock = threading.Lock()
        self._seen: tuple[tuple[str, int, int], ...] = ()
        self._policy: Policy | None = None
        self.faults: Sequence[Fault] = ()
        self.text = ""

    @property
    def policy(self) -> Policy:
        """The policy in force. Raises LookupError where none was ever sound."""
        if self._policy is None:
            raise LookupError("no sound policy has been read")
        return self._policy

    @property
    def sound(self) -> bool:
        """Whether a policy is in force and the text that was read last has no fault but warnings."""
        return self._policy is not None and all(fault.warning for fault in self.faults)

    def refresh(self) -> Policy | None:
        """Re-reads after an edit; returns the policy if another one came into force, else None."""
        with self._lock:
            seen = self._fingerprint()
            if seen == self._seen:
                return None
            self._seen = seen
            policy, faults, text = self._read()
            if policy is not None and self._policy is not None:
                faults = (*faults, *self._changed_lists(policy.additions, self._policy.additions))
                policy = None if any(not fault.warning for fault in faults) else policy
            self.faults = faults
            if policy is None or (self._policy is not None and policy.edition == self._policy.edition):
                return None
            if self._policy is None:
                install(policy.additions)
            self._policy, self.text = policy, text
            return policy

    def _changed_lists(self, new: Additions, old: Additions) -> list[Fault]:
        """A fault for each list that says something else than the one in force."""
        return [
            Fault(
                f"{self._folder.name}/matching/{name}.txt",
                1,
                1,
                "changed since the start; with the whole edit it comes into force at the next one",
                "restart `pointsman run`: the match keys of all accounts are made anew",
            )
            for name in sorted({*new.lists, *old.lists})
            if new.of(name) != old.of(name)
        ]

    def _fingerprint(self) -> tuple[tuple[str, int, int], ...]:
        rows = []
        for path in sorted(self._folder.rglob("*")):
            try:
                stat = path.stat()
            except OSError:  # a file that an editor just replaced
                continue
            if path.is_file():
                rows.append((str(path), stat.st_mtime_ns, stat.st_size))
        return tuple(rows)
