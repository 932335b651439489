"""The shape of pointsman.yaml."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Annotated, ClassVar, Literal
from urllib.parse import SplitResult, urlsplit

from pydantic import BeforeValidator, Field

from connector.glance import STORE
from connector.references import Resolved, Unresolved
from connector.shapes import Number, Shape, Whole, refuse

_NAME = re.compile(r"[a-z][a-z0-9_-]{0,31}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
_HARMLESS = frozenset(
    {"json", "jsons", "form", "forms", "xml", "xmls", "syslog", "mailto", "mailtos", "dbus"}
)


def crm_url(value: object) -> object:
    """An https address of a CRM without its trailing slash."""
    if not isinstance(value, str) or isinstance(value, Unresolved):
        return value
    parts = _https(value)
    if parts.username or parts.password:
        raise refuse("a secret in clear text", "drop what stands before the @; log-ins belong under `auth:`")
    if parts.path.strip("/") or parts.query or parts.fragment:
        raise refuse("an address with a path", "write the host only: https://host")
    return f"https://{parts.netloc}"


def own_url(value: object) -> object:
    """The https address by which people reach us, perhaps with a path, without its trailing slash."""
    if not isinstance(value, str) or isinstance(value, Unresolved):
        return value
    parts = _https(value)
    if "@" in parts.netloc or parts.query or parts.fragment:
        raise refuse("more than an address", "write it as https://host or https://host/path")
    return f"https://{parts.netloc}{parts.path.rstrip('/')}"


def _https(value: str) -> SplitResult:
    mend = "write it as https://host or https://host:port"
    try:
        parts = urlsplit(value.strip())
        port = parts.port
    except ValueError:
        raise refuse("no web address", mend) from None
    if parts.scheme != "https" or not parts.hostname or port == 0:
        raise refuse("not an https address", mend)
    return parts


def store_url(value: object) -> object:
    """Where the store is; a password in clear text is refused."""
    if not isinstance(value, str) or isinstance(value, Unresolved):
        return value
    scheme, separator, rest = value.strip().partition("://")
    if scheme == "sqlite" and separator:
        if not rest.strip("/") or ":memory:" in rest:
            raise refuse("a store that forgets", "name a file: sqlite:///var/pointsman.db")
        if not rest.startswith("/"):
            raise refuse("no path of a store", "use three slashes: sqlite:///var/pointsman.db")
        return value.strip()
    if scheme not in ("postgresql", "postgresql+psycopg"):
        raise refuse("no address of a store", "write sqlite:///var/pointsman.db or postgresql://user@host/db")
    try:
        parts = urlsplit(value.strip())
        secret = parts.password or "password=" in parts.query
        parts.port  # noqa: B018 - raises where it is no number
    except ValueError:
        raise refuse("no address of a store", "write postgresql://user@host:5432/db") from None
    if secret and not isinstance(value, Resolved):
        raise refuse(
            "a secret in clear text", "put the whole address into ${NAME}, or use PGPASSWORD or ~/.pgpass"
        )
    return value.strip()


def channel_url(value: object) -> object:
    """An address that notices go to; most hold a secret and must come by a reference."""
    if not isinstance(value, str) or isinstance(value, Unresolved):
        return value
    scheme, separator, rest = value.strip().partition("://")
    if not separator or not scheme.isalnum() or not rest:
        raise refuse(
            "no address of a channel", "write it as apprise does: slack://..., mailto://..., jsons://..."
        )
    if not isinstance(value, Resolved):
        clear = scheme.lower() in _HARMLESS and ":" not in rest.split("/")[0].rpartition("@")[0]
        if not clear or "pass=" in rest or "password=" in rest:
            raise refuse(
                "an address that holds a secret, in clear text", "put it into ${NAME} or ${file:PATH}"
            )
    return value.strip()


def calendar_url(value: object) -> object:
    """An https address of a calendar; whoever has it can read the calendar, so it comes by a reference."""
    if not isinstance(value, str) or isinstance(value, Unresolved):
        return value
    try:
        parts = urlsplit(value.strip())
        sound = bool(parts.scheme in ("https", "webcal") and parts.hostname) and parts.port != 0
    except ValueError:
        sound = False
    if not sound:
        raise refuse(
            "no https address of a calendar", "take the secret address in iCal format (it ends in .ics)"
        )
    if not isinstance(value, Resolved):
        mend = "put it into ${NAME} or ${file:PATH}"
        raise refuse("a calendar's address, which is a secret, in clear text", mend)
    return parts._replace(scheme="https").geturl()


def person(value: object) -> object:
    """A person's e-mail, in small letters."""
    if isinstance(value, str) and not _EMAIL.fullmatch(value.strip()):
        raise refuse("no e-mail of a person", "write it as the policy does: ann@acme.com")
    return value.strip().lower() if isinstance(value, str) else value


