"""The recipes' texts: complete, and each of their routes is shown by one of their tests."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from connector.core.rules import Policy
from connector.policy.read import read_policy
from connector.policy.recipes import RECIPES, files_of
from connector.policy.routes import every_route
from connector.policy.scaffold import scaffold
from connector.policy.suite import read_suite
from connector.policy.suite.case import Case
from connector.policy.suite.stage import Stage, World
from connector.policy.vocabulary import vocabulary
from connector.settings import load

FOLDER = Path(__file__).parents[2] / "connector" / "policy" / "recipes"
PAGE = FOLDER.parent / "README.md"
MUST_HAVE = {"README.md", "policy/people.yaml", "policy/routes.yaml", "policy/tests/routes.yaml"}
UNSEEN = {
    "partner-led": {"Whoever had it before"},  # tests of a policy know no earlier owners
    "account-based": {"Named accounts / The group's owner", "Known accounts / The parent's owner",
                      "Known accounts / The group's owner"},  # nor accounts above the matched one
}  # fmt: skip


def played(folder: Path, name: str) -> tuple[Policy, tuple[Case, ...]]:
    """A recipe's policy and its tests."""
    scaffold(folder, recipe=name)
    settings = load(folder / "pointsman.yaml", environment={}).settings
    assert settings is not None
    policy, faults, _ = read_policy(settings)
    assert policy is not None
    assert faults == ()
    return policy, tuple(read_suite(settings.policy, policy, vocabulary(settings)).cases)


@pytest.mark.parametrize("name", RECIPES)
def test_a_recipe_has_its_page_and_as_many_tests_as_one_reads(tmp_path: Path, name: str) -> None:
    files = files_of(name)
    assert files.keys() >= MUST_HAVE
    assert "Change first:" in files["README.md"]
    found = Counter(case.file for case in played(tmp_path, name)[1])
    assert all(6 <= count <= 16 for count in found.values()), found


@pytest.mark.parametrize("name", RECIPES)
def test_every_route_of_a_recipe_is_shown_by_one_of_its_tests(tmp_path: Path, name: str) -> None:
    policy, cases = played(tmp_path, name)
    stage = Stage(policy, World({"sales": True}), cases)
    shown = {stage.play(case)[1].route for case in cases}
    sending = {route.path for route in every_route(policy.routes) if route.to is not None}
    assert sending - shown == UNSEEN.get(name, set())


def test_every_folder_is_a_recipe_and_the_reference_names_it() -> None:
    folders = {path.name for path in FOLDER.iterdir() if path.is_dir() and not path.name.startswith("__")}
    assert folders == set(RECIPES)
    text = PAGE.read_text(encoding="utf-8")
    assert [name for name in RECIPES if f"`pointsman init DIR --recipe {name}`" not in text] == []


def test_an_unknown_recipe_is_an_error() -> None:
    with pytest.raises(KeyError):
        files_of("nope")
