"""The auditors' page (`audit.md` beside this file) as data: the views and columns in words, the questions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

_VIEW = re.compile(r"^### (audit_\w+)\n([^\n|]+)\n\n((?:\|[^\n]+\n)+)", re.MULTILINE)
_QUESTION = re.compile(r"^### ([^\n]+\?)\n```sql\n(.*?);\n```", re.MULTILINE | re.DOTALL)


class View(NamedTuple):
    """What a view is, and what each of its columns says, in their order."""

    says: str
    columns: Mapping[str, str]


class Question(NamedTuple):
    """A question and the SQL that answers it."""

    asks: str
    sql: str


@cache
def text() -> str:
    """The page, in Markdown."""
    return (Path(__file__).parent / "audit.md").read_text(encoding="utf-8")


def views() -> dict[str, View]:
    """By name, as the page describes them."""
    return {name: View(says, _columns(table)) for name, says, table in _VIEW.findall(text())}


def questions() -> list[Question]:
    """The questions, in the page's order."""
    return [Question(*found) for found in _QUESTION.findall(text())]


def _columns(table: str) -> dict[str, str]:
    rows = [line.strip("|").partition("|") for line in table.splitlines()[2:]]
    return {name.strip(): says.strip() for name, _, says in rows}
