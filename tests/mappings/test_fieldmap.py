"""Raw values in, records out."""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.changes import version_of
from mappings.fieldmap import FieldRule, ObjectMap, Unreadable
from mappings.records import Kind, State, Value
from mappings.transforms import LONGEST_TEXT, TRANSFORMS

SYSTEM = {
    "id": "Id",
    "owner_id": "OwnerId",
    "created_at": "CreatedDate",
    "modified_at": "SystemModstamp",
    "modified_by": "LastModifiedById",
}
RAW: Mapping[str, object] = {
    "Id": "00Q1",
    "OwnerId": "0051",
    "CreatedDate": "2026-01-01T00:00:00.000+0000",
    "SystemModstamp": "2026-01-02T03:04:05.000Z",
    "LastModifiedById": "0059",
}


def table(*rules: FieldRule) -> ObjectMap:
    return ObjectMap(Kind.LEAD, "Lead", SYSTEM, rules, {"reason": "Why__c", "account_id": "Acc__c"})


def value(
    raw: object, as_: str = "text", values: Mapping[str, object] | None = None, keep: bool = True
) -> Value:
    record, _ = table(FieldRule("x", "X", as_, values, keep)).to_record({**RAW, "X": raw})
    return record.fields["x"]


def fault(raw: object, as_: str) -> str:
    _, faults = table(FieldRule("x", "X", as_)).to_record({**RAW, "X": raw})
    assert [(each.field, each.crm_field) for each in faults] == [("x", "X")]
    return faults[0].message


def test_the_system_fields_become_the_records_own() -> None:
    record, faults = table().to_record(RAW)
    assert (record.id, record.owner_id, record.modified_by) == ("00Q1", "0051", "0059")
    assert record.created_at == datetime(2026, 1, 1, tzinfo=UTC)
    assert record.modified_at == datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert record.state is State.OPEN
    assert faults == ()


def test_a_record_says_that_it_was_merged() -> None:
    record, _ = table().to_record(RAW, state=State.MERGED, merged_into="00Q2", absorbed=("00Q3",))
    assert (record.state, record.merged_into, record.absorbed) == (State.MERGED, "00Q2", ("00Q3",))


def test_epoch_milliseconds_are_points_in_time() -> None:
    record, _ = table().to_record({**RAW, "SystemModstamp": "1763600000123", "CreatedDate": 0})
    assert record.modified_at == datetime(2025, 11, 20, 0, 53, 20, 123000, tzinfo=UTC)
    assert record.created_at is None


@pytest.mark.parametrize("missing", ["Id", "SystemModstamp"])
def test_without_an_id_or_a_stamp_there_is_no_record(missing: str) -> None:
    with pytest.raises(Unreadable, match=missing):
        table().to_record({**RAW, missing: None})


def test_a_stamp_without_a_zone_makes_a_record_unreadable() -> None:
    with pytest.raises(Unreadable, match="SystemModstamp"):
        table().to_record({**RAW, "SystemModstamp": "2026-01-01T00:00:00"})


@pytest.mark.parametrize("raw", [None, "", "   ", "\t\n", "\0", " \0 ", "\ud800"])
def test_blank_text_is_none(raw: object) -> None:
    assert value(raw) is None


def test_text_loses_outer_blanks_nul_bytes_and_lone_surrogates() -> None:
    assert value("  Ac\0me \ud83d GmbH\n") == "Acme  GmbH"
    assert value("two\nlines") == "two\nlines"
    assert value("Zoë 🦊") == "Zoë 🦊"


def test_a_text_that_is_too_long_is_cut_and_named() -> None:
    record, faults = table(FieldRule("x", "X")).to_record({**RAW, "X": "a" * (LONGEST_TEXT + 1)})
    assert record.fields["x"] == "a" * LONGEST_TEXT
    assert "longer than" in faults[0].message


@pytest.mark.parametrize(
    ("raw", "text"), [(7, "7"), (7.0, "7"), (7.5, "7.5"), (True, "true"), (["a", "b"], "a;b")]
)
def test_other_plain_values_are_spelled_as_text(raw: object, text: str) -> None:
    assert value(raw) == text


def test_a_compound_value_is_a_fault() -> None:
    assert "compound" in fault({"street": "x"}, "text")


@pytest.mark.parametrize(
    ("raw", "number"), [("42", 42), (" 42 ", 42), (42, 42), ("42.0", 42), (42.0, 42), ("1e3", 1000)]
)
def test_whole_numbers_are_read(raw: object, number: int) -> None:
    assert value(raw, "integer") == number
    assert type(value(raw, "integer")) is int


@pytest.mark.parametrize("raw", ["12.5", "many", "1_000", "1,000", True, "nan", "inf", "1e400", 10**30, "٣x"])
def test_what_is_no_whole_number_is_blank_and_named_without_its_value(raw: object) -> None:
    assert value(raw, "integer") is None
    assert str(raw) not in fault(raw, "integer")


