"""The daemon, a process of its own, killed with -9 while leads arrive and people work. `make prove` does
the same with 2,000 leads and ten kills."""

from __future__ import annotations

from pathlib import Path

from deploy.demo.kill import Plan, prove


def test_a_daemon_that_is_killed_again_and_again_loses_no_lead_and_decides_nothing_twice(tmp_path: Path):
    plan = Plan(leads=150, kills=3, rate=20, edits=240, seed=11, accounts=200)
    told: list[str] = []

    proof = prove(tmp_path, plan, told.append)

    assert proof.tally.problems == [], told
    assert proof.tally.arrived == plan.leads
    assert len(proof.lives) == plan.kills
    assert proof.evenness, "no two people were eligible for the same turns"
    assert proof.uneven == []
