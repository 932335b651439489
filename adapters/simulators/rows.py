"""Records of one CRM and their order in time. Instants are milliseconds since 1970 (`*_ms`)."""

from __future__ import annotations

import itertools
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class OwnerChange:
    """One change of a record's owner. `source` is `api`, `ui`, `rule` or `form`; `by` a user's id."""

    at_ms: int
    owner: str | None
    by: str | None
    source: str


class Row:
    """One record. `values` hold the CRM's own field names without the system fields.

    `stamp_ms` is the change stamp (SystemModstamp, lastmodifieddate); `modified_ms` the last edit by
    a user. `visible_ms` is when the commit shows, `indexed_ms` when HubSpot's search shows the
    present version; until then it shows the stamp and values of `indexed`. `version` counts changes,
    for caches.
    """

    __slots__ = (
        "created_by", "created_ms", "deleted_ms", "id", "indexed", "indexed_ms", "merged_into", "modified_by",
        "modified_ms", "owner_history", "purged", "stamp_ms", "values", "version", "visible_ms",
    )  # fmt: skip

    def __init__(self, row_id: str, values: Values, by: str | None, now_ms: int) -> None:
        self.id = row_id
        self.values = values
        self.created_ms = self.modified_ms = self.stamp_ms = self.visible_ms = self.indexed_ms = now_ms
        self.created_by = self.modified_by = by
        self.indexed: tuple[int, Values] | None = None
        self.deleted_ms: int | None = None
        self.purged = False
        self.merged_into: str | None = None
        self.owner_history: list[OwnerChange] = []
        self.version = 0

    @property
    def alive(self) -> bool:
        """Whether it is neither deleted nor merged away nor purged."""
        return self.deleted_ms is None and self.merged_into is None and not self.purged


class Table:
    """The rows of one object, by id and in the order of their stamps.

    `grain_ms` is how finely the CRM orders stamps (Salesforce 1000, HubSpot 1): ties are in id order.
    """

    def __init__(self, name: str, grain_ms: int) -> None:
        self.name = name
        self.grain_ms = grain_ms
        self.rows: dict[str, Row] = {}
        self.changes = 0
        self._index: list[tuple[int, str]] = []
        self._sorted = True

    def add(self, row: Row) -> None:
        """Takes a new row."""
        self.rows[row.id] = row
        self._enter(row)

    def restamp(self, row: Row, stamp_ms: int) -> None:
        """Gives a row its new stamp and counts the change."""
        self._leave(row)
        row.stamp_ms = stamp_ms
        row.version += 1
        self._enter(row)

    def purge(self, row: Row) -> None:
        """Takes a row out for good; only its truth is kept."""
        self._leave(row)
        row.purged = True
        row.version += 1
        self.changes += 1

    def since(self, stamp_ms: int | None = None) -> Iterator[Row]:
        """Rows with a stamp of at least `stamp_ms` (to the grain), oldest first; deleted ones too."""
        self._sort()
        start = 0 if stamp_ms is None else bisect_left(self._index, (stamp_ms // self.grain_ms, ""))
        rows = self.rows
        return (rows[row_id] for _, row_id in itertools.islice(self._index, start, None))

    def unseen(self, now_ms: int) -> list[Row]:
        """Rows whose transaction has not committed by now, among the latest ones."""
        self._sort()
        latest = (self.rows[row_id] for _, row_id in self._index[-500:])
        return [row for row in latest if row.visible_ms > now_ms]

    def _enter(self, row: Row) -> None:
        key = (row.stamp_ms // self.grain_ms, row.id)
        if self._sorted and self._index and key < self._index[-1]:
            self._sorted = False
        self._index.append(key)
        self.changes += 1

    def _leave(self, row: Row) -> None:
        self._sort()
        key = (row.stamp_ms // self.grain_ms, row.id)
        place = bisect_left(self._index, key)
        if place < len(self._index) and self._index[place] == key:
            del self._index[place]

    def _sort(self) -> None:
        if not self._sorted:
            self._index.sort()
            self._sorted = True
