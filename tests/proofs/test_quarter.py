"""The smallest part of the quarter that `make prove` lets pass twice."""

from __future__ import annotations

from pathlib import Path

from connector.replay.columns import WAS
from tests.proofs.quarter import DEMO, Shape, apart, changed_policy, live, try_again


def test_a_backtest_of_the_demo_says_what_a_daemon_did_under_the_changed_policy(tmp_path: Path) -> None:
    draft, shape = changed_policy(tmp_path / "draft"), Shape(days=1, leads=16)
    first, second = (live(tmp_path / n, p, shape) for n, p in (("a", DEMO / "policy"), ("b", draft)))
    would, really = try_again(first, draft), try_again(second, draft)
    assert sum(would.columns[WAS].ways.values()) > 12  # people merge some before they are decided
    assert apart(would.columns["draft"], really.columns[WAS]) == []
    assert apart(would.columns[WAS], really.columns[WAS]) != []
