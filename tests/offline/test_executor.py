"""The same work in one process, in several, and in none that lives: the same answer, or a plain word."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from connector.core.matching.additions import additions
from connector.core.matching.installed import install
from connector.offline.executor import AHEAD, Lost, executor
from connector.offline.matching import Job, Matched, match_files
from connector.offline.pairings import ACCOUNTS, LEADS
from connector.offline.sheets import Sheet
from tests.offline.files import write


def squares(part: Sequence[int]) -> NDArray[np.int64]:
    return np.array(part, np.int64) ** 2


def together(pieces: Sequence[NDArray[np.int64]]) -> tuple[str, NDArray[np.int64], NDArray[np.int64]]:
    return "whole", np.concatenate([np.empty(0, np.int64), *pieces]), np.empty(0, np.int64)


def added(whole: tuple[str, NDArray[np.int64], NDArray[np.int64]], part: int) -> int:
    return int(whole[1].sum()) + part


def dies(whole: object, part: int) -> int:
    os.kill(os.getpid(), 9)
    return part


def fails(whole: object, part: int) -> int:
    raise ValueError(f"part {part}")


@pytest.mark.parametrize("processes", [1, 2])
def test_results_come_in_the_order_of_parts(processes: int) -> None:
    with executor(processes) as on:
        whole = on.shared(squares, [[1, 2], [3]], together)
        assert list(on.each(added, whole, range(40))) == [14 + part for part in range(40)]
        nothing = on.shared(squares, [], together)
        assert list(on.each(added, nothing, [1])) == [1]


@pytest.mark.usefixtures("shipped_lists")
def test_what_users_add_to_the_lists_counts_in_every_process(tmp_path: Path) -> None:
    held = write(tmp_path / "accounts.csv", ("account_id", "name"), [("A1", "Quillfeather Clinic")])
    rows = [(f"L{number}", "Quillfeather Poradna", f"jo{number}@gmail.com") for number in range(450)]
    asked = write(tmp_path / "leads.csv", ("lead_id", "company", "email"), rows)

    def matched(processes: int) -> list[Matched]:
        with executor(processes) as on:
            found = match_files(Sheet(asked, LEADS), Sheet(held, ACCOUNTS), Job(), on, lambda *_: None)
            return list(found)

    plain = matched(1)
    install(additions({"words": ([("poradna", "clinic")], [])}))
    alone = matched(1)
    assert {one.account_id for one in alone} == {"A1"}
    assert alone[0].confidence > plain[0].confidence
    assert matched(2) == alone


def test_only_a_few_parts_are_read_ahead() -> None:
    read = []

    def parts() -> Iterator[int]:
        for part in range(1000):
            read.append(part)
            yield part

    with executor(2) as on:
        results = on.each(added, on.shared(squares, [[1]], together), parts())
        assert next(results) == 1
        assert len(read) <= 2 * AHEAD + 1


def test_a_killed_process_is_told_in_plain_words() -> None:
    with executor(2) as on, pytest.raises(Lost, match="try fewer processes"):
        list(on.each(dies, on.shared(squares, [[1]], together), range(9)))


@pytest.mark.parametrize("processes", [1, 2])
def test_a_fault_of_the_work_itself_comes_out_as_it_is(processes: int) -> None:
    with executor(processes) as on, pytest.raises(ValueError, match="part 0"):
        list(on.each(fails, on.shared(squares, [[1]], together), range(9)))


def test_a_scheduler_that_does_not_answer_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("connector.offline.executor.CONNECT", 0.2)
    with (
        pytest.raises(Lost, match="no scheduler answers"),
        executor(None, "tcp://127.0.0.1:9"),
    ):
        pass


def test_without_the_extra_the_cluster_says_what_to_install(hidden: Callable[[str], None]) -> None:
    hidden("distributed")
    with pytest.raises(Lost, match="pointsman\\[cluster\\]"), executor(None, "tcp://127.0.0.1:9"):
        pass


@pytest.fixture
def hidden(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Makes a package look as if it were not installed."""

    def hide(name: str) -> None:
        monkeypatch.setitem(__import__("sys").modules, name, None)

    return hide
