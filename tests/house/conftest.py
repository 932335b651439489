"""What the laws are checked on: the repository's own files, each parsed once."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("connector", "adapters", "state", "mappings")


class Source:
    """One Python file of the repository."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.name = path.relative_to(ROOT).as_posix()
        self.lines = path.read_text(encoding="utf-8").splitlines()
        self.tree = ast.parse("\n".join(self.lines))

    @property
    def imports(self) -> list[tuple[int, str]]:
        """(line, module) of every import, those inside functions included."""
        found = []
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                found += [(node.lineno, alias.name) for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.module:
                found.append((node.lineno, node.module))
        return found


@cache
def _sources(*folders: str) -> tuple[Source, ...]:
    return tuple(Source(path) for folder in folders for path in sorted((ROOT / folder).rglob("*.py")))


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def shipped() -> tuple[Source, ...]:
    """Every Python file that is installed."""
    return _sources(*PACKAGES)


@pytest.fixture(scope="session")
def every_source() -> tuple[Source, ...]:
    """Every Python file of the repository, tests and deploy included."""
    return _sources(*PACKAGES, "deploy", "tests")


@pytest.fixture(scope="session")
def core() -> tuple[Source, ...]:
    return _sources("connector/core")
