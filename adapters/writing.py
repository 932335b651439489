"""The protocol of an owner write, the same for every CRM: look, judge, write, one receipt each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from operator import eq
from typing import TypeVar

from adapters.errors import AdapterError
from mappings.records import State
from mappings.writes import Receipt, Result, SetOwner

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Present:
    """A lead as the read right before the write saw it."""

    owner_id: str | None
    state: State = State.OPEN
    merged_into: str | None = None


@dataclass(slots=True)
class Round:
    """One call of `set_owners`: its receipts by the place of their write."""

    writes: Sequence[SetOwner]
    receipts: dict[int, Receipt] = field(default_factory=dict)

    def give(
        self,
        place: int,
        result: Result,
        detail: str = "",
        *,
        owner_before: str | None = None,
        code: str | None = None,
        merged_into: str | None = None,
        dropped: tuple[str, ...] = (),
    ) -> None:
        """Puts the receipt of the write at `place`; the owner afterwards follows from the result."""
        write = self.writes[place]
        after = write.owner_id if result in (Result.WRITTEN, Result.ALREADY) else None
        self.receipts[place] = Receipt(
            write.key, result, owner_before, after, None, detail, code, merged_into, dropped
        )

    def settle(
        self, place: int, present: Present | None, same: Callable[[str | None, str | None], bool] = eq
    ) -> bool:
        """Gives the receipt of a write that the lead's present state settles; false: it is to be written."""
        write = self.writes[place]
        if present is None:
            self.give(place, Result.GONE, "no such lead, or not visible to the integration user")
            return True
        owner = present.owner_id
        if present.state is not State.OPEN:
            gone = f"the lead is {present.state.value}"
            self.give(place, Result.GONE, gone, owner_before=owner, merged_into=present.merged_into)
        elif same(owner, write.owner_id):
            self.give(place, Result.ALREADY, owner_before=owner)
        elif not same(owner, write.expects):
            self.give(place, Result.CONFLICT, "somebody else changed the owner", owner_before=owner)
        else:
            return False
        return True

    def closed(self, failure: AdapterError | None = None) -> list[Receipt]:
        """The receipts in order. After a `failure` that stopped the call, what is open was not tried.

        Raises the failure where nothing of the call was written.
        """
        if failure is not None:
            if not any(one.result in (Result.WRITTEN, Result.UNKNOWN) for one in self.receipts.values()):
                raise failure
            for place in set(range(len(self.writes))) - set(self.receipts):
                self.give(place, Result.RETRY, f"not tried: {failure.message}", code=failure.code)
        return [self.receipts[place] for place in range(len(self.writes))]


def batches(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """Runs of at most `size`."""
    return (items[start : start + size] for start in range(0, len(items), size))
