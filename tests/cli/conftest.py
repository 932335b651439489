"""The command line as an admin uses it, against the simulated CRMs over real HTTP."""

from __future__ import annotations

import json
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import structlog
from typer.testing import CliRunner

from connector.cli.app import app
from connector.clock import SystemClock
from tests.company import Company, founded


@dataclass(frozen=True)
class Said:
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def all(self) -> str:
        """Everything that was printed."""
        return self.out + self.err

    @property
    def json(self) -> Any:
        """The printed data."""
        return json.loads(self.out)


Command = Callable[..., Said]


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Command]:
    """Runs a command in the admin's folder; what `run` changes in the process is put back."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("POINTSMAN_CONFIG", raising=False)
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def run(*words: str) -> Said:
        result = CliRunner().invoke(app, list(words), prog_name="pointsman")
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Said(result.exit_code, result.stdout, result.stderr)

    yield run
    structlog.reset_defaults()
    for number, handler in handlers.items():
        signal.signal(number, handler)


@pytest.fixture
def company(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Company]:
    """The company on a Wednesday afternoon; the command line reads the same clock."""
    monkeypatch.setattr("adapters.hubspot.session.SEARCHES_PER_SECOND", 10_000)
    with founded(tmp_path, f"sqlite:///{tmp_path / 'pointsman.db'}") as company:
        monkeypatch.setattr(SystemClock, "now", lambda self: company.clock.now())
        monkeypatch.setattr("connector.wiring._notifier", lambda: company.postbox)
        company.world.switches.set(search_per_second=0, burst_per_10s=0)  # the clock stands still
        yield company


@pytest.fixture
def edit(tmp_path: Path) -> Callable[[str, str, str], None]:
    """Replaces text in a file of the admin's folder; the text must be there."""

    def replace(name: str, old: str, new: str) -> None:
        path = tmp_path / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")

    return replace
