"""What is known of each CRM's people: fresh from the CRM while it answers, from the store after a
restart, and how old the mirror is."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from datetime import datetime

from adapters.contract import Crm
from connector.clock import Clock
from connector.gather import CrmFacts
from mappings.records import Directory
from state import directories
from state.store import Store


class Directories:
    """Holds the directories of all CRMs; safe for several threads."""

    def __init__(self, store: Store, clock: Clock, crms: Mapping[str, Crm]) -> None:
        self._store = store
        self._clock = clock
        self._crms = crms
        self._lock = threading.Lock()
        self._known: dict[str, Directory] = {}
        self._polled_at: dict[str, datetime] = {}

    def recall(self) -> None:
        """Takes what an earlier run stored."""
        with self._store.read() as conn:
            for name in self._crms:
                stored = directories.latest(conn, name)
                if stored is not None:
                    with self._lock:
                        self._known.setdefault(name, stored)

    def refresh(self, name: str) -> Directory:
        """Asks the CRM; stores the answer where it differs. Raises adapter errors."""
        directory = self._crms[name].directory()
        with self._lock:
            before = self._known.get(name)
            if before == directory:  # the same object keeps what was derived from it
                return before
            self._known[name] = directory
        with self._store.begin() as conn:
            directories.put(conn, name, directory, self._clock.now())
        return directory

    def polled(self, name: str, at: datetime) -> None:
        """Notes that the mirror of a CRM was in step with it at `at`."""
        with self._lock:
            self._polled_at[name] = at

    def known(self) -> dict[str, Directory]:
        """The directories by CRM; those never seen are absent."""
        with self._lock:
            return dict(self._known)

    def facts(self) -> dict[str, CrmFacts]:
        """What routing asks of each CRM whose people are known."""
        now = self._clock.now()
        with self._lock:
            return {
                name: CrmFacts(directory, self._crms[name].has_queues, self._age(name, now))
                for name, directory in self._known.items()
            }

    def _age(self, name: str, now: datetime) -> float | None:
        polled = self._polled_at.get(name)
        return None if polled is None else max(0.0, (now - polled).total_seconds())
