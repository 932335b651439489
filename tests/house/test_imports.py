"""Every module can be the first one that a process imports: no circle hides behind the order of others."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
OURS = ("adapters", "connector", "mappings", "state")


def modules() -> dict[str, Path]:
    """Every module of ours by its dotted name; a package by the name of its folder."""
    found = {}
    for path in (path for room in OURS for path in (ROOT / room).rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def at_import(body: list[ast.stmt]) -> Iterator[ast.Import | ast.ImportFrom]:
    """The imports that run when the module does: not those within functions, nor those for type checkers."""
    for node in body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield node
        elif isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            yield from at_import(node.orelse)
        elif not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            for part in ("body", "orelse", "finalbody"):
                yield from at_import(getattr(node, part, []))
            for handler in getattr(node, "handlers", []):
                yield from at_import(handler.body)


def wanted(source: str, known: set[str]) -> set[str]:
    """Which of the `known` modules must have run before the module of this text has."""
    names = set()
    for node in at_import(ast.parse(source).body):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        else:
            assert node.module is not None and not node.level, "relative imports are not our way"
            inside = {f"{node.module}.{alias.name}" for alias in node.names}
            names |= inside & known
            if not inside <= known:
                names.add(node.module)
    return names & known


def circle(graph: dict[str, set[str]]) -> list[str]:
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def test_every_module_can_be_imported_first() -> None:
    found = modules()
    graph = {name: wanted(path.read_text("utf-8"), set(found)) for name, path in found.items()}
    assert len(graph) > 400 and sum(map(len, graph.values())) > 1000
    assert circle(graph) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("import b", "import a"),
        ("from b import x", "try:\n    import a\nexcept ImportError:\n    pass"),
        ("class A:\n    from b import x", "from a import y"),
    ],
)
def test_a_circle_is_seen(one: str, other: str) -> None:
    graph = {"a": wanted(one, {"a", "b"}), "b": wanted(other, {"a", "b"})}
    assert set(circle(graph)) == {"a", "b"}


@pytest.mark.parametrize("later", ["def f():\n    import a", "if TYPE_CHECKING:\n    import a", "import os"])
def test_what_is_imported_later_makes_no_circle(later: str) -> None:
    assert circle({"a": wanted("import b", {"a", "b"}), "b": wanted(later, {"a", "b"})}) == []
