"""An account as an audit keeps it: what is compared, told, or asked about, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from connector.core.matching.hosts import firm_domain
from connector.core.matching.names import name_of
from mappings.records import Kind, Record, Value

NEVER = datetime(1970, 1, 1, tzinfo=UTC)

_PLACES = ("country", "state", "city", "phone")


@dataclass(frozen=True, slots=True)
class Card:
    """An account; blanks are empty. `domain` is its firm's own, `key` its name without spelling and legal
    form, `filled` how many of its fields hold something, `created` when it was made (seconds, 0 where that
    is not known)."""

    crm: str
    id: str
    name: str
    website: str
    country: str
    state: str
    city: str
    phone: str
    parent_id: str
    owner_id: str
    domain: str
    key: str
    filled: int
    created: float

    @classmethod
    def of(cls, crm: str, account: Record) -> Card:
        fields = account.fields
        names = name_of(text(fields.get("name")))
        return cls(
            crm=crm,
            id=account.id,
            name=text(fields.get("name")),
            website=text(fields.get("website")),
            country=text(fields.get("country")),
            state=text(fields.get("state")),
            city=text(fields.get("city")),
            phone=text(fields.get("phone")),
            parent_id=text(fields.get("parent_id")),
            owner_id=account.owner_id or "",
            domain=firm_domain(fields.get("website")) or "",
            key=names[0].key if names else "",
            filled=sum(value is not None for value in fields.values()),
            created=account.created_at.timestamp() if account.created_at else 0.0,
        )

    @property
    def ref(self) -> tuple[str, str]:
        """CRM and id."""
        return self.crm, self.id

    def account(self) -> Record:
        """The account again, to match with."""
        return self._record(Kind.ACCOUNT, "name")

    def lead(self) -> Record:
        """A lead of this company, by all that the account says of itself."""
        return self._record(Kind.LEAD, "company")

    def _record(self, kind: Kind, called: str) -> Record:
        fields = {called: self.name, "website": self.website}
        fields |= {name: getattr(self, name) for name in _PLACES}
        held = {name: value or None for name, value in fields.items()}
        return Record(kind, self.id, None, None, NEVER, None, held)


def text(value: Value) -> str:
    """A field's value as text; empty where it is blank or no text."""
    return value if isinstance(value, str) else ""
