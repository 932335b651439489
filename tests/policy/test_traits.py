"""Skills and languages with levels, as users write them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from connector.core.rules import Narrowing, NobodyLeft, Policy
from connector.policy.read import Reading

Read = Callable[..., Reading]
SKILLS = "skills: [german, fintech]"
WITH = "with: [{skill: lead.industry}, {language: German}]"


def sound(reading: Reading) -> Policy:
    assert reading.policy is not None, reading.faults
    return reading.policy


def test_a_person_has_skills_and_languages_at_levels(read: Read) -> None:
    text = "skills: {German: 3, fintech: 1}\n    languages: {de: 2, en: 1}"
    ann = sound(read((SKILLS, text))).people["ann@acme.com"]
    assert (ann.skills, ann.languages) == ({"german", "fintech"}, {"de", "en"})
    assert ann.levels == {("skill", "german"): 3, ("language", "de"): 2}
    assert sound(read()).people["ann@acme.com"].levels == {}
    assert sound(read((SKILLS, "skills: german"))).people["ann@acme.com"].skills == {"german"}


def test_a_narrowing_says_how_well_and_what_else(read: Read) -> None:
    text = "with: [{skill: lead.industry, at_least: 2, or: skip}, {language: German}]"
    route = sound(read((WITH, text))).routes[1].routes[0]
    assert route.narrow == (
        Narrowing("skill", field="lead.industry", at_least=2, nobody_left=NobodyLeft.SKIP),
        Narrowing("language", value="german"),
    )


@pytest.mark.parametrize(
    ("change", "place", "message", "mend"),
    [
        ((SKILLS, "skills: {german: 0}"), (4, 22), "no level", "from 1 to 10"),
        ((SKILLS, "skills: {german: high}"), (4, 22), "no level", "from 1 to 10"),
        ((SKILLS, "skills: [german, 3]"), (4, 22), "text belongs here", "{german: 3"),
        ((WITH, "with: [{skill: x, at_least: 11}]"), (34, 37), "no level", "from 1 to 10"),
        ((WITH, "with: [{skill: x, or: wait}]"), (34, 31), "not a word", "stop"),
        ((WITH, "with: [{at_least: 2}]"), (34, 16), "no trait", "language"),
        ((WITH, "with: [{skill: x, atleast: 2}]"), (34, 27), "unknown key `atleast`", "`at_least`"),
    ],
)
def test_a_fault_names_its_place_and_its_mend(
    read: Read, change: tuple[str, str], place: tuple[int, int], message: str, mend: str
) -> None:
    (fault,) = [fault for fault in read(change).faults if not fault.warning]
    assert (fault.line, fault.column) == place
    assert message in fault.message
    assert mend in fault.mend
