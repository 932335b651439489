"""Policy tests read and run as `pointsman test` does, without a command line."""

from __future__ import annotations

from collections.abc import Callable
from textwrap import dedent

import pytest

from connector.core.rules import Policy
from connector.policy.suite.judging import Ran, run
from connector.policy.suite.reading import Suite, cases_of
from connector.policy.suite.stage import World
from connector.texts import read_text
from tests.policy.conftest import Read, words

WORLD = World({"sales": True, "marketing": False})


@pytest.fixture(scope="session")
def policy(read: Read) -> Policy:
    """The sound policy of this room."""
    reading = read()
    assert reading.policy is not None
    return reading.policy


@pytest.fixture
def suite(policy: Policy) -> Callable[[str], Suite]:
    """Reads a test file's text."""
    return lambda text: cases_of([read_text(dedent(text), "policy/tests/a.yaml")], policy, words())


@pytest.fixture
def play(policy: Policy, suite: Callable[[str], Suite]) -> Callable[[str], list[Ran]]:
    """Runs a test file's text, which has no fault."""

    def playing(text: str) -> list[Ran]:
        read = suite(text)
        assert read.faults == ()
        return list(run(policy, WORLD, read.cases))

    return playing
