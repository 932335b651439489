"""The signed heads against the tree as it grows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from state import heads
from state.flaws import Flaw
from state.heads import Head, Torn
from state.merkle import Frontier

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


class Signed:
    """The heads of the store and of a file; `stored` and `kept` count those that fit, `newest` is the
    store's last of them."""

    def __init__(self, conn: Connection, key: Ed25519PublicKey | None, file: Path | None) -> None:
        self.newest: Head | None = None
        self.stored = self.kept = 0
        self._key = key
        self._heads = heads.stored(conn)
        self._name = "" if file is None else file.name
        self._lines = iter(()) if file is None else self._listed(file)
        self._head = self._next("heads", self._heads, None)
        self._line = self._next(self._name, self._lines, None)

    def grown(self, frontier: Frontier) -> None:
        """Checks the heads of just this many leaves. Raises Flaw."""
        head = self._head
        if head is not None and head.size == frontier.size:
            self._check("heads", head, frontier)
            self.newest = head
            self.stored += 1
            self._head = self._next("heads", self._heads, head)
        kept = self._line
        if kept is not None and kept.size == frontier.size:
            self._check(self._name, kept, frontier)
            if kept != head:
                raise Flaw("heads", str(kept.size), f"is not the head that {self._name} has")
            self.kept += 1
            self._line = self._next(self._name, self._lines, kept)

    def end(self, frontier: Frontier) -> None:
        """Raises Flaw where a head is of more leaves than there are, or leaves are numbered under none."""
        for name, head in (("heads", self._head), (self._name, self._line)):
            if head is not None:
                raise Flaw(name, str(head.size), f"was signed; the log has {frontier.size} leaves")
        newest = self.newest.size if self.newest else 0
        if newest != frontier.size:
            raise Flaw("heads", str(frontier.size), f"no head is signed beyond leaf {newest}")

    def _check(self, name: str, head: Head, frontier: Frontier) -> None:
        if head.root != frontier.root().hex():
            raise Flaw(name, str(head.size), "the leaves do not give its root")
        if self._key is None:
            raise Flaw(name, str(head.size), "cannot be checked: the store's public key is missing")
        if not heads.signed(head, self._key):
            raise Flaw(name, str(head.size), "is not signed by the store's key")

    @staticmethod
    def _next(name: str, following: Iterator[Head], last: Head | None) -> Head | None:
        head = next(following, None)
        if head is not None and head.size <= (last.size if last else 0):
            raise Flaw(name, str(head.size), "its size is not beyond that of the head before")
        return head

    def _listed(self, file: Path) -> Iterator[Head]:
        try:
            yield from heads.listed(file)
        except Torn as where:
            raise Flaw(self._name, str(where), "is no head") from None
        except OSError as error:
            raise Flaw(self._name, "as a whole", f"cannot be read: {error.strerror}") from None
