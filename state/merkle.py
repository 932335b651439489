"""The Merkle tree of RFC 6962, section 2.1, kept as the roots of its perfect subtrees."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256

Subtree = tuple[int, bytes]
"""How many leaves, a power of two, and the root over them."""


class Frontier:
    """The right edge of a tree of `size` leaves: enough to add leaves and to tell the root.

    `roots` are those of the perfect subtrees from left to right, one for each 1 in the binary
    number `size`.
    """

    def __init__(self, size: int = 0, roots: Iterable[bytes] = ()) -> None:
        self.size = size
        self.roots = list(roots)
        if len(self.roots) != size.bit_count():
            raise ValueError("the frontier does not fit the size")

    def add(self, entries: Sequence[bytes]) -> None:
        """Appends entries."""
        self.join(subtrees(self.size, entries))

    def join(self, following: Iterable[Subtree]) -> None:
        """Appends the subtrees that were made of the entries after those that are here."""
        for size, root in following:
            number = self.size // size
            while number & 1:
                root = node_hash(self.roots.pop(), root)
                number >>= 1
            self.roots.append(root)
            self.size += size

    def root(self) -> bytes:
        """The tree's root; of the empty tree, the hash of nothing."""
        if not self.roots:
            return sha256().digest()
        *left, root = self.roots
        for subtree in reversed(left):
            root = node_hash(subtree, root)
        return root


def subtrees(start: int, entries: Sequence[bytes]) -> list[Subtree]:
    """The largest perfect subtrees over entries that begin with number `start`, from left to right. They
    depend on nothing before, so that stretches of a tree can be made apart and joined in order."""
    left, right, size = [], [], 1
    row = [sha256(b"\x00" + entry).digest() for entry in entries]
    while row:
        if start // size & 1:
            left.append((size, row[0]))
            row, start = row[1:], start + size
        if len(row) & 1:
            right.append((size, row.pop()))
        row = [sha256(b"\x01" + one + other).digest() for one, other in zip(row[::2], row[1::2], strict=True)]
        size *= 2
    return left + right[::-1]


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()
