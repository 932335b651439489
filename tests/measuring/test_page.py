"""The audit's page: it needs nothing else, shows no lead, and has the data behind each plot beside it."""

from __future__ import annotations

import csv
import re
import shutil
from collections.abc import Iterator
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest
from typer.testing import CliRunner

from connector.cli.app import app
from connector.clock import SystemClock
from state.store import Store
from tests.measuring.world import MONDAY, SECRETS, World, quarter

SETTINGS = """
store: sqlite:///pointsman.db
crms:
  sales:
    kind: salesforce
    url: https://acme.my.salesforce.com
    auth: {flow: access_token, token: "${TOKEN}"}
policy: policy/
"""
PLOTS = (
    "Owner in the CRM: how fast",
    "First touch: how fast",
    "Owner in the CRM: over the weeks",
    "First touch: over the weeks",
    "Deadlines kept",
    "Load",
    "Acceptance",
    "Fairness: Inbound",
    "Routes",
    "Coverage and fallback",
    "Blank fields",
)


@pytest.fixture(scope="module")
def folder(_sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """An admin's folder after a quarter, in which the audit was made."""
    home = tmp_path_factory.mktemp("quarter")
    shutil.copy(_sqlite_template, home / "pointsman.db")
    store = Store(f"sqlite:///{home / 'pointsman.db'}")
    quarter(World(store), leads=90)
    store.close()
    (home / "policy").mkdir()
    (home / "pointsman.yaml").write_text(SETTINGS, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(home)
        patch.setattr(SystemClock, "now", lambda self: MONDAY + timedelta(weeks=13))
        result = CliRunner().invoke(app, ["report", "--from", "2026-05-01", "-o", "audit"])
        assert (result.exit_code, result.stdout) == (0, "audit/index.html\n"), result.output
        yield home


class Parts(HTMLParser):
    """What a page is made of."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.asks: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.asks += [value or "" for name, value in attrs if name in ("src", "href", "xlink:href", "action")]


def test_the_page_needs_nothing_else_and_every_plot_has_its_data(folder: Path) -> None:
    page = (folder / "audit" / "index.html").read_text(encoding="utf-8")
    parts = Parts(page)
    assert not {"script", "link", "img", "iframe", "object"} & set(parts.tags)
    assert re.search(r"url\(|@import|@font-face", page) is None
    plots = re.findall(r'<section class="plot"><h2>(.*?)</h2>.*?href="(.*?)".*?</section>', page, re.DOTALL)
    assert tuple(title for title, _ in plots) == PLOTS
    assert parts.tags.count("svg") == len(PLOTS)
    for path in parts.asks:
        assert path.startswith("data/")
        with (folder / "audit" / path).open(encoding="utf-8", newline="") as file:
            assert len(list(csv.reader(file))) > 1, path


def test_the_figures_of_the_plots_are_those_of_the_files(folder: Path) -> None:
    page = (folder / "audit" / "index.html").read_text(encoding="utf-8")
    with (folder / "audit" / "data" / "results_by_route.csv").open(encoding="utf-8", newline="") as file:
        routes = list(csv.DictReader(file))
    whole = sum(int(row["leads"]) for row in routes)
    for row in routes:
        part = 100 * int(row["leads"]) / whole
        assert f">{part:.1f}% · {row['converted']} conv.<" in page


def test_no_value_about_a_lead_is_in_the_page_or_beside_it(folder: Path) -> None:
    for path in (folder / "audit").rglob("*.*"):
        found = path.read_text(encoding="utf-8").lower()
        assert [secret for secret in SECRETS if secret.lower() in found] == [], path
    page = (folder / "audit" / "index.html").read_text(encoding="utf-8")
    assert "00Q" not in page


def test_the_screen_and_json_tell_the_same(folder: Path) -> None:
    run = CliRunner().invoke
    screen = run(app, ["report", "--since", "14w"]).stdout
    data = run(app, ["report", "--since", "14w", "--json"]).stdout
    assert re.search(r"First contact +[\d.]+ min +median under 5 minutes +\d+ +green", screen)
    assert '"measure": "first_contact"' in data
    assert re.search(r"until +leads +median +P95", screen)


@pytest.mark.parametrize(
    "words",
    [
        ("--since", "soon"),
        ("--since", "30d", "--from", "2026-05-01"),
        ("--from", "2026-08-01", "--to", "2026-07-01"),
        ("--from", "yesterday"),
    ],
)
def test_a_period_that_makes_no_sense_is_wrong_usage(folder: Path, words: tuple[str, ...]) -> None:
    assert CliRunner().invoke(app, ["report", *words]).exit_code == 2


def test_a_period_without_leads_says_so(folder: Path) -> None:
    said = CliRunner().invoke(app, ["report", "--from", "2026-01-01", "--to", "2026-02-01"])
    assert (said.exit_code, said.stdout.startswith("From 2026-01-01 to 2026-02-01 no lead was decided.")) == (
        0,
        True,
    )
    assert "unknown" in said.stdout
