"""Where partitions of pure functions are worked on: in this process, in processes of this machine, or on
a Dask cluster. What comes out is the same to the byte.

What many partitions need (`shared`) is made once from parts of its own and kept where the work is done.
A worker of a cluster that dies is the cluster's business: it gives the lost partitions to another.
"""

from __future__ import annotations

import mmap
import os
import pickle
import tempfile
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import CancelledError, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import lru_cache
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Protocol, TypeVar

from connector import collector
from connector.core.matching.additions import Additions
from connector.core.matching.installed import install
from connector.core.matching.keys import EDITION
from connector.core.matching.tables import filled_with

Part = TypeVar("Part")
Piece = TypeVar("Piece")
Whole = TypeVar("Whole")
Result = TypeVar("Result")

AHEAD = 3
"""Partitions in hand for each worker: enough that none waits, few enough that a file of any size is
never in memory as a whole."""

CONNECT = 10
"""Seconds to wait for a scheduler's answer."""


class Lost(Exception):
    """The workers cannot be reached or are gone; the message says what to do."""


class Future(Protocol):
    """A result to come."""

    def result(self) -> Any: ...


class Executor(Protocol):
    """Works on partitions. Functions are pure and importable by name."""

    def shared(
        self,
        work: Callable[[Part], Piece],
        parts: Iterable[Part],
        join: Callable[[Sequence[Piece]], Whole],
    ) -> Any:
        """What `join` makes of every part's result, in the order of parts, to be handed to `each`."""

    def each(
        self, work: Callable[[Any, Part], Result], shared: Any, parts: Iterable[Part]
    ) -> Iterator[Result]:
        """`work(whole, part)` for each part, in the order of parts. Reads few parts ahead."""


class Alone:
    """This process does everything."""

    def shared(
        self,
        work: Callable[[Part], Piece],
        parts: Iterable[Part],
        join: Callable[[Sequence[Piece]], Whole],
    ) -> Any:
        return join([work(part) for part in parts])

    def each(
        self, work: Callable[[Any, Part], Result], shared: Any, parts: Iterable[Part]
    ) -> Iterator[Result]:
        return (work(shared, part) for part in parts)


class Processes:
    """Processes of this machine. The whole lies in files that all of them map into memory, once."""

    def __init__(self, pool: ProcessPoolExecutor, workers: int, folder: Path) -> None:
        self._pool, self._workers, self._folder = pool, workers, folder

    def shared(
        self,
        work: Callable[[Part], Piece],
        parts: Iterable[Part],
        join: Callable[[Sequence[Piece]], Whole],
    ) -> Any:
        whole = join(list(self._ordered(lambda part: self._pool.submit(work, part), parts)))
        folder = Path(tempfile.mkdtemp(dir=self._folder))
        _keep(whole, folder)
        return folder

    def each(
        self, work: Callable[[Any, Part], Result], shared: Any, parts: Iterable[Part]
    ) -> Iterator[Result]:
        return self._ordered(lambda part: self._pool.submit(_with_kept, shared, work, part), parts)

    def _ordered(self, submit: Callable[[Part], Future], parts: Iterable[Part]) -> Iterator[Any]:
        try:
            yield from _ordered(submit, parts, self._workers * AHEAD)
        except BrokenProcessPool as error:
            raise Lost("a process was killed, perhaps for want of memory: try fewer processes") from error


