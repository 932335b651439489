"""What pointsman.yaml says of the record: where it is, and what the CRMs are called.

Apart from `settings`, whose shapes take longer to load than an answer from the store takes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from connector.texts import read_yaml

STORE = "sqlite:///var/pointsman.db"
LEAD_OBJECTS: Mapping[str, tuple[str, ...]] = {"salesforce": ("Lead",), "hubspot": ("contacts", "leads")}
"""What a lead can be in each kind of CRM, the usual one first."""

_FILE = re.compile(r"sqlite:///(?!.*(?::memory:|\$\{)).*[^/\s].*")


class Where(Protocol):
    """Settings, or as much of them as asking the record needs. `crms` are by name."""

    @property
    def store(self) -> str: ...
    @property
    def folder(self) -> Path: ...
    @property
    def crms(self) -> Mapping[str, Any]: ...
    def lead_object(self, crm: str) -> str:
        """The CRM's own name of what a lead is in the CRM of that name."""


@dataclass(frozen=True, slots=True)
class Glance:
    """As much of the settings as asking the record needs; `crms` holds what a lead is called in each."""

    folder: Path
    store: str
    crms: Mapping[str, str]

    def lead_object(self, crm: str) -> str:
        """The CRM's own name of what a lead is in the CRM of that name."""
        return self.crms[crm]


def glance(path: Path) -> Glance | None:
    """Where the record is by the file `path`, whatever is wrong elsewhere in it. None where that takes
    reading the settings as a whole: a store that is no file or stands behind a reference, or a fault in
    what is looked at."""
    path = path.absolute()
    text = read_yaml(path, path.name)
    data = text.plain
    if text.faults or not isinstance(data, dict):
        return None
    store, crms = data.get("store", STORE), data.get("crms")
    if not isinstance(store, str) or not _FILE.fullmatch(store.strip()) or not isinstance(crms, dict):
        return None
    objects = {}
    for name, crm in crms.items():
        if not isinstance(crm, dict) or str(crm.get("kind")) not in LEAD_OBJECTS:
            return None
        objects[name] = lead_object(crm["kind"], crm.get("objects"))
    return Glance(path.parent, store_at(store.strip(), path.parent), objects) if objects else None


def lead_object(kind: str, chosen: object) -> str:
    """What a lead is in a CRM of that kind: what was chosen, if a lead can be that."""
    known = LEAD_OBJECTS[kind]
    return str(chosen) if chosen in known else known[0]


def store_at(url: str, folder: Path) -> str:
    """The store's address with an absolute path; PostgreSQL's (and an unresolved one) as it is."""
    if not url.startswith("sqlite://"):
        return url
    path = url.removeprefix("sqlite://").removeprefix("/")
    return f"sqlite:///{folder / path}"
