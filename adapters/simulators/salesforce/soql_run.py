"""Runs a parsed query over the world's rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Any

from adapters.simulators.salesforce.schema import has_deleted, object_names
from adapters.simulators.salesforce.soql import Condition, Order, Query, SoqlError, Test
from adapters.simulators.salesforce.soql_columns import Sight, column, predicate, shape, sort_key
from adapters.simulators.world import Row, Table, full_id


@dataclass(frozen=True, slots=True)
class Found:
    """The rows of a query in order, and how a record of it looks. `total` counts them."""

    object: str
    rows: list[Row]
    total: int
    project: Callable[[Row], dict[str, Any]]


def run(query: Query, sight: Sight, *, all_rows: bool, hidden_objects: frozenset[str] = frozenset()) -> Found:
    """Answers a query; `all_rows` is queryAll. Raises SoqlError as Salesforce would."""
    name = object_names().get(query.object.lower())
    if name is None or name.lower() in hidden_objects:
        raise SoqlError(
            "INVALID_TYPE", f"sObject type '{query.object}' is not supported. If you are attempting to use a "
            "custom object, be sure to append the '__c' after the entity name. Please reference your WSDL or "
            "the describe call for the appropriate names."
        )  # fmt: skip
    try:
        project = shape(sight, name, query.fields)
        match = _condition(sight, name, query.where)
        keys = [(sort_key(column(sight, name, o.field), _nulls_high(o)), o.descending) for o in query.order]
    except SoqlError as error:
        raise SoqlError(error.code, _in_context(query.text, error.message)) from None
    table = sight.org.objects[name]
    rows, in_stamp_order = _candidates(table, query)
    seen = _visible(rows, sight.org.clock.now_ms(), all_rows or not has_deleted(name))
    wanted = seen if match is None else filter(match, seen)
    found = _ordered(wanted, query, keys, in_stamp_order)
    return Found(name, [] if query.count else found, len(found), project)


def _ordered(
    rows: Iterable[Row], query: Query, keys: list[tuple[Any, bool]], in_stamp_order: bool
) -> list[Row]:
    stop = None if query.limit is None else query.offset + query.limit
    if in_stamp_order and _by_stamp(query.order):
        return list(islice(rows, query.offset, stop))
    found = list(rows)
    for key, descending in reversed(keys):
        found.sort(key=key, reverse=descending)
    return found[query.offset : stop]


def _candidates(table: Table, query: Query) -> tuple[Iterable[Row], bool]:
    """The rows worth looking at, and whether they come in the order of (SystemModstamp, Id)."""
    ids = _ids(query.where)
    if ids is not None:
        return (table.rows[row_id] for row_id in ids if row_id in table.rows), False
    since = _lower_bound(query.where)
    if since is not None or _by_stamp(query.order):
        return table.since(None if since is None else since * 1000), True
    return table.rows.values(), False


def _visible(rows: Iterable[Row], now_ms: int, deleted_too: bool) -> Iterable[Row]:
    if deleted_too:
        return (row for row in rows if row.visible_ms <= now_ms and not row.purged)
    return (row for row in rows if row.deleted_ms is None and row.visible_ms <= now_ms and not row.purged)


def _condition(sight: Sight, name: str, where: Condition | None) -> Callable[[Row], bool] | None:
    if where is None:
        return None
    if isinstance(where, Test):
        return predicate(column(sight, name, where.field), where)
    parts = [found for part in where.parts if (found := _condition(sight, name, part)) is not None]
    if where.how == "not":
        (inner,) = parts
        return lambda row: not inner(row)
    if len(parts) == 2:
        one, other = parts
        if where.how == "and":
            return lambda row: one(row) and other(row)
        return lambda row: one(row) or other(row)
    if where.how == "and":
        return lambda row: all(part(row) for part in parts)
    return lambda row: any(part(row) for part in parts)


def _ids(where: Condition | None) -> list[str] | None:
    if isinstance(where, Test):
        if where.field.lower() == "id" and where.op in ("=", "in"):
            return list(dict.fromkeys(full_id(str(literal.value)) for literal in where.values))
    elif where is not None and where.how == "and":
        return next((ids for part in where.parts if (ids := _ids(part)) is not None), None)
    return None


def _lower_bound(where: Condition | None) -> int | None:
    """The least SystemModstamp (seconds) that can match, where the query says so."""
    if isinstance(where, Test):
        literal = where.values[0]
        named = where.field.lower() == "systemmodstamp" and where.op in ("=", ">", ">=")
        return int(literal.value) if named and literal.kind == "datetime" else None
    if where is None or where.how == "not":
        return None
    bounds = [_lower_bound(part) for part in where.parts]
    known = [bound for bound in bounds if bound is not None]
    if where.how == "and":
        return max(known, default=None)
    return min(known) if len(known) == len(bounds) else None


def _by_stamp(order: tuple[Order, ...]) -> bool:
    return [(o.field.lower(), o.descending) for o in order] == [("systemmodstamp", False), ("id", False)]


def _nulls_high(order: Order) -> bool:
    # A descending sort is a reversed one, so that nulls-last is where nulls rank lowest.
    return order.nulls_last != order.descending


def _in_context(text: str, message: str) -> str:
    return f"\n{text[:200]}\n^\nERROR at Row:1:Column:1\n{message}"
