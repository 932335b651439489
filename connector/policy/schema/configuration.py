"""The JSON Schemas of pointsman.yaml, of `mappings/`, and of the policy's tests."""

from __future__ import annotations

from connector.glance import LEAD_OBJECTS
from connector.policy.schema import forms
from connector.policy.schema.forms import Form, either, keyed, maybe, names_to, shaped, word
from connector.policy.suite.shape import CaseShape, ExpectShape
from connector.policy.vocabulary import OF_ACCOUNT, OF_RECORDS, Vocabulary
from connector.settings.logins import FLOWS
from connector.settings.shape import CrmShape, SettingsShape
from mappings.fieldmap import WRITABLE
from mappings.records import ACTIVITIES, Kind
from mappings.tables import CRM_KINDS, RULE
from mappings.transforms import TRANSFORMS

_REFERENCE: Form = {"type": "string", "pattern": r"^\s*\$\{.+\}\s*$"}
"""A value that the environment or a file holds."""


def settings_schema() -> Form:
    """The schema of pointsman.yaml. References may stand for numbers, too."""
    flows = sorted({flow for own in FLOWS.values() for flow in own})
    auth: Form = {"type": "object", "properties": {"flow": word(flows)}, "required": ["flow"]}
    objects = [each for own in LEAD_OBJECTS.values() for each in own]
    crm = {"auth": auth | {"additionalProperties": {"type": "string"}}, "objects": maybe(word(objects))}
    parts = {"crms": names_to(shaped("crm", CrmShape, crm)) | {"minProperties": 1}}
    made = _or_references(shaped("settings", SettingsShape, parts))
    return {"$schema": forms.DIALECT, "title": "Settings of Pointsman", **made}


def _or_references(form: Form) -> Form:
    """The form, in which each number may also come by a reference."""
    if form.get("type") in ("integer", "number"):
        rest = {key: form[key] for key in ("description", "default") if key in form}
        return either({key: each for key, each in form.items() if key not in rest}, _REFERENCE) | rest
    return {key: _or_references(each) if isinstance(each, dict) else each for key, each in form.items()}


def mappings_schema() -> Form:
    """The schema of the files of `mappings/`."""
    keys: dict[str, Form] = {
        "field": forms.TEXT,
        "as": word(TRANSFORMS),
        "map": maybe(names_to({"type": ["string", "number", "boolean", "null"]})),
        "else": word(("keep", "blank")),
    }
    rule = keyed("rule", {key: keys[key] for key in RULE}, needs=("field",))
    read = maybe(names_to(either(forms.TEXT, rule, forms.NULL)))
    made = {}
    for kind in (kind for kind in Kind if kind not in ACTIVITIES):
        table = {"read": read}
        if kind is Kind.LEAD:
            table["write"] = maybe(keyed("write", dict.fromkeys(WRITABLE, forms.TEXT)))
        by_crm = keyed("kinds", dict.fromkeys(CRM_KINDS, maybe(keyed("table", table))))
        made[kind.value] = maybe(by_crm)
    return {
        "$schema": forms.DIALECT,
        "title": "Field tables of Pointsman",
        **keyed("mappings", made),
        "type": ["object", "null"],
    }


def cases_schema(words: Vocabulary) -> Form:
    """The schema of the files of `policy/tests/`."""
    value = either(forms.PLAIN, {"type": "array"}, forms.NULL)
    whom: Form = {}
    records = {
        kind: _records(names_to(value, sorted({*OF_RECORDS, *words.mapped[kind]}))) for kind in words.related
    }
    lead = {*OF_RECORDS, *words.mapped.get("lead", ())}
    account = {*OF_RECORDS, *OF_ACCOUNT, *words.mapped.get("account", ())}
    crm = maybe(word(words.crms))
    expect = shaped("expect", ExpectShape, {"owner": whom, "steps": _TEXTS, "notices": _TEXTS})
    case = shaped(
        "case",
        CaseShape,
        {
            "lead": _record(lead, value, whom),
            "loads": names_to(either(forms.COUNT, names_to({"type": "number", "minimum": 0}))),
            "account": maybe(_record(account, value, whom)),
            "related": {"type": "object", "properties": records, "additionalProperties": False},
            "crm": crm,
            "gone": _TEXTS,
            "queues": names_to(_TEXTS),
            "expect": expect | {"minProperties": 1},
        },
    )
    return {
        "$schema": forms.DIALECT,
        "title": "Tests of a policy of Pointsman",
        "type": ["array", "null"],
        "items": case,
    }


_TEXTS = either({"type": "string"}, {"type": "array", "items": {"type": "string"}})


def _records(record: Form) -> Form:

    return {"type": "array", "items": record}


def _record(names: set[str], value: Form, owner: Form) -> Form:
    properties = dict.fromkeys(sorted(names), value) | {"owner": owner}
    return {"type": "object", "properties": properties, "additionalProperties": False}
