"""The daemon as a process and in one pass: run, pause, resume, signals, exit codes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.company import Company, founded, secrets_of

Command = Callable[..., Any]
Edit = Callable[[str, str, str], None]
INBOUND = {"Ann", "Ben", "Emma"}
BOTH = ["salesforce", "hubspot"]
NAME = {"salesforce": "LastName", "hubspot": "lastname"}


def test_one_pass_mirrors_routes_and_writes(company: Company, command: Command) -> None:
    first = command("run", "--once")
    assert first.code == 0
    assert "records mirrored: " in first.out
    leads = [(dialect, company.arrives(dialect, **{NAME[dialect]: "Once"})) for dialect in BOTH]
    company.moves_on(5)
    second = command("run", "--once")
    assert second.code == 0
    assert "arrivals: 2; decided: 2; owner writes settled: 2" in second.out
    assert {company.owner(*lead) for lead in leads} <= INBOUND
    assert command("run", "--once").out == "records mirrored: 2\n"  # our own writes come back
    assert command("run", "--once").out == "nothing was due\n"


def test_a_dry_run_decides_and_records_but_writes_nothing(company: Company, command: Command) -> None:
    assert command("run", "--once", "--dry-run").code == 0
    lead = company.arrives("salesforce", LastName="Dry")
    company.moves_on(5)
    assert command("run", "--once", "--dry-run").code == 0
    assert company.our_writes("salesforce", lead) == []
    story = command("explain", lead, "--json").json
    assert [decision["mode"] for decision in story["decisions"]] == ["shadow"]
    assert "(shadow mode: nothing was written)" in story["sentence"]


def test_work_that_waits_for_a_crm_is_listed_and_no_fault(company: Company, command: Command) -> None:
    command("run", "--once")
    company.sim.faults.add("html_503", dialect="salesforce", times=None)
    said = command("run", "--once", "--max-seconds", "1")
    assert said.code == 0
    assert "poll:sales: " in said.err


def test_a_log_in_that_is_refused_is_a_fault(company: Company, command: Command) -> None:
    (company.folder / "sf_secret").write_text("wrong-canary-secret")
    said = command("run", "--once", "--max-seconds", "1")
    assert said.code == 1
    assert "poll:sales: " in said.err
    assert "canary" not in said.all


def test_a_policy_with_faults_is_not_run(company: Company, command: Command, edit: Edit) -> None:
    edit("policy/policy.yaml", "otherwise:", "otherwize:")
    said = command("run", "--once")
    assert said.code == 1
    assert "policy/policy.yaml:" in said.err
    assert "`pointsman check` lists them" in said.err


def test_settings_with_faults_are_not_run(company: Company, command: Command, edit: Edit) -> None:
    edit("pointsman.yaml", "brake:", "brakes:")
    said = command("run", "--once")
    assert said.code == 1
    assert "unknown key `brakes` (did you mean `brake`?)" in said.err
    assert "1 fault in the settings" in said.err


def test_a_store_that_cannot_be_opened_is_named(company: Company, command: Command, edit: Edit) -> None:
    (company.folder / "file").write_text("no folder")
    edit("pointsman.yaml", str(company.folder / "pointsman.db"), str(company.folder / "file" / "p.db"))
    for words in (("run", "--once"), ("waiting",), ("pause",)):
        said = command(*words)
        assert said.code == 1
        assert said.err.startswith("store: ")


def test_wrong_usage_is_2(command: Command) -> None:
    assert command("nonsense").code == 2
    assert command("run", "--max-seconds", "0").code == 2
    assert command("run", "--nonsense").code == 2


def test_a_pause_keeps_writes_back_and_survives_restarts(company: Company, command: Command) -> None:
    command("run", "--once")
    assert command("pause", "--crm", "sales").out == "sales: paused\n"
    assert command("pause", "--crm", "sales").out == "sales: was paused already\n"
    leads = [(dialect, company.arrives(dialect, **{NAME[dialect]: "Later"})) for dialect in BOTH]
    company.moves_on(5)
    said = command("run", "--once", "--max-seconds", "1")
    assert "pause:sales: paused by a person" in said.err
    assert "owner writes waiting: 1" in said.err
    assert company.our_writes(*leads[0]) == []
    assert len(company.our_writes(*leads[1])) == 1
    assert "paused: sales" in command("waiting").out
    assert command("resume").out == (
        "everything: was running already\nstill paused: sales (`pointsman resume --crm sales`)\n"
    )
    assert command("resume", "--crm", "sales").out == "sales: running\n"
    command("run", "--once")
    assert company.owner(*leads[0]) in INBOUND
    assert command("pause", "--crm", "nope").code == 2


def test_every_pause_is_on_the_record(company: Company, command: Command) -> None:
    command("pause")
    command("resume")
    assert changes(company) == [
        ("pause:*", "running", "paused"),
        ("pause:*", "paused", "running"),
    ]


def test_what_files_say_is_on_record_when_it_changes_and_no_secret_is(
    company: Company, command: Command, tmp_path: Path
) -> None:
    for _ in range(2):  # a start without a change is none
        assert command("run", "--once").code == 0
    with (tmp_path / "pointsman.yaml").open("a", encoding="utf-8") as file:
        file.write("freshness_seconds: 31  # said so by Zoe\n")
    assert command("run", "--once").code == 0
    rows = changes(company)
    assert sorted(row[0] for row in rows) == ["mappings", "policy", "settings", "settings"]
    first, then = [row for row in rows if row[0] == "settings"]
    assert (first[1], then[1]) == ("", first[2])
    assert '"freshness_seconds": 31' in then[2]
    assert "Zoe" not in then[2]
    for secret in secrets(tmp_path):
        assert all(secret not in text for row in rows for text in row[1:])


def changes(company: Company) -> list[tuple[str, str, str]]:
    from sqlalchemy import text

    from state.store import Store

    store = Store(company.store_url)
    with store.read() as conn:
        rows = conn.execute(text("SELECT what, before, after FROM audit_changes ORDER BY changed_at")).all()
    store.close()
    return [(row[0], row[1], row[2]) for row in rows]


def secrets(folder: Path) -> tuple[str, ...]:
    from connector.settings import load

    settings = load(folder / "pointsman.yaml", require_references=True).settings
    assert settings is not None
    assert settings.secrets
    return settings.secrets


@pytest.mark.parametrize(
    "name",
    ["init", "check", "doctor", "run", "explain", "try", "fields", "people", "waiting", "pause", "resume"],
)
def test_every_command_helps(command: Command, name: str) -> None:
    said = command(name, "--help")
    assert said.code == 0
    assert "Example: pointsman " in said.out.replace("\n", " ")


# -- as a process -------------------------------------------------------------------------------------


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Company]:
    """The company in real time, its health page on a free port."""
    with founded(tmp_path, f"sqlite:///{tmp_path / 'pointsman.db'}", now=None) as company:
        path = tmp_path / "pointsman.yaml"
        path.write_text(
            path.read_text().replace("port: 8460", "port: 0").replace("_seconds: 5", "_seconds: 1")
        )
        yield company


@contextmanager
def running(company: Company) -> Iterator[tuple[subprocess.Popen[str], dict[str, Any]]]:
    """A daemon of its own and the line in which it said that it runs."""
    words = [sys.executable, "-m", "connector", "run", "-c", str(company.folder / "pointsman.yaml")]
    root = Path(__file__).parents[2]
    env = {**os.environ, "PYTHONPATH": str(root)}
    with subprocess.Popen(
        words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=env, cwd=company.folder
    ) as process:
        try:
            assert process.stderr is not None
            for line in process.stderr:
                said = json.loads(line)
                if said["event"] == "running":
                    yield process, said
                    break
            else:
                raise AssertionError("the daemon ended before it ran")
        finally:
            process.kill()


def told(address: str) -> tuple[int, str]:
    """What a page of the daemon answers."""
    try:
        with urllib.request.urlopen(address) as reply:
            return reply.status, reply.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_the_daemon_in_time(office: Company, number: signal.Signals) -> None:
    with running(office) as (process, said):
        assert told(said["health"].replace("readyz", "healthz")) == (200, "ok\n")
        process.send_signal(number)
        assert process.wait(timeout=10) == 0


def test_a_second_daemon_on_the_store_is_refused(office: Company, command: Command) -> None:
    with running(office) as (process, _):
        said = command("run", "--once")
        assert said.code == 1
        assert "another daemon is active on this store: " in said.err
        assert str(process.pid) in said.err
        assert command("waiting").code == 0
        process.terminate()
        assert process.wait(timeout=10) == 0


@pytest.mark.parametrize(
    ("url", "answer"), [("", "not found"), (", url: https://pointsman.acme.com", "No such link")]
)
def test_a_running_daemon_takes_answers_where_people_can_reach_it(
    office: Company, url: str, answer: str
) -> None:
    settings = office.folder / "pointsman.yaml"
    settings.write_text(settings.read_text().replace("port: 0}", f"port: 0{url}}}"))
    with running(office) as (process, said):
        code, page = told(said["health"].replace("readyz", "answer/made-up"))
        assert (code, answer in page) == (404, True)
        process.terminate()
        assert process.wait(timeout=10) == 0


def test_a_running_daemon_shows_no_secret(office: Company) -> None:
    office.arrives("salesforce", LastName="Quiet")
    with running(office) as (process, said):
        pages = [told(said["health"].replace("readyz", page))[1] for page in ("readyz", "metrics", "healthz")]
        process.terminate()
        out, err = process.communicate(timeout=10)
    stored = b"".join(path.read_bytes() for path in office.folder.glob("pointsman.db*"))
    for secret in secrets_of(office):
        assert secret not in "".join([out, err, *pages])
        assert secret.encode() not in stored
