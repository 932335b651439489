"""The record as an auditor asks of it: proven and handed out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

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
    altered(lived, "UPDATE decisions SET owner_name = 'Somebody else' WHERE id = 2")
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
