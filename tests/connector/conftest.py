from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from connector.clock import SetClock
from tests.company import NOW, Company, founded


@pytest.fixture
def clock() -> SetClock:
    return SetClock(NOW)


@pytest.fixture
def company(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Company]:
    # Days pass in seconds here: what the adapter measures by the real clock would never end.
    monkeypatch.setattr("adapters.hubspot.session.SEARCHES_PER_SECOND", 10_000)
    monkeypatch.setattr("adapters.hubspot.feed._REFUSED_FOR", 0.0)
    with founded(tmp_path, f"sqlite:///{tmp_path / 'pointsman.db'}") as company:
        yield company
