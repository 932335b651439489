"""The HubSpot account behind the addresses: which records may be seen, and how each of them reads."""

from __future__ import annotations

import random
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

from adapters.simulators.faults import Call, Fault, FaultBook
from adapters.simulators.hubspot.answers import as_text, hidden_object, invalid, iso, missing_scopes
from adapters.simulators.hubspot.association_types import PRIMARY, association_list
from adapters.simulators.hubspot.properties import (
    CREATED,
    DEFAULTS,
    MODIFIED,
    OBJECT_OF,
    SCHEMA,
    SINGULAR,
    Property,
)
from adapters.simulators.world import OwnerChange, Row, Values, World

APP_ID = "8111832"
ZONE = "US/Eastern"
_SOURCES = {"api": "INTEGRATION", "ui": "CRM_UI", "rule": "AUTOMATION_PLATFORM"}

Shown = tuple[Row, Values, int]
"""A row with the values and the stamp (ms) under which it shows: the present or the indexed ones."""

Computed = Callable[[Row, Values, int], str | None]


class Portal:
    """One account: its records as the integration may see them."""

    def __init__(self, world: World, faults: FaultBook) -> None:
        self.world = world
        self.org = world.hubspot
        self.faults = faults
        self.random = random.Random(world.seed)
        self._computed = {name: self._computed_of(name) for name in SCHEMA}
        self._ordered: dict[str, tuple[int, list[int]]] = {}

    def object_named(self, text: str) -> str:
        """The object that an address names. Raises Refusal for one that is unknown or not to be seen."""
        name = OBJECT_OF.get(text)
        if name is None:
            raise invalid(f"Unable to infer object type from: {text}")
        for args in self.faults.standing("hide_object", "hubspot"):
            if args.get("object") == name:
                raise hidden_object(SINGULAR[name], self.org.org_id)
        return name

    def demand(self, *scopes: str) -> None:
        """Refuses the call where the token lacks one of the scopes."""
        lacking = {text.strip() for text in self.world.switches.hubspot_missing_scopes.split(",")}
        wanted = [scope for scope in scopes if scope in lacking]
        if wanted:
            raise missing_scopes(wanted)

    def fault(self, call: Call, *kinds: str) -> Fault | None:
        """A scripted fault of these kinds that strikes the call."""
        return self.faults.take(call, kinds)

    def properties(self, name: str) -> Mapping[str, Property]:
        """The properties of an object that the integration can see."""
        hidden = {
            args.get("field")
            for args in self.faults.standing("hide_field", "hubspot")
            if args.get("object", name) == name
        }
        known = SCHEMA[name]
        return {key: item for key, item in known.items() if key not in hidden} if hidden else known

    def read_only(self, name: str) -> set[Any]:
        """Properties that the integration may not write although others may."""
        lasting = self.faults.standing("readonly_field", "hubspot")
        return {args.get("field") for args in lasting if args.get("object", name) == name}

    def visible(self, row: Row, archived: bool = False) -> bool:
        """Whether lists and reads show the row; `archived` asks for the recycle bin instead."""
        if row.purged or row.merged_into is not None or row.visible_ms > self.org.clock.now_ms():
            return False
        return (row.deleted_ms is not None) is archived

    def find(self, name: str, row_id: str, archived: bool = False) -> Row | None:
        """The row that an id answers with: for a merged one its survivor, or nothing (by the switch)."""
        row = self.org.row(name, row_id)
        if self.world.switches.merged_id_get == "survivor":
            hops = 0
            while row is not None and row.merged_into is not None and hops < 50:
                row, hops = self.org.row(name, row.merged_into), hops + 1
        return row if row is not None and self.visible(row, archived) else None

    def ordered_ids(self, name: str) -> list[int]:
        """The ids of every row ever made, ascending."""
        rows = self.org.objects[name].rows
        held = self._ordered.get(name)
        if held is None or held[0] != len(rows):
            held = self._ordered[name] = (len(rows), sorted(map(int, rows)))
        return held[1]

    def page(self, name: str, last: int, limit: int, archived: bool) -> tuple[list[Row], bool]:
        """The rows after the id `last`, at most `limit`, and whether there are more."""
        ids = self.ordered_ids(name)
        rows, found = self.org.objects[name].rows, list[Row]()
        for place in range(bisect_right(ids, last), len(ids)):
            row = rows[str(ids[place])]
            if self.visible(row, archived):
                if len(found) == limit:
                    return found, True
                found.append(row)
        return found, False

    def value(self, name: str, prop: str, shown: Shown) -> str | None:
        """What one property of a record reads."""
        row, values, stamp_ms = shown
        computed = self._computed[name].get(prop)
        return computed(row, values, stamp_ms) if computed else as_text(values.get(prop))

    def records(
        self, name: str, rows: Iterable[Shown], asked: Collection[str] | None
    ) -> list[dict[str, Any]]:
        """Rows as the API shows them; unknown properties are left out, unset ones are null."""
        known = self.properties(name)
        always = (CREATED[name], MODIFIED[name], "hs_object_id")
        names = [prop for prop in dict.fromkeys((*(asked or DEFAULTS[name]), *always)) if prop in known]
        computed = [(prop, made) for prop, made in self._computed[name].items() if prop in names]
        stored = [prop for prop in names if prop not in self._computed[name]]
        blank = None if self.world.switches.hubspot_cleared_value == "null" else ""
        found = []
        for row, values, stamp_ms in rows:
            get = values.get
            properties = {
                prop: value if (value := get(prop)) is None or value.__class__ is str else as_text(value)
                for prop in stored
            }
            if blank is None and "" in properties.values():
                properties = {prop: value or None for prop, value in properties.items()}
            for prop, made in computed:
                properties[prop] = made(row, values, stamp_ms)
            record: dict[str, Any] = {
                "id": row.id,
                "properties": properties,
                "createdAt": iso(row.created_ms),
                "updatedAt": iso(stamp_ms),
                "archived": row.deleted_ms is not None,
            }
            if row.deleted_ms is not None:
                record["archivedAt"] = iso(row.deleted_ms)
            found.append(record)
        return found

    def record(self, name: str, row: Row, asked: Collection[str] | None) -> dict[str, Any]:
        """One row as it is now."""
        return self.records(name, [(row, row.values, row.stamp_ms)], asked)[0]

    def history(self, name: str, row: Row, asked: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
        """`propertiesWithHistory`, newest first. Only owners have a past here; others have a present."""
        return {prop: self._past(name, row, prop) for prop in asked if prop in self.properties(name)}

    def associations(self, name: str, row: Row, asked: Sequence[str]) -> dict[str, Any]:
        """The `associations` of a record in lists and reads."""
        found = {}
        for text in asked:
            other = self.object_named(text)
            results = association_list(self.org, (name, row.id), other)
            if results:
                found[other] = {"results": results}
        return found

    def _past(self, name: str, row: Row, prop: str) -> list[dict[str, Any]]:
        if prop != self.org.owner_field:
            value = self.value(name, prop, (row, row.values, row.stamp_ms))
            changes = (
                [OwnerChange(row.modified_ms, value, row.modified_by, "ui")] if value is not None else []
            )
        else:
            changes = [c for c in row.owner_history if c.owner is not None or len(row.owner_history) > 1]
        return [self._change(change) for change in reversed(changes)]

    def _change(self, change: OwnerChange) -> dict[str, Any]:
        told: dict[str, Any] = {
            "value": change.owner or "",
            "timestamp": iso(change.at_ms),
            "sourceType": _SOURCES.get(change.source, change.source.upper()),
        }
        if change.source == "api":
            ours = change.by in (None, self.org.our_user)
            told["sourceId"] = APP_ID if ours else str(change.by)
            told["sourceLabel"] = "Pointsman" if ours else "Another app"
        elif change.source == "ui" and change.by:
            user = self._user_of(change.by)
            told["sourceId"] = f"userId:{user}"
            if user.isdigit():
                told["updatedByUserId"] = int(user)
        return told

    def _user_of(self, by: str) -> str:
        """The id of a user; owners have another one."""
        owner = self.org.objects["owners"].rows.get(by)
        return str(owner.values["userId"]) if owner is not None else by

    def _computed_of(self, name: str) -> dict[str, Computed]:
        made: dict[str, Computed] = {
            CREATED[name]: lambda row, values, stamp_ms: iso(row.created_ms),
            MODIFIED[name]: lambda row, values, stamp_ms: iso(stamp_ms),
            "hs_object_id": lambda row, values, stamp_ms: row.id,
            "hubspot_owner_id": self._owner,
            "hubspot_owner_assigneddate": _assigned,
            "hs_updated_by_user_id": self._editor,
        }
        if name == "deals":
            made["hs_createdate"] = made[CREATED[name]]
            made["hs_primary_associated_company"] = self._primary(name, "companies", None)
        if name == "contacts":
            made["associatedcompanyid"] = self._primary(name, "companies", "associatedcompanyid")
        if name == "leads":
            made["hs_primary_contact_id"] = self._primary(name, "contacts", "hs_primary_contact_id")
            made["hs_primary_company_id"] = self._primary(name, "companies", "hs_primary_company_id")
            for source in ("email", "firstname", "lastname"):
                made[f"hs_associated_contact_{source}"] = self._of_linked("contact", source)
            for source in ("name", "domain"):
                made[f"hs_associated_company_{source}"] = self._of_linked("company", source)
        return made

    def _owner(self, row: Row, values: Values, stamp_ms: int) -> str | None:
        """A cleared owner reads as the switch says, one that never was as null."""
        owner = values.get("hubspot_owner_id")
        cleared = not owner and len(row.owner_history) > 1
        if cleared:
            return "" if self.world.switches.hubspot_cleared_value == "empty" else None
        return str(owner) if owner else None

    def _editor(self, row: Row, values: Values, stamp_ms: int) -> str | None:
        """The user who changed it last; an app is none."""
        by = row.modified_by
        return self._user_of(by) if by and by.isdigit() and by != self.org.our_user else None

    def _primary(self, name: str, other: str, fallback: str | None) -> Computed:
        links = self.org.links
        kind = PRIMARY[name, other]

        def made(row: Row, values: Values, stamp_ms: int) -> str | None:
            for to_id, kinds in links.get((name, other), {}).get(row.id, {}).items():
                if kind in kinds:
                    return to_id
            return as_text(values.get(fallback)) if fallback else None

        return made

    def _of_linked(self, one: str, source: str) -> Computed:
        """A lead's copy of a property of its primary contact or company."""
        other, prop = OBJECT_OF[one], f"hs_associated_{one}_{source}"
        primary = self._primary("leads", other, f"hs_primary_{one}_id")

        def made(row: Row, values: Values, stamp_ms: int) -> str | None:
            linked = self.org.row(other, primary(row, values, stamp_ms) or "")
            return as_text(values.get(prop) if linked is None else linked.values.get(source))

        return made


def _assigned(row: Row, values: Values, stamp_ms: int) -> str | None:
    return iso(row.owner_history[-1].at_ms) if values.get("hubspot_owner_id") else None
