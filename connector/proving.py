"""The proof of the record, cut into stretches that processes or a cluster look at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from connector import collector
from connector.offline.executor import executor
from state.seal import public_key
from state.store import Store
from state.stretch import Bounds, Part, Stretch
from state.verify import Source, Verdict, Watch, counted, look_elsewhere, verify

FEW = 20_000
"""Leaves that are looked at in the time that another process takes to start."""


def prove(
    store: Store, heads_file: Path | None, by: tuple[int | None, str | None], watch: Watch = lambda *_: None
) -> Verdict:
    """Whether the record is what it was. `by` is how many processes (None: one for each core, where there is
    enough to do), or the cluster's address. Raises Lost where these cannot be had, StoreError."""
    processes, cluster = by
    with store.read() as conn:
        key = public_key(store.key_file)
        if cluster is None and (processes == 1 or (processes is None and counted(conn) < FEW)):
            collector.settle()
            return verify(conn, key, heads_file, watch)
        url = store.url.render_as_string(hide_password=False)
        with executor(processes, cluster) as on:

            def each(bounds: Bounds, parts: Iterable[Part]) -> Iterator[Stretch]:
                return on.each(look_elsewhere, on.shared(_itself, [Source(url, bounds)], _only), parts)

            return verify(conn, key, heads_file, watch, each)


def _itself(source: Source) -> Source:
    return source


def _only(sources: Sequence[Source]) -> Source:
    return sources[0]
