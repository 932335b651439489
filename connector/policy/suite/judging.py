"""Each case played, and what of the decision is not as expected."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from connector.core.decision import Decision
from connector.core.explain import grounds
from connector.core.rules import Policy
from connector.core.view import View
from connector.policy.suite.case import Case, Who
from connector.policy.suite.stage import Stage, World, is_same, owner_of
from connector.recording import entry
from mappings.instants import to_text
from state.audit import as_history


@dataclass(frozen=True, slots=True)
class Miss:
    """One expectation that was not met."""

    what: str
    expected: str
    got: str


@dataclass(frozen=True, slots=True)
class Ran:
    """A case with its decision. `told` is the decision as `explain` tells it, a line each."""

    case: Case
    decision: Decision
    owner: Who
    told: tuple[str, ...]
    misses: tuple[Miss, ...]

    @property
    def passed(self) -> bool:
        """Whether everything is as expected."""
        return not self.misses


def run(policy: Policy, world: World, cases: Sequence[Case]) -> Iterator[Ran]:
    """Plays the cases, one after the other; none knows of the others."""
    stage = Stage(policy, world, cases)
    for case in cases:
        view, decision = stage.play(case)
        told = _told(policy, view, decision)
        owner = owner_of(decision, view)
        yield Ran(case, decision, owner, told, tuple(_misses(case, decision, owner, told)))


def _told(policy: Policy, view: View, decision: Decision) -> tuple[str, ...]:
    stamps = (to_text(view.now), "", "")
    return tuple(grounds(as_history(entry("test", "shadow", view.cause, decision, stamps))))


def _misses(case: Case, decision: Decision, owner: Who, told: Sequence[str]) -> Iterator[Miss]:
    expected = case.expected
    if expected.owner is not None and not is_same(expected.owner, owner):
        yield Miss("owner", str(expected.owner), str(owner))
    if expected.route is not None and expected.route != decision.route:
        yield Miss("route", expected.route, decision.route or "none")
    if expected.outcome is not None and expected.outcome != decision.outcome.value:
        yield Miss("outcome", expected.outcome, decision.outcome.value)
    if expected.reason is not None and expected.reason.lower() not in decision.reason.lower():
        yield Miss("reason", f"... {expected.reason} ...", decision.reason)
    yield from _steps(expected.steps, told)
    sent = {notice.email or notice.channel for notice in decision.notices}
    due = {clock.checkpoint.value: clock.due_at for clock in decision.clocks}
    for point, at in expected.due.items():
        if due.get(point) != at:
            yield Miss(f"due {point}", _instant(at), _instant(due.get(point)))
    for whom in expected.notices:
        if whom.strip().lower() not in {name.lower() for name in sent}:
            yield Miss("notices", whom, ", ".join(sorted(sent)) or "none")


def _instant(at: datetime | None) -> str:
    return "none" if at is None else to_text(at)


def _steps(wanted: Sequence[str], told: Sequence[str]) -> Iterator[Miss]:
    """The first text that does not come after those before it."""
    text, at = "\n".join(told).lower(), 0
    for number, each in enumerate(wanted):
        found = text.find(each.lower(), at)
        if found < 0:
            after = f"not after `{wanted[number - 1]}`" if number and each.lower() in text else "nowhere"
            yield Miss("steps", each, after)
            return
        at = found + len(each)
