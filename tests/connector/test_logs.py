"""No line holds a secret: those of the settings by their value, others by their shape."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
import structlog

from connector.logs import BLOT, Redactor, configure
from tests.company import Company, secrets_of

CANARY = "Canary-5ecret/with+signs"


@pytest.fixture(autouse=True)
def _logging_as_before() -> Iterator[None]:
    yield
    structlog.reset_defaults()


@pytest.mark.parametrize(
    "text",
    [
        "pat-na1-0123abcd-0123-4567-89ab-0123456789ab",
        "00D5g000004abcD!AQEAQFzX.kq9ZQ3XvJm1yQ0s7",
        "Authorization: Bearer abcdefghijklmnop",
        "authorization: bearer abcdefghijklmnop",
        "postgresql://pointsman:s3cr3t@db.example/p",
        f"https://pointsman.example/answer/{'NmE5_-' * 20}",
    ],
)
def test_what_is_shaped_like_a_secret_is_blotted_out(text: str) -> None:
    shown = Redactor().text(f"before {text} after")
    assert BLOT in shown
    assert shown.startswith("before ")
    assert shown.endswith(" after")
    for part in ("0123abcd", "AQEAQFzX", "abcdefghijklmnop", "s3cr3t", "NmE5"):
        assert part not in shown


def test_a_configured_secret_is_blotted_out_wherever_it_stands() -> None:
    redactor = Redactor([CANARY, CANARY + "-longer", "", "abc"])
    event = {"event": f"at {CANARY}-longer", "list": [f"x {CANARY}"], "deep": {"a": (CANARY,)}, "n": 3}
    shown = redactor(None, "info", event)
    assert CANARY not in repr(shown)
    assert shown["event"] == f"at {BLOT}"
    assert shown["n"] == 3
    assert Redactor(["abc"]).text("abcdef") == "abcdef"


def test_an_encoded_secret_is_blotted_out_too() -> None:
    assert "Canary" not in Redactor([CANARY]).text("url?token=Canary-5ecret%2Fwith%2Bsigns&x=1")


def test_lines_are_json_and_traces_are_redacted(capsys: pytest.CaptureFixture[str]) -> None:
    configure([CANARY])
    log = structlog.get_logger("test")
    try:
        raise RuntimeError(f"could not reach {CANARY}")
    except RuntimeError:
        log.exception("failed", address=f"https://{CANARY}")
    (line,) = capsys.readouterr().err.splitlines()
    said = json.loads(line)
    assert said["event"] == "failed"
    assert CANARY not in line
    assert BLOT in said["address"]


def test_a_key_that_holds_a_secret_is_no_way_out(capsys: pytest.CaptureFixture[str]) -> None:
    configure([CANARY])
    structlog.get_logger("test").info("odd", **{f"key {CANARY}": 1})
    assert CANARY not in capsys.readouterr().err


def test_debug_lines_come_only_when_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    configure()
    structlog.get_logger("test").debug("fine")
    assert capsys.readouterr().err == ""
    configure(verbose=True)
    structlog.get_logger("test").debug("fine")
    assert json.loads(capsys.readouterr().err)["event"] == "fine"


def test_an_unexpected_fault_is_told_by_its_place_and_never_by_its_text(
    company: Company, capsys: pytest.CaptureFixture[str]
) -> None:
    configure()
    (company.folder / "pointsman.db.seal-key").write_text(CANARY)
    company.settles()
    said = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    faults = [each for each in said if each["event"] == "unexpected"]
    assert {each["loop"] for each in faults} == {"seal"}
    assert {each["place"].partition(" at ")[0] for each in faults} == {"ValueError"}
    assert not any("exception" in each for each in faults)


def test_neither_store_nor_log_nor_board_holds_a_secret_after_a_bad_day(
    company: Company, capsys: pytest.CaptureFixture[str]
) -> None:
    from connector.settings import load

    loaded = load(company.folder / "pointsman.yaml", require_references=True)
    assert loaded.settings is not None
    configure(loaded.settings.secrets, verbose=True)
    company.settles()
    company.arrives("salesforce", LastName="Quiet", Email="quiet.person@lead.example")
    company.arrives("hubspot", lastname="Quiet", email="quiet.person@lead.example")
    for kind in ("expire_session", "html_503", "cut_after", "rate_limit", "permission"):
        company.sim.faults.add(kind, times=2)
        company.passes(60, step=10)
    company.passes(300, step=30)
    assert company.parts is not None
    logged = capsys.readouterr().err
    assert "decided" in logged
    board = " ".join(f"{light.name} {light.message}" for light in company.parts.status.lights())
    figures = company.parts.metrics.text().decode()
    stored = b"".join(path.read_bytes() for path in company.folder.glob("pointsman.db*"))
    for secret in secrets_of(company):
        assert secret not in logged + board + figures
        assert secret.encode() not in stored
    for value in ("quiet.person@lead.example", "Quiet"):
        assert value not in logged + board + figures
