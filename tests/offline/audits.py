"""Audits of the data made short."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

from connector.offline.hygiene import Audit

Found = dict[str, list[dict[str, str]]]
Audited = Callable[..., Found]


def quiet(stage: str, done: int, total: int) -> None:
    """No progress bar."""


def written(path: Path, columns: tuple[str, ...], rows: list[dict[str, str]]) -> Path:
    """A CSV file of these rows."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


def told(found: Audit) -> Found:
    """The rows of each finding by its name."""
    return {one["finding"]: one["rows"] for one in found.plain()["findings"]}


def ids(rows: list[dict[str, str]]) -> list[str]:
    """The ids in rows of a finding."""
    return [row.get("account_id") or row["lead_id"] for row in rows]
