"""The handbook as Markdown, for a wiki or a repository."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from connector.handbook.content import Handbook, Part, Rule, Section, Table

_SIGNS = re.compile(r"([\\`*_{}\[\]<>#|~$&])")
_LINE_START = re.compile(r"^(\s*)([-+=]|\d+[.)])")


def markdown(book: Handbook) -> str:
    """The whole page; whatever a text holds, it is shown as that text."""
    lines = ["# Who gets which lead", "", f"Edition {book.edition[:12]}, as of {book.day.isoformat()}.", ""]
    lines += [f"- [{_plain(each.title)}](#{each.key})" for each in book.sections]
    for section in book.sections:
        lines += _section(section)
    return "\n".join(lines) + "\n"


def _section(section: Section) -> Iterator[str]:
    yield from ("", f'<a id="{section.key}"></a>', "", f"## {_plain(section.title)}", "")
    yield from _paragraphs(section.says)
    for rule in section.rules:
        yield from _rule(rule, "")
    for part in section.parts:
        yield from _part(part)


def _paragraphs(says: Sequence[str]) -> Iterator[str]:
    for each in says:
        yield from (_plain(each), "")


def _rule(rule: Rule, indent: str) -> Iterator[str]:
    """A rule as an item of a list, whose own items are what else there is to know and the rules inside."""
    yield f"{indent}- **{rule.number} {_plain(rule.name)}**"
    inner = indent + "  "
    because = [f"Why: {_plain(rule.because)}"] if rule.because else []
    owner = [f"Responsible: {_plain(rule.owner)}"] if rule.owner else []
    goes = f"**{_plain(rule.goes)}**"
    told = [*because, _plain(rule.when), goes, *map(_plain, rule.says), *owner]
    yield from (f"{inner}- {each}" for each in told)
    for one in rule.rules:
        yield from _rule(one, inner)


def _part(part: Part) -> Iterator[str]:
    if part.title:
        yield from (f"### {_plain(part.title)}", "")
    yield from _paragraphs(part.says)
    if part.table is not None:
        yield from (*_table(part.table), "")


def _table(table: Table) -> Iterator[str]:
    for row in (table.columns, ("---",) * len(table.columns), *table.rows):
        yield f"| {' | '.join(cell if cell == '---' else _plain(cell) for cell in row)} |"


def _plain(text: str) -> str:
    """The text on one line, without a sign that Markdown reads as its own."""
    line = " ".join(text.split())
    return _LINE_START.sub(r"\1\\\2", _SIGNS.sub(r"\\\1", line))
