"""Field tables as plain values -> compiled ObjectMaps, or every fault with its path.

A shipped table is `kind -> CRM object -> {system, read, write}`; a user's is
`kind -> CRM kind -> {read, write}` and adds names, replaces them, or drops them (`phone: null`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from mappings.fieldmap import SYSTEM, WRITABLE, FieldRule, ObjectMap
from mappings.records import ACTIVITIES, Kind
from mappings.spelling import suggest
from mappings.transforms import TRANSFORMS

TableFault = tuple[tuple[str, ...], str, str]
"""Where (keys from the top), what is wrong, how to mend it."""

CRM_KINDS = ("salesforce", "hubspot")

RULE = ("field", "as", "map", "else")
"""The keys of what is said of one field."""

_OUR_NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")
_CRM_FIELD = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]{0,254}(\.[A-Za-z][A-Za-z0-9_]{0,79}){0,5}")
_STRUCTURAL = frozenset({*SYSTEM, "owner", "match"})


def compile_tables(
    kind: str,
    lead_object: str,
    shipped: Mapping[str, object],
    overrides: Mapping[str, object],
    crm_kinds: Sequence[str] = CRM_KINDS,
) -> tuple[dict[Kind, ObjectMap], list[TableFault]]:
    """The tables of one CRM kind, where `lead_object` is what a lead is there.

    `shipped` is our table for `kind`, `overrides` what users wrote for all kinds of CRM. A faulty
    entry is left out and named. An object that is the lead already is not mapped a second time.
    Activities are not for mapping: nothing but what we ask of them is read.
    """
    faults: list[TableFault] = []
    ours = {each.value: each for each in Kind}
    tables: dict[Kind, ObjectMap] = {}
    users = _user_tables(kind, overrides, crm_kinds, faults)
    for name, each in ours.items():
        objects = _mapping(shipped.get(name))
        wanted = lead_object if each is Kind.LEAD else next(iter(objects), "")
        if wanted not in objects:
            if each is Kind.LEAD:
                faults.append((("objects",), f"{kind} has no `{wanted}` leads", suggest(wanted, objects)))
            continue
        if each is not Kind.LEAD and wanted == lead_object:
            continue
        table = _mapping(objects[wanted])
        place = (name, kind)
        rules = _rules(_mapping(table.get("read")), (name, wanted, "read"), faults)
        user = users.get(name, {})
        for ours_name, rule in _rules(_mapping(user.get("read")), (*place, "read"), faults).items():
            rules[ours_name] = rule
        system = {key: str(value) for key, value in _mapping(table.get("system")).items()}
        write = _writes(_mapping(user.get("write")), (*place, "write"), each, system, faults)
        kept = tuple(rule for rule in rules.values() if rule is not None)
        tables[each] = ObjectMap(each, wanted, system, kept, write)
    return tables, faults


def _user_tables(
    kind: str, overrides: Mapping[str, object], crm_kinds: Sequence[str], faults: list[TableFault]
) -> dict[str, Mapping[str, object]]:
    found: dict[str, Mapping[str, object]] = {}
    names = [each.value for each in Kind if each not in ACTIVITIES]
    for name, by_crm in overrides.items():
        if name not in names:
            faults.append(((name,), f"unknown object `{name}`", suggest(name, names)))
            continue
        if by_crm is None:
            continue
        if not isinstance(by_crm, Mapping):
            faults.append(((name,), "tables by kind of CRM belong here", "write `salesforce:` below it"))
            continue
        for crm_kind, table in by_crm.items():
            if crm_kind not in crm_kinds:
                mend = suggest(str(crm_kind), crm_kinds)
                faults.append(((name, crm_kind), f"unknown kind of CRM `{crm_kind}`", mend))
            elif crm_kind == kind and table is not None:
                found[name] = _sections(table, (name, kind), faults)
    return found


def _sections(table: object, place: tuple[str, ...], faults: list[TableFault]) -> Mapping[str, object]:
    if not isinstance(table, Mapping):
        faults.append((place, "a field table belongs here", "write `read:` or `write:` below it"))
        return {}
    for key, section in table.items():
        if key not in ("read", "write"):
            faults.append(((*place, str(key)), f"unknown key `{key}`", suggest(str(key), ("read", "write"))))
        elif section is not None and not isinstance(section, Mapping):
            faults.append(((*place, key), f"`{key}` is names and fields", "write `name: {field: CrmField}`"))
    return table


def _rules(
    section: Mapping[str, object], place: tuple[str, ...], faults: list[TableFault]
) -> dict[str, FieldRule | None]:
    rules: dict[str, FieldRule | None] = {}
    for name, text in section.items():
        at = (*place, str(name))
        if name in _STRUCTURAL:
            mend = "it is read for every record already; choose another name"
            faults.append((at, f"`{name}` is not for mapping", mend))
        elif not _OUR_NAME.fullmatch(str(name)):
            faults.append((at, f"`{name}` is no name", "use small letters, digits and _, a letter first"))
        elif text is None:
            rules[str(name)] = None
        else:
            rule = _rule(str(name), text, at, faults)
            if rule is not None:
                rules[str(name)] = rule
    return rules


def _rule(name: str, text: object, at: tuple[str, ...], faults: list[TableFault]) -> FieldRule | None:
    if isinstance(text, str):
        text = {"field": text}
    if not isinstance(text, Mapping):
        faults.append((at, "a field belongs here", f"write `{name}: {{field: CrmField}}`"))
        return None
    before = len(faults)
    unknown = [str(key) for key in text if key not in RULE]
    faults.extend(((*at, key), f"unknown key `{key}`", suggest(key, RULE)) for key in unknown)
    crm_field, as_, otherwise = text.get("field"), text.get("as", "text"), text.get("else", "keep")
    if crm_field is None:
        faults.append((at, "`field` is missing", "name the CRM's field: `field: Country`"))
    elif not isinstance(crm_field, str) or not _CRM_FIELD.fullmatch(crm_field):
        faults.append(
            ((*at, "field"), "no name of a CRM field", "use its API name, as `pointsman fields` shows it")
        )
    if as_ not in TRANSFORMS:
        faults.append(((*at, "as"), f"unknown form `{as_}`", suggest(str(as_), TRANSFORMS)))
    if otherwise not in ("keep", "blank"):
        faults.append(((*at, "else"), f"`else` is keep or blank, not `{otherwise}`", "write `else: keep`"))
    if "else" in text and "map" not in text:
        faults.append(((*at, "else"), "`else` without `map`", "give a `map` or drop `else`"))
    values = _values(text.get("map"), (*at, "map"), faults)
    if len(faults) > before:
        return None
    return FieldRule(name, str(crm_field), str(as_), values, otherwise == "keep")


def _values(text: object, at: tuple[str, ...], faults: list[TableFault]) -> Mapping[str, object] | None:
    if text is None:
        return None
    if not isinstance(text, Mapping):
        faults.append((at, "`map` is values of the CRM and ours", "write `map: {Deutschland: DE}`"))
        return None
    for key, value in text.items():
        if value is not None and not isinstance(value, (str, int, float, bool)):
            faults.append(((*at, str(key)), "a single value belongs here", "write `Deutschland: DE`"))
    return {str(key): value for key, value in text.items()}


def _writes(
    section: Mapping[str, object],
    place: tuple[str, ...],
    kind: Kind,
    system: Mapping[str, str],
    faults: list[TableFault],
) -> dict[str, str]:
    writes: dict[str, str] = {}
    if section and kind is not Kind.LEAD:
        faults.append((place, "only leads are written", "move it to the lead's table"))
        return writes
    for name, crm_field in section.items():
        at = (*place, str(name))
        if name not in WRITABLE:
            faults.append((at, f"`{name}` cannot be written", suggest(str(name), WRITABLE)))
        elif not isinstance(crm_field, str) or not _CRM_FIELD.fullmatch(crm_field) or "." in crm_field:
            faults.append((at, "no name of a CRM field", f"write `{name}: Pointsman_{name.title()}__c`"))
        elif crm_field in system.values():
            faults.append((at, f"`{crm_field}` is the CRM's own", "name a field made for it"))
        elif crm_field in writes.values():
            faults.append((at, f"`{crm_field}` is written twice", "give each name a field of its own"))
        else:
            writes[str(name)] = crm_field
    return writes


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}
