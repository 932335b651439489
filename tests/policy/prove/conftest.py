"""Small policies put together from a few lines, and what the proof finds in them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from connector.core.rules import Policy
from connector.policy.folder import Book, read_texts
from connector.policy.prove import Finding, prove
from connector.policy.read import read_book
from tests.policy.conftest import words

PARTS = {
    "people": "people: [{email: ann@acme.com}, {email: ben@acme.com}]",
    "teams": """\
teams:
  - {name: A, members: [ann@acme.com]}
  - {name: B, members: [ben@acme.com]}
  - {name: C, members: [ann@acme.com, ben@acme.com]}""",
    "lists": """\
lists:
  EMEA: {countries: [DE, FR, GB]}
  DACH: {countries: [DE, AT, CH]}
  Rivals: {domains: [rival.com]}""",
    "leads": "leads: {owned_by: [nobody]}",
    "routes": "routes: [{name: Everyone, to: {team: C}}]",
    "otherwise": "otherwise: {to: {queue: Unrouted}}",
}


def written(**parts: str) -> str:
    """A policy's text; `parts` take the place of the usual ones."""
    return "\n".join(text.rstrip() for text in (PARTS | parts).values()) + "\n"


def sound(text: str) -> tuple[Book, Policy]:
    """The policy of a text without faults (but for warnings)."""
    book = read_texts([("policy/policy.yaml", text)])
    reading = read_book(book, words())
    assert reading.policy is not None, reading.faults
    return book, reading.policy


@pytest.fixture(scope="session")
def proven() -> Callable[..., tuple[Finding, ...]]:
    """What is found in a policy made of the usual parts and those given."""

    def proving(**parts: str) -> tuple[Finding, ...]:
        return prove(*sound(written(**parts)), words())

    return proving
