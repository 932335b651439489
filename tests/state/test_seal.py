"""The tree over everything on record."""

from __future__ import annotations

import hashlib
import stat
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from state import audit, seal
from state.heads import Head
from state.merkle import Frontier
from state.seal import Sealer, Signer
from state.store import Store

# RFC 6962's reference implementation: these entries, and the root after each.
ENTRIES = [
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def root_from_scratch(entries: list[bytes]) -> bytes:
    """MTH of RFC 6962, section 2.1, word for word."""
    if not entries:
        return hashlib.sha256(b"").digest()
    if len(entries) == 1:
        return hashlib.sha256(b"\x00" + entries[0]).digest()
    split = 1
    while split * 2 < len(entries):
        split *= 2
    left, right = root_from_scratch(entries[:split]), root_from_scratch(entries[split:])
    return hashlib.sha256(b"\x01" + left + right).digest()


def test_the_tree_of_the_rfc_has_the_roots_of_the_rfc() -> None:
    tree = Frontier()
    assert tree.root().hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    for entry, root in zip(ENTRIES, ROOTS, strict=True):
        tree.add([bytes.fromhex(entry)])
        assert tree.root().hex() == root


@given(st.lists(st.binary(max_size=40), max_size=70), st.data())
def test_a_tree_grown_in_pieces_has_the_root_of_all_entries(entries: list[bytes], data: Any) -> None:
    tree = Frontier()
    while tree.size < len(entries):
        more = data.draw(st.integers(1, len(entries) - tree.size))
        tree.add(entries[tree.size : tree.size + more])
        tree = Frontier(tree.size, tree.roots)
        assert tree.root() == root_from_scratch(entries[: tree.size])


def test_a_frontier_that_does_not_fit_its_size_is_refused() -> None:
    with pytest.raises(ValueError, match="frontier"):
        Frontier(3, [b"x"])


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(0, 7), min_size=1, max_size=6))
def test_sealing_numbers_every_leaf_once(store: Store, make: Any, tmp_path: Path, batches: list[int]) -> None:
    signer = Signer(tmp_path / "key")
    for size in batches:
        with store.begin() as conn:
            for _ in range(size):
                audit.record_change(conn, "pause:*", "ann", None, "paused", make.now)
        with store.begin() as conn:
            assert seal.seal(conn, make.now, signer) == size
            assert seal.seal(conn, make.now, signer) == 0
    with store.read() as conn:
        rows = conn.exec_driver_sql("SELECT sequence, leaf FROM audit_log ORDER BY sequence").all()
        assert [row[0] for row in rows] == list(range(len(rows)))
        leaves = [bytes.fromhex(row[1]) for row in rows]
        for head in conn.exec_driver_sql("SELECT size, root FROM audit_heads"):
            assert head[1] == root_from_scratch(leaves[: head[0]]).hex()
        assert conn.exec_driver_sql("SELECT max(size) FROM audit_heads").scalar() == (len(rows) or None)


def test_the_sealer_seals_what_is_there_and_signs_the_head(store: Store, make: Any, tmp_path: Path) -> None:
    sealer = Sealer(store, lambda: make.now)
    assert sealer.tick() == 0
    with store.begin() as conn:
        audit.record_many(conn, [make.decision(f"d{n}") for n in range(5)])
    assert sealer.tick() == 5
    with store.begin() as conn:
        audit.record_many(conn, [make.decision("d5")])
    assert Sealer(store, lambda: make.now).tick() == 1
    assert Sealer(store, lambda: make.now).tick() == 0
    [key_file] = tmp_path.glob("*.seal-key")
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600
    public = load_pem_public_key(key_file.with_name(key_file.name + ".pub").read_bytes())
    assert isinstance(public, Ed25519PublicKey)
    with store.read() as conn:
        first, head = [Head(*row) for row in conn.exec_driver_sql("SELECT * FROM heads ORDER BY size")]
    assert (first.previous, head.previous) == ("", first.digest())
    public.verify(bytes.fromhex(head.signature), head.message())
    for other in (head._replace(size=7), head._replace(previous="")):
        with pytest.raises(InvalidSignature):
            public.verify(bytes.fromhex(head.signature), other.message())


def test_a_long_backlog_is_sealed_in_batches(
    store: Store, make: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seal, "BATCH", 3)
    with store.begin() as conn:
        audit.record_many(conn, [make.decision(f"d{n}") for n in range(8)])
    assert Sealer(store, lambda: make.now).tick() == 8
    with store.read() as conn:
        assert list(conn.exec_driver_sql("SELECT size FROM audit_heads ORDER BY size").scalars()) == [3, 6, 8]


def test_a_key_is_made_once(tmp_path: Path) -> None:
    first, second = Signer(tmp_path / "key"), Signer(tmp_path / "key")
    assert first.sign(b"x") == second.sign(b"x")
    assert sorted(file.name for file in tmp_path.iterdir()) == ["key", "key.pub"]


def test_a_postgresql_store_says_where_its_key_must_be_named() -> None:
    store = Store("postgresql://u@h/d")
    with pytest.raises(ValueError, match="key_dir"):
        assert store.key_file
    store.close()


def test_the_key_gives_each_purpose_a_secret_of_its_own(tmp_path: Path) -> None:
    first, again, other = Signer(tmp_path / "key"), Signer(tmp_path / "key"), Signer(tmp_path / "other")
    secret = first.secret_for(b"answers")
    assert again.secret_for(b"answers") == secret
    assert len({secret, first.secret_for(b"else"), other.secret_for(b"answers")}) == 3
    assert secret not in (tmp_path / "key").read_bytes()
