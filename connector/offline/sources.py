"""Where an audit's records come from: CSV files, or the mirror of the CRMs. In parts, read once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import orjson
from sqlalchemy import Connection

from connector.offline.pairings import ACCOUNTS, LEADS, account_of, lead_of
from connector.offline.sheets import Sheet
from mappings.records import Directory, Kind, Record
from state import directories, mirror_pages

ROWS = 2000
"""Records of a part."""


@dataclass(frozen=True, slots=True)
class Part:
    """Some records of one kind and one CRM; `crm` is empty for those of a file."""

    crm: str
    kind: Kind
    records: tuple[Record, ...]


class Source(Protocol):
    """All records to audit."""

    @property
    def directories(self) -> Mapping[str, Directory]:
        """Who may own records, by CRM, where that is known."""

    def about(self) -> int:
        """About how many records there are."""

    def parts(self) -> Iterator[Part]:
        """The records in order: accounts first."""


class Files:
    """An accounts' file, and a leads' file where there is one."""

    def __init__(self, accounts: Path, leads: Path | None) -> None:
        self.accounts = Sheet(accounts, ACCOUNTS)
        self.leads = Sheet(leads, LEADS) if leads is not None else None
        self.directories: Mapping[str, Directory] = {}

    def about(self) -> int:
        """About how many records there are. Raises Unreadable."""
        return self.accounts.lines() + (self.leads.lines() if self.leads is not None else 0)

    def parts(self) -> Iterator[Part]:
        """The records in order: accounts first. Raises Unreadable."""
        for block in self.accounts.blocks(ROWS):
            yield Part("", Kind.ACCOUNT, tuple(map(account_of, orjson.loads(block))))
        if self.leads is not None:
            for block in self.leads.blocks(ROWS):
                yield Part("", Kind.LEAD, tuple(map(lead_of, orjson.loads(block))))


class Mirror:
    """What the CRMs showed, as the store has it; no network."""

    def __init__(self, conn: Connection, crms: Sequence[str]) -> None:
        self._conn, self._crms = conn, crms
        known = {crm: directories.latest(conn, crm) for crm in crms}
        self.directories: Mapping[str, Directory] = {
            crm: one for crm, one in known.items() if one is not None
        }

    def about(self) -> int:
        """How many open accounts and leads there are."""
        kinds = (Kind.ACCOUNT, Kind.LEAD)
        return sum(mirror_pages.count(self._conn, crm, kind) for crm in self._crms for kind in kinds)

    def parts(self) -> Iterator[Part]:
        """The open records in order: accounts first."""
        for kind in (Kind.ACCOUNT, Kind.LEAD):
            for crm in self._crms:
                for page in mirror_pages.pages(self._conn, crm, kind, ROWS):
                    yield Part(crm, kind, tuple(page))
