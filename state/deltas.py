"""What changed between two states of something that is kept again and again: small where little changed.

A state is an object of JSON; a tuple in it counts as a list. A change is itself JSON: `{"is": state}` (all of
it), or keys that are gone (`out`), set (`in`), lists that lost their first items and got others at the end
(`on`), and whole numbers that grew (`by`, a column for each place, in the order of the keys).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from operator import add, sub
from typing import Any, NamedTuple

Plain = dict[str, Any]


class State(NamedTuple):
    """A state made ready to be held against others; `columns` are the places of its rows, where all of them
    are as many whole numbers: those of a whole team change at once, and compress well."""

    now: Plain
    keys: Sequence[str]
    columns: Sequence[tuple[int, ...]] | None

    def is_like(self, other: State) -> bool:
        """Whether they are the same JSON but for the types within what they hold."""
        if self.keys != other.keys or (self.columns is None) != (other.columns is None):
            return False
        if self.columns is not None:
            return self.columns == other.columns
        return self.now == other.now and [*map(type, self.now.values())] == [*map(type, other.now.values())]


def ready(now: Plain) -> State:
    """The state, which must not be changed after."""
    rows = [*now.values()]
    lists = all(issubclass(kind, list | tuple) for kind in set(map(type, rows)))
    columns = [*zip(*rows, strict=True)] if lists and len(set(map(len, rows))) == 1 else []
    whole = set(map(type, chain.from_iterable(columns))) == {int}
    return State(now, [*now], columns if whole else None)


def difference(before: State, after: State) -> Plain:
    """The change that makes `after` of `before`; the order of keys counts."""
    old, new = before.now, after.now
    was, is_ = before.columns or (), after.columns or ()
    if was and before.keys == after.keys and len(was) == len(is_):
        return {"by": [[*map(sub, *column)] for column in zip(is_, was, strict=True)]}
    changed = {key: value for key, value in new.items() if key not in old or not _same(old[key], value)}
    gone = [key for key in old if key not in new]
    kept = [key for key in old if key in new]
    if [*kept, *(key for key in changed if key not in old)] != [*new]:
        return {"is": new}
    told: Plain = {"out": gone} if gone else {}
    moved = {key: on for key, value in changed.items() if (on := _moved_on(old.get(key), value)) is not None}
    if moved:
        told["on"] = moved
    if len(changed) > len(moved):
        told["in"] = {key: value for key, value in changed.items() if key not in moved}
    return told


def changed_by(old: Plain, told: Plain) -> Plain:
    """The state that a change makes of `old`."""
    if "is" in told:
        return dict(told["is"])
    if "by" in told:
        columns = zip(zip(*old.values(), strict=True), told["by"], strict=True)
        rows = zip(*(map(add, before, more) for before, more in columns), strict=True)
        return dict(zip(old, map(list, rows), strict=True))
    out = frozenset(told.get("out", ()))
    found = {key: value for key, value in old.items() if key not in out}
    for key, (lost, *more) in told.get("on", {}).items():
        found[key] = [*found[key][lost:], *more]
    found.update(told.get("in", {}))
    return found


def _same(one: Any, other: Any) -> bool:
    """JSON tells 1 from 1.0 and from true, which Python does not."""
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(map(_same, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return [*one] == [*other] and all(map(_same, one.values(), other.values()))
    return type(one) is type(other) and one == other


def _moved_on(old: Any, new: Any) -> list[Any] | None:
    """How many items a list lost at its start, and those it got at its end; None where it is otherwise."""
    if not (isinstance(old, list) and isinstance(new, list) and len(old) > 2):
        return None
    lost = 0
    while lost < len(old) and (not new or not _same(old[lost], new[0])):
        lost += 1
    kept = len(old) - lost
    if kept < 1 or kept > len(new) or not all(map(_same, old[lost:], new)):
        return None
    return [lost, *new[kept:]]
