"""The whole daemon against the simulated CRMs over real HTTP, on a clock that moves when told to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.company import Company, founded


@pytest.fixture
def company(tmp_path: Path, store_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Company]:
    # Days pass in seconds here; the adapter's pace by the real clock has tests of its own.
    monkeypatch.setattr("adapters.hubspot.session.SEARCHES_PER_SECOND", 10_000)
    with founded(tmp_path, store_url) as company:
        yield company
