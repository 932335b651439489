"""SOQL as Salesforce reads it: what is a query, what is refused, what matches."""

from __future__ import annotations

from typing import Any

import pytest

from adapters.simulators.salesforce.soql import SoqlError, parse
from adapters.simulators.salesforce.soql_columns import Sight
from adapters.simulators.salesforce.soql_run import run
from adapters.simulators.world import World


def find(world: World, text: str, *, all_rows: bool = False) -> list[dict[str, Any]]:
    found = run(parse(text), Sight(world.salesforce), all_rows=all_rows)
    return [found.project(row) for row in found.rows]


def lead(world: World, **values: Any) -> str:
    full = {"LastName": "X", "Company": "X", "OwnerId": world.queues["Inbound"], **values}
    return world.salesforce.create("Lead", full, world.salesforce.our_user).id


def names(world: World, where: str, order: str = "Id") -> list[str]:
    text = f"SELECT LastName FROM Lead WHERE Title = 'here' AND ({where}) ORDER BY {order}"
    return [row["LastName"] for row in find(world, text)]


@pytest.fixture
def three(world: World) -> World:
    lead(world, Title="here", LastName="Ödman", Country="Germany", NumberOfEmployees=10)
    lead(world, Title="here", LastName="O'Dell", Country=None, NumberOfEmployees=500)
    lead(world, Title="here", LastName="100%_x\\", Country="germany", NumberOfEmployees=None)
    return world


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ("Country = 'GERMANY'", ["Ödman", "100%_x\\"]),
        ("Country != 'Germany'", ["O'Dell"]),
        ("Country = null", ["O'Dell"]),
        ("Country = ''", ["O'Dell"]),
        ("LastName = 'O\\'Dell'", ["O'Dell"]),
        ("LastName LIKE '%dell'", ["O'Dell"]),
        ("LastName LIKE '100\\%\\_x\\\\'", ["100%_x\\"]),
        ("LastName LIKE '____n'", ["Ödman"]),
        ("NumberOfEmployees >= 10 AND NumberOfEmployees < 500", ["Ödman"]),
        ("NumberOfEmployees > 5", ["Ödman", "O'Dell"]),
        ("NOT (Country = null)", ["Ödman", "100%_x\\"]),
        ("LastName IN ('ödman', 'nobody')", ["Ödman"]),
        ("LastName NOT IN ('Ödman')", ["O'Dell", "100%_x\\"]),
        ("Country = null OR (NumberOfEmployees = 10 AND IsConverted = FALSE)", ["Ödman", "O'Dell"]),
        ("Owner.Type = 'Queue'", ["Ödman", "O'Dell", "100%_x\\"]),
    ],
)
def test_a_condition_matches_as_in_salesforce(three: World, where: str, expected: list[str]) -> None:
    assert names(three, where) == expected


def test_nulls_come_first_and_last_when_descending(three: World) -> None:
    every = "IsDeleted = false"
    assert names(three, every, "NumberOfEmployees")[0] == "100%_x\\"
    assert names(three, every, "NumberOfEmployees DESC")[-1] == "100%_x\\"
    assert names(three, every, "NumberOfEmployees NULLS LAST")[-1] == "100%_x\\"
    assert names(three, every, "NumberOfEmployees DESC NULLS FIRST")[0] == "100%_x\\"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("SELECT Id FROM Lead WHERE", "MALFORMED_QUERY"),
        ("SELECT Id FROM Lead WHERE a = 1 AND b = 2 OR c = 3", "MALFORMED_QUERY"),
        ("SELECT Id, Id FROM Lead", "MALFORMED_QUERY"),
        ("SELECT Id FROM Lead WHERE Name = 'O'Dell'", "MALFORMED_QUERY"),
        ("SELECT Id FROM Lead WHERE Name = 'a\\q'", "MALFORMED_QUERY"),
        ("SELECT Id FROM Lead WHERE Id IN ()", "MALFORMED_QUERY"),
        ("SELECT Id FROM Lead GROUP BY Id", "MALFORMED_QUERY"),
        ("", "MALFORMED_QUERY"),
    ],
)
def test_a_text_that_is_no_query_is_refused(text: str, code: str) -> None:
    with pytest.raises(SoqlError) as refused:
        parse(text)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("SELECT Nope__c FROM Lead", "INVALID_FIELD"),
        ("SELECT Id FROM Lead WHERE Nope = 1", "INVALID_FIELD"),
        ("SELECT Id FROM Lead ORDER BY Nope", "INVALID_FIELD"),
        ("SELECT IsDeleted FROM User", "INVALID_FIELD"),
        ("SELECT Owner.Type FROM Contact", "INVALID_FIELD"),
        ("SELECT Nobody.Name FROM Lead", "INVALID_FIELD"),
        ("SELECT Id FROM Nope", "INVALID_TYPE"),
        ("SELECT Id FROM Lead WHERE SystemModstamp > '2026-01-01T00:00:00Z'", "INVALID_FIELD"),
        ("SELECT Id FROM Lead WHERE IsDeleted = 'false'", "INVALID_FIELD"),
        ("SELECT Id FROM Lead WHERE Id = 'short'", "INVALID_QUERY_FILTER_OPERATOR"),
        ("SELECT Id FROM Lead WHERE Description = 'x'", "INVALID_FIELD"),
        ("SELECT Id FROM OutOfOffice WHERE IsEnabled = true", "INVALID_FIELD"),
    ],
)
def test_a_query_that_does_not_fit_the_organisation_is_refused(world: World, text: str, code: str) -> None:
    with pytest.raises(SoqlError) as refused:
        find(world, text)
    assert refused.value.code == code


