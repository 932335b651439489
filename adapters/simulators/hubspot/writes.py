"""HubSpot's writes: one record or a batch, what they refuse, and what they answer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from adapters.simulators.faults import Call
from adapters.simulators.hubspot.answers import (
    Refusal,
    absent,
    as_text,
    bad_properties,
    failure,
    instant_ms,
    invalid,
    iso,
    locked,
    malformed,
    not_found,
)
from adapters.simulators.hubspot.links import link
from adapters.simulators.hubspot.portal import Portal
from adapters.simulators.hubspot.properties import Property
from adapters.simulators.server import Request, Response
from adapters.simulators.world import Row

BATCH = 100
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")


@dataclass
class _Item:
    """One input of a batch: the id as given, its values, and its trace id."""

    row_id: str
    values: dict[str, Any]
    trace: str | None = None


class Writer:
    """Carries out writes in one account, as the integration."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal

    def update(self, request: Request, name: str, row_id: str) -> Response:
        """PATCH of one record."""
        call = Call("hubspot", request.method, request.path, name, (row_id,))
        values = _values(request.json)
        if request.arg("idProperty") not in (None, "hs_object_id"):
            raise invalid(f"Property {request.arg('idProperty')} is not a unique identifier property")
        row = self._portal.find(name, row_id)
        if row is None:
            raise not_found()
        self._strike(call)
        error = self._error(call, name, values)
        if error is not None:
            raise Refusal(Response(400, error))
        self._apply(call, row, values)
        return Response(200, self._portal.record(name, row, list(values)))

    def update_batch(self, request: Request, name: str, dated: bool) -> Response:
        """POST .../batch/update. `dated` addresses put errors into the 200, older ones answer 207."""
        path = request.path
        items = self._items(name, request.json)
        started = iso(self._portal.org.clock.now_ms())
        errors: list[dict[str, Any]] = []
        good: list[tuple[Call, _Item, Row]] = []
        for item in items:
            call = Call("hubspot", "POST", path, name, (item.row_id,))
            self._strike(call)
            row = self._portal.find(name, item.row_id)
            error = absent(name, [item.row_id]) if row is None else self._error(call, name, item.values)
            if error is not None:
                errors.append(_placed(error, item))
            elif row is not None:
                good.append((call, item, row))
        manner = self._portal.world.switches.hubspot_partial_failure
        if errors and manner == "400":
            errors[0].pop("context", None)
            raise Refusal(Response(400, errors[0]))
        written = [self._written(call, item, row) for call, item, row in good]
        results = [record for record in written if record is not None]
        if self._portal.world.switches.batch_read_order == "shuffled":
            self._portal.random.shuffle(results)
        body: dict[str, Any] = {"status": "COMPLETE", "results": results, "startedAt": started}
        body["completedAt"] = iso(self._portal.org.clock.now_ms())
        if not errors:
            return Response(200, body)
        listed = self._portal.world.switches.hubspot_errors_listed
        told = errors if listed == "all" else errors[:1] if listed == "first" else []
        body |= {"numErrors": len(errors), "errors": told}
        return Response(200 if dated or manner == "200_errors" else 207, body)

    def create(self, request: Request, name: str) -> Response:
        """POST of a new record, with its associations."""
        body = request.json
        values = {key: as_text(value) for key, value in _values(body).items() if value not in (None, "")}
        call = Call("hubspot", "POST", request.path, name)
        self._strike(call)
        error = self._error(call, name, values)
        if error is not None:
            raise Refusal(Response(400, error))
        links = body.get("associations") or []
        if name == "leads" and (not values.get("hs_lead_name") or not links):
            raise invalid("A lead needs hs_lead_name and an association to a contact or a company.")
        if name == "contacts" and values.get("email"):
            self._unique(str(values["email"]))
        org = self._portal.org
        row = org.create(name, values, org.our_user, source="api")
        for item in links:
            kinds = [kind["associationTypeId"] for kind in item.get("types", ())]
            link(self._portal, (name, row.id), (_target(name, kinds), str(item["to"]["id"])), kinds)
        return Response(201, self._portal.record(name, row, list(values)))

    def archive(self, name: str, row_id: str) -> Response:
        """DELETE: into the recycle bin; repeating it is fine."""
        row = self._portal.org.row(name, row_id)
        if row is not None and self._portal.visible(row):
            self._portal.org.delete(name, row.id, self._portal.org.our_user)
        return Response(204)

    def _items(self, name: str, body: Any) -> list[_Item]:
        inputs = body.get("inputs") if isinstance(body, dict) else None
        if not isinstance(inputs, list):
            raise malformed("Cannot deserialize value of type `BatchInputSimplePublicObjectBatchInput`")
        if len(inputs) > BATCH:
            raise invalid(f"The maximum number of inputs is {BATCH}")
        items = []
        for given in inputs:
            if not isinstance(given, dict) or not isinstance(given.get("id"), str):
                raise malformed("Cannot deserialize value of type `java.lang.String` from id")
            if given.get("idProperty"):
                raise invalid(f"Unable to perform update/upsert by non-unique {name} property")
            items.append(_Item(given["id"], _values(given), given.get("objectWriteTraceId")))
        ids = [item.row_id for item in items]
        if len(set(ids)) < len(ids):
            raise invalid(
                f"Duplicate IDs found in batch input: {sorted({i for i in ids if ids.count(i) > 1})}"
            )
        return items

    def _strike(self, call: Call) -> None:
        if self._portal.fault(call, "lock_row"):
            raise locked()

    def _error(self, call: Call, name: str, values: dict[str, Any]) -> dict[str, Any] | None:
        """Why a record does not take the values, as one of HubSpot's error objects."""
        struck = self._portal.fault(call, "fail_item")
        if struck is not None:
            code = str(struck.args.get("code", "INVALID_OPTION"))
            message = str(struck.args.get("message", "The record does not take this value."))
            field = str(struck.args.get("field", self._portal.org.owner_field))
            return bad_properties([(field, code, message)], self._portal.org.org_id)
        known, closed = self._portal.properties(name), self._portal.read_only(name)
        faults = []
        for prop, value in values.items():
            fault = self._fault(known.get(prop), prop, value, prop in closed)
            if fault is not None:
                faults.append((prop, *fault))
        return bad_properties(faults, self._portal.org.org_id) if faults else None

    def _fault(self, known: Property | None, prop: str, value: Any, closed: bool) -> tuple[str, str] | None:
        if known is None:
            return "PROPERTY_DOESNT_EXIST", f'Property "{prop}" does not exist'
        if known.read_only or known.calculated or closed:
            return "READ_ONLY_VALUE", f'"{prop}" is a read only property; its value cannot be set.'
        text = as_text(value)
        if not text:
            return None
        if known.is_owner:
            return self._owner_fault(text)
        if known.options and text not in {option for option, _ in known.options}:
            return "INVALID_OPTION", f"{prop} was not one of the allowed options"
        if known.name == "email" and not _EMAIL.fullmatch(text):
            return "INVALID_EMAIL", "The email address is invalid"
        return _shape_fault(known, text)

    def _owner_fault(self, text: str) -> tuple[str, str] | None:
        owner = self._portal.org.row("owners", text)
        if owner is None or not owner.alive or owner.values.get("type") == "QUEUE":
            return "INVALID_OWNER_ID", f"Owner with ID {text} does not exist or is not active"
        return None

    def _written(self, call: Call, item: _Item, row: Row) -> dict[str, Any] | None:
        self._apply(call, row, item.values)
        if self._portal.fault(call, "missing_result"):
            return None
        record = self._portal.record(str(call.object), row, list(item.values))
        if item.trace is not None:
            record["objectWriteTraceId"] = item.trace
        return record

    def _apply(self, call: Call, row: Row, given: dict[str, Any]) -> None:
        """Writes the values; null leaves a property as it is, an empty text clears it."""
        org, name = self._portal.org, str(call.object)
        self._portal.faults.person_edits(self._portal.world, call, row)
        values = {key: as_text(value) for key, value in given.items() if value is not None}
        if values.get(org.owner_field) == "":
            values[org.owner_field] = None
        org.update(name, row.id, values, org.our_user, "api")
        if name == "contacts" and org.owner_field in values:
            self._cascade(row, values[org.owner_field])
        self._portal.faults.person_edits(self._portal.world, call, row, "after")

    def _cascade(self, contact: Row, owner: str | None) -> None:
        """The account's setting that open leads follow their contact's owner."""
        org = self._portal.org
        if not self._portal.world.switches.write_sets_lead_owner:
            return
        for lead_id in org.links.get(("contacts", "leads"), {}).get(contact.id, {}):
            lead = org.row("leads", lead_id)
            if lead is not None and lead.alive and lead.values.get("hs_lead_is_open") != "false":
                org.update("leads", lead_id, {org.owner_field: owner}, None, "rule")

    def _unique(self, email: str) -> None:
        for row in self._portal.org.rows("contacts"):
            if row.alive and str(row.values.get("email") or "").lower() == email.lower():
                raise failure(409, f"Contact already exists. Existing ID: {row.id}", "CONFLICT")


