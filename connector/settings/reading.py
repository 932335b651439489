"""pointsman.yaml -> frozen Settings, or every fault with its place, all at once."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType
from urllib.parse import unquote, urlsplit

import orjson

from adapters.contract import CrmConfig
from connector.glance import lead_object, store_at
from connector.references import resolve
from connector.settings.checks import check_settings
from connector.settings.logins import check_logins
from connector.settings.shape import CalendarShape, CrmShape, RetentionShape, SettingsShape, kept_for
from connector.settings.tables import MappingFiles, read_mappings
from connector.shapes import fit, without_unknown_keys
from connector.texts import Fault, read_yaml
from mappings.fieldmap import FieldRule, ObjectMap
from mappings.records import Kind


@dataclass(frozen=True, slots=True)
class CrmSettings:
    """One CRM. `lead_object` is the CRM's name of what a lead is here. `auth` holds secrets."""

    name: str
    kind: str
    url: str
    lead_object: str
    maps: Mapping[Kind, ObjectMap] = field(repr=False)
    auth: Mapping[str, str] = field(repr=False)
    ca_file: Path | None = None
    poll_seconds: float = 10.0


@dataclass(frozen=True, slots=True)
class Brake:
    """How many owner writes, and arrivals created over 24 h before they became visible, an hour may
    have before the rest is held."""

    writes_per_hour: int = 500
    stale_per_hour: int = 50


@dataclass(frozen=True, slots=True)
class Console:
    """Where the console listens. `url` is the address by which people reach it; without one, notices hold
    no links."""

    host: str = "127.0.0.1"
    port: int = 8460
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Notices:
    """Addresses by channel name (they hold secrets), and the channel that tells a new owner.
    `{email}` in an address stands for the person told, `{name}` for what is before its @."""

    channels: Mapping[str, str] = field(default_factory=dict, repr=False)
    owner: str | None = None


@dataclass(frozen=True, slots=True)
class PersonalCalendar:
    """Where one person's calendar is (a secret), and whether what makes them busy counts, too."""

    url: str = field(repr=False)
    busy: bool = False
    ca_file: Path | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything pointsman.yaml says; paths are absolute. `linked_by` names, by CRM, the field that
    holds the id of a record in `owner_of_record`. `calendars` are by e-mail. `store` may hold a password.
    `heads_file` is where signed heads of the record are kept, too; `retention` is how long each class of
    `state.retention` is kept, None for ever. `told` and `mapped` are what the file and the mappings say, as
    JSON, references as they are written: no secret is in them."""

    file: Path
    store: str = field(repr=False)
    crms: Mapping[str, CrmSettings]
    mappings: Path
    policy: Path
    owner_of_record: str | None = None
    linked_by: Mapping[str, str] = field(default_factory=dict)
    brake: Brake = Brake()
    console: Console = Console()
    notices: Notices = Notices()
    freshness_seconds: int = 30
    calendars: Mapping[str, PersonalCalendar] = field(default_factory=dict)
    heads_file: Path | None = None
    retention: Mapping[str, timedelta | None] = field(default_factory=lambda: _ages(RetentionShape()))
    told: str = field(default="", repr=False)
    mapped: str = field(default="", repr=False)

    @property
    def folder(self) -> Path:
        """The folder of the file."""
        return self.file.parent

    def lead_object(self, crm: str) -> str:
        """The CRM's own name of what a lead is in the CRM of that name."""
        return self.crms[crm].lead_object

    @property
    def secrets(self) -> tuple[str, ...]:
        """Every value that must never be shown, for whoever redacts output."""
        logins = (value for crm in self.crms.values() for key, value in crm.auth.items() if key != "flow")
        password = urlsplit(self.store).password
        found = {
            *logins,
            *self.notices.channels.values(),
            *(calendar.url for calendar in self.calendars.values()),
            *([password, unquote(password)] if password else []),
        }
        return tuple(sorted(found))

    def fields(self, kind: Kind) -> frozenset[str]:
        """Our names of the fields that some CRM's table reads for `kind`."""
        maps = (crm.maps[kind] for crm in self.crms.values() if kind in crm.maps)
        return frozenset(rule.name for each in maps for rule in each.read)

    def several_valued(self) -> frozenset[str]:
        """The fields, in full (`lead.products`), that some CRM's table reads as a list."""
        maps = ((kind, each) for crm in self.crms.values() for kind, each in crm.maps.items())
        return frozenset(
            f"{kind.value}.{rule.name}" for kind, each in maps for rule in each.read if rule.as_ == "list"
        )


@dataclass(frozen=True, slots=True)
class Loaded:
    """What came of reading: `settings` is None where one of `faults` is more than a warning;
    `readable` is there also then, if it suffices to go on looking for faults."""

    settings: Settings | None
    faults: tuple[Fault, ...]
    readable: Settings | None = None


