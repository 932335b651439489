"""Territories by postal code, and lists of the other kinds."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.core.conditions import Facts, Operator, Test, Truth, evaluate
from connector.core.postal import Areas, areas, plain_code

NOW = datetime(2026, 3, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("entry", "code", "holds"),
    [
        ("80331", "80331", True),
        ("80331", " D-80331 ", True),
        ("80331", "80332", False),
        ("94107", "94107-1234", True),
        ("sw1a 1aa", "SW1A1AA", True),
        ("00-950", "00950", True),
        ("01067", "1067", True),
        ("1010", "1010", True),
        ("80331", "80", False),
        ("80*", "80331", True),
        ("80*", "81000", False),
        ("01*", "1067", True),
        ("k1a*", "K1A 0B1", True),
        ("80000..81999", "80000", True),
        ("80000..81999", "81999", True),
        ("80000..81999", "79999", False),
        ("80000..81999", "82000", False),
        ("80..81", "81999", True),
        ("01000..01999", "1067", True),
        ("01000..01999", "01067", True),
        ("01000..01999", "67", False),
        ("94000..94199", "94107-0001", True),
        ("ab10..ab16", "AB12 3CD", True),
        ("ab10..ab16", "AB9 3CD", False),
        ("80331", "n/a", False),
        ("80331", "-", False),
    ],
)
def test_where_a_code_lies(entry: str, code: str, holds: bool) -> None:
    assert Areas([entry]).has(code) is holds


codes = st.integers(0, 99_999).map(lambda number: f"{number:05d}")


@given(st.lists(st.tuples(codes, codes), max_size=6), st.lists(codes, max_size=4), codes)
def test_areas_are_what_going_through_all_entries_says(
    pairs: list[tuple[str, str]], single: list[str], code: str
) -> None:
    ranges = [(min(pair), max(pair)) for pair in pairs]
    found = Areas([*single, *(f"{low}..{high}" for low, high in ranges)]).has(code)
    assert found is (code in single or any(low <= code <= high for low, high in ranges))


@given(st.text(max_size=60))
def test_no_text_raises(text: str) -> None:
    Areas(["80*", "80000..81999", "80331"]).has(text)
    assert plain_code(plain_code(text)) == plain_code(text)


def test_a_look_up_among_a_hundred_thousand_codes_is_quick() -> None:
    entries = frozenset(f"{number:05d}" for number in range(100_000)) | {"90000..91000", "12*"}
    areas(entries).has("00000")
    start = time.perf_counter()
    for number in range(2_000):
        areas(entries).has(f"x{number}")
    assert (time.perf_counter() - start) / 2_000 < 0.001


def truth(field: str, operator: Operator, value: Any, actual: Any, **parts: frozenset[str]) -> Truth:
    facts = Facts(lambda name: actual if name == field else None, NOW, {"L": parts})
    return evaluate(Test(field, operator, value), facts).truth


def test_ranges_and_beginnings_stand_in_conditions() -> None:
    field = "lead.postal_code"
    assert truth(field, Operator.BETWEEN, ("80000", "81999"), "D-80331") is Truth.TRUE
    assert truth(field, Operator.BETWEEN, ("80000", "81999"), "94107-1234") is Truth.FALSE
    assert truth(field, Operator.STARTS_WITH, ("01", "02"), "1067") is Truth.TRUE
    assert truth(field, Operator.STARTS_WITH, "80", "D-80331") is Truth.TRUE
    assert truth(field, Operator.BETWEEN, ("80000", "81999"), None) is Truth.BLANK
    assert truth("lead.employees", Operator.BETWEEN, (10, 99), 50) is Truth.TRUE


@pytest.mark.parametrize(
    ("field", "part", "entries", "actual", "holds"),
    [
        ("lead.postal_code", "postal_codes", {"80331", "81*"}, "81 925", True),
        ("account.id", "ids", {"001xx000003DGb2"}, "001xx000003DGb2AAG", True),
        ("account.id", "ids", {"001xx000003DGb2AAG"}, "001xx000003dGB2", False),
        ("lead.email", "domains", {"rival.com", "eve@gmail.com"}, "x@mail.rival.com", True),
        ("lead.email", "domains", {"eve@gmail.com"}, "Eve@gmail.com", True),
        ("lead.email", "domains", {"eve@gmail.com"}, "ann@gmail.com", False),
        ("lead.state", "states", {"california"}, "CA", True),
        ("lead.state", "states", {"us-ca"}, "Calif.", True),
        ("lead.state", "states", {"wa"}, "WA", True),
        ("lead.state", "states", {"ca"}, "NY", False),
        ("lead.company", "names", {"acme"}, " ACME ", True),
    ],
)
def test_a_list_compares_each_part_in_its_own_way(
    field: str, part: str, entries: set[str], actual: str, holds: bool
) -> None:
    found = truth(field, Operator.IN_LIST, "L", actual, **{part: frozenset(entries)})
    assert found is (Truth.TRUE if holds else Truth.FALSE)
