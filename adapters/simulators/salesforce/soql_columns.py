"""Columns of a query: how a field is read, shown and compared, dotted ones included."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from adapters.simulators.clock import salesforce_text, to_ms
from adapters.simulators.salesforce.schema import RELATIONSHIPS, Field, fields_of
from adapters.simulators.salesforce.soql import Literal, SoqlError, Test
from adapters.simulators.world import Organisation, Row, full_id

Reader = Callable[[Row], Any]
_TEXT = ("string", "email", "phone", "url", "textarea", "picklist", "time")
_NUMBER = ("int", "double", "currency")
_UNFIT: dict[str, tuple[str, ...]] = {
    "boolean": ("<", ">", "<=", ">=", "like"),
    "reference": ("<", ">", "<=", ">=", "like"),
    "id": ("like",),
}
_NAME_FIELDS = ("id", "name", "type", "firstname", "lastname", "email", "username", "isactive")
_SYSTEM: dict[str, Reader] = {
    "Id": lambda row: row.id,
    "IsDeleted": lambda row: row.deleted_ms is not None,
    "CreatedDate": lambda row: row.created_ms // 1000,
    "CreatedById": lambda row: row.created_by,
    "LastModifiedDate": lambda row: row.modified_ms // 1000,
    "LastModifiedById": lambda row: row.modified_by,
    "SystemModstamp": lambda row: row.stamp_ms // 1000,
    "MasterRecordId": lambda row: row.merged_into,
}
_SHOWN_STAMPS: dict[str, Reader] = {
    "CreatedDate": lambda row: salesforce_text(row.created_ms // 1000),
    "LastModifiedDate": lambda row: salesforce_text(row.modified_ms // 1000),
    "SystemModstamp": lambda row: salesforce_text(row.stamp_ms // 1000),
}


@dataclass(frozen=True, slots=True)
class Sight:
    """What the integration user sees: the organisation, and hidden fields as (object, field), lower case."""

    org: Organisation
    hidden: frozenset[tuple[str, str]] = frozenset()
    version: str = "v66.0"

    def field(self, name: str, text: str) -> Field:
        """A field of an object by any spelling. Raises SoqlError INVALID_FIELD."""
        found = fields_of(name).get(text.lower())
        if found is None or (name.lower(), text.lower()) in self.hidden:
            raise SoqlError("INVALID_FIELD", no_such_column(text, name))
        return found


@dataclass(frozen=True, slots=True)
class Column:
    """A readable field: `read` gives what is compared (instants as seconds), `show` what JSON shows."""

    field: Field
    read: Reader
    show: Reader


def no_such_column(text: str, name: str) -> str:
    """Salesforce's sentence about an unknown field."""
    return (
        f"No such column '{text}' on entity '{name}'. If you are attempting to use a custom field, be sure "
        "to append the '__c' after the custom field name. Please reference your WSDL or the describe call "
        "for the appropriate names."
    )


def column(sight: Sight, name: str, text: str) -> Column:
    """The column that `text` names on an object; dots lead to related records."""
    head, _, rest = text.partition(".")
    if rest:
        return _related(sight, name, head, rest)
    item = sight.field(name, head)
    read = _reader(item)
    return Column(item, read, _SHOWN_STAMPS.get(item.name, _plain(item)))


def relation(sight: Sight, name: str, text: str) -> tuple[str, Callable[[Row], Row | None], str]:
    """A relationship by name: its real spelling, how to follow it, and the object that it leads to."""
    for real, (reference, targets) in RELATIONSHIPS.items():
        item = fields_of(name).get(reference.lower())
        if real.lower() == text.lower() and item is not None:
            allowed = [target for target in targets if target in item.refers]
            follow = _follower(reference, [sight.org.objects[target].rows for target in allowed])
            return real, follow, "Name" if len(allowed) > 1 else allowed[0]
    said = f"Didn't understand relationship '{text}' in field path. If you are attempting to use a custom "
    said += "relationship, be sure to append the '__r' after the custom relationship name. Please reference "
    raise SoqlError("INVALID_FIELD", said + "your WSDL or the describe call for the appropriate names.")


