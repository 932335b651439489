"""The record as an auditor asks of it: proven and handed out."""

from __future__ import annotations

import hashlib
import json
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from state import views
from state.store import Store
from tests.company import Company

Command = Callable[..., Any]


@pytest.fixture
def lived(company: Company, command: Command, tmp_path: Path) -> Path:
    """A day with two leads, heads kept in a file; the folder."""
    with (tmp_path / "pointsman.yaml").open("a", encoding="utf-8") as file:
        file.write("audit: {heads: kept/heads.jsonl}\n")
    (tmp_path / "kept").mkdir()
    assert command("run", "--once").code == 0
    for name in ("Muster", "Example"):
        company.arrives("salesforce", LastName=name, Email=f"{name}@acme.example", Company=name)
        company.moves_on(5)
        assert command("run", "--once").code == 0
    return tmp_path


def altered(folder: Path, statement: str) -> None:
    store = Store(f"sqlite:///{folder / 'pointsman.db'}")
    with store.begin() as conn:
        conn.exec_driver_sql(statement)
    store.close()


def test_a_record_that_is_as_it_was_says_how_far(lived: Path, command: Command) -> None:
    said = command("audit", "verify")
    assert said.code == 0, said.all
    assert "leaves are as they were sealed, the last head signed at 20" in said.out
    told = command("audit", "verify", "--json").json
    assert (told["sound"], told["flaw"], told["unsealed"]) == (True, None, 0)
    assert told["leaves"]["decision"] == 2
    assert told["sealed"] == told["head"]["size"] == sum(told["leaves"].values())
    assert told["heads"] == told["heads_kept"] > 0


def test_an_altered_decision_is_named_and_ends_with_1(lived: Path, command: Command) -> None:
    altered(lived, "UPDATE decisions SET org_id = 'another' WHERE id = 2")
    said = command("audit", "verify")
    assert said.code == 1
    assert said.out.startswith("NOT AS IT WAS: decisions ")
    assert said.out.rstrip().endswith("the row does not give its leaf")
    flaw = command("audit", "verify", "--json").json["flaw"]
    assert (flaw["table"], flaw["what"]) == ("decisions", "the row does not give its leaf")


def test_a_head_that_only_the_file_has_is_named(lived: Path, command: Command) -> None:
    altered(lived, "DELETE FROM heads WHERE size = (SELECT max(size) FROM heads)")
    said = command("audit", "verify")
    assert (said.code, "is not the head that heads.jsonl has" in said.out) == (1, True)


def test_without_a_store_there_is_nothing_to_verify(company: Company, command: Command) -> None:
    said = command("audit", "verify")
    assert (said.code, "there is no store yet" in said.err) == (1, True)


def test_an_export_holds_every_view_and_says_what_it_stands_under(lived: Path, command: Command) -> None:
    manifest = command("audit", "export", "-o", "out", "--format", "ndjson", "--json").json
    assert [file["name"] for file in manifest["files"]] == [f"{name}.ndjson" for name in views.NAMES]
    store = Store(f"sqlite:///{lived / 'pointsman.db'}")
    with store.read() as conn:
        for file in manifest["files"]:
            content = (lived / "out" / file["name"]).read_bytes()
            assert hashlib.sha256(content).hexdigest() == file["sha256"]
            got = [json.loads(line) for line in content.splitlines()]
            view = file["name"].removesuffix(".ndjson")
            there = [dict(row._mapping) for row in conn.exec_driver_sql(f"SELECT * FROM {view}")]
            assert len(got) == file["rows"]
            assert sorted(map(str, got)) == sorted(map(str, there))
    store.close()
    assert manifest["head"]["size"] == manifest["to"] == command("audit", "verify", "--json").json["sealed"]
    assert (lived / "out" / "audit_inputs.ndjson").stat().st_mode & 0o077 == 0


def test_exports_that_go_on_hold_each_row_once(
    lived: Path, company: Company, command: Command, tmp_path: Path
) -> None:
    first = command("audit", "export", "-o", "first", "--json").json
    company.arrives("salesforce", LastName="Third", Email="t@third.example", Company="Third")
    company.moves_on(5)
    assert command("run", "--once").code == 0
    then = command("audit", "export", "-o", "then", "--after", str(first["to"]), "--json").json
    assert then["from"] == first["to"] < then["to"]
    assert command("audit", "export", "-o", "whole").code == 0
    for name in views.NAMES:
        if name != "audit_deadlines":  # what goes on comes again
            parts = [(tmp_path / part / f"{name}.csv").read_text() for part in ("first", "then")]
            header = parts[1].partition("\n")[0] + "\n"
            assert (
                parts[0] + parts[1].removeprefix(header) == (tmp_path / "whole" / f"{name}.csv").read_text()
            )


def test_an_export_can_begin_at_a_time_and_hold_one_view(lived: Path, command: Command) -> None:
    words = ("audit", "export", "--view", "audit_decisions", "--json")
    late = command(*words, "-o", "late", "--since", "2099-01-01").json
    assert (late["files"][0]["rows"], late["from"]) == (0, late["to"])
    early = command(*words, "-o", "early", "--since", "2000-01-01").json
    assert [(file["name"], file["rows"]) for file in early["files"]] == [("audit_decisions.csv", 2)]


def test_a_parquet_export_holds_the_same_rows_with_types(lived: Path, command: Command) -> None:
    from pyarrow import parquet

    names = {"ndjson": {}, "parquet": {}}
    for form, files in names.items():
        manifest = command("audit", "export", "-o", form, "--format", form, "--json").json
        files |= {file["name"].partition(".")[0]: file for file in manifest["files"]}
    for view, file in names["parquet"].items():
        path = lived / "parquet" / file["name"]
        table = parquet.read_table(path)
        lines = (lived / "ndjson" / f"{view}.ndjson").read_bytes().splitlines()
        assert table.to_pylist() == [json.loads(line) for line in lines]
        assert file["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
        assert {str(kind) for kind in table.schema.types} <= {"string", "int64", "double"}
        assert path.stat().st_mode & 0o077 == 0
    schema = parquet.read_schema(lived / "parquet" / "audit_decisions.parquet")
    assert str(schema.field("match_confidence").type) == "double"
    log = parquet.read_schema(lived / "parquet" / "audit_log.parquet")
    assert str(log.field("sequence").type) == "int64"


def test_what_an_extra_is_needed_for_says_which(
    lived: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("pyarrow", "datasette.app"):
        monkeypatch.setitem(sys.modules, name, None)
    for words, extra in (
        (("export", "-o", "out", "--format", "parquet"), "parquet"),
        (("serve",), "auditors"),
    ):
        said = command("audit", *words)
        assert (said.code, f"pip install 'pointsman[{extra}]'" in said.err) == (1, True)


def test_a_port_that_is_taken_is_told(lived: Path, command: Command) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        said = command("audit", "serve", "--port", str(taken.getsockname()[1]))
    assert (said.code, "cannot listen there" in said.err) == (1, True)


def test_an_export_refuses_what_it_cannot_do(lived: Path, command: Command) -> None:
    assert command("audit", "export", "-o", "out").code == 0
    again = command("audit", "export", "-o", "out")
    assert (again.code, "holds an export already" in again.err) == (1, True)
    assert command("audit", "export", "-o", "x", "--view", "audit_nothing").code == 2
    assert command("audit", "export", "-o", "x", "--since", "2026-01-01", "--after", "1").code == 2
    (lived / "file").write_text("")
    assert command("audit", "export", "-o", "file").code == 1
