"""A backtest cut by leads comes to the same, whatever does the work."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from connector.core.rules import Policy, Route, Target, TargetKind
from connector.core.screening import Before, Duplicates, Way
from connector.core.staff.limits import Cap
from connector.offline.executor import executor
from connector.replay import parts
from connector.replay.backtest import Period, period_of
from connector.replay.parts import Place, backtested, backtested_apart, ties
from state.store import Store
from tests.connector.office import ANN, BEN, Office
from tests.offline.test_cluster import running


@pytest.fixture
def office(sqlite_url: str, tmp_path: Path) -> Iterator[Office]:
    """An office through which leads have come in turn; some were edited, some taken, some asked for."""
    store = Store(sqlite_url, key_dir=tmp_path)
    office = Office(store)
    for number in range(9):
        office.arrive("sales", f"s{number}", country=("DE", "FR", None)[number % 3])
        office.arrive("marketing", f"m{number}", country=("DE", "FR", None)[number % 3])
        office.route()
        office.deliver()
    office.takes("sales", "s3", "00Q")
    office.request("sales", "s4", {"ask": "reassign", "by": "the manager"})
    office.route()
    yield office
    store.close()


def named(policy: Policy) -> Policy:
    """A policy in which everybody is named."""
    routes = (Route("all", "all", None, Target(TargetKind.USER, BEN)),)
    return replace(policy, routes=routes)


def quiet(stage: str, done: int, total: int) -> None:
    pass


def test_apart_is_the_same_as_in_one_piece(
    office: Office, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "SIZE", 3)
    place, policies = Place(sqlite_url, None), {"named": named(office.policy)}
    with office.store.read() as conn:
        period = period_of(conn, "live", None, None)
        assert isinstance(period, Period)
        whole = backtested(conn, period, policies)
        with executor(1) as on:
            assert backtested_apart(conn, place, (period, policies), on, quiet) == whole
        with executor(2) as on:
            assert backtested_apart(conn, place, (period, policies), on, quiet) == whole
        with ExitStack() as stack:
            says = r"Scheduler at:\s+(tcp\S+)"
            _, address = stack.enter_context(running("dask_scheduler", "--port", "0", says=says))
            words = (address, "--no-nanny", "--nthreads", "1")
            stack.enter_context(running("dask_worker", *words, says=r"Registered to:\s+(tcp\S+)"))
            with executor(None, address) as on:
                assert backtested_apart(conn, place, (period, policies), on, quiet) == whole
    assert whole.columns["named"].owners == {BEN: 18}
    assert whole.columns["was"].owners == {ANN: 9, BEN: 9}
    assert len(whole.moved["named"]) == 9


def test_what_ties_leads_together_is_said(office: Office) -> None:
    free = named(office.policy)
    assert ties(free) == []
    assert ties(office.policy) == ["teams take turns"]
    capped = replace(free, people={**free.people, ANN: replace(free.people[ANN], cap=Cap(per_day=1))})
    assert ties(capped) == ["caps count what people were given"]
    once = replace(free, before=Before(duplicates=Duplicates(Way.REVIEW)))
    assert ties(once) == ["leads of one person go together"]