class Cluster:
    """The workers of a Dask scheduler. They need this version of this package; files stay with us, and
    what users add to the lists goes with the work."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self._lists = client.submit(_same, filled_with(), pure=False)

    def shared(
        self,
        work: Callable[[Part], Piece],
        parts: Iterable[Part],
        join: Callable[[Sequence[Piece]], Whole],
    ) -> Any:
        submit = self._client.submit
        pieces = [submit(_with_lists, self._lists, work, part, pure=False) for part in parts]
        return self._client.submit(join, pieces, pure=False)

    def each(
        self, work: Callable[[Any, Part], Result], shared: Any, parts: Iterable[Part]
    ) -> Iterator[Result]:
        from distributed import KilledWorker

        def submit(part: Part) -> Any:
            return self._client.submit(_with_lists, self._lists, work, shared, part, pure=False)

        ahead = AHEAD * max(1, sum(self._client.nthreads().values()))
        try:
            yield from _ordered(submit, parts, ahead)
        except (KilledWorker, CancelledError) as error:
            raise Lost(f"the cluster gave up: {error}") from error


@contextmanager
def executor(processes: int | None = None, cluster: str | None = None) -> Iterator[Executor]:
    """The executor for so many processes (default: one a core), or for the cluster at this address."""
    count = processes or os.cpu_count() or 1
    collector.settle()
    if cluster is not None:
        with _client(cluster) as client:
            yield Cluster(client)
    elif count == 1:
        yield Alone()
    else:
        with (
            tempfile.TemporaryDirectory(prefix="pointsman-") as folder,
            ProcessPoolExecutor(count, get_context("spawn"), _begin, (filled_with(),)) as pool,
        ):
            try:
                yield Processes(pool, count, Path(folder))
            finally:
                pool.shutdown(cancel_futures=True)


def _begin(lists: Additions) -> None:
    """What a process of ours does first."""
    install(lists)
    collector.settle()


@contextmanager
def _client(address: str) -> Iterator[Any]:
    try:
        from distributed import Client
    except ImportError:
        raise Lost("a cluster needs the extra `cluster`: pip install 'pointsman[cluster]'") from None
    try:
        client = Client(address, timeout=CONNECT, set_as_default=False)
    except (OSError, ValueError) as error:
        raise Lost(f"no scheduler answers at {address}: start one with `dask scheduler`") from error
    with client:
        _agreed(client, address)
        yield client


def _agreed(client: Any, address: str) -> None:
    """Other code might give other results: every worker must have ours."""
    try:
        found = client.run(_code)
    except ImportError as error:
        raise Lost(f"a worker lacks {error.name}: install the same version of Pointsman there") from error
    if not found:
        raise Lost(f"no worker has joined the scheduler at {address}: start some with `dask worker`")
    for worker, theirs in sorted(found.items()):
        if theirs != _code():
            raise Lost(f"the worker {worker} has other code than ours ({theirs}; here {_code()})")


def _code() -> str:
    return f"Pointsman {version('pointsman')}, keys {EDITION}"


def _ordered(submit: Callable[[Part], Future], parts: Iterable[Part], ahead: int) -> Iterator[Any]:
    waiting: deque[Future] = deque()
    for part in parts:
        waiting.append(submit(part))
        if len(waiting) > ahead:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def _keep(whole: object, folder: Path) -> None:
    """Writes a value into a folder, its arrays as files of their own."""
    arrays: list[pickle.PickleBuffer] = []
    head = pickle.dumps(whole, protocol=5, buffer_callback=arrays.append)
    for number, array in enumerate(arrays):
        (folder / str(number)).write_bytes(array.raw())
    (folder / "head").write_bytes(head)


@lru_cache(maxsize=2)
def _kept(folder: Path) -> Any:
    arrays = []
    for number in range(len(list(folder.iterdir())) - 1):
        with (folder / str(number)).open("rb") as file:
            empty = not os.fstat(file.fileno()).st_size
            arrays.append(b"" if empty else mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
    return pickle.loads((folder / "head").read_bytes(), buffers=arrays)  # noqa: S301  (ours, of this run)


def _with_kept(folder: Path, work: Callable[[Any, Part], Result], part: Part) -> Result:
    return work(_kept(folder), part)


_ONE_AT_A_TIME = threading.Lock()


def _same(lists: Additions) -> Additions:
    return lists


def _with_lists(lists: Additions, work: Callable[..., Result], *given: Any) -> Result:
    """The work by these lists, in a worker that others may use with lists of their own."""
    with _ONE_AT_A_TIME:
        install(lists)
        return work(*given)
