"""The record as files: one for each of the auditors' views, and a manifest that says what they hold."""

from __future__ import annotations

import csv
import hashlib
import io
import os
from abc import ABC, abstractmethod
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
    """Which views, in which form (csv, ndjson or parquet), from which leaf on."""

    views: Sequence[str]
    form: str
    start: int = 0


_GROUP = 50_000
"""Rows of a Parquet file that are written together."""


class ExtraMissing(Exception):
    """A library that is not installed; the message says how it is."""


class AlreadyThere(Exception):
    """The folder holds an export."""


def export(
    conn: Connection, folder: Path, asked: Asked, watch: Callable[[str, int, int], None]
) -> dict[str, Any]:
    """Writes what is sealed from `asked.start` on and returns the manifest, which is written last: where it
    stands, the files are whole. Its `to` is where the next export begins. Raises AlreadyThere, ExtraMissing,
    OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    if (folder / MANIFEST).exists():
        raise AlreadyThere
    head = newest(conn)
    end = head.size if head else 0
    files = []
    kind = _Parquet if asked.form == "parquet" else _Lines
    for view in asked.views:
        file = kind(folder / f"{view}.{asked.form}", sealed.columns(conn, view))
        for done, rows in sealed.rows(conn, view, asked.start, end):
            file.write(rows)
            watch(view, done - asked.start, end - asked.start)
        files.append(file.end())
    told = {"from": asked.start, "to": max(asked.start, end), "head": head and head._asdict(), "files": files}
    with _private(folder / MANIFEST) as manifest:
        manifest.write(orjson.dumps(told, option=orjson.OPT_INDENT_2) + b"\n")
    return told


class _File(ABC):
    """A file that only its owner may read: it holds values about persons."""

    def __init__(self, path: Path, columns: list[str]) -> None:
        self._path, self._columns = path, columns
        self._file = _private(path)
        self._rows = 0

    def write(self, rows: sealed.Rows) -> None:
        self._rows += len(rows)
        self._put(rows)

    def end(self) -> dict[str, Any]:
        """What the manifest says of the file."""
        self._close()
        with self._path.open("rb") as written:
            digest = hashlib.file_digest(written, "sha256").hexdigest()
        return {"name": self._path.name, "rows": self._rows, "sha256": digest}

    @abstractmethod
    def _put(self, rows: sealed.Rows) -> None: ...

    @abstractmethod
    def _close(self) -> None: ...


class _Lines(_File):
    """CSV, in which NULL is empty, or a JSON object a line."""

    def __init__(self, path: Path, columns: list[str]) -> None:
        super().__init__(path, columns)
        self._as_csv = path.suffix == ".csv"
        if self._as_csv:
            self._file.write(_csv([columns]))

    def _put(self, rows: sealed.Rows) -> None:
        if self._as_csv:
            self._file.write(_csv(rows))
            return
        for row in rows:
            self._file.write(orjson.dumps(dict(zip(self._columns, row, strict=True))) + b"\n")

    def _close(self) -> None:
        self._file.close()


class _Parquet(_File):
    """Typed columns: text, 64-bit integers and floats."""

    def __init__(self, path: Path, columns: list[str]) -> None:
        pa, parquet = _arrow()
        types = {str: pa.string(), int: pa.int64(), float: pa.float64()}
        super().__init__(path, columns)
        self._schema = pa.schema([(name, types[sealed.NUMBERS.get(name, str)]) for name in columns])
        self._writer = parquet.ParquetWriter(self._file, self._schema, compression="zstd")
        self._held: list[Sequence[Any]] = []

    def _put(self, rows: sealed.Rows) -> None:
        self._held += rows
        if len(self._held) >= _GROUP:
            self._flush()

    def _flush(self) -> None:
        pa, _ = _arrow()
        held = zip(*self._held, strict=True) if self._held else ([] for _ in self._columns)
        arrays = [
            pa.array(list(column), field.type) for column, field in zip(held, self._schema, strict=True)
        ]
        self._writer.write_table(pa.Table.from_arrays(arrays, schema=self._schema))
        self._held = []

    def _close(self) -> None:
        self._flush()
        self._writer.close()
        self._file.close()


def _arrow() -> tuple[Any, Any]:
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError:
        raise ExtraMissing("Parquet needs the extra `parquet`: pip install 'pointsman[parquet]'") from None
    return pyarrow, parquet


def _csv(rows: sealed.Rows) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()


def _private(path: Path) -> BinaryIO:
    descriptor = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
    return os.fdopen(descriptor, "wb")
