"""How far work has come: a bar for a person at a terminal, a few lines for a log."""

from __future__ import annotations

import io

import pytest

from connector.cli.progress import LINES, progress


class Screen(io.StringIO):
    """A terminal."""

    def isatty(self) -> bool:
        return True


def test_on_a_terminal_a_bar_shows_the_stage_and_what_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    screen = Screen()
    monkeypatch.setattr("sys.stderr", screen)
    with progress() as show:
        show("reading accounts", 3, 10)
        show("reading accounts", 12, 10)  # there were more than it looked like
        show("matching", 0, 0)
    assert "reading accounts" in screen.getvalue()
    assert "12/12" in screen.getvalue()


def test_elsewhere_each_stage_says_a_few_lines(capsys: pytest.CaptureFixture[str]) -> None:
    with progress() as show:
        for done in range(1001):
            show("matching", done, 1000)
        show("writing", 5, 5)
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == LINES + 1
    assert (lines[0], lines[-2]) == ("matching: 100 of about 1,000", "matching: 1,000 of about 1,000")
    assert lines[-1] == "writing: 5 of about 5"