FOR_EVER = "for ever"
_AGE = re.compile(r"([1-9]\d{0,4}) (day|month|year)s?")
_DAYS = {"day": 1.0, "month": 365 / 12, "year": 365.0}


def age(value: object) -> object:
    """How long something is kept."""
    if not isinstance(value, str) or isinstance(value, Unresolved) or value == FOR_EVER:
        return value
    if not _AGE.fullmatch(value):
        raise refuse("no length of time", "write it as 90 days, 24 months, 2 years or for ever")
    return value


def kept_for(value: str) -> timedelta | None:
    """The time that an age names, a month as a twelfth of 365 days; None is for ever."""
    found = _AGE.fullmatch(value)
    return timedelta(days=round(int(found[1]) * _DAYS[found[2]])) if found else None


def is_personal(address: str) -> bool:
    """Whether a channel's address becomes one person's own: it names the person told."""
    return "{email}" in address or "{name}" in address


def crm_name(value: object) -> object:
    """A user's name for a CRM."""
    if isinstance(value, str) and not _NAME.fullmatch(value):
        raise refuse("no name for a CRM", "use small letters, digits, - and _, a letter first")
    return value


class CrmShape(Shape):
    later: ClassVar = {"enrich": "drop it; leads are routed on what the CRM holds"}
    kind: Literal["salesforce", "hubspot"] = Field(description="kind: salesforce")
    url: Annotated[str, BeforeValidator(crm_url)] = Field(description="url: https://acme.my.salesforce.com")
    auth: dict[str, str] = Field(description="auth: {flow: token, token: ${HUBSPOT_TOKEN}}", repr=False)
    objects: str | None = None
    ca_file: str | None = None
    poll_seconds: Annotated[Number, Field(ge=1, le=3600)] = 10.0


class BrakeShape(Shape):
    writes_per_hour: Annotated[Whole, Field(ge=1)] = 500
    stale_per_hour: Annotated[Whole, Field(ge=1)] = 50


class ConsoleShape(Shape):
    host: Annotated[str, Field(min_length=1)] = "127.0.0.1"
    port: Annotated[Whole, Field(ge=0, le=65535)] = 8460
    url: Annotated[str | None, BeforeValidator(own_url)] = None


Age = Annotated[str, BeforeValidator(age)]


class RetentionShape(Shape):
    values: Age = "24 months"
    deleted: Age = "4 months"
    activities: Age = "24 months"
    details: Age = "12 months"


class AuditShape(Shape):
    heads: Annotated[str | None, Field(min_length=1)] = None
    retention: RetentionShape = Field(default_factory=RetentionShape)


class NoticesShape(Shape):
    channels: dict[str, Annotated[str, BeforeValidator(channel_url)]] = Field(
        default_factory=dict, repr=False
    )
    owner: str | None = None


class CalendarShape(Shape):
    url: Annotated[str, BeforeValidator(calendar_url)] = Field(description="url: ${ANN_ICS}", repr=False)
    busy: Literal["ignored", "counts"] = "ignored"
    ca_file: str | None = None


class SettingsShape(Shape):
    later: ClassVar = {
        "max_reassignments": "drop it; this version makes no planned reassignments",
        "enrichment": "drop it; leads are routed on what the CRM holds",
    }
    store: Annotated[str, BeforeValidator(store_url)] = Field(STORE, repr=False)
    crms: dict[Annotated[str, BeforeValidator(crm_name)], CrmShape] = Field(
        min_length=1, description="crms: {sales: {kind: salesforce, ...}}"
    )
    owner_of_record: str | None = None
    linked_by: dict[str, str] = Field(default_factory=dict)
    mappings: str | None = None
    policy: Annotated[str, Field(min_length=1)] = "policy/"
    brake: BrakeShape = Field(default_factory=BrakeShape)
    console: ConsoleShape = Field(default_factory=ConsoleShape)
    notices: NoticesShape = Field(default_factory=NoticesShape)
    audit: AuditShape = Field(default_factory=AuditShape)
    calendars: dict[Annotated[str, BeforeValidator(person)], CalendarShape] = Field(default_factory=dict)
    freshness_seconds: Annotated[Whole, Field(ge=0, le=3600)] = 30
