"""What an audit of the data looks for: its name, how much it matters, why it costs, how to mend it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

Row = tuple[str, ...]


class Severity(IntEnum):
    """How much a finding matters to routing."""

    LOW = 1
    MEDIUM = 2
    HIGH = 3

    @property
    def word(self) -> str:
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Subject:
    """One kind of finding. `columns` name the cells of its rows; the first two are always the CRM, empty
    for a file, and what tells the row apart."""

    name: str
    title: str
    severity: Severity
    why: str
    mend: str
    columns: tuple[str, ...] = ("crm", "account_id", "name", "detail")


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found of one subject: how many `of` so many `things` it touches, with a row for each.

    `groups` says into how many groups they fall, where they do.
    """

    subject: Subject
    count: int
    of: int
    things: str
    rows: tuple[Row, ...]
    groups: int = 0

    @property
    def share(self) -> float:
        """0 to 1."""
        return self.count / self.of if self.of else 0.0

    @property
    def table(self) -> tuple[tuple[str, ...], Sequence[Row]]:
        """Columns and rows as they are told: without the CRM where records come from a file."""
        if any(row[0] for row in self.rows):
            return self.subject.columns, self.rows
        return self.subject.columns[1:], [row[1:] for row in self.rows]

    def plain(self) -> dict[str, Any]:
        """Everything as plain values, for JSON."""
        columns, rows = self.table
        return {
            "finding": self.subject.name,
            "title": self.subject.title,
            "severity": self.subject.severity.word,
            "count": self.count,
            "of": self.of,
            "share": round(self.share, 4),
            **({"groups": self.groups} if self.groups else {}),
            "why": self.subject.why,
            "mend": self.subject.mend,
            "rows": [dict(zip(columns, row, strict=True)) for row in rows],
        }


_LOW, _MEDIUM, _HIGH = Severity
_LEAD = ("crm", "lead_id", "company", "detail")

