"""Every recorded decision taken again, from the store alone: it must come to the same bytes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from sqlalchemy import Connection

from connector.core.decide import decide
from connector.core.rules import Policy
from connector.keeping.codec import UnknownField
from connector.keeping.recall import NotKept, Recall
from connector.recording import entry
from connector.replay.editions import Editions, NoEdition
from state import jsontext, recalled
from state.audit import DECIDED, decided
from state.recalled import Recalled

SHOWN = 100
"""Differences that are told one by one; the rest are counted."""

Watch = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Difference:
    """A decision that came out otherwise: the first column that differs, with both texts, and the cause."""

    decision_id: str
    column: str
    then: str
    now: str
    cause: str


@dataclass(slots=True)
class Replayed:
    """What came of it. `same` decisions came to the same bytes; `erased` cannot be taken again, because
    values about a person are gone, `untold` for another reason, which is counted."""

    same: int = 0
    erased: int = 0
    untold: Counter[str] = field(default_factory=Counter)
    differ: int = 0
    differences: list[Difference] = field(default_factory=list)

    def add(self, other: Replayed) -> None:
        """Takes in what came of another part."""
        self.same += other.same
        self.erased += other.erased
        self.untold += other.untold
        self.differ += other.differ
        self.differences = [*self.differences, *other.differences][:SHOWN]

    def plain(self) -> dict[str, Any]:
        """As plain values."""
        return {
            "same": self.same,
            "erased": self.erased,
            "untold": dict(sorted(self.untold.items())),
            "differ": self.differ,
            "differences": [asdict(one) for one in self.differences],
        }


def replay(
    conn: Connection, version: str, span: tuple[int, int | None] = (0, None), watch: Watch = lambda *_: None
) -> Replayed:
    """Takes the decisions of a span of row numbers again, by this code, which is `version`."""
    found, again = Replayed(), Again(conn, version)
    total = recalled.count(conn)
    for batch in recalled.batches(conn, *span):
        for difference in again.each(batch, found):
            found.differ += 1
            found.differences += [difference] if len(found.differences) < SHOWN else []
        watch("decisions", found.same + found.erased + found.differ + found.untold.total(), total)
    return found


class Again:
    """Takes decisions again, batch by batch, by the recorded policies unless others are given."""

    def __init__(
        self, conn: Connection, version: str, policies: Callable[[str], Policy] | None = None
    ) -> None:
        self._recall, self._version = Recall(conn), version
        self._policy = policies or Editions(conn).policy

    def each(self, batch: Sequence[Recalled], found: Replayed) -> Iterator[Difference]:
        """Counts what comes out the same; yields what does not."""
        self._recall.read(batch)
        for one in batch:
            try:
                difference = self._differs(one)
            except NotKept as why:
                if one.values is None:
                    found.erased += 1
                else:
                    found.untold[str(why)] += 1
            except (NoEdition, UnknownField) as why:
                found.untold[str(why)] += 1
            else:
                if difference is None:
                    found.same += 1
                else:
                    yield difference

    def _differs(self, one: Recalled) -> Difference | None:
        row = one.row
        view, policy = self._recall.view(one), self._policy(row["policy_edition"])
        decision = decide(policy, view)
        stamps = (row["decided_at"], row["policy_edition"], row["code_version"])
        made = entry(row["decision_id"], row["mode"], view.cause, decision, stamps)
        for name, now in zip(DECIDED, decided(made, one.about, {}), strict=True):
            if row[name] != now:
                return Difference(
                    row["decision_id"], name, *_apart(row[name], now), self._cause(row["code_version"])
                )
        return None

    def _cause(self, version: str) -> str:
        if version != self._version:
            return f"decided by version {version}, taken again by {self._version}"
        return (
            "the same version decides otherwise: what it knew was not kept whole, or the record was altered"
        )


def _apart(then: object, now: object) -> tuple[str, str]:
    """Both texts; of lists the first items that differ."""
    try:
        one, other = jsontext.loads(str(then)), jsontext.loads(str(now))
    except ValueError:
        return str(then), str(now)
    if isinstance(one, list) and isinstance(other, list):
        for place in range(max(len(one), len(other))):
            was, is_ = one[place : place + 1], other[place : place + 1]
            if was != is_:
                return jsontext.dumps(was[0] if was else None), jsontext.dumps(is_[0] if is_ else None)
    return str(then), str(now)
