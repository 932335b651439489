"""Signed heads of the tree: as they are signed, checked, and kept in a file outside the store.

A file elsewhere tells what the store alone cannot: that the store went back behind a head, or that whoever
has both the store and the key made the tree anew.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import orjson
from sqlalchemy import Connection, select

from state.bulk import in_order
from state.record_schema import heads

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

_TAIL = 4096
"""Bytes at a file's end that are sure to hold its last line."""


class Head(NamedTuple):
    """What the tree of `size` leaves was when it was signed; `root` and `signature` are in hex. `previous` is
    the digest of the head before, blank for the first: so the newest signature is about all of them."""

    size: int
    root: str
    signed_at: str
    previous: str
    signature: str

    def message(self) -> bytes:
        """The bytes that the signature is about."""
        signed = f"{self.size}\n{self.root}\n{self.signed_at}\n{self.previous}\n"
        return b"pointsman tree head\n" + signed.encode("utf-8", "surrogateescape")

    def digest(self) -> str:
        """SHA-256 in hex of what is signed and the signature."""
        return hashlib.sha256(self.message() + self.signature.encode("utf-8", "surrogateescape")).hexdigest()

    def line(self) -> bytes:
        """The head as it stands in a file."""
        return orjson.dumps(self._asdict()) + b"\n"


_COLUMNS = tuple(heads.c[name] for name in Head._fields)


class Torn(ValueError):
    """A line is no head; the message says which."""


def stored(conn: Connection, beyond: int = 0, upto: int | None = None) -> Iterator[Head]:
    """The store's heads of more than `beyond` leaves (and at most `upto`), the smallest first, one by one."""
    only = [] if upto is None else [heads.c.size <= upto]
    if beyond:
        only.append(heads.c.size > beyond)
    for batch in in_order(conn, _COLUMNS, heads.c.size, *only):
        yield from (Head._make(row) for row in batch)


def newest(conn: Connection) -> Head | None:
    """The store's largest head."""
    row = conn.execute(select(*_COLUMNS).order_by(heads.c.size.desc()).limit(1)).first()
    return None if row is None else Head._make(row)


def listed(path: Path) -> Iterator[Head]:
    """The heads in a file, in its order. Raises Torn at a line that is none, OSError. A last line without
    its end is left out: it is still being written."""
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            if not line.endswith(b"\n"):
                return
            yield _head(line, number)


def append(path: Path, conn: Connection) -> None:
    """Adds to a file the store's heads beyond the last one in it. A line that was cut off is completed.
    Raises OSError, Torn."""
    descriptor = os.open(path, os.O_CREAT | os.O_RDWR | os.O_APPEND, 0o644)
    try:
        end = os.fstat(descriptor).st_size
        *whole, begun = os.pread(descriptor, _TAIL, max(0, end - _TAIL)).split(b"\n")
        last = _head(whole[-1], None).size if whole else 0
        added = b"".join(head.line() for head in stored(conn, last))
        if added:
            rest = added[len(begun) :] if added.startswith(begun) else b"\n" + added
            while rest:
                rest = rest[os.write(descriptor, rest) :]
            os.fsync(descriptor)
    finally:
        os.close(descriptor)


def signed(head: Head, key: Ed25519PublicKey) -> bool:
    """Whether the signature is the key's, in the one way of writing it."""
    from cryptography.exceptions import InvalidSignature

    try:
        signature = bytes.fromhex(head.signature)
        key.verify(signature, head.message())
    except (InvalidSignature, ValueError, TypeError):
        return False
    return signature.hex() == head.signature


def _head(line: bytes, number: int | None) -> Head:
    where = "the last line" if number is None else f"line {number}"
    try:
        head = Head(**orjson.loads(line))
    except (ValueError, TypeError):
        raise Torn(where) from None
    if [type(value) for value in head] != [int, str, str, str, str]:
        raise Torn(where)
    return head