DUPLICATES = Subject(
    "duplicate_accounts",
    "Accounts that look like another",
    _HIGH,
    "The leads of one company go to several owners, and no owner sees the whole customer.",
    "Merge each group into the account named as the one to keep; pointsman match --kind account-account "
    "shows near misses too.",
    ("crm", "account_id", "name", "group", "confidence", "keep", "website", "country", "city", "evidence"),
)
OWNER_INACTIVE = Subject(
    "owner_inactive",
    "Accounts whose owner is inactive",
    _HIGH,
    "A lead that follows its account goes to somebody who is gone.",
    "Give these accounts to an active owner, by team or territory.",
)
PARENT_CYCLE = Subject(
    "parent_cycle",
    "Accounts whose parents run in a circle",
    _HIGH,
    "No account is at the top, so nothing can roll up and reports loop.",
    "Clear the parent of the account that is the top.",
)
BORROWED_WEBSITE = Subject(
    "borrowed_website",
    "Accounts with somebody else's website",
    _HIGH,
    "Leads with such an address would all belong to this account; the matcher has to ignore it, and the "
    "account loses its best evidence.",
    "Replace it by the company's own address, or leave it blank.",
)
SHARED_DOMAIN = Subject(
    "shared_domain",
    "Accounts that share a domain without being one hierarchy",
    _MEDIUM,
    "A work e-mail no longer tells which account is meant, so such leads need a person or a tie-breaker.",
    "Merge what is one company, and link offices and subsidiaries by their parent account.",
    ("crm", "account_id", "name", "domain", "accounts", "hierarchies", "parent_id"),
)
DEAD_WEBSITE = Subject(
    "dead_website",
    "Accounts whose website can't be one",
    _MEDIUM,
    "An address that cannot exist matches no lead's e-mail.",
    "Correct the address; it was judged by its form alone, nothing was looked up in the net.",
)
NO_WEBSITE = Subject(
    "no_website",
    "Accounts without a website",
    _MEDIUM,
    "The domain is the surest evidence: without it a lead is matched by name and place alone.",
    "Fill in the website; the mail domain most of the account's contacts use is a good guess.",
)
PARENT_MISSING = Subject(
    "parent_missing",
    "Accounts whose parent does not exist",
    _MEDIUM,
    "Such an account stands outside its hierarchy, and nothing rolls up from it.",
    "Link it to the parent that is there now, or clear the field.",
)
OWNER_UNKNOWN = Subject(
    "owner_unknown",
    "Accounts without a known owner",
    _MEDIUM,
    "A lead that follows its account has nobody to go to.",
    "Give these accounts an owner that the CRM lists.",
)
JUNK_NAME = Subject(
    "junk_name",
    "Accounts whose name is no company's",
    _MEDIUM,
    "They draw leads who typed the same nothing, or can never be matched.",
    "Name the company, or remove the account.",
)
RARELY_FILLED = Subject(
    "rarely_filled",
    "Fields that are mostly blank",
    _MEDIUM,
    "A route or a tie-breaker that reads the field is blank for most records.",
    "Fill the field where leads come in, or build no route on it.",
    ("crm", "field", "object", "filled", "records", "share"),
)
BROKEN_TEXT = Subject(
    "broken_text",
    "Accounts with broken letters in the name",
    _MEDIUM,
    "A name with broken letters matches nobody who types it rightly, and looks careless in a mail.",
    "Correct the name; it comes from an import that took UTF-8 for another encoding.",
)
UNKNOWN_COUNTRY = Subject(
    "unknown_country",
    "Accounts whose country is no country's name",
    _LOW,
    "A route by country does not see it, and the matcher can't compare it.",
    "Write the country's name or its two-letter code.",
)
PLACE_CONFLICT = Subject(
    "place_conflict",
    "Accounts whose country disagrees with phone or website",
    _LOW,
    "Territory by country sends such leads to the wrong region.",
    "Check which is right: often the head office's country stands on a branch.",
)
LEAD_NAMELESS = Subject(
    "lead_nameless",
    "Leads that name no company in any way",
    _MEDIUM,
    "Neither a company nor a firm's address: nothing can match them.",
    "Ask for a work e-mail in the form.",
    _LEAD,
)
LEAD_PRIVATE_MAIL = Subject(
    "lead_private_mail",
    "Leads with a private mailbox and no website",
    _LOW,
    "They are matched by the company's name alone, which is right less often.",
    "Ask for a work e-mail in the form.",
    _LEAD,
)
LEAD_JUNK_COMPANY = Subject(
    "lead_junk_company",
    "Leads whose company is none",
    _LOW,
    "A word like this says nothing about a company, or names the lead.",
    "Make the field optional: who must type something types anything.",
    _LEAD,
)
LEAD_BROKEN_TEXT = Subject(
    "lead_broken_text",
    "Leads with broken letters in the company",
    _LOW,
    "A name with broken letters matches less.",
    "Have the import that brings these leads read UTF-8.",
    _LEAD,
)

SUBJECTS = (
    DUPLICATES,
    OWNER_INACTIVE,
    PARENT_CYCLE,
    BORROWED_WEBSITE,
    SHARED_DOMAIN,
    DEAD_WEBSITE,
    NO_WEBSITE,
    PARENT_MISSING,
    OWNER_UNKNOWN,
    JUNK_NAME,
    BROKEN_TEXT,
    RARELY_FILLED,
    LEAD_NAMELESS,
    UNKNOWN_COUNTRY,
    PLACE_CONFLICT,
    LEAD_PRIVATE_MAIL,
    LEAD_JUNK_COMPANY,
    LEAD_BROKEN_TEXT,
)
"""Every subject, in the order in which they are told."""


def worst(findings: Sequence[Finding]) -> Severity | None:
    """The highest severity of what was found; None where nothing was."""
    return max((one.subject.severity for one in findings), default=None)
