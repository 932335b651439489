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
    store's last of them. Each head holds the digest of the one before, so one signature is about all."""

    def __init__(self, conn: Connection, key: Ed25519PublicKey | None, file: Path | None) -> None:
        self.newest: Head | None = None
        self.stored = self.kept = 0
        self._key = key
        self._heads = heads.stored(conn)
        self._name = "" if file is None else file.name
        self._lines = iter(()) if file is None else self._listed(file)
        self._head = next(self._heads, None)
        self._line = next(self._lines, None)

    def grown(self, frontier: Frontier) -> None:
        """Checks the head of just this many leaves, if one was signed. Raises Flaw."""
        head = self._head
        if head is None or head.size > frontier.size:
            return
        if head.size < frontier.size or head.root != frontier.root().hex():
            raise Flaw("heads", str(head.size), "the leaves do not give its root")
        self._compare(head)
        if head.previous != (self.newest.digest() if self.newest else ""):
            self._check(self.newest)
            raise Flaw("heads", str(head.size), "the head that it was signed after is not the one before it")
        self.newest = head
        self.stored += 1
        self._head = next(self._heads, None)

    def end(self, frontier: Frontier) -> None:
        """Raises Flaw where a head is of more leaves than there are, leaves are numbered under none, or the
        newest is not signed."""
        line = self._line
        if line is not None and line.size <= frontier.size:
            raise self._other(line)
        for name, head in (("heads", self._head), (self._name, line)):
            if head is not None:
                raise Flaw(name, str(head.size), f"was signed; the log has {frontier.size} leaves")
        newest = self.newest.size if self.newest else 0
        if newest != frontier.size:
            raise Flaw("heads", str(frontier.size), f"no head is signed beyond leaf {newest}")
        self._check(self.newest)

    def _compare(self, head: Head) -> None:
        """The file's heads up to this one against those of the store."""
        while self._line is not None and self._line.size <= head.size:
            if self._line != head:
                raise self._other(self._line)
            self.kept += 1
            following = next(self._lines, None)
            if following is not None and following.size <= head.size:
                raise Flaw(self._name, str(following.size), "its size is not beyond that of the head before")
            self._line = following

    def _other(self, line: Head) -> Flaw:
        return Flaw("heads", str(line.size), f"is not the head that {self._name} has")

    def _check(self, head: Head | None) -> None:
        if head is None:
            return
        if self._key is None:
            raise Flaw("heads", str(head.size), "cannot be checked: the store's public key is missing")
        if not heads.signed(head, self._key):
            raise Flaw("heads", str(head.size), "is not signed by the store's key")

    def _listed(self, file: Path) -> Iterator[Head]:
        try:
            yield from heads.listed(file)
        except Torn as where:
            raise Flaw(self._name, str(where), "is no head") from None
        except OSError as error:
            raise Flaw(self._name, "as a whole", f"cannot be read: {error.strerror}") from None
