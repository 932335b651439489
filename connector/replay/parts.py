"""A backtest and a replay in parts, done by whatever does the work: the same result to the byte."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection

from connector.core.rules import Policy, TargetKind
from connector.offline.executor import Executor
from connector.policy.routes import every_route
from connector.replay.backtest import Period, Watch, backtest
from connector.replay.columns import WAS, Tried, tried, turns_at_the_end
from connector.replay.replay import Replayed, replay
from state import outside
from state.outside import Leads
from state.store import Store

SIZE = 5_000
"""Decisions of a part, about."""

Shared = TypeVar("Shared")
_TEAMS = frozenset({TargetKind.TEAM, TargetKind.ACCOUNT_TEAM})


@dataclass(frozen=True)
class Place:
    """Where the store is: as whoever does the work opens it."""

    url: str
    key_dir: Path | None

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection to it."""
        with closing(Store(self.url, key_dir=self.key_dir)) as store, store.read() as conn:
            yield conn


def ties(policy: Policy) -> list[str]:
    """Why decisions by this policy depend on one another, so that leads cannot be tried apart."""
    found = []
    if any(target.kind in _TEAMS for target in policy.targets()) or any(
        route.rotation is not None for route in every_route(policy.routes)
    ):
        found.append("teams take turns")
    caps = [one.cap for one in policy.people.values()] + [one.cap for one in policy.teams.values()]
    if any(cap is not None for cap in caps):
        found.append("caps count what people were given")
    if policy.measures():
        found.append("it goes by what people have in hand")
    if policy.before.duplicates is not None:
        found.append("leads of one person go together")
    return found


def backtested(
    conn: Connection, period: Period, policies: Mapping[str, Policy], watch: Watch = lambda *_: None
) -> Tried:
    """A backtest in one piece."""
    return _whole(conn, period, tried(conn, backtest(conn, period, policies, watch)))


def backtested_apart(
    conn: Connection, place: Place, asked: tuple[Period, Mapping[str, Policy]], on: Executor, watch: Watch
) -> Tried:
    """A backtest lead by lead, of policies without `ties`: the same as in one piece."""
    period, policies = asked
    parts = outside.parts(conn, period.mode, period.span, SIZE)
    shared = on.shared(_same, [(place, period, dict(policies))], _first)
    found = Tried()
    for done, each in enumerate(on.each(_tried, shared, parts), 1):
        found.add(each)
        watch("parts", done, len(parts))
    return _whole(conn, period, found)


def replayed(
    conn: Connection, place: Place, asked: tuple[str, tuple[int, int]], on: Executor, watch: Watch
) -> Replayed:
    """Every decision of a span of rows taken again, by this version."""
    version, (first, last) = asked
    starts = range(first, last + 1, SIZE)
    spans = [(start, min(start + SIZE - 1, last)) for start in starts]
    shared = on.shared(_same, [(place, version)], _first)
    found = Replayed()
    for done, each in enumerate(on.each(_taken_again, shared, spans), 1):
        found.add(each)
        watch("parts", done, len(spans))
    return found


def _whole(conn: Connection, period: Period, found: Tried) -> Tried:
    standings = turns_at_the_end(conn, period.mode, period.span[1])
    found.columns[WAS].turns = {name: dict(own) for name, own in standings.items()}
    return found.in_order()


def _tried(shared: tuple[Place, Period, Mapping[str, Policy]], leads: Leads) -> Tried:
    place, period, policies = shared
    with place.reading() as conn:
        return tried(conn, backtest(conn, replace(period, leads=leads), policies))


def _taken_again(shared: tuple[Place, str], rows: tuple[int, int]) -> Replayed:
    place, version = shared
    with place.reading() as conn:
        return replay(conn, version, rows)


def _same(part: Shared) -> Shared:
    return part


def _first(parts: Sequence[Shared]) -> Shared:
    return parts[0]