def shape(sight: Sight, name: str, paths: tuple[str, ...]) -> Callable[[Row], dict[str, Any]]:
    """How a row of an object becomes the JSON of a query's record."""
    plain: list[tuple[str, Reader]] = []
    nested: dict[str, list[str]] = {}
    for path in paths:
        head, _, rest = path.partition(".")
        if rest:
            nested.setdefault(head, []).append(rest)
        else:
            found = _polymorphic(head) if name == "Name" else column(sight, name, head)
            plain.append((found.field.name, found.show))
    below = [_nested(sight, name, head, tuple(rest)) for head, rest in nested.items()]
    base = f"/services/data/{sight.version}/sobjects/"

    def project(row: Row) -> dict[str, Any]:
        real = _object_of(row) if name == "Name" else name
        made: dict[str, Any] = {"attributes": {"type": name, "url": f"{base}{real}/{row.id}"}}
        for key, show in plain:
            made[key] = show(row)
        for key, show in below:
            made[key] = show(row)
        return made

    return project


def predicate(item: Column, test: Test) -> Callable[[Row], bool]:
    """The comparison as a function. Raises SoqlError where the literal does not fit the field."""
    if not item.field.filterable:
        raise SoqlError("INVALID_FIELD", f"field '{item.field.name}' can not be filtered in a query call")
    read, op = item.read, test.op
    text = item.field.type in _TEXT
    values = [_comparable(item.field, literal, op) for literal in test.values]
    if text:
        plain = read

        def read(row: Row) -> Any:
            value = plain(row)
            return value.lower() if isinstance(value, str) else value

    if op == "like":
        pattern = like_pattern(values[0])
        return lambda row: bool(pattern.fullmatch(read(row) or ""))
    wanted: Any = frozenset(values) if op in ("in", "not in") else values[0]
    return _comparison(read, op, wanted)


@lru_cache(maxsize=256)
def like_pattern(text: str) -> re.Pattern[str]:
    r"""The pattern of a LIKE literal: % and _ are wild, `\` takes their meaning away."""
    parts = re.split(r"(\\.|%|_)", text)
    wild = {"%": ".*", "_": "."}
    body = "".join(wild.get(p, re.escape(p[1:] if p[:1] == "\\" and len(p) == 2 else p)) for p in parts)
    return re.compile(body, re.IGNORECASE | re.DOTALL)


def sort_key(item: Column, nulls_high: bool) -> Callable[[Row], tuple[int, Any]]:
    """A key that orders a column's values, nulls before or after them."""
    if not item.field.filterable:
        raise SoqlError("INVALID_FIELD", f"field '{item.field.name}' can not be sorted in a query call")
    rank = 2 if nulls_high else 0
    text, read = item.field.type in _TEXT, item.read

    def key(row: Row) -> tuple[int, Any]:
        value = read(row)
        if value is None:
            return rank, 0
        return 1, value.lower() if text else value

    return key


def _follower(reference: str, tables: list[dict[str, Row]]) -> Callable[[Row], Row | None]:
    def follow(row: Row) -> Row | None:
        held = _SYSTEM[reference](row) if reference in _SYSTEM else row.values.get(reference)
        return next((rows[held] for rows in tables if held in rows), None)

    return follow


def _comparison(read: Reader, op: str, wanted: Any) -> Callable[[Row], bool]:
    if op == "=":
        return lambda row: read(row) == wanted
    if op == "!=":
        return lambda row: read(row) != wanted
    if op == "in":
        return lambda row: read(row) in wanted
    if op == "not in":
        return lambda row: read(row) not in wanted
    if op == "<":
        return lambda row: (value := read(row)) is not None and value < wanted
    if op == "<=":
        return lambda row: (value := read(row)) is not None and value <= wanted
    if op == ">":
        return lambda row: (value := read(row)) is not None and value > wanted
    return lambda row: (value := read(row)) is not None and value >= wanted


