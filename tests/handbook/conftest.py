"""Handbooks from policies."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import pytest

from connector.handbook.book import handbook
from connector.handbook.content import Handbook
from connector.policy.folder import read_texts
from connector.policy.prove import prove
from connector.policy.read import read_book
from tests.policy.conftest import SOUND, words

Book = Callable[..., Handbook]


def told(book: Handbook, key: str) -> Sequence[str]:
    """Every sentence of a section, also those of its routes and parts, in order."""
    (section,) = [each for each in book.plain()["sections"] if each["key"] == key]
    found: list[str] = []

    def take(data: object) -> None:
        if isinstance(data, str):
            found.append(data)
        elif isinstance(data, dict):
            for each in data.values():
                take(each)
        elif isinstance(data, list):
            for each in data:
                take(each)

    take(section)
    return found


@pytest.fixture(scope="session")
def book() -> Book:
    """The handbook of the sound policy after (old, new) changes, or of `text`."""
    known = words()

    def made(*change: tuple[str, str], text: str = SOUND) -> Handbook:
        for old, new in change:
            assert old in text, old
            text = text.replace(old, new)
        merged = read_texts([("policy/policy.yaml", text)])
        reading = read_book(merged, known)
        assert reading.policy is not None, reading.faults
        found = prove(merged, reading.policy, known)
        return handbook(reading.policy, date(2026, 11, 28), reading.faults, found)

    return made
