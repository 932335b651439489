"""Routes in sentences: whom they take, where to, how one is chosen, and what happens if nobody is there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from connector.core.conditions import NEVER_BLANK, can_be_blank, fields_of
from connector.core.deadlines import Sla
from connector.core.phrases import shown
from connector.core.rules import (
    Blank,
    Extreme,
    Fallback,
    Narrowing,
    Nobody,
    NobodyLeft,
    Order,
    OutOfHours,
    Policy,
    Route,
    Target,
    TargetKind,
    Turn,
)
from connector.core.wording import condition_in_words, field_in_words, target_in_words
from connector.handbook.content import Rule, Section, listed, sentence
from connector.handbook.deadlines import promises, waits

_TURNS = {
    Turn.EQUAL: "Everybody there has the same share of turns; who is owed most is next",
    Turn.WEIGHTED: "Everybody there has a share of turns by their weight; who is owed most is next",
    Turn.LONGEST_WAITING: "Whose last turn is the longest ago is next",
    Turn.IN_ORDER: "Turns go down the team's list, round and round",
    Turn.BEST_FIT: "Who has the most of what is asked for and liked is next; of equals, who is owed most",
}
_NOBODY = {
    Nobody.OTHERWISE: "it goes to the fallback",
    Nobody.NEXT: "the routes after it are tried",
    Nobody.WAIT: "it waits until one of them is there; where no end is in sight it goes to the fallback",
}
_OUT_OF_HOURS = {
    OutOfHours.OTHERWISE: "it goes to the fallback",
    OutOfHours.NEXT: "the routes after it are tried",
    OutOfHours.WAIT: "it waits until one of them is back",
    OutOfHours.ANYWAY: "it is given all the same",
}
_TEAMS = frozenset({TargetKind.TEAM, TargetKind.ACCOUNT_TEAM})
_NAMED = _TEAMS | {TargetKind.USER, TargetKind.QUEUE}
_AROUND = frozenset(TargetKind) - _NAMED - {TargetKind.NOBODY} | {TargetKind.ACCOUNT_TEAM}
"""Targets that some leads do not have."""


def routing(policy: Policy) -> Section:
    """The routes, in the order in which they are asked, and the fallback."""
    says = (
        "The routes are asked from the top down. The first that takes a lead decides; what none takes goes"
        " to the fallback at the end.",
    )
    last = _fallback(policy.otherwise, str(len(policy.routes) + 1))
    return Section("routes", "Who gets what", says, (*_rules(policy, policy.routes, ""), last))


def _rules(
    policy: Policy, routes: Sequence[Route], above: str, outer: tuple[Sla, ...] = ()
) -> tuple[Rule, ...]:
    return tuple(_rule(policy, route, f"{above}{number}", outer) for number, route in enumerate(routes, 1))


def _rule(policy: Policy, route: Route, number: str, outer: tuple[Sla, ...]) -> Rule:
    whom = "Every lead that comes here" if route.when is None else f"If {condition_in_words(route.when)}"
    return Rule(
        number=number,
        name=route.name,
        when=sentence(whom),
        goes=sentence(_goes(route)),
        to=_short(route.to),
        says=tuple(sentence(words) for words in (*_says(policy, route), *promises(route.slas, outer))),
        because=route.because,
        owner=route.owner,
        rules=_rules(policy, route.routes, f"{number}.", route.slas),
    )


def _fallback(otherwise: Fallback, number: str) -> Rule:
    says = [f"In {crm} it {_sent(to)}" for crm, to in sorted(otherwise.per_crm.items())]
    return Rule(
        number=number,
        name="The fallback",
        when="Every lead that no route took.",
        goes=sentence(f"It {_sent(otherwise.to)}"),
        to=_short(otherwise.to),
        says=tuple(
            sentence(words) for words in (*says, *_told(otherwise.notify), *promises(otherwise.slas, ()))
        ),
    )


def _goes(route: Route) -> str:
    if route.to is None:
        return "It goes to the first of the routes inside that takes it; else the routes after it are tried"
    if route.routes:
        return f"The routes inside are tried first; what none of them takes {_sent(route.to)}"
    return f"It {_sent(route.to)}"


def _sent(to: Target) -> str:
    if to.kind is TargetKind.NOBODY:
        return "stays without an owner"
    return f"goes to {target_in_words(to)}"


def _short(to: Target | None) -> str:
    if to is None:
        return ""
    return "nobody" if to.kind is TargetKind.NOBODY else target_in_words(to)


def _says(policy: Policy, route: Route) -> Iterator[str]:
    if route.when is not None and can_be_blank(route.when):
        yield _blank(policy, route)
    yield from waits(route.wait)
    if route.to is not None:
        yield from _choice(policy, route, route.to)
        yield from _nobody(route, route.to)
    if route.counts:
        turn = f" and as a turn of {route.rotation}" if route.rotation else ""
        yield f"It counts towards the caps of whoever gets it{turn}"
    yield from _told(route.notify)


def _blank(policy: Policy, route: Route) -> str:
    fields = sorted(name for name in fields_of(route.when) - NEVER_BLANK if "." in name)
    missing = listed([field_in_words(name) for name in fields], "or") or "a value"
    if route.blank is Blank.FIRES:
        return f"Where {missing} is not known, the route takes the lead too"
    if route.blank is Blank.HOLDS:
        wait = shown(timedelta(seconds=policy.hold_blank_seconds))
        return f"Where {missing} is not known, the lead waits for it up to {wait}, then passes on"
    return f"Where {missing} is not known, the route is passed over"


def _choice(policy: Policy, route: Route, to: Target) -> Iterator[str]:
    if to.order:
        yield f"Of several open opportunities first comes {listed([_end(each) for each in to.order], 'then')}"
    if to.kind not in _TEAMS:
        return
    for narrow in route.narrow:
        least = f" at level {narrow.at_least} or above" if narrow.at_least > 1 else ""
        stop = "nobody takes it here" if narrow.nobody_left is NobodyLeft.STOP else "this is left out"
        yield f"Only who has {_trait(narrow)}{least}; where nobody there has it, {stop}"
    if route.fit:
        yield f"Liked and not required: {listed([_trait(each) for each in route.fit])}"
    yield _turn(route) + (f" (in the turns of {route.rotation})" if route.rotation else "")


def _turn(route: Route) -> str:
    if route.turn is not Turn.LEAST_LOADED:
        return _TURNS[route.turn]
    measure = route.measure
    if not measure.sums:
        return f"Who owns the fewest {measure.words} is next"
    factors = [f"{stage} {factor:g}" for stage, factor in (*measure.by_stage, ("else", measure.otherwise))]
    weighted = f" ({listed(factors)})" if measure.by_stage else ""
    return f"Who owns the least of {measure.words}{weighted} is next, of what is open; blank counts 0"


def _end(order: Order) -> str:
    if order.field == "created_at":
        return "the newest" if order.end is Extreme.HIGHEST else "the oldest"
    return f"the one of the {order.end.value} {order.field.replace('_', ' ')}"


def _trait(asked: Narrowing) -> str:
    if asked.field is not None:
        return f"the {asked.trait} that {field_in_words(asked.field)} names"
    return f"the {asked.trait} {asked.value}"


def _nobody(route: Route, to: Target) -> Iterator[str]:
    if to.kind in _AROUND:
        yield "Where there is none, or they can't take it, the routes after it are tried"
    if route.soon is not None:
        yield f"Whoever is in working hours within {shown(route.soon)} counts as there"
    if to.kind in _NAMED:
        if to.kind is TargetKind.QUEUE:
            whom = "the CRM has no such queue"
        else:
            whom = "they can't take it" if to.kind is TargetKind.USER else "nobody of the team can take it"
        yield f"If {whom}, {_NOBODY[route.nobody]}"
    if route.out_of_hours is not None:
        yield f"If only working hours or holidays stand in the way, {_OUT_OF_HOURS[route.out_of_hours]}"


def _told(channels: Sequence[str]) -> Iterator[str]:
    if channels:
        yield f"Told: {listed([f'channel {name}' for name in channels])}"
