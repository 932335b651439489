"""Which teams take turns in which rotation: their own, or one that routes name."""

from __future__ import annotations

from collections.abc import Mapping

from connector.core.rules import Policy, Route, TargetKind, Turn


def rotations_of(policy: Policy) -> Mapping[str, tuple[frozenset[str], bool]]:
    """Of each rotation, the teams that take turns in it, and whether any of its turns are weighted."""
    found: dict[str, tuple[frozenset[str], bool]] = {}

    def add(name: str, team: str, *, weighted: bool) -> None:
        teams, before = found.get(name, (frozenset(), False))
        found[name] = (teams | {team}, before or weighted)

    def walk(routes: tuple[Route, ...]) -> None:
        for route in routes:
            weighted = route.turn is Turn.WEIGHTED
            for team in _teams_of(route, policy):
                add(route.rotation or team, team, weighted=weighted)
            walk(route.routes)

    walk(policy.routes)
    for target in (policy.otherwise.to, *policy.otherwise.per_crm.values()):
        if target.kind is TargetKind.TEAM:
            add(target.name, target.name, weighted=False)
    return found


def _teams_of(route: Route, policy: Policy) -> tuple[str, ...]:
    """The teams that a route may choose from: of an account's owner, any."""
    if route.to is None:
        return ()
    if route.to.kind is TargetKind.ACCOUNT_TEAM:
        return tuple(policy.teams)
    return (route.to.name,) if route.to.kind is TargetKind.TEAM else ()
