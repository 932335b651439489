"""Which accounts go by a match key. Clustered by key, so that one look-up reads neighbours."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import ARRAY, Connection, Select, Text, bindparam, func, select

from state import jsontext
from state.bulk import among, delete_many, insert_many
from state.schema import match_keys

_COLUMNS = ("key", "crm", "id")


def accounts_by_keys(
    conn: Connection, keys: Collection[str], per_key: int = 200
) -> dict[str, list[tuple[str, str]]]:
    """The accounts (crm, id) that go by each key, in order. A key with more than `per_key` holders
    tells nothing and comes with an empty list; one that nobody goes by is absent."""
    if not keys:
        return {}
    holders = {key: count for key, count in conn.execute(_holders(conn, keys, per_key)).all() if count}
    found: dict[str, list[tuple[str, str]]] = {key: [] for key in holders}
    telling = [key for key, count in holders.items() if count <= per_key]
    if telling:
        rows = select(match_keys.c.key, match_keys.c.crm, match_keys.c.id).where(
            among(conn, match_keys.c.key, telling)
        )
        for key, crm, id_ in conn.execute(rows).all():
            found[key].append((crm, id_))
        for accounts in found.values():
            accounts.sort()
    return found


def change(
    conn: Connection, crm: str, held: Mapping[str, Sequence[str]], wanted: Mapping[str, Sequence[str]]
) -> None:
    """Takes from each account the keys it held and no longer goes by, and adds the new ones.

    Rows go in by key: neighbours in the table are written together.
    """
    gone = [
        (key, crm, id_) for id_, keys in held.items() for key in set(keys).difference(wanted.get(id_, ()))
    ]
    new: list[tuple[str, str, str]] = []
    for id_, keys in wanted.items():
        before = held.get(id_)
        for key in set(keys).difference(before) if before else keys:
            new.append((key, crm, id_))  # noqa: PERF401 (twice as fast as extending by lists)
    delete_many(conn, match_keys, _COLUMNS, gone)
    new.sort()
    insert_many(conn, match_keys, _COLUMNS, new, "ON CONFLICT DO NOTHING")


def _holders(conn: Connection, keys: Collection[str], per_key: int) -> Select[Any]:
    """Each key with the number of its holders, counted no further than needed."""
    if conn.dialect.name == "sqlite":
        asked = func.json_each(bindparam(None, jsontext.dumps(list(set(keys))), Text)).table_valued("value")
    else:
        asked = (
            func.unnest(bindparam(None, list(set(keys)), ARRAY(Text))).table_valued("value").render_derived()
        )
    some = (
        select(match_keys.c.id).where(match_keys.c.key == asked.c.value).limit(per_key + 1).correlate(asked)
    ).subquery()
    return select(asked.c.value, select(func.count()).select_from(some).scalar_subquery())
