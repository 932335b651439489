"""The words a policy may use for fields: what the mappings provide, and what every record has."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from connector.core.matching.places import country_code, country_key
from connector.core.screening import POINTS, TIER
from connector.settings import Settings
from mappings.records import Kind

OF_RECORDS = ("id", "owner", "created_at", "modified_at")
OF_ACCOUNT = ("match", "confidence", "crm", "contacts", "open_opportunities")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """`mapped` are our field names by object (`lead`); `crms` the CRMs' names; `channels` those of
    notices. `countries` are keys of countries' names that the policy adds, `tiers` those of its score (None:
    it has none). `closed` gives the only values
    that some fields can have, in lower case."""

    mapped: Mapping[str, Collection[str]]
    crms: Collection[str]
    channels: Collection[str] = ()
    countries: Collection[str] = ()
    tiers: Collection[str] | None = None
    fields: frozenset[str] = field(init=False)
    related: tuple[str, ...] = field(init=False)
    closed: Mapping[str, frozenset[str]] = field(init=False)

    def __post_init__(self) -> None:
        lead = {f"lead.{name}" for name in (*OF_RECORDS, *self.mapped.get("lead", ()))}
        account = {f"account.{name}" for name in (*OF_RECORDS, *OF_ACCOUNT, *self.mapped.get("account", ()))}
        related = tuple(name for name in ("contact", "opportunity") if name in self.mapped)
        crms = frozenset(name.lower() for name in self.crms)
        closed = {
            "account.match": frozenset({"auto", "review", "none"}),
            "crm": crms,
            "account.crm": crms,
            "trigger": frozenset({"created", "changed", "timer", "conflict", "request"}),
        }
        scored: tuple[str, ...] = ()
        if self.tiers is not None:
            scored = (POINTS, TIER)
            closed[TIER] = frozenset(tier.lower() for tier in self.tiers)
        object.__setattr__(self, "fields", frozenset({"crm", "trigger", *scored, *lead, *account}))
        object.__setattr__(self, "related", related)
        object.__setattr__(self, "closed", closed)

    def has_country(self, text: str) -> bool:
        """Whether a text names a country."""
        return country_code(text) is not None or country_key(text) in self.countries

    def of(self, related: str) -> frozenset[str]:
        """The fields of a related record, bare and in full."""
        names = self.mapped.get(related, ())
        return frozenset({*names, *(f"{related}.{name}" for name in names)})

    @property
    def told(self) -> dict[str, list[str] | dict[str, list[str]]]:
        """What the settings provide, as plain JSON."""
        mapped = {kind: sorted(names) for kind, names in sorted(self.mapped.items())}
        return {"mapped": mapped, "crms": [*self.crms], "channels": [*self.channels]}


def vocabulary(settings: Settings) -> Vocabulary:
    """The words that these settings provide."""
    kinds = {kind for crm in settings.crms.values() for kind in crm.maps}
    mapped = {kind.value: settings.fields(kind) for kind in Kind if kind in kinds}
    return Vocabulary(mapped, tuple(settings.crms), tuple(settings.notices.channels))
