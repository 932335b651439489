"""Documents are tested: what a README tells people to type exists."""

from __future__ import annotations

import ast
import re
import shlex
from pathlib import Path

import pytest
import typer.main

from connector.cli.app import app

BLOCK = re.compile(r"^```[a-z]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
NAMED = re.compile(r"`(tests/[\w./]+?)(?:::(\w+))?`")
ROOMS = ("connector", "connector/core", "adapters", "state", "mappings", "tests")


@pytest.fixture(scope="module")
def commands():
    return typer.main.get_command(app).commands


def documents(root: Path) -> list[Path]:
    skipped = {".venv", "node_modules", "var", ".git"}
    return [
        path for path in sorted(root.rglob("*.md")) if not skipped.intersection(path.relative_to(root).parts)
    ]


def typed_lines(text: str) -> list[str]:
    """Lines in code blocks that begin with the command, a prompt in front allowed."""
    lines = [line.strip().removeprefix("$ ") for block in BLOCK.findall(text) for line in block.splitlines()]
    return [line for line in lines if line.startswith("pointsman ")]


def test_every_command_a_document_shows_exists_with_its_options(root, commands):
    wrong = []
    for path in documents(root):
        for line in typed_lines(path.read_text(encoding="utf-8")):
            words = shlex.split(line.partition(" #")[0])
            if words[1].startswith("-"):
                continue
            command = commands.get(words[1])
            if command is None:
                wrong.append(f"{path.relative_to(root)}: {line}: no such command")
                continue
            known = {
                name for parameter in command.params for name in (*parameter.opts, *parameter.secondary_opts)
            }
            asked = {word.partition("=")[0] for word in words[2:] if word.startswith("-")}
            unknown = asked - known - {"--help"}
            if unknown and not hasattr(command, "commands"):
                wrong.append(f"{path.relative_to(root)}: {line}: no option {', '.join(sorted(unknown))}")
    assert wrong == []


def test_every_command_helps_with_an_example(commands):
    silent = [
        name
        for name, command in commands.items()
        if "pointsman " not in (command.help or "") + (command.epilog or "")
    ]
    assert silent == []


@pytest.mark.parametrize("room", ROOMS)
def test_every_room_has_a_page_that_says_what_may_live_in_it(root, room):
    page = root / room / "README.md"
    assert page.is_file()
    assert len(page.read_text(encoding="utf-8").splitlines()) <= 120


def test_links_between_documents_lead_somewhere(root):
    broken = []
    for path in documents(root):
        targets = re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8"))
        broken += [
            f"{path.relative_to(root)}: {target}" for target in targets if not (path.parent / target).exists()
        ]
    assert broken == []


def functions(path: Path) -> set[str]:
    """The tests that a file or a folder of them holds."""
    files = sorted(path.rglob("*.py")) if path.is_dir() else [path]
    trees = [ast.parse(file.read_text(encoding="utf-8")) for file in files if file.is_file()]
    return {
        node.name
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }


def test_every_test_that_the_first_page_names_exists(root):
    named = NAMED.findall((root / "README.md").read_text(encoding="utf-8"))
    assert named
    missing = [f"{path}::{name}" for path, name in named if name and name not in functions(root / path)]
    missing += [path for path, name in named if not name and not (root / path).exists()]
    assert missing == []


def test_every_element_of_other_routers_is_shown_by_a_test_or_left_out_with_a_reason(root):
    page = (root / "README.md").read_text(encoding="utf-8")
    section = page.partition("## Beside other routers")[2].partition("\n## ")[0]
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in section.splitlines() if "|" in line]
    elements = [row for row in rows[2:] if not row[0].startswith("**")]
    assert elements
    assert [row[0] for row in elements if not all(row[:3])] == []
    assert [row[0] for row in elements if bool(NAMED.search(row[3])) == row[2].startswith("left out: ")] == []
