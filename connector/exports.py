"""The record as files: one for each of the auditors' views, and a manifest that says what they hold."""

from __future__ import annotations

import csv
import hashlib
import io
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import orjson
from sqlalchemy import Connection

from state import export as sealed
from state.heads import newest

MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class Asked:
    """Which views, in which form (csv or ndjson), from which leaf on."""

    views: Sequence[str]
    form: str
    start: int = 0


class AlreadyThere(Exception):
    """The folder holds an export."""


def export(
    conn: Connection, folder: Path, asked: Asked, watch: Callable[[str, int, int], None]
) -> dict[str, Any]:
    """Writes what is sealed from `asked.start` on and returns the manifest, which is written last: where it
    stands, the files are whole. Its `to` is where the next export begins. Raises AlreadyThere, OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    if (folder / MANIFEST).exists():
        raise AlreadyThere
    head = newest(conn)
    end = head.size if head else 0
    files = []
    for view in asked.views:
        file = _File(folder / f"{view}.{asked.form}", asked.form, sealed.columns(conn, view))
        for done, rows in sealed.rows(conn, view, asked.start, end):
            file.write(rows)
            watch(view, done - asked.start, end - asked.start)
        files.append(file.end())
    told = {"from": asked.start, "to": max(asked.start, end), "head": head and head._asdict(), "files": files}
    with _private(folder / MANIFEST) as manifest:
        manifest.write(orjson.dumps(told, option=orjson.OPT_INDENT_2) + b"\n")
    return told


class _File:
    """A file that only its owner may read: it holds values about persons. NULL is empty in CSV."""

    def __init__(self, path: Path, form: str, columns: list[str]) -> None:
        self._path, self._form, self._columns = path, form, columns
        self._file = _private(path)
        self._hash = hashlib.sha256()
        self._rows = 0
        if form == "csv":
            self._put(_csv([columns]))

    def write(self, rows: sealed.Rows) -> None:
        self._rows += len(rows)
        if self._form == "csv":
            self._put(_csv(rows))
            return
        lines = (orjson.dumps(dict(zip(self._columns, row, strict=True))) + b"\n" for row in rows)
        self._put(b"".join(lines))

    def end(self) -> dict[str, Any]:
        """What the manifest says of the file."""
        self._file.close()
        return {"name": self._path.name, "rows": self._rows, "sha256": self._hash.hexdigest()}

    def _put(self, content: bytes) -> None:
        self._hash.update(content)
        self._file.write(content)


def _csv(rows: sealed.Rows) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()


def _private(path: Path) -> BinaryIO:
    descriptor = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
    return os.fdopen(descriptor, "wb")
