"""Field tables: the shipped ones, with what users' mapping files add or replace."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib import resources
from pathlib import Path

from connector.glance import LEAD_OBJECTS
from connector.texts import Fault, Path_, Text, read_text, read_yaml
from mappings.fieldmap import ObjectMap
from mappings.records import Kind
from mappings.tables import CRM_KINDS, TableFault, compile_tables

_OF_THE_KEY = ("unknown key", "unknown object", "unknown kind", "not for mapping", "is no name", "be written")
"""What marks a fault that lies in a key and not in its value."""


def field_tables(
    crm_kind: str, lead_object: str, overrides: Mapping[str, object] | None = None
) -> tuple[dict[Kind, ObjectMap], list[TableFault]]:
    """The compiled field tables of a kind of CRM, where `lead_object` is what a lead is there.

    `overrides` is what users' mapping files hold, merged (`{"lead": {"salesforce": {...}}}`).
    """
    return compile_tables(crm_kind, lead_object, _shipped(crm_kind), overrides or {})


@lru_cache
def _shipped(crm_kind: str) -> Mapping[str, object]:
    name = f"{crm_kind}.yaml"
    data = read_text(resources.files("mappings").joinpath(name).read_bytes(), name).plain
    return data if isinstance(data, dict) else {}


class MappingFiles:
    """Users' mapping files of one folder, merged, with the place of each entry."""

    def __init__(self, texts: Sequence[Text]) -> None:
        self.texts = texts
        self.overrides: dict[str, object] = {}
        self._sources: dict[Path_, Text] = {}
        for text in texts:
            self._take(text)

    def tables(self, crm_kind: str, lead_object: str) -> dict[Kind, ObjectMap]:
        """The compiled tables; faults are noted in the files' texts."""
        tables, faults = field_tables(crm_kind, lead_object, self.overrides)
        for path, message, mend in faults:
            self._note(path, message, mend)
        return tables

    def check(self) -> None:
        """Notes the faults of every section, also of kinds of CRM that are not in use."""
        for kind in CRM_KINDS:
            self.tables(kind, LEAD_OBJECTS[kind][0])

    @property
    def faults(self) -> list[Fault]:
        """Everything found so far, once each."""
        return list(dict.fromkeys(fault for text in self.texts for fault in text.faults))

    def _take(self, text: Text) -> None:
        if text.plain is None:
            return
        if not isinstance(text.plain, dict):
            text.fault(
                (), "objects belong here", "begin with `lead:`, `account:`, `contact:` or `opportunity:`"
            )
            return
        for name, by_crm in text.plain.items():
            if not isinstance(by_crm, dict):
                self.overrides.setdefault(name, by_crm)
                self._sources.setdefault((name,), text)
                continue
            merged = self.overrides.setdefault(name, {})
            self._sources.setdefault((name,), text)
            for crm_kind, table in by_crm.items():
                if not isinstance(merged, dict):
                    continue
                if crm_kind in merged:
                    other = self._sources[(name, crm_kind)].file
                    text.fault(
                        (name, crm_kind), f"`{name}.{crm_kind}` is in {other} too", "keep one", key=True
                    )
                    continue
                merged[crm_kind] = table
                self._sources[(name, crm_kind)] = text

    def _note(self, path: Sequence[str], message: str, mend: str) -> None:
        source = self._sources.get(tuple(path[:2])) or self._sources.get(tuple(path[:1]))
        if source is not None:
            source.fault(path, message, mend, key=any(mark in message for mark in _OF_THE_KEY))


def read_mappings(folder: Path, shown_as: str, *, named: bool) -> MappingFiles:
    """The mapping files of `folder`, in the order of their names.

    A folder that is missing is a fault only where the settings have `named` it.
    """
    if not folder.is_dir():
        missing = Fault(shown_as, 1, 1, "no such folder", "create it, or drop `mappings:`")
        return MappingFiles([Text(shown_as, faults=[missing])] if named else [])
    files = sorted(path for path in folder.iterdir() if path.suffix in (".yaml", ".yml"))
    return MappingFiles([read_yaml(path, f"{shown_as}/{path.name}") for path in files])
