"""The four import packages belong to one distribution, and the repository names no machine."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import packages_distributions

import pytest

NAMES = ("connector", "adapters", "mappings", "state")
HOST_OR_MACHINE = re.compile(
    r"--(?:extra-)?index-url|https?://(?:registry|files|deb)\.[\w.]+|(?<![\w.])/(?:work|farm|root)/\w"
)


@pytest.mark.parametrize("name", NAMES)
def test_an_import_package_is_provided_by_this_distribution_alone(name):
    assert set(packages_distributions().get(name, ())) <= {"pointsman"}


def test_the_wheel_holds_exactly_the_four_packages(root):
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    assert set(project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]) == set(NAMES)
    assert project["project"]["scripts"] == {"pointsman": "connector.__main__:main"}


def test_nothing_keeps_the_recipes_out_of_the_wheel(root):
    build = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]["build"]
    assert not {"exclude", "only-include", "include"} & {*build, *build["targets"]["wheel"]}
    ignored = {line.strip("/") for line in (root / ".gitignore").read_text(encoding="utf-8").split()}
    files = [path for path in (root / "connector/policy/recipes").rglob("*") if path.suffix != ".pyc"]
    kept = [path for path in files if "__pycache__" not in path.parts]
    assert {".yaml", ".csv", ".md"} <= {path.suffix for path in kept}
    parts = {part for path in kept for part in path.relative_to(root).parts}
    assert not ignored & parts


def test_the_lock_pins_every_requirement_by_hash_and_names_no_host(root):
    text = (root / "deploy" / "requirements.lock").read_text(encoding="utf-8")
    assert not re.search(r"https?://", text)
    entries = re.split(
        r"\n(?=[A-Za-z0-9])", "\n".join(x for x in text.splitlines() if not x.lstrip().startswith("#"))
    )
    unpinned = [entry.split()[0] for entry in entries if entry.strip() and "--hash=sha256:" not in entry]
    assert unpinned == []
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    names = (re.split(r"[<>=!\[;]", line)[0].lower() for line in project["project"]["dependencies"])
    wanted = {re.sub(r"[-_.]+", "-", name) for name in names}
    locked = {re.sub(r"[-_.]+", "-", entry.partition("==")[0].strip().lower()) for entry in entries}
    assert wanted <= locked


def test_no_file_names_a_machines_paths_or_a_package_registry(root, every_source):
    pages = [*root.glob("*.md"), *root.glob("*.toml"), *root.glob("deploy/*"), root / "Makefile"]
    texts = {str(path): path.read_text(encoding="utf-8") for path in pages if path.is_file()}
    texts |= {
        source.name: "\n".join(source.lines)
        for source in every_source
        if "test_distribution" not in source.name
    }
    named = [
        f"{name}: {found.group(0)}"
        for name, text in texts.items()
        for found in HOST_OR_MACHINE.finditer(text)
    ]
    assert named == []