def test_numbers_are_read() -> None:
    assert value("1.5e2", "number") == 150.0
    assert type(value("3", "number")) is float
    assert "finite" in fault(float("nan"), "number")


@pytest.mark.parametrize("raw", [True, "true", "TRUE", "Yes", "1", 1])
def test_yes_is_read(raw: object) -> None:
    assert value(raw, "yes_no") is True


@pytest.mark.parametrize("raw", [False, "false", "No", "0", 0])
def test_no_is_read(raw: object) -> None:
    assert value(raw, "yes_no") is False


def test_neither_yes_nor_no_is_a_fault() -> None:
    assert fault("maybe", "yes_no") == "neither yes nor no"


def test_dates_are_read() -> None:
    assert value("2026-01-31", "date") == "2026-01-31"
    assert value("2026-01-31T23:30:00-02:00", "date") == "2026-02-01"
    assert value("1763600000000", "date") == "2025-11-20"
    assert fault("31.1.2026", "date") == "not a date"


def test_points_in_time_are_canonical_text() -> None:
    assert value("2026-01-31T12:00:00+01:00", "datetime") == "2026-01-31T11:00:00.000000Z"
    assert "zone" in fault("2026-01-31T12:00:00", "datetime")


def test_multi_selects_are_tuples() -> None:
    assert value("a; b;;c ", "list") == ("a", "b", "c")
    assert value(["a", None, ""], "list") == ("a",)
    assert value(" ; ", "list") is None


def test_a_map_replaces_values_whatever_their_case() -> None:
    names = {"Deutschland": "DE", "USA": "US"}
    assert value("deutschland ", values=names) == "DE"
    assert value("Frankreich", values=names) == "Frankreich"
    assert value("Frankreich", values=names, keep=False) is None


def test_a_map_prefers_the_exact_spelling() -> None:
    assert value("us", values={"US": "big", "us": "small"}) == "small"


def test_a_map_comes_before_the_form() -> None:
    assert value("1-5", "integer", {"1-5": 1}) == 1
    assert value("Customer", "yes_no", {"Customer": "yes"}, keep=False) is True
    assert value("Partner", "yes_no", {"Customer": "yes"}, keep=False) is None


def test_a_map_may_answer_with_no_or_blank() -> None:
    assert value("Prospect", "yes_no", {"Prospect": False}) is False
    assert value("n/a", values={"n/a": None}) is None


def test_a_map_over_a_list_maps_each_part() -> None:
    assert value("Germany;France", "list", {"Germany": "DE"}, keep=False) == ("DE",)


def test_crm_fields_are_named_once_those_of_the_system_first() -> None:
    made = table(FieldRule("a", "Type"), FieldRule("b", "Type"), FieldRule("c", "Id"))
    assert made.crm_fields() == (*SYSTEM.values(), "Type")


def test_a_payload_holds_only_what_the_table_lets_us_write() -> None:
    extra: dict[str, Value] = {"reason": "because", "account_id": None, "other": "x"}
    assert table().to_payload(extra) == {"Why__c": "because", "Acc__c": None}
    assert table().to_payload({"reason": ("a", "b")}) == {"Why__c": "a;b"}


def test_a_table_can_do_without_a_field() -> None:
    made = table(FieldRule("a", "Type"), FieldRule("b", "Other"))
    less = made.without("Type").without("Why__c").without("LastModifiedById")
    assert [rule.name for rule in less.read] == ["b"]
    assert "reason" not in less.write
    assert less.to_record(RAW)[0].modified_by is None


@pytest.mark.parametrize("field", ["Id", "SystemModstamp"])
def test_a_table_cannot_do_without_what_makes_a_record(field: str) -> None:
    with pytest.raises(ValueError, match=field):
        table().without(field)


def test_tables_travel_between_processes() -> None:
    made = table(FieldRule("a", "Type", "yes_no", {"x": "yes"}, False))
    again = pickle.loads(pickle.dumps(made))
    assert again == made
    assert again.to_record({**RAW, "Type": "x"}) == made.to_record({**RAW, "Type": "x"})


ANYTHING = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(),
    st.lists(st.text()),
    st.dictionaries(st.text(), st.text()),
)


@given(raw=ANYTHING, as_=st.sampled_from(sorted(TRANSFORMS)))
def test_no_value_stops_a_record(raw: object, as_: str) -> None:
    record, faults = table(FieldRule("x", "X", as_)).to_record({**RAW, "X": raw})
    kept = record.fields["x"]
    assert kept != ""
    assert len(faults) <= 1
    if isinstance(kept, str):
        kept.encode()
        assert "\0" not in kept
    version_of(record)
