"""Each recipe from a clean directory: init, check, test."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from connector.policy.recipes import RECIPES

Command = Callable[..., Any]


@pytest.mark.parametrize("name", RECIPES)
def test_a_recipe_is_written_proven_and_tested(command: Command, name: str) -> None:
    made = command("init", "new", "--recipe", name)
    assert made.code == 0, made.all
    assert {f"wrote new/{part}" for part in ("README.md", "policy/routes.yaml")} <= set(made.out.splitlines())
    checked = command("check", "-c", "new/pointsman.yaml", "--json")
    assert checked.code == 0
    severe = [one["message"] for one in checked.json if one["severity"] != "note"]
    assert [message for message in severe if "is not set" not in message] == []
    assert [one for one in checked.json if one.get("kind") == "bound"] == []
    tested = command("test", "-c", "new/pointsman.yaml")
    assert tested.code == 0, tested.out


def test_the_help_names_every_recipe_and_so_does_a_slip(command: Command) -> None:
    said = command("init", "new", "--recipe", "fieldsales")
    assert said.code == 2
    assert all(f"  {name}: " in said.err for name in RECIPES)
    assert not Path("new").exists()
    told = " ".join(command("init", "--help").out.split())
    assert all(name in told for name in RECIPES)


def test_a_recipe_takes_the_place_of_untouched_examples(command: Command) -> None:
    command("init", "new")
    Path("new/pointsman.yaml").write_text(
        Path("new/pointsman.yaml").read_text(encoding="utf-8").replace("acme.my", "globex.my"),
        encoding="utf-8",
    )
    made = command("init", "new", "--recipe", "startup")
    assert "wrote new/policy/routes.yaml (in place of the example)" in made.out
    assert "kept new/pointsman.yaml (it was there)" in made.out
    assert command("test", "-c", "new/pointsman.yaml").code == 0
    assert "wrote" not in command("init", "new", "--recipe", "startup").out


def test_a_recipe_is_never_mixed_with_a_policy_of_ones_own(command: Command) -> None:
    command("init", "new", "--recipe", "startup")
    said = command("init", "new", "--recipe", "practitioners")
    assert said.code == 1
    assert said.err.startswith("new/policy/people.yaml is yours already")
    assert not Path("new/policy/lists").exists()
    own = Path("mine/policy/own.yaml")
    own.parent.mkdir(parents=True)
    own.write_text("routes: []\n", encoding="utf-8")
    assert command("init", "mine", "--recipe", "startup").code == 1


def test_a_recipe_comes_before_what_a_crm_proposes(command: Command) -> None:
    said = command("init", "new", "--recipe", "startup", "--from", "sales")
    assert said.code == 2
    assert "take --recipe first" in said.err