def _placed(error: dict[str, Any], item: _Item) -> dict[str, Any]:
    """An item's error with what tells the item."""
    context = {"ids": [item.row_id]}
    if item.trace is not None:
        context["objectWriteTraceId"] = [item.trace]
    return {**error, "context": {**error.get("context", {}), **context}}


def _values(body: Any) -> dict[str, Any]:
    values = body.get("properties") if isinstance(body, dict) else None
    if not isinstance(values, dict) or any(isinstance(value, dict | list) for value in values.values()):
        raise malformed("Cannot deserialize value of type `java.lang.String` from properties")
    return values


def _shape_fault(known: Property, text: str) -> tuple[str, str] | None:
    try:
        if known.type == "number":
            float(text)
        elif known.type in ("datetime", "date"):
            instant_ms(text)
        elif known.type == "bool" and text not in ("true", "false"):
            raise ValueError(text)
    except ValueError:
        code = {"number": "INVALID_LONG", "bool": "INVALID_OPTION"}.get(known.type, "INVALID_DATE")
        return code, f"{known.name} was not a valid {known.type}."
    return None


def _target(name: str, kinds: list[int]) -> str:
    """The object at the other end of an association of these types."""
    companies = {1, 279, 341, 5, 610, 580, 450, 13, 14}
    if name == "leads" and not companies & set(kinds):
        return "contacts"
    return "companies" if companies & set(kinds) else "contacts"
