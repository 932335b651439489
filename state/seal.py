"""Numbers what is on record into an append-only tree and signs its head.

The tree's entries are the leaves as they stand in the log, 32 bytes each, in the order of their
`sequence`, which counts from 0. What is altered before it is numbered is not detected; what is
altered after it no longer fits the signed head.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from sqlalchemy import Connection, insert, select, update

from mappings.instants import to_text
from state import heads as signed_heads
from state import jsontext
from state.bulk import update_many
from state.errors import StoreFault
from state.heads import Head
from state.merkle import Frontier
from state.record_schema import UNSEALED, heads, log, tree
from state.store import Store

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

BATCH = 20_000


class Signs(Protocol):
    """Signs a tree's head."""

    def sign(self, message: bytes) -> bytes: ...


class Signer:
    """An Ed25519 key in a file that its owner alone may read, made on first use.

    The public key lies beside it (`.pub`, PEM) for whoever checks heads.
    """

    def __init__(self, key_file: Path) -> None:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
        from cryptography.hazmat.primitives.serialization import load_pem_private_key

        if not key_file.exists():
            _make_key(key_file)
        key = load_pem_private_key(key_file.read_bytes(), password=None)
        if not isinstance(key, Ed25519PrivateKey):
            raise ValueError(f"{key_file} holds no Ed25519 key")
        self._key = key

    def sign(self, message: bytes) -> bytes:
        return self._key.sign(message)

    def secret_for(self, purpose: bytes) -> bytes:
        """32 bytes that only who holds the key can make, of their own for each purpose; they tell nothing
        of the key."""
        from cryptography.hazmat.primitives.hashes import SHA256
        from cryptography.hazmat.primitives.kdf.hkdf import HKDF

        return HKDF(SHA256(), 32, None, purpose).derive(self._key.private_bytes_raw())


class Sealer:
    """The one sealer of a store; `now` tells the time of a head. Heads are also appended to `heads_file`,
    each after it was committed; what a stop or a full disk kept out of it is made up for."""

    def __init__(self, store: Store, now: Callable[[], datetime], heads_file: Path | None = None) -> None:
        self._store = store
        self._now = now
        self._heads_file = heads_file
        self._behind = heads_file is not None
        self._signer: Signer | None = None

    def tick(self) -> int:
        """Seals everything that is on record and not sealed yet; returns how many leaves. Raises StoreFault
        where the file of heads cannot be written: what was sealed stays sealed."""
        if self._signer is None:
            self._signer = Signer(self._store.key_file)
        sealed = 0
        while self._has_work():
            with self._store.begin() as conn:
                sealed += seal(conn, self._now(), self._signer)
                self._behind = True
        if self._heads_file is not None and self._behind:
            self._append(self._heads_file)
        return sealed

    def _append(self, path: Path) -> None:
        try:
            with self._store.read() as conn:
                signed_heads.append(path, conn)
        except OSError as error:
            raise StoreFault(f"{path} cannot be written: {error.strerror}") from None
        except signed_heads.Torn as where:
            raise StoreFault(f"{path}: {where} is no head") from None
        self._behind = False

    def _has_work(self) -> bool:
        with self._store.read() as conn:
            return conn.execute(select(log.c.id).where(UNSEALED).limit(1)).first() is not None


def seal(conn: Connection, now: datetime, signer: Signs) -> int:
    """Numbers up to 20,000 new leaves, extends the tree by them and signs its head. Returns how
    many there were; nothing is signed where there were none."""
    new = conn.execute(select(log.c.id, log.c.leaf).where(UNSEALED).order_by(log.c.id).limit(BATCH)).all()
    if not new:
        return 0
    size, frontier_text = conn.execute(select(tree.c.size, tree.c.frontier)).one()
    frontier = Frontier(size, (bytes.fromhex(root) for root in jsontext.loads(frontier_text)))
    numbered = [(number, id_) for number, (id_, _) in enumerate(new, size)]
    frontier.add([bytes(leaf) for _, leaf in new])
    update_many(conn, log, ("sequence",), ("id",), numbered)
    roots = jsontext.dumps([root.hex() for root in frontier.roots])
    conn.execute(update(tree).values(size=frontier.size, frontier=roots))
    before = signed_heads.newest(conn)
    head = Head(frontier.size, frontier.root().hex(), to_text(now), before.digest() if before else "", "")
    signed = head._replace(signature=signer.sign(head.message()).hex())
    conn.execute(insert(heads).values(signed._asdict()))
    return len(new)


def public_key_file(key_file: Path) -> Path:
    """Where the public half of the key lies."""
    return key_file.with_name(key_file.name + ".pub")


def public_key(key_file: Path) -> Ed25519PublicKey | None:
    """The public half of the key; None where it is missing or no such key."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    try:
        key = load_pem_public_key(public_key_file(key_file).read_bytes())
    except (OSError, ValueError):
        return None
    return key if isinstance(key, Ed25519PublicKey) else None


def _make_key(key_file: Path) -> None:
    """Whoever comes second takes the key of whoever came first."""
    from cryptography.hazmat.primitives import serialization as s
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    key = Ed25519PrivateKey.generate()
    pem = key.private_bytes(s.Encoding.PEM, s.PrivateFormat.PKCS8, s.NoEncryption())
    public = key.public_key().public_bytes(s.Encoding.PEM, s.PublicFormat.SubjectPublicKeyInfo)
    key_file.parent.mkdir(parents=True, exist_ok=True)
    draft = key_file.with_name(f"{key_file.name}.{secrets.token_hex(4)}")
    _write_private(draft, pem)
    try:
        os.link(draft, key_file)
    except FileExistsError:
        return
    finally:
        draft.unlink()
    public_key_file(key_file).write_bytes(public)


def _write_private(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
