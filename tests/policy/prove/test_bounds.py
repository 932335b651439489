"""What is not proven is said; nothing is claimed of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from connector.core import samples
from connector.policy.prove import Finding, boxes, prove, routes
from tests.policy.conftest import words
from tests.policy.prove.conftest import sound, written

Proven = Callable[..., tuple[Finding, ...]]

SHADOWED = """\
routes:
  - {name: Europe, when: {lead.country: {in_list: EMEA}}, blank: skips, to: {team: A}}
  - {name: Germany, when: {lead.country: DE}, blank: skips, to: {team: B}}
"""
WORDS = [f"{{lead.title: {{contains_word: Word{n}}}}}" for n in range(10)]


def kinds(found: tuple[Finding, ...]) -> set[str]:
    return {one.kind for one in found}


def said(found: tuple[Finding, ...]) -> list[str]:
    return [one.message for one in found if one.kind == "bound"]


def test_a_question_that_costs_too_much_is_left_open(proven: Proven, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "dead" in kinds(proven(routes=SHADOWED))
    monkeypatch.setattr(routes, "STEPS", 0)
    found = proven(routes=SHADOWED)
    assert "dead" not in kinds(found)
    assert "not proven, because it is too intricate: whether route `Germany` can fire" in said(found)
    assert "not proven, because it is too intricate: which leads come to `otherwise`" in said(found)


def test_many_questions_left_open_are_counted(proven: Proven, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routes, "ALL_STEPS", 0)
    lines = [
        f"  - {{name: R{n}, when: {{lead.rating: [X, Y{n}]}}, blank: skips, to: {{team: A}}}}"
        for n in range(9)
    ]
    found = proven(routes="routes:\n" + "\n".join(lines))
    assert any("more such questions" in message for message in said(found))
    assert "not every pair of routes was compared" in said(found)


def test_a_condition_too_ragged_for_boxes_is_left_open(
    proven: Proven, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(boxes, "MOST_BOXES", 0)
    found = proven(
        routes="""\
routes:
  - name: Ragged
    when: {any: [{lead.country: DE, lead.rating: Hot}, {lead.state: CA, lead.rating: Warm}]}
    blank: skips
    to: {team: A}
"""
    )
    assert said(found) == [
        "not proven, because it is too intricate: whether route `Ragged` can fire",
        "not proven, because it is too intricate: which leads come to `otherwise`",
    ]


def test_of_more_words_than_are_tried_together_nothing_is_claimed(proven: Proven) -> None:
    some = (
        "routes:\n  - {name: Some, blank: skips, to: {team: A}, when: {all: ["
        + ", ".join(WORDS[:4])
        + "]}}\n"
    )
    rest = "".join(
        f"  - {{name: R{n}, when: {word}, blank: skips, to: {{team: B}}}}\n" for n, word in enumerate(WORDS)
    )
    found = proven(routes=some + rest)
    assert not kinds(found) & {"dead", "contradiction", "complete"}
    assert any("not proven to the last value of lead.title" in message for message in said(found))


def test_very_long_lists_are_cut_by_where_their_entries_stand(
    proven: Proven, monkeypatch: pytest.MonkeyPatch
) -> None:
    entries = ", ".join(f'"{n:05}"' for n in range(200))
    lists = f"lists:\n  Here: {{industries: [{entries}]}}\n"
    routes = """\
routes:
  - {name: Here, when: {lead.industry: {in_list: Here}}, blank: skips, to: {team: A}}
  - {name: One of them, when: {lead.industry: "00100"}, blank: skips, to: {team: B}}
"""
    monkeypatch.setattr(samples, "MOST_VALUES", 50)
    assert "dead" in kinds(proven(lists=lists, routes=routes))
    prefixed = routes.replace('"00100"}', '{starts_with: ["001"]}}')
    found = proven(lists=lists, routes=prefixed)
    assert "dead" not in kinds(found)
    assert any("not proven to the last value of lead.industry" in message for message in said(found))


@pytest.mark.parametrize("count", [3, 12])
def test_a_field_that_holds_several_values_can_be_all_of_them_at_once(count: int) -> None:
    every = ", ".join(f"{{lead.rating: R{n}}}" for n in range(count))
    text = written(
        routes=f"routes:\n  - {{name: All, when: {{all: [{every}]}}, blank: skips, to: {{team: A}}}}\n"
    )
    single, several = (prove(*sound(text), words(), fields) for fields in ((), ("lead.rating",)))
    assert "contradiction" in kinds(single)
    assert "contradiction" not in kinds(several)
    assert bool(said(several)) == (count > 8)
