"""Both answers in sentences, and as plain values. Nothing that a lead holds is quoted: fields go by name, and
values are the policy's, the people's or the accounts'."""

from __future__ import annotations

from typing import Any

from connector.core.explain import when
from connector.core.instead.nearest import Changed, Nearest
from connector.core.instead.why import Barred, Obstacle, WhyNot
from connector.core.instead.world import ROUTE
from connector.core.phrases import shown

_FIRST = {
    "took it": "comes first and takes it",
    "waits": "comes first and holds it",
    "ended it": "comes first",
}


MOST_WAYS = 12
"""So many ways are told of; of more, the rest are counted."""


def lines(why: WhyNot, near: Nearest) -> list[str]:
    """The answers as a person would give them, a sentence a line."""
    if why.name is None:
        return ["Nobody goes by that here: give an e-mail, a name, or the CRM id of a user or a queue."]
    reason = when(why.decision.reason)
    if why.got:
        return [f"{why.name} has it. {reason}"]
    told = [f"Why not {why.name}? {reason}"]
    if not why.ways:
        return [*told, _nowhere(why)]
    told.append(f"First: {sentence(why.steps[0])}")
    always = [one for one in why.steps if one.anyhow]
    if always:
        told += ["", "Whichever way:", *_numbered(always)]
    for barred in why.ways[:MOST_WAYS]:
        told += ["", f"{_way(barred)}:", *_numbered([one for one in barred.obstacles if not one.anyhow])]
    if len(why.ways) > MOST_WAYS:
        told += ["", f"{len(why.ways) - MOST_WAYS} more ways are barred as well; --json has them all."]
    told += [
        "",
        "Without all that is told of a way they get it by that way, and not with any one of it: tried.",
    ]
    return [*told, "", *_smallest(why, near)]


def plain(why: WhyNot, near: Nearest) -> dict[str, Any]:
    """The answers as plain values."""
    return {
        "owner": why.name,
        "got": why.got,
        "reason": why.decision.reason,
        "steps": [_plain(one) for one in why.steps],
        "ways": [
            {
                "route": barred.way.path,
                "right": barred.way.right,
                "steps": [_plain(one) for one in barred.obstacles],
            }
            for barred in why.ways
        ],
        "elsewhere": list(why.elsewhere),
        "smallest_change": {
            "changes": [
                {"field": one.field, "value": _value(one), "same_as": one.same_as} for one in near.changes
            ],
            "route": near.route,
            "no_value_helps": near.firm,
            "at_most": near.most,
            "all_tried": not near.bounded,
        },
        "decisions_tried": why.tried + near.tried,
    }


def sentence(one: Obstacle) -> str:
    """An obstacle as a sentence."""
    detail = when(one.detail)
    if one.step.startswith(ROUTE):
        name = one.step.removeprefix(ROUTE)
        if one.result in _FIRST:
            return f"Route {name} {_FIRST[one.result]}: {detail}."
        return f"Route {name} does not take it: {detail}."
    if one.result == "kept out":
        return f"They can't take it: {detail}."
    if one.step == "turn":
        return f"It is not their turn: {detail}."
    return f"{one.step[:1].upper()}{one.step[1:]}: {one.result}; {detail}."


def _numbered(steps: list[Obstacle]) -> list[str]:
    return [f"  {number}. {sentence(one)}" for number, one in enumerate(steps, 1)] or ["  1. Nothing else."]


def _way(barred: Barred) -> str:
    path, right = barred.way.path, barred.way.right
    place = (
        "By the fallback" if path == "otherwise" else "As asked" if path == "request" else f"By route {path}"
    )
    return f"{place} (who {right})"


def _nowhere(why: WhyNot) -> str:
    text = "Nothing would: no team and no target of this policy is theirs"
    if why.elsewhere:
        text += f", and no record that routes go by ({', '.join(why.elsewhere)})"
    return f"{text}."


def _smallest(why: WhyNot, near: Nearest) -> list[str]:
    if near.changes:
        changes = " and ".join(_change(one) for one in near.changes)
        told = [f"The smallest change: {changes}; then route {near.route} gives it to them."]
    elif near.firm:
        told = ["Whatever the lead says, they would not have it:"]
        for barred in why.ways[:MOST_WAYS]:
            told.append(f"  {_way(barred)}: {sentence(barred.firm[0])}")
    else:
        told = [f"No other values of up to {near.most} fields would give it to them."]
    if near.bounded:
        told.append(f"The search was broken off after {near.tried} decisions: there may be less.")
    return [*told, *_without_values(why)]


def _without_values(why: WhyNot) -> list[str]:
    """What would do with the lead as it is."""
    found = []
    for barred in why.ways[:MOST_WAYS]:
        if all(not one.by_fields or one.step == "turn" for one in barred.obstacles):
            steps = ", ".join(dict.fromkeys(one.step for one in barred.obstacles))
            found.append(
                f"With the lead as it is, only this stands in the way by {barred.way.path}: {steps}."
            )
    return found


def _change(one: Changed) -> str:
    if one.same_as is not None:
        return f"{one.field} the same as {one.same_as}"
    return f"{one.field} blank" if one.value is None else f"{one.field} = {shown(_value(one))}"


def _value(one: Changed) -> Any:
    if one.same_as is not None:
        return None
    return ", ".join(one.value) if isinstance(one.value, tuple) else one.value


def _plain(one: Obstacle) -> dict[str, Any]:
    return {
        "step": one.step,
        "result": one.result,
        "detail": one.detail,
        "reads": list(one.reads),
        "by_fields": one.by_fields,
    }
