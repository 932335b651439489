"""Each bench runs from end to end at a toy's size. How fast it was is for `make bench` to say."""

from __future__ import annotations

from pathlib import Path

import pytest

from connector.core.decide import decide
from tests.bench import (
    asking,
    deciding,
    first_load,
    latency,
    matching_files,
    matching_sql,
    proving,
    recording,
    routing,
    running,
    tampering,
    verifying,
)
from tests.bench.figure import Figure, percentile


def test_the_routing_bench_gives_a_rate_for_each_database_and_pool(monkeypatch, postgres_url: str) -> None:
    from contextlib import nullcontext

    url = postgres_url.replace("postgresql://", "postgresql+psycopg://")
    monkeypatch.setattr(routing, "postgres", lambda: nullcontext(url))
    assert [figure.unit for figure in routing.run(300, 20)] == ["lead/s"] * 3


def test_the_bench_of_the_record_measures_time_bytes_replay_and_backtest() -> None:
    assert [figure.unit for figure in recording.run(300, 20)] == ["%", "GB", "dec/s", "lead/s"]


def test_the_bench_of_the_proof_measures_loading_proving_and_policy_tests(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(proving, "ROUTES", 20)
    monkeypatch.setattr(proving, "TESTS", 5)
    figures = list(proving.run())
    assert [figure.unit for figure in figures] == ["s", "s", "s"]
    assert figures[-1].name == "5 policy tests"


def test_the_bench_of_decisions_measures_policies_of_each_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deciding, "ROUTES", (3, 80, 200))
    assert [figure.unit for figure in deciding.run(20)] == ["us"] * 6 + [""]


@pytest.mark.parametrize("routes", [50, 500])
def test_the_policy_of_the_bench_has_so_many_routes_and_most_leads_pass_them_in_a_few_steps(
    routes: int,
) -> None:
    policy = deciding.policy_of(routes)
    assert sum(1 + len(route.routes) for route in policy.routes) == routes
    decisions = [decide(policy, view, deciding.UNMATCHED) for view in deciding.views_of(policy, routes, 50)]
    assert all(len(decision.steps) < 30 for decision in decisions)
    assert len({decision.route for decision in decisions}) > 20


def test_the_matching_bench_has_the_same_figures_for_each_database(monkeypatch, postgres_url: str) -> None:
    from contextlib import nullcontext

    if not matching_sql.SHARED.is_dir():
        pytest.skip("no benchmark data beside the repository")
    url = postgres_url.replace("postgresql://", "postgresql+psycopg://")
    monkeypatch.setattr(matching_sql, "postgres", lambda: nullcontext(url))
    names = [figure.name for figure in matching_sql.run(300, 20)]
    assert names[:5] == [name.replace("PostgreSQL", "SQLite") for name in names[5:]]


def test_the_bench_of_files_measures_the_index_and_the_command() -> None:
    if not matching_files.SHARED.is_dir():
        pytest.skip("no benchmark data beside the repository")
    figures = list(matching_files.run(300, 20, 40))
    assert [figure.unit for figure in figures] == ["MB", "s", "ms", "ms", "ms", "s"]


def test_the_first_load_bench_compares_with_plain_requests() -> None:
    names = [figure.name.strip() for figure in first_load.run(40, 10)]
    assert len(names) == 4
    assert names[1::2] == ["plain requests, no processing"] * 2


def test_the_bench_of_a_running_daemon_counts_calls_and_memory() -> None:
    figures = {figure.name: figure for figure in running.run(30, 8, 1)}
    assert len(figures) == 7
    assert figures["API calls for 8 Salesforce leads at once"].value > 0


def test_the_latency_bench_sees_every_lead_owned() -> None:
    whole, ours = latency.run(30, 10, 1)
    assert whole.value >= 0
    assert ours.note


def test_the_bench_of_the_record_asks_every_question() -> None:
    figures = {figure.name: figure for figure in asking.run(60, runs=1)}
    assert len(figures) == 1 + 1 + 3 + len(asking.SEARCHES) + 10
    assert figures["Who is passed over, and why?"].note == "8 rows"


def test_the_bench_of_the_record_proves_it_on_all_cores_and_on_one() -> None:
    assert [figure.unit for figure in verifying.run(300)] == ["s", "s"]


def test_tampering_is_counted_by_table_and_kind(capsys: pytest.CaptureFixture[str]) -> None:
    assert tampering.tamper(12, 60) == 0
    assert "12 mutations of 60 decisions, 0 missed" in capsys.readouterr().out


def test_a_ratio_above_one_is_better_than_the_target() -> None:
    assert Figure("rate", 200, "/s", 100).ratio == 2
    assert Figure("time", 2, "s", 1, False).ratio == 0.5
    assert percentile([3, 1, 2], 0.95) == 3


def test_the_results_are_kept_as_json(tmp_path: Path, monkeypatch) -> None:
    from tests.bench import run

    monkeypatch.setattr("sys.argv", ["run", "--only", "routing", "--json", str(tmp_path / "r.json")])
    monkeypatch.setitem(run.BENCHES, "routing", lambda: iter([Figure("rate", 200, "/s", 100)]))
    assert run.main() == 0
    assert '"ratio": 2.0' in (tmp_path / "r.json").read_text()
