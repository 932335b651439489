"""What the page says, before it is HTML or Markdown: sections of sentences, rules and tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Rule:
    """A route in words: `number` is its place (`2.1`), `when` whom it takes, `goes` where to, `says` what
    else there is to know, each a sentence; `because` and `owner` as the policy has them. `to` is the target
    alone, for pictures. `rules` are the routes inside."""

    number: str
    name: str
    when: str
    goes: str
    to: str = ""
    says: tuple[str, ...] = ()
    because: str | None = None
    owner: str | None = None
    rules: tuple[Rule, ...] = ()

    def plain(self) -> dict[str, Any]:
        """The rule as plain values, for JSON."""
        return {
            "number": self.number,
            "name": self.name,
            "when": self.when,
            "goes": self.goes,
            "says": list(self.says),
            "because": self.because,
            "owner": self.owner,
            "routes": [rule.plain() for rule in self.rules],
        }


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells under columns."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def filled(self) -> Table:
        """The table without columns that hold nothing."""
        kept = [n for n in range(len(self.columns)) if any(row[n] for row in self.rows)]
        rows = tuple(tuple(row[n] for n in kept) for row in self.rows)
        return Table(tuple(self.columns[n] for n in kept), rows)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a section, in this order: sentences, a table."""

    title: str
    says: tuple[str, ...] = ()
    table: Table | None = None

    def plain(self) -> dict[str, Any]:
        """The part as plain values, for JSON; each row a mapping."""
        table = self.table
        rows = [dict(zip(table.columns, row, strict=True)) for row in table.rows] if table else []
        return {"title": self.title, "says": list(self.says), "rows": rows}


@dataclass(frozen=True, slots=True)
class Section:
    """`key` is its word for programs and links. `says` come first, then `rules`, then `parts`."""

    key: str
    title: str
    says: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()
    parts: tuple[Part, ...] = ()

    def plain(self) -> dict[str, Any]:
        """The section as plain values, for JSON."""
        return {
            "key": self.key,
            "title": self.title,
            "says": list(self.says),
            "routes": [rule.plain() for rule in self.rules],
            "parts": [part.plain() for part in self.parts],
        }


@dataclass(frozen=True, slots=True)
class Handbook:
    """A policy in words. `edition` is the SHA-256 of its text, `day` the day the page was made."""

    edition: str
    day: date
    sections: Sequence[Section]

    def plain(self) -> dict[str, Any]:
        """All of it as plain values, for JSON."""
        return {
            "edition": self.edition,
            "date": self.day.isoformat(),
            "sections": [section.plain() for section in self.sections],
        }


def listed(words: Sequence[str], joint: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`."""
    return f" {joint} ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def sentence(words: str) -> str:
    """Words with a capital and a full stop."""
    text = words.strip()
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "!", "?")) else ".")
