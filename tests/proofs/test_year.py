"""A small part of the year that `make prove` lets pass."""

from __future__ import annotations

from pathlib import Path

from tests.proofs.again import prove
from tests.proofs.year import MONTHS


def test_a_year_comes_to_the_same_bytes_again_and_tells_why_nobody_else(
    tmp_path: Path,
) -> None:
    told = prove(tmp_path, decisions=1_300, accounts=300, questions=40)
    found = told.replayed
    assert (found.differences, dict(found.untold)) == ([], {})
    assert (found.same, told.editions) == (1_300, MONTHS)
    assert told.asked.wrong == []
    assert told.asked.obstacles > 40
    assert told.asked.changes > 2