def test_field_names_come_back_in_their_real_spelling(three: World) -> None:
    (first, *_) = find(three, "select id, OWNERID from lead where title = 'HERE' order by id limit 1")
    assert list(first) == ["attributes", "Id", "OwnerId"]
    assert first["attributes"]["url"].endswith(f"/sobjects/Lead/{first['Id']}")


def test_dotted_fields_are_nested_and_blank_where_there_is_nobody(three: World) -> None:
    text = "SELECT Owner.Type, Owner.Name, Matched_Account__r.Name FROM Lead WHERE Title = 'here' LIMIT 1"
    (row,) = find(three, text)
    assert row["Owner"]["Type"] == "Queue"
    assert row["Owner"]["attributes"]["type"] == "Name"
    assert row["Matched_Account__r"] is None


def test_an_id_of_fifteen_characters_finds_the_record(three: World) -> None:
    wanted = find(three, "SELECT Id FROM Lead WHERE Title = 'here' LIMIT 1")[0]["Id"]
    assert find(three, f"SELECT Id FROM Lead WHERE Id = '{wanted[:15]}'")[0]["Id"] == wanted


def test_stamps_compare_by_the_second_and_milliseconds_are_ignored(world: World) -> None:
    world.clock.advance(0.7)
    lead(world, Title="here", LastName="late in the second")
    assert names(world, "SystemModstamp = 2026-11-20T12:00:00Z") == ["late in the second"]
    assert names(world, "SystemModstamp >= 2026-11-20T12:00:00.999Z") == ["late in the second"]
    assert names(world, "SystemModstamp > 2026-11-20T13:00:00+01:00") == []


def test_the_keyset_walks_through_ties_without_loss_or_repetition(world: World) -> None:
    made = [lead(world, Title="here", LastName=str(number)) for number in range(25)]
    seen: list[str] = []
    where = "SystemModstamp >= 2026-11-20T12:00:00Z"
    while page := find(
        world, f"SELECT Id FROM Lead WHERE {where} ORDER BY SystemModstamp, Id LIMIT 10", all_rows=True
    ):
        seen += [row["Id"] for row in page]
        stamp = "2026-11-20T12:00:00Z"
        where = f"(SystemModstamp = {stamp} AND Id > '{seen[-1]}') OR SystemModstamp > {stamp}"
    assert seen == made


def test_deleted_rows_are_seen_by_query_all_only_and_purged_ones_by_none(world: World) -> None:
    gone, purged = lead(world, Title="here"), lead(world, Title="here")
    world.salesforce.delete("Lead", gone)
    world.salesforce.delete("Lead", purged)
    world.salesforce.purge("Lead", purged)
    text = "SELECT Id, IsDeleted FROM Lead WHERE Title = 'here'"
    assert find(world, text) == []
    assert [row["Id"] for row in find(world, text, all_rows=True)] == [gone]
    assert find(world, f"SELECT Id FROM Lead WHERE Id = '{purged}'", all_rows=True) == []
