"""What the proof found, with its place and a lead that shows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from mappings.records import Value


class Severity(StrEnum):
    """How much it matters: a warning is most likely a slip; a note is worth knowing."""

    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Finding:
    """`kind` is its word for programs (`dead`, `gap`, `overlap`, ...). `example` gives the fields of a
    lead on which the finding was seen to hold; empty where it is about a team, whose hour is `at`."""

    file: str
    line: int
    column: int
    severity: Severity
    kind: str
    message: str
    mend: str = ""
    example: Mapping[str, Value] = field(default_factory=dict)
    at: str | None = None

    def plain(self) -> dict[str, object]:
        """The finding as plain values, for JSON: like a fault that is a warning, and more."""
        return {
            "file": self.file,
            "line": self.line,
            "column": self.column,
            "message": self.message,
            "mend": self.mend,
            "warning": True,
            "severity": self.severity.value,
            "kind": self.kind,
            "example": dict(self.example),
            "at": self.at,
        }

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}"
        mend = f" ({self.mend})" if self.mend else ""
        shown = spelled(self.example) if self.example else self.at or ""
        return f"{place}: {self.severity.value}: {self.message}{mend}" + (
            f"; for example {shown}" if shown else ""
        )


def spelled(example: Mapping[str, Value]) -> str:
    """An example's fields in words, those without a value together at the end."""
    told = [f"{name} {_shown(value)}" for name, value in example.items() if value is not None]
    blank = [name for name, value in example.items() if value is None]
    if blank:
        told.append(f"without {' and '.join(blank)}")
    return ", ".join(told)


def _shown(value: Value) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return " and ".join(value)
    return str(value)
