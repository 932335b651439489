"""A small part of the year that `make prove` lets pass."""

from __future__ import annotations

from pathlib import Path

from tests.proofs.year import MONTHS, prove


def test_every_decision_of_a_year_comes_to_the_same_bytes_again(tmp_path: Path) -> None:
    told = prove(tmp_path, decisions=1_300, accounts=300)
    found = told.replayed
    assert (found.differences, dict(found.untold)) == ([], {})
    assert (found.same, told.editions) == (1_300, MONTHS)
