"""What a command loads before it answers, and what it needs of the settings."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.main import get_group

from connector.cli.commands import HOMES
from tests.company import Company

Command = Callable[..., Any]
Edit = Callable[[str, str, str], None]
CRMS = """
crms:
  sales: {kind: salesforce, url: https://acme.my.salesforce.com, auth: {flow: client_credentials}}
"""


def test_help_needs_nothing_heavy() -> None:
    heavy = "sqlalchemy pydantic requests simple_salesforce hubspot holidays numpy alembic apscheduler ruamel"
    script = (
        "import sys\nfrom connector.cli import main\nsys.argv = ['pointsman', '--help']\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        f"print(sorted(set({heavy.split()!r}) & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


HEAVY = {
    *("adapters", "alembic", "anyascii", "apprise", "apscheduler", "cryptography", "dask", "distributed"),
    *("holidays", "hubspot", "icalendar", "numpy", "pandas", "prometheus_client", "psycopg", "pyarrow"),
    *("rapidfuzz", "requests", "rich", "scipy", "simple_salesforce", "structlog", "tenacity", "urllib3"),
    *("connector.core.matching", "connector.policy", "connector.settings"),
    *("sqlalchemy.dialects.postgresql", "sqlalchemy.orm"),
}
"""What no answer from the store needs: vendors, the matcher, the shapes of settings and policies."""


@pytest.mark.parametrize("words", [["explain", "x@y.example"], ["decisions", "--owner", "ann"]])
def test_what_asks_the_record_loads_nothing_heavy(
    company: Company, command: Command, words: list[str]
) -> None:
    command("run", "--once")
    script = (
        f"import sys\nfrom connector.cli import main\nsys.argv = ['pointsman', *{words!r}]\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        f"print(sorted({HEAVY!r} & set(sys.modules)))\n"
        "print(sorted({'connector.cli.running', 'connector.cli.auditing', 'state.store'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=company.folder
    )
    assert done.stdout.splitlines()[-2:] == ["[]", "['state.store']"]


def test_each_module_registers_the_commands_that_are_looked_for_in_it() -> None:
    for home, names in HOMES.items():
        part = typer.Typer()
        import_module(f"connector.cli.{home}").register(part)
        assert tuple(get_group(part).commands) == names


def test_a_command_that_is_mistyped_is_suggested(command: Command) -> None:
    said = command("explian")
    assert said.code == 2
    assert "Did you mean 'explain'" in said.err


def decided(company: Company, command: Command) -> None:
    command("run", "--once")
    company.arrives("salesforce", LastName="Asked")
    company.moves_on(5)
    command("run", "--once")


def test_the_record_answers_whatever_else_is_wrong_in_the_settings(
    company: Company, command: Command, edit: Edit
) -> None:
    decided(company, command)
    asked = command("decisions")
    edit("pointsman.yaml", "policy: policy/", "policy: nowhere/\nbrakes: {}")
    assert command("check").code == 1
    assert command("decisions").out == asked.out
    assert "assign" in asked.out


@pytest.mark.parametrize(
    ("store", "why"),
    [
        ('"sqlite:///:memory:"', "a store that forgets"),
        ("sqlite://pointsman.db", "no path of a store"),
        ("[]", "text belongs here"),
        ("postgresql://ann:pw@localhost/db", "a secret in clear text"),
    ],
)
def test_a_store_that_cannot_be_is_a_fault_for_who_asks_it(
    tmp_path: Path, command: Command, store: str, why: str
) -> None:
    (tmp_path / "pointsman.yaml").write_text(f"store: {store}\n{CRMS}", encoding="utf-8")
    (tmp_path / "policy").mkdir()
    said = command("explain", "00Q1")
    assert said.code == 1
    assert f"pointsman.yaml:1:8: {why}" in said.err


def test_a_store_behind_a_reference_is_asked(
    company: Company, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    decided(company, command)
    asked = command("decisions")
    text = (company.folder / "pointsman.yaml").read_text(encoding="utf-8")
    [line] = [line for line in text.splitlines() if line.startswith("store:")]
    moved = text.replace(line, "store: ${STORE}")
    (company.folder / "pointsman.yaml").write_text(moved, encoding="utf-8")
    monkeypatch.setenv("STORE", line.removeprefix("store:").strip())
    assert command("decisions").out == asked.out
    assert "assign" in asked.out
