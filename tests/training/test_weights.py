"""The shipped weights: fitted by the script, the same bytes each time, and as good as they say."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from connector.core.matching import weights
from connector.core.matching.evidence import MEASURES
from connector.core.rules import MatchRules
from deploy.training.__main__ import BENCHMARK, WEIGHTS, digest
from deploy.training.benchmark import Benchmark, Pairs, load
from deploy.training.fit import GIVEN, calibrate, design, fit, scored
from deploy.training.measures import figures
from deploy.training.quality import shipped
from deploy.training.write import written

LEADS = 500
present = pytest.mark.skipif(not BENCHMARK.is_dir(), reason="the benchmark is not beside this checkout")


def made_up(leads: int = 60, each: int = 4) -> Pairs:
    """Leads whose right account agrees in name and country more than the others do."""
    dice = np.random.default_rng(7)
    measures = dice.random((leads * each, len(MEASURES))) * 0.4
    right = np.zeros(leads * each, dtype=np.bool_)
    right[::each] = True
    names = [measure.name for measure in MEASURES]
    for name in ("name_rare", "lead_covered", "country_same"):
        measures[::each, names.index(name)] += 0.6
    for name in ("mail_domain", "web_domain", "name_same"):
        measures[:, names.index(name)] = 0.0
    return Pairs(measures, tuple(map(str, range(leads * each))), right, np.arange(0, leads * each + 1, each))


def text_of(pairs: Pairs) -> str:
    made = design(pairs)
    fitted = np.round(fit(pairs, made, np.ones(len(pairs.right), np.bool_)), 2)
    scores, _ = scored(made, fitted)
    points = calibrate(scores, pairs.right)
    return written(made, fitted, {True: points, False: points}, GIVEN, "Made up.")


def test_the_fit_gives_the_same_bytes_twice_with_the_signs_held(tmp_path: Path) -> None:
    text = text_of(made_up())
    assert text == text_of(made_up())
    found: dict[str, object] = {}
    exec(text, found)
    signs = {measure.name: measure.sign for measure in MEASURES}
    for table in (found["ON_DOMAIN"], found["ELSEWHERE"]):
        assert isinstance(table, dict)
        assert all(odds * signs[name] > 0 for name, parts in table.items() for _, _, odds in parts)
    module = tmp_path / "weights.py"
    module.write_text(text)
    formatter = [Path(sys.executable).with_name("ruff"), "format", "--check", "--line-length", "110", module]
    assert subprocess.run(formatter, capture_output=True, check=False).returncode == 0


def test_what_agrees_is_given_weight() -> None:
    made = design(made_up())
    fitted = fit(made_up(), made, np.ones(240, np.bool_))
    by_measure: dict[str, float] = {}
    for column, weight in zip(made.columns, fitted[:-1], strict=True):
        by_measure[column.measure] = by_measure.get(column.measure, 0.0) + weight
    assert by_measure["name_rare"] > 1
    assert by_measure["country_same"] > 1


@present
def test_the_shipped_weights_stem_from_this_benchmark() -> None:
    assert digest(BENCHMARK) in WEIGHTS.read_text(encoding="utf-8")
    assert weights.START < 0


@present
def test_the_shipped_matcher_acts_when_it_is_right() -> None:
    half = load(BENCHMARK)
    step = len(half.leads) // LEADS
    sample = Benchmark(half.accounts, half.leads[::step], half.truths[::step])
    found = figures(sample.truths, shipped(sample, MatchRules()))
    assert found.precision > 0.975
    assert found.recall > 0.84
    assert found.left_alone > 0.97
