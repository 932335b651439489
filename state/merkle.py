"""The Merkle tree of RFC 6962, section 2.1, kept as the roots of its perfect subtrees."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable


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

    def add(self, entry: bytes) -> None:
        """Appends an entry."""
        root = leaf_hash(entry)
        size = self.size
        while size & 1:
            root = node_hash(self.roots.pop(), root)
            size >>= 1
        self.roots.append(root)
        self.size += 1

    def root(self) -> bytes:
        """The tree's root; of the empty tree, the hash of nothing."""
        if not self.roots:
            return hashlib.sha256().digest()
        *left, root = self.roots
        for subtree in reversed(left):
            root = node_hash(subtree, root)
        return root


def leaf_hash(entry: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()
