"""Shipped tables, and what users add to them."""

from __future__ import annotations

import pytest

from connector.settings import field_tables
from mappings.fieldmap import ObjectMap
from mappings.records import Kind
from mappings.tables import TableFault


def lead(**users: object) -> tuple[ObjectMap, list[TableFault]]:
    tables, faults = field_tables("salesforce", "Lead", {"lead": {"salesforce": users}})
    return tables[Kind.LEAD], faults


def names(table: ObjectMap) -> dict[str, str]:
    return {rule.name: rule.crm_field for rule in table.read}


@pytest.mark.parametrize(
    ("kind", "lead_object", "kinds"),
    [
        ("salesforce", "Lead", ["lead", "contact", "account", "opportunity", "task", "event"]),
        ("hubspot", "contacts", ["lead", "account", "opportunity", "call", "email", "meeting"]),
        ("hubspot", "leads", ["lead", "contact", "account", "opportunity", "call", "email", "meeting"]),
    ],
)
def test_the_shipped_tables_are_sound(kind: str, lead_object: str, kinds: list[str]) -> None:
    tables, faults = field_tables(kind, lead_object)
    assert faults == []
    assert [each.value for each in tables] == kinds
    assert tables[Kind.LEAD].object == lead_object
    for table in tables.values():
        assert {"id", "owner_id", "created_at", "modified_at", "modified_by"} == set(table.system)


@pytest.mark.parametrize(
    ("kind", "lead_object"), [("salesforce", "Lead"), ("hubspot", "contacts"), ("hubspot", "leads")]
)
def test_what_other_rooms_rely_on_is_mapped(kind: str, lead_object: str) -> None:
    tables, _ = field_tables(kind, lead_object)
    assert {"first_name", "last_name", "email", "company", "website"} <= set(names(tables[Kind.LEAD]))
    assert {"name", "website", "parent_id", "customer", "country", "phone"} <= set(
        names(tables[Kind.ACCOUNT])
    )
    assert {"account_id", "stage", "amount", "closed", "won", "close_date"} <= set(
        names(tables[Kind.OPPORTUNITY])
    )
    if Kind.CONTACT in tables:
        assert "account_id" in names(tables[Kind.CONTACT])


def test_contacts_of_hubspot_carry_their_stamp_under_another_name() -> None:
    tables, _ = field_tables("hubspot", "contacts")
    assert tables[Kind.LEAD].system["modified_at"] == "lastmodifieddate"
    assert tables[Kind.ACCOUNT].system["modified_at"] == "hs_lastmodifieddate"


@pytest.mark.parametrize(
    ("type_", "customer"),
    [("Customer - Direct", True), ("Prospect", False), ("Something of ours", None), (None, None)],
)
def test_a_customer_is_told_by_the_accounts_type(type_: str | None, customer: bool | None) -> None:
    tables, _ = field_tables("salesforce", "Lead")
    raw = {"Id": "001", "SystemModstamp": "2026-01-01T00:00:00Z", "Type": type_}
    assert tables[Kind.ACCOUNT].to_record(raw)[0].fields["customer"] is customer


def test_hubspots_bands_of_employees_count_from_their_lower_end() -> None:
    tables, _ = field_tables("hubspot", "contacts")
    raw = {"hs_object_id": "1", "lastmodifieddate": "2026-01-01T00:00:00Z", "numemployees": "100-500"}
    assert tables[Kind.LEAD].to_record(raw)[0].fields["employees"] == 100


def test_users_add_replace_and_drop_names() -> None:
    table, faults = lead(read={"product": {"field": "Product__c"}, "country": "Land__c", "phone": None})
    assert faults == []
    assert names(table)["product"] == "Product__c"
    assert names(table)["country"] == "Land__c"
    assert "phone" not in names(table)
    assert names(table)["email"] == "Email"


def test_users_name_what_is_written() -> None:
    table, faults = lead(write={"reason": "Pointsman_Reason__c", "account_id": "Matched__c"})
    assert faults == []
    assert table.to_payload({"reason": "r", "decision_id": "d"}) == {"Pointsman_Reason__c": "r"}


