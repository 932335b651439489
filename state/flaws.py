"""What does not fit on record."""

from __future__ import annotations


class Flaw(Exception):
    """A row that does not fit: its table, what it is called there, what differs. It never quotes a value."""

    def __init__(self, table: str, ref: str, what: str) -> None:
        ref = str(ref).encode("utf-8", "backslashreplace").decode()
        super().__init__(f"{table} {ref}: {what}")
        self.table, self.ref, self.what = table, ref, what

    def __reduce__(self) -> tuple[type[Flaw], tuple[str, str, str]]:
        return Flaw, (self.table, self.ref, self.what)
