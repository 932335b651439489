"""Everything that can happen to a record in one CRM of the company."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from adapters.simulators.clock import WorldClock
from adapters.simulators.rows import OwnerChange, Row, Table, Values
from adapters.simulators.switches import Switches

_OF_PERSON = (("Task", "WhoId"), ("Event", "WhoId"))
_CHILDREN = {
    "Account": (("Contact", "AccountId"), ("Opportunity", "AccountId")),
    "Lead": _OF_PERSON,
    "Contact": _OF_PERSON,
}
"""Salesforce's objects that point to another, and by which field: they move with a merge."""


@dataclass
class Organisation:
    """One CRM of the company: its tables and everything that can happen to a record.

    `our_user` is the integration user: what the API writes is written by it; `form_user` makes what web
    forms bring. `links` are HubSpot's
    associations: (from object, to object) -> from id -> to id -> type ids.
    """

    name: str
    org_id: str
    owner_field: str
    clock: WorldClock
    switches: Switches
    objects: dict[str, Table]
    new_id: Callable[[str], str]
    our_user: str = ""
    form_user: str | None = None
    links: dict[tuple[str, str], dict[str, dict[str, set[int]]]] = field(default_factory=dict)
    _pending: list[tuple[int, int, int, str, str, Callable[[], object]]] = field(default_factory=list)
    _order: Iterator[int] = field(default_factory=itertools.count)

    @property
    def lag_ms(self) -> int:
        """Milliseconds from a change's stamp to its commit."""
        return round(self.switches.salesforce_visible_lag_seconds * 1000) if self.name == "salesforce" else 0

    @property
    def index_lag_ms(self) -> int:
        """Milliseconds from a change to its place in the search index."""
        return round(self.switches.hubspot_search_lag_seconds * 1000) if self.name == "hubspot" else 0

    def row(self, name: str, row_id: str) -> Row | None:
        """The row with this id, deleted and merged ones included; None where it never was or is purged."""
        found = self.objects[name].rows.get(row_id)
        return None if found is None or found.purged else found

    def rows(self, name: str) -> Iterable[Row]:
        """Every row of an object that was ever made."""
        return self.objects[name].rows.values()

    def create(
        self,
        name: str,
        values: Mapping[str, Any],
        by: str | None,
        *,
        visible_after: float | None = None,
        created_ms: int | None = None,
        source: str = "ui",
    ) -> Row:
        """Makes a record. It shows `visible_after` seconds later (default: the switch's lag).

        `created_ms` backdates it (no lag then, unless given).
        """
        now_ms = self.clock.now_ms() if created_ms is None else created_ms
        row = Row(self.new_id(name), dict(values), by, now_ms)
        lag_ms = self.lag_ms if created_ms is None else 0
        row.visible_ms = now_ms + (lag_ms if visible_after is None else round(visible_after * 1000))
        row.indexed_ms = row.visible_ms + (self.index_lag_ms if created_ms is None else 0)
        row.owner_history.append(OwnerChange(now_ms, row.values.get(self.owner_field), by, source))
        self.objects[name].add(row)
        return row

    def update(
        self,
        name: str,
        row_id: str,
        values: Mapping[str, Any],
        by: str | None,
        source: str = "ui",
        visible_after: float | None = None,
    ) -> Row:
        """Changes a record. The API's own writes show at once; a person's after the switch's lag.

        The stamp is of now, the row changes at the commit: that is how rows fall behind a cursor.
        Raises KeyError where there is no such record.
        """
        row = self.objects[name].rows[row_id]
        now_ms = self.clock.now_ms()
        lag_ms = 0 if source == "api" else self.lag_ms
        if visible_after is not None:
            lag_ms = round(visible_after * 1000)

        def commit() -> None:
            self._apply(name, row, values, (now_ms, by, source))

        if lag_ms > 0:
            heapq.heappush(self._pending, (now_ms + lag_ms, next(self._order), now_ms, name, row_id, commit))
        else:
            commit()
        return row

    def settle(self) -> None:
        """Commits what is due by now. Servers call it before each request."""
        now_ms = self.clock.now_ms()
        while self._pending and self._pending[0][0] <= now_ms:
            heapq.heappop(self._pending)[5]()

    def schedule(self, at_ms: int, what: Callable[[], object]) -> None:
        """Does `what` once that time has come (at the next call, if it lies between two)."""
        heapq.heappush(self._pending, (at_ms, next(self._order), at_ms, "", "", what))

    def locked(self, name: str, row_id: str) -> bool:
        """Whether somebody's transaction on the record has not committed yet."""
        return any((item[3], item[4]) == (name, row_id) for item in self._pending)

    def oldest_open_ms(self) -> int | None:
        """When the oldest transaction began that has not committed yet; None where there is none."""
        now_ms = self.clock.now_ms()
        begun = [item[2] for item in self._pending]
        begun += [row.created_ms for table in self.objects.values() for row in table.unseen(now_ms)]
        return min(begun, default=None)

    def touch(self, name: str, row_id: str) -> None:
        """An automated process bumps the stamp; nothing else changes."""
        table = self.objects[name]
        self._keep_indexed(table.rows[row_id], self.clock.now_ms())
        self._restamp(table, table.rows[row_id], self.clock.now_ms())

    def delete(self, name: str, row_id: str, by: str | None = None) -> None:
        """Into the recycle bin (HubSpot: archived)."""
        table = self.objects[name]
        row = table.rows[row_id]
        row.deleted_ms = self.clock.now_ms()
        row.modified_by = by or row.modified_by
        self._restamp(table, row, row.deleted_ms)

    def undelete(self, name: str, row_id: str) -> None:
        """Out of the recycle bin; a merge's loser comes back too."""
        table = self.objects[name]
        row = table.rows[row_id]
        row.deleted_ms = row.merged_into = None
        stamps = self.name == "hubspot" or self.switches.undelete_stamps
        self._restamp(table, row, self.clock.now_ms() if stamps else row.stamp_ms)

    def purge(self, name: str, row_id: str) -> None:
        """Gone for good, flagged nowhere."""
        table = self.objects[name]
        table.purge(table.rows[row_id])

    def merge(self, name: str, winner: str, losers: Sequence[str], by: str | None = None) -> Row:
        """Merges `losers` into `winner` and answers the survivor (HubSpot: maybe a new id)."""
        table = self.objects[name]
        now_ms = self.clock.now_ms()
        survivor = table.rows[winner]
        gone = list(losers)
        if self.name == "hubspot" and self.switches.merge_makes_new_id and name in ("companies", "deals"):
            gone.insert(0, winner)
            values = dict(survivor.values)
            survivor = self.create(name, values, by)
        for row_id in gone:
            row = table.rows[row_id]
            row.merged_into = survivor.id
            if self.name == "salesforce":
                row.deleted_ms = now_ms
                row.modified_by = by or row.modified_by
            self._restamp(table, row, now_ms)
            self._reparent(name, row_id, survivor.id, now_ms)
        extra: Values = {}
        if self.name == "hubspot":
            before = str(survivor.values.get("hs_merged_object_ids") or "")
            extra = {"hs_merged_object_ids": ";".join([*filter(None, before.split(";")), *gone])}
        self._apply(name, survivor, extra, (now_ms, by, "ui"))
        return survivor

    def convert(self, lead_id: str, by: str, account_id: str | None = None) -> Row:
        """Converts a Salesforce lead into a contact and an opportunity of an account (a new one if None)."""
        lead = self.objects["Lead"].rows[lead_id]
        owner = lead.values.get("OwnerId")
        if account_id is None:
            company = lead.values.get("Company")
            account_id = self.create("Account", {"Name": company, "OwnerId": owner}, by).id
        names = {key: lead.values.get(key) for key in ("FirstName", "LastName", "Email", "Phone")}
        contact = self.create("Contact", {**names, "AccountId": account_id, "OwnerId": owner}, by)
        deal = {"AccountId": account_id, "OwnerId": owner, "Name": lead.values.get("Company")}
        stage = {"StageName": "Prospecting", "IsClosed": False, "IsWon": False}
        opportunity = self.create("Opportunity", {**deal, **stage}, by)
        outcome = {
            "IsConverted": True, "Status": "Closed - Converted",
            "ConvertedDate": self.clock.now().date().isoformat(), "ConvertedAccountId": account_id,
            "ConvertedContactId": contact.id, "ConvertedOpportunityId": opportunity.id,
        }  # fmt: skip
        self._reparent("Lead", lead_id, contact.id, self.clock.now_ms())
        return self.update("Lead", lead_id, outcome, by)

    def associate(self, one: tuple[str, str], other: tuple[str, str], types: tuple[int, int]) -> None:
        """Links two HubSpot records, (object, id) each, both ways, adding to the labels there are."""
        for (name, row_id), (to_name, to_id), kind in ((one, other, types[0]), (other, one, types[1])):
            held = self.links.setdefault((name, to_name), {}).setdefault(row_id, {})
            held.setdefault(to_id, set()).add(kind)

    def _apply(
        self, name: str, row: Row, values: Mapping[str, Any], how: tuple[int, str | None, str]
    ) -> None:
        at_ms, by, source = how
        owner = values.get(self.owner_field, row.values.get(self.owner_field))
        if owner != row.values.get(self.owner_field):
            row.owner_history.append(OwnerChange(at_ms, owner, by, source))
        self._keep_indexed(row, at_ms)
        row.values.update(values)
        row.modified_ms = at_ms
        row.modified_by = by
        self._restamp(self.objects[name], row, at_ms)

    def _keep_indexed(self, row: Row, at_ms: int) -> None:
        if self.index_lag_ms and row.indexed_ms <= at_ms:
            row.indexed = (row.stamp_ms, dict(row.values))

    def _restamp(self, table: Table, row: Row, at_ms: int) -> None:
        table.restamp(row, at_ms)
        row.indexed_ms = at_ms + self.index_lag_ms

    def _reparent(self, name: str, loser: str, winner: str, now_ms: int) -> None:
        if self.name == "hubspot":
            for (from_name, to_name), held in self.links.items():
                if from_name == name and loser in held:
                    held.setdefault(winner, {}).update(held.pop(loser))
                elif to_name == name:
                    for targets in held.values():
                        if loser in targets:
                            targets.setdefault(winner, set()).update(targets.pop(loser))
        else:
            for child, reference in _CHILDREN.get(name, ()):
                for row in self.rows(child):
                    if row.values.get(reference) == loser:
                        row.values[reference] = winner
                        row.version += 1
                        self.objects[child].changes += 1
                        if self.switches.merge_stamps_children:
                            self._restamp(self.objects[child], row, now_ms)