def _comparable(item: Field, literal: Literal, op: str) -> Any:
    if literal.kind == "null":
        if op not in ("=", "!=", "in", "not in"):
            raise SoqlError("INVALID_QUERY_FILTER_OPERATOR", f"{item.name} {op} null is not allowed")
        return None
    wanted = "number" if item.type in _NUMBER else item.type
    if item.type in ("id", "reference") or item.type in _TEXT:
        wanted = "string"
    if literal.kind != wanted:
        quoted = "enclosed in quotes" if wanted == "string" else "not enclosed in quotes"
        said = f"value of filter criterion for field '{item.name}' must be of type {item.type} and should be"
        raise SoqlError("INVALID_FIELD", f"{said} {quoted}")
    if op in _UNFIT.get(item.type, ()):
        raise SoqlError("INVALID_QUERY_FILTER_OPERATOR", f"invalid operator on {item.type} field")
    if item.type in ("id", "reference"):
        if not re.fullmatch(r"[A-Za-z0-9]{15}(?:[A-Za-z0-9]{3})?", literal.value):
            raise SoqlError("INVALID_QUERY_FILTER_OPERATOR", f"invalid ID field: {literal.value}")
        return full_id(literal.value)
    if wanted == "string":
        return literal.value.lower() or (None if op in ("=", "!=", "in", "not in") else "")
    return literal.value


def _reader(item: Field) -> Reader:
    key = item.name
    if key in _SYSTEM:
        return _SYSTEM[key]
    if item.type == "datetime":
        return lambda row: None if row.values.get(key) is None else _seconds(row.values[key])
    return _plain(item)


def _plain(item: Field) -> Reader:
    key = item.name
    if key in _SYSTEM:
        return _SYSTEM[key]
    if key == "Name":
        return _name
    if item.type == "boolean":
        return lambda row: row.values.get(key, False)
    return lambda row: row.values.get(key)


def _name(row: Row) -> str | None:
    values = row.values
    if "Name" in values:
        return str(values["Name"])
    return " ".join(filter(None, (values.get("FirstName"), values.get("LastName")))) or None


@lru_cache(maxsize=10_000)
def _seconds(text: str) -> int:
    return to_ms(datetime.fromisoformat(text)) // 1000


def _related(sight: Sight, name: str, head: str, rest: str) -> Column:
    _, follow, target = relation(sight, name, head)
    inner = _polymorphic(rest) if target == "Name" else column(sight, target, rest)

    def read(row: Row) -> Any:
        found = follow(row)
        return None if found is None else inner.read(found)

    def show(row: Row) -> Any:
        found = follow(row)
        return None if found is None else inner.show(found)

    return Column(inner.field, read, show)


def _nested(sight: Sight, name: str, head: str, rest: tuple[str, ...]) -> tuple[str, Reader]:
    real, follow, target = relation(sight, name, head)
    project = shape(sight, target, rest)

    def show(row: Row) -> Any:
        found = follow(row)
        return None if found is None else project(found)

    return real, show


def _polymorphic(text: str) -> Column:
    """A field of `Name`, the common face of users and groups."""
    if text.lower() not in _NAME_FIELDS:
        raise SoqlError("INVALID_FIELD", no_such_column(text, "Name"))
    if text.lower() == "type":
        item = Field("Type", "picklist", 40, (), False, True, False)
        return Column(item, _owner_type, _owner_type)
    item = fields_of("User")[text.lower()]
    read = _plain(item)
    return Column(item, read, read)


def _owner_type(row: Row) -> str:
    return "User" if row.id.startswith("005") else "Queue"


def _object_of(row: Row) -> str:
    return "User" if row.id.startswith("005") else "Group"
