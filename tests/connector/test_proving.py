"""The proof is the same wherever it is made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from connector import proving
from connector.offline.executor import Lost
from state import audit, verify
from state.seal import Sealer, public_key
from state.store import Store
from state.stretch import Bounds, Part, Stretch
from tests.bench.verifying import START, decision, fill

ALTERED = {
    "nothing": "SELECT 1",
    "a value of one row": "UPDATE decisions SET route = 'X' WHERE id = 123",
    "a row where stretches meet": "DELETE FROM decisions WHERE id = 151",
    "a leaf where stretches meet": "DELETE FROM log WHERE id = 301",
    "rows at the end": "DELETE FROM write_attempts WHERE id > 190",
    "a person's values": "UPDATE persons SET salt = 'x'",
    "a head": "DELETE FROM heads",
}


@pytest.fixture
def lived(store: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Store]:
    """A store of 200 decisions and their writes, cut into stretches of 50."""
    monkeypatch.setattr(verify, "LONG", 50)
    fill(store, 200, tmp_path / "heads.jsonl", at_once=40)
    yield store


@pytest.mark.parametrize("what", ALTERED)
def test_one_process_and_two_tell_the_same(lived: Store, what: str, tmp_path: Path) -> None:
    with lived.begin() as conn:
        conn.exec_driver_sql(ALTERED[what])
    alone, two = (proving.prove(lived, tmp_path / "heads.jsonl", (number, None)) for number in (1, 2))
    assert (alone.flaw is None) == (what == "nothing")
    assert str(alone.flaw) == str(two.flaw)
    assert replace(alone, flaw=None) == replace(two, flaw=None)


def test_what_is_recorded_while_it_is_proven_is_not_looked_at(lived: Store) -> None:
    url = lived.url.render_as_string(hide_password=False)

    def each(bounds: Bounds, parts: Iterable[Part]) -> Iterator[Stretch]:
        for part in parts:
            with lived.begin() as conn:
                audit.record_change(conn, "pause:*", "ann", None, "paused", START)
                audit.record_many(conn, [decision(1_000 + part.start)])
            Sealer(lived, lambda: START).tick()
            yield verify.look_elsewhere(verify.Source(url, bounds), part)

    with lived.read() as conn:
        found = verify.verify(conn, public_key(lived.key_file), None, each=each)
    assert (found.flaw, found.sealed, found.leaves.total()) == (None, 400, 400)


def test_where_no_cluster_answers_it_says_so(lived: Store) -> None:
    with pytest.raises(Lost, match="no scheduler answers"):
        proving.prove(lived, None, (None, "tcp://127.0.0.1:1"))
