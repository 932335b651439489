"""The worked example that practitioners print, as a policy with tests of its own."""

from __future__ import annotations

from pathlib import Path

from connector.policy.folder import read_folder
from connector.policy.read import read_book
from connector.policy.suite import read_suite, run
from tests.policy.conftest import words
from tests.policy.suite.conftest import WORLD

CHICAGO = Path(__file__).parent / "chicago"


def test_the_lead_from_chicago_reaches_the_central_mid_market_rep_who_is_told() -> None:
    reading = read_book(read_folder(CHICAGO), words())
    assert reading.policy is not None, reading.faults
    suite = read_suite(CHICAGO, reading.policy, words())
    assert suite.faults == ()
    ran = list(run(reading.policy, WORLD, suite.cases))
    assert len(ran) == 3
    assert [(one.case.name, one.misses, one.told) for one in ran if not one.passed] == []