READ = ("lead", "salesforce", "read")
FAULTS: list[tuple[dict[str, object], tuple[str, ...], str, str]] = [
    ({"read": {"x": {"field": "X", "as": "intger"}}}, (*READ, "x", "as"), "unknown form", "`integer`"),
    ({"read": {"x": {"field": "X", "feld": "X"}}}, (*READ, "x", "feld"), "unknown key", "`field`"),
    ({"read": {"x": {}}}, (*READ, "x"), "missing", "field: Country"),
    ({"read": {"x": {"field": "a b"}}}, (*READ, "x", "field"), "no name of a CRM field", "pointsman fields"),
    ({"read": {"x": {"field": "X FROM User"}}}, (*READ, "x", "field"), "no name of a CRM field", "API name"),
    ({"read": {"x": {"field": 5}}}, (*READ, "x", "field"), "no name of a CRM field", "API name"),
    ({"read": {"x": 5}}, (*READ, "x"), "a field belongs here", "{field: CrmField}"),
    ({"read": {"X": "X"}}, (*READ, "X"), "no name", "small letters"),
    ({"read": {"owner": "X"}}, (*READ, "owner"), "not for mapping", "another name"),
    ({"read": {"x": {"field": "X", "else": "blank"}}}, (*READ, "x", "else"), "without `map`", "drop"),
    (
        {"read": {"x": {"field": "X", "map": {}, "else": "drop"}}},
        (*READ, "x", "else"),
        "keep or blank",
        "keep",
    ),
    ({"read": {"x": {"field": "X", "map": ["a"]}}}, (*READ, "x", "map"), "values of the CRM", "Deutschland"),
    (
        {"read": {"x": {"field": "X", "map": {"a": []}}}},
        (*READ, "x", "map", "a"),
        "a single value",
        "Deutschland",
    ),
    ({"read": ["a"]}, READ, "names and fields", "CrmField"),
    ({"raed": {}}, ("lead", "salesforce", "raed"), "unknown key", "`read`"),
    ({"write": {"reson": "X"}}, ("lead", "salesforce", "write", "reson"), "cannot be written", "`reason`"),
    ({"write": {"reason": "a.b"}}, ("lead", "salesforce", "write", "reason"), "no name", "reason:"),
    (
        {"write": {"reason": "OwnerId"}},
        ("lead", "salesforce", "write", "reason"),
        "the CRM's own",
        "made for it",
    ),
    (
        {"write": {"reason": "X", "account_id": "X"}},
        ("lead", "salesforce", "write", "account_id"),
        "written twice",
        "its own",
    ),
]


@pytest.mark.parametrize(("users", "path", "message", "mend"), FAULTS)
def test_a_fault_names_its_place_and_its_mend(
    users: dict[str, object], path: tuple[str, ...], message: str, mend: str
) -> None:
    _, faults = lead(**users)
    assert [fault[0] for fault in faults] == [path]
    assert message in faults[0][1]
    assert mend in faults[0][2]


def test_unknown_objects_and_kinds_of_crm_are_named() -> None:
    _, faults = field_tables("salesforce", "Lead", {"leed": {}, "account": {"hubspott": {}}, "contact": 5})
    assert [(path, mend) for path, _, mend in faults] == [
        (("leed",), "did you mean `lead`?"),
        (("account", "hubspott"), "did you mean `hubspot`?"),
        (("contact",), "write `salesforce:` below it"),
    ]


def test_only_leads_are_written() -> None:
    tables, faults = field_tables(
        "salesforce", "Lead", {"account": {"salesforce": {"write": {"reason": "X"}}}}
    )
    assert faults[0][1] == "only leads are written"
    assert tables[Kind.ACCOUNT].write == {}


def test_a_faulty_entry_leaves_the_others_standing() -> None:
    table, faults = lead(read={"x": {"field": "X", "as": "nope"}, "y": "Y__c"})
    assert len(faults) == 1
    assert "y" in names(table)
    assert "x" not in names(table)
