"""What is matched with what in files: their columns, and a row as the record that the matcher takes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from connector.offline.sheets import Columns
from mappings.records import Kind, Record

LEADS = Columns(
    (
        "lead_id",
        "first_name",
        "last_name",
        "email",
        "company",
        "website",
        "country",
        "state",
        "city",
        "phone",
    )
)
ACCOUNTS = Columns(
    ("account_id", "name", "website", "country", "state", "city", "phone", "parent_id"), unique=True
)

CONTACTS = Columns(("contact_id", *LEADS.names[1:], "account_id"), unique=True)
HELD_LEADS = Columns(LEADS.names, unique=True)

FILE = "file"
"""What stands for the CRM where accounts come from a file."""

_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Pairing:
    """What is matched with what: the columns of both files, how a row of the first is asked as a lead,
    the two id columns of the result, how a row of the second is held, and whether both are people."""

    asked: Columns
    held: Columns
    as_lead: Callable[[Sequence[str]], Record]
    ids: tuple[str, str]
    as_held: Callable[[Sequence[str]], Record]
    people: bool = False

    @property
    def noun(self) -> str:
        """What a row of the second is called."""
        return self.held.id.removesuffix("_id")

    @property
    def alone(self) -> bool:
        """Whether one file will do, matched with itself."""
        return self.asked.names == self.held.names


def lead_of(cells: Sequence[str]) -> Record:
    """A row of a leads' file."""
    return _record(Kind.LEAD, cells[0], LEADS.names[1:], cells[1:])


def account_of(cells: Sequence[str]) -> Record:
    """A row of an accounts' file."""
    return _record(Kind.ACCOUNT, cells[0], ACCOUNTS.names[1:], cells[1:])


def contact_of(cells: Sequence[str]) -> Record:
    """A row of a contacts' file."""
    return _record(Kind.CONTACT, cells[0], CONTACTS.names[1:], cells[1:])


def account_as_lead(cells: Sequence[str]) -> Record:
    """A row of an accounts' file, asked as a lead of that company would be."""
    names = ("company", *ACCOUNTS.names[2:-1])
    return _record(Kind.LEAD, cells[0], names, cells[1:-1])


PAIRINGS = {
    "lead-account": Pairing(LEADS, ACCOUNTS, lead_of, ("lead_id", "account_id"), account_of),
    "account-account": Pairing(ACCOUNTS, ACCOUNTS, account_as_lead, ("account_id", "match_id"), account_of),
    "lead-contact": Pairing(LEADS, CONTACTS, lead_of, ("lead_id", "contact_id"), contact_of, people=True),
    "lead-lead": Pairing(LEADS, HELD_LEADS, lead_of, ("lead_id", "match_id"), lead_of, people=True),
}


def _record(kind: Kind, record_id: str, names: Sequence[str], cells: Sequence[str]) -> Record:
    fields = {name: cell or None for name, cell in zip(names, cells, strict=True)}
    return Record(kind, record_id, None, None, _NEVER, None, fields)
