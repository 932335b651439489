"""Service levels, waits and answers in sentences."""

from __future__ import annotations

from collections.abc import Iterator

from connector.core.deadlines import MANAGER, OWNER, Checkpoint, Mark, Pace, Sla, Wait, Whom
from connector.core.destinations import Target
from connector.core.phrases import shown
from connector.core.rules import Policy, Returns
from connector.core.wording import condition_in_words, field_in_words, target_in_words
from connector.handbook.content import listed

_MUST = {
    Checkpoint.ASSIGNED: "It must have an owner",
    Checkpoint.ACKNOWLEDGED: "Its owner must have accepted it",
    Checkpoint.FIRST_TOUCH: "Somebody must have been in touch",
}
_ON = {
    Whom.NEXT: "goes on as the routes say",
    Whom.MANAGER: "goes to the manager of whoever has it",
    Whom.OTHERWISE: "goes to the fallback",
}
_RETURNS = {
    Returns.UNTOUCHED: "unless somebody has been in touch with it",
    Returns.ALWAYS: "in any case",
}
_WHOM = {OWNER: "its owner", MANAGER: "the owner's manager"}


def promises(slas: tuple[Sla, ...], outer: tuple[Sla, ...]) -> Iterator[str]:
    """What is promised here; nothing where it is what the route around it says, `outer`, anyway."""
    if slas == outer:
        return
    if not slas:
        yield "The deadlines of the route around it do not hold here"
    for sla in slas:
        yield f"{_MUST[sla.checkpoint]} {_within(sla)}, {_pace(sla)}"
        for mark in sla.marks:
            yield _step(mark)


def waits(wait: Wait | None) -> Iterator[str]:
    """What a route waits for before it sends."""
    if wait is not None:
        until = f" until {condition_in_words(wait.until)}" if wait.until is not None else ""
        yield f"Before it is sent it waits{until}, at most {shown(wait.at_most)}"


def answers(policy: Policy) -> Iterator[str]:
    """What a lead's own fields say of its rep's answer, and what comes of leads that are taken back."""
    said = policy.answers
    told = (("accepted", said.accepted), ("declined", said.declined), ("touched", said.touched))
    for words, condition in told:
        if condition is not None:
            yield f"A lead counts as {words} where {condition_in_words(condition)}"
    if policy.asks_activities or policy.answers.declined is not None:
        yield f"A lead that was taken back {policy.max_reassignments} times next goes to the fallback"
    if policy.returns in _RETURNS:
        yield f"What a stand-in got goes back when the absence is over, {_RETURNS[policy.returns]}"


def _within(sla: Sla) -> str:
    allowed = sla.within
    if allowed.asks is None:
        return f"within {shown(allowed.otherwise)}"
    times = [f"{word} {shown(time)}" for word, time in allowed.by.items()]
    times += [f"else {shown(allowed.otherwise)}"] if allowed.otherwise is not None else []
    return f"within a time by {field_in_words(allowed.asks)} ({', '.join(times)})"


def _pace(sla: Sla) -> str:
    if sla.pace is Pace.TEAM:
        return f"counted in the hours of team {sla.team}"
    return "counted in the owner's working hours" if sla.pace is Pace.WORKING else "by the wall clock"


def _step(mark: Mark) -> str:
    if mark.after is not None:
        when = f"{shown(mark.after)} after the start"
    else:
        when = "at the deadline" if mark.percent == 100 else f"after {mark.percent} % of the time"
    if not mark.from_deadline:
        return f"Reminded {when}: {listed([_WHOM.get(each, each) for each in mark.notify])}"
    done = []
    if mark.notify:
        done.append(f"told: {listed([_WHOM.get(each, f'channel {each}') for each in mark.notify])}")
    if mark.reassign is not None:
        back = ", and who loses it gets the turn back" if mark.credit else ""
        done.append(f"the lead is taken back and {_on(mark.reassign)}{back}")
    return f"If missed, {when}: {'; '.join(done)}"


def _on(to: Whom | Target) -> str:
    return _ON[to] if isinstance(to, Whom) else f"goes to {target_in_words(to)}"