def load(
    path: Path,
    *,
    require_references: bool = False,
    environment: Mapping[str, str] | None = None,
) -> Loaded:
    """Reads the settings in the file `path`; `environment` is the process's own unless given.

    References that cannot be resolved are faults where they are required (run, doctor, try --id),
    and warnings elsewhere; the value is then the reference itself.
    """
    path = path.absolute()
    text = read_yaml(path, path.name)
    if text.faults:
        return Loaded(None, tuple(text.faults))
    known = os.environ if environment is None else environment
    data = resolve(text, known, path.parent, needed=require_references)
    shape = fit(SettingsShape, {} if data is None else data, text)
    files = _mapping_files(path, shape, data)
    check_settings(data, text, path.parent, needed=require_references)
    check_logins(data, text)
    faults = tuple(sorted(dict.fromkeys([*text.faults, *files.faults])))
    sound = shape is not None and all(fault.warning for fault in faults)
    rough = shape or without_unknown_keys(SettingsShape, data)
    readable = None
    if rough is not None:
        told, mapped = _told(text.plain), _told(files.overrides)
        readable = replace(_settings(path, rough, files), told=told, mapped=mapped)
    return Loaded(readable if sound else None, faults, readable)


def crm_config(settings: Settings, name: str) -> CrmConfig:
    """What the adapter of the CRM `name` is built from. Raises KeyError where there is none."""
    crm = settings.crms[name]
    return CrmConfig(crm.name, crm.url, crm.auth, crm.lead_object, crm.maps, crm.ca_file)


def _told(data: object) -> str:
    return orjson.dumps(data, option=orjson.OPT_INDENT_2).decode()


def _mapping_files(path: Path, shape: SettingsShape | None, data: object) -> MappingFiles:
    folder = Path(shape.mappings or "mappings/") if shape else _mappings_folder(data)
    named = isinstance(data, dict) and "mappings" in data
    files = read_mappings(path.parent / folder, str(folder), named=named)
    files.check()
    return files


def _settings(path: Path, shape: SettingsShape, files: MappingFiles) -> Settings:
    folder, links = path.parent, shape.linked_by
    crms = {name: _crm(name, crm, links.get(name), files, folder) for name, crm in shape.crms.items()}
    return Settings(
        file=path,
        store=store_at(shape.store, folder),
        crms=MappingProxyType(crms),
        mappings=folder / (shape.mappings or "mappings/"),
        policy=folder / shape.policy,
        owner_of_record=shape.owner_of_record,
        linked_by=MappingProxyType(dict(links)),
        brake=Brake(shape.brake.writes_per_hour, shape.brake.stale_per_hour),
        console=Console(shape.console.host, shape.console.port, shape.console.url),
        notices=Notices(MappingProxyType(dict(shape.notices.channels)), shape.notices.owner),
        freshness_seconds=shape.freshness_seconds,
        heads_file=folder / shape.audit.heads if shape.audit.heads else None,
        retention=_ages(shape.audit.retention),
        calendars=MappingProxyType(
            {email: _calendar(each, folder) for email, each in shape.calendars.items()}
        ),
    )


def _crm(name: str, shape: CrmShape, link: str | None, files: MappingFiles, folder: Path) -> CrmSettings:
    lead = lead_object(shape.kind, shape.objects)
    maps = files.tables(shape.kind, lead)
    if link is not None and maps:
        maps = {**maps, Kind.LEAD: _with_link(maps[Kind.LEAD], link)}
    return CrmSettings(
        name=name,
        kind=shape.kind,
        url=shape.url,
        lead_object=lead,
        maps=MappingProxyType(maps),
        auth=MappingProxyType(dict(shape.auth)),
        ca_file=folder / shape.ca_file if shape.ca_file else None,
        poll_seconds=float(shape.poll_seconds),
    )


def _ages(shape: RetentionShape) -> Mapping[str, timedelta | None]:
    return MappingProxyType({name: kept_for(age) for name, age in shape})


def _calendar(shape: CalendarShape, folder: Path) -> PersonalCalendar:
    ca_file = folder / shape.ca_file if shape.ca_file else None
    return PersonalCalendar(shape.url, shape.busy == "counts", ca_file)


def _with_link(table: ObjectMap, crm_field: str) -> ObjectMap:
    rules = tuple(rule for rule in table.read if rule.name != "linked_to")
    return replace(table, read=(*rules, FieldRule("linked_to", crm_field)))


def _mappings_folder(data: object) -> Path:
    named = data.get("mappings") if isinstance(data, dict) else None
    return Path(named if isinstance(named, str) and named else "mappings/")
