"""Why Salesforce would refuse to write a record: its state, its fields, its new owner."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from adapters.simulators.salesforce.answers import Failure
from adapters.simulators.salesforce.rows import MISSING
from adapters.simulators.salesforce.schema import Field, fields_of
from adapters.simulators.salesforce.soql_columns import no_such_column
from adapters.simulators.salesforce.view import View
from adapters.simulators.world import Row, full_id

_ID = re.compile(r"[A-Za-z0-9]{15}(?:[A-Za-z0-9]{3})?")
_IDENTITY = ("id", "attributes")


def find_row(view: View, name: str, row_id: str, *, batch: bool) -> Row | Failure:
    """The record to write, or why it cannot be found; batches use other codes than single requests."""
    if not _ID.fullmatch(row_id):
        return Failure("MALFORMED_ID", f"{name} ID: id value of incorrect type: {row_id}", 400, ["Id"])
    row = view.row(name, row_id)
    if row is None:
        if batch:
            return Failure("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id")
        return Failure("NOT_FOUND", MISSING.format(row_id), 404)
    if row.deleted_ms is not None:
        return Failure("ENTITY_IS_DELETED", "entity is deleted", 404)
    return row


def check_values(view: View, name: str, row: Row | None, values: Mapping[str, Any]) -> Failure | None:
    """The first reason why these values cannot be written to the row (None: to a new one)."""
    known, hidden = fields_of(name), view.hidden_fields(name)
    readonly = view.readonly_fields(name)
    if row is not None and row.values.get("IsConverted") and not view.world.switches.converted_editable:
        return Failure("CANNOT_UPDATE_CONVERTED_LEAD", "cannot reference converted lead")
    for key, value in values.items():
        if key.lower() in _IDENTITY:
            continue
        item = known.get(key.lower())
        if item is None or item.name.lower() in hidden:
            return Failure("INVALID_FIELD", no_such_column(key, name))
        if not item.updateable or item.name.lower() in readonly:
            said = f"Unable to create/update fields: {item.name}. Please check the security settings of this "
            said += "field and verify that it is read/write for your profile or permission set."
            return Failure("INVALID_FIELD_FOR_INSERT_UPDATE", said, 400, [item.name])
        refused = check_owner(view, name, value) if item.name == "OwnerId" else _check(view, item, value)
        if refused is not None:
            return refused
    return None


def check_owner(view: View, name: str, owner: Any) -> Failure | None:
    """Why `owner` may not own records of an object."""
    if not owner:
        return Failure("FIELD_INTEGRITY_EXCEPTION", "Owner ID: owner cannot be blank", 400, ["OwnerId"])
    if not isinstance(owner, str) or not _ID.fullmatch(owner):
        return Failure("MALFORMED_ID", f"Owner ID: id value of incorrect type: {owner}", 400, ["OwnerId"])
    wrong = Failure(
        "FIELD_INTEGRITY_EXCEPTION", f"Owner ID: id value of incorrect type: {owner}", 400, ["OwnerId"]
    )
    if owner.startswith("005"):
        user = view.row("User", owner)
        if user is None:
            return Failure("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id", 400, ["OwnerId"])
        if not user.values["IsActive"]:
            said = f"operation performed with inactive user [{owner}] as owner of {name.lower()}"
            return Failure("INACTIVE_OWNER_OR_USER", said)
        if user.values["UserType"] != "Standard":
            said = "operation not valid for this user type"
            return Failure("OP_WITH_INVALID_USER_TYPE_EXCEPTION", said, 400, ["OwnerId"])
        return None
    if not owner.startswith("00G") or name != "Lead":
        return wrong
    group = view.row("Group", owner)
    if group is None:
        return Failure("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id", 400, ["OwnerId"])
    allowed = any(
        row.values["QueueId"] == group.id and row.values["SobjectType"] == name
        for row in view.org.rows("QueueSobject")
        if row.alive
    )
    if group.values["Type"] != "Queue" or not allowed:
        return Failure("INVALID_OWNER", f"Queue not associated with this SObject type: {name}")
    return None


def clean_values(name: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values as they are stored: real spellings, blank text as null, ids in 18 characters."""
    known, kept = fields_of(name), {}
    for key, value in values.items():
        if key.lower() in _IDENTITY:
            continue
        item = known[key.lower()]
        kept[item.name] = full_id(value) if item.type == "reference" and value else (
            None if value == "" else value
        )  # fmt: skip
    return kept


def _check(view: View, item: Field, value: Any) -> Failure | None:
    if value in (None, ""):
        if item.required:
            said = f"Required fields are missing: [{item.name}]"
            return Failure("REQUIRED_FIELD_MISSING", said, 400, [item.name])
        return None
    if item.type == "reference":
        return _check_reference(view, item, value)
    fits: tuple[type, ...] = (str,)
    if item.type == "boolean":
        fits = (bool,)
    elif item.type in ("int", "double", "currency"):
        fits = (int, float)
    if not isinstance(value, fits):
        said = f"Cannot deserialize instance of {item.type} from value"
        return Failure("JSON_PARSER_ERROR", said, 400, [item.name])
    if isinstance(value, str) and len(value) > item.length:
        said = f"{item.name}: data value too large (max length={item.length})"
        return Failure("STRING_TOO_LONG", said, 400, [item.name])
    return None


def _check_reference(view: View, item: Field, value: Any) -> Failure | None:
    if not isinstance(value, str) or not _ID.fullmatch(value):
        return Failure("MALFORMED_ID", f"{item.name}: id value of incorrect type", 400, [item.name])
    tables = [name for name in item.refers if name in view.org.objects]
    rows = [row for name in tables if (row := view.row(name, value)) is not None]
    if tables and not rows:
        return Failure("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id", 400, [item.name])
    if any(row.deleted_ms is not None for row in rows):
        return Failure("ENTITY_IS_DELETED", "entity is deleted", 400, [item.name])
    return None
