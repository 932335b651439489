"""What settles a lead before any route is asked: that it is no more, or is not ours; that somebody has it;
what the policy says before its routes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from connector.core.concluding import would_undo
from connector.core.conditions import All
from connector.core.decision import Decision, Step
from connector.core.instead.bars import Bar, Lift, as_noted
from connector.core.instead.world import Wanted, World
from connector.core.rules import OwnerRef
from connector.core.screening import Before, Way
from mappings.records import State

JUNK, SCORE, DUPLICATES = "before / junk", "before / score", "before / duplicates"
"""The paths of what sends leads before the routes do."""

_NEVER = 10**9


def guards(who: Wanted, early: str = "") -> list[Bar]:
    """The bars in their order; those that the place `early` stands behind are no bars on the way there."""
    found = [
        Bar(_open, as_noted("lead"), anyhow=True),
        Bar(_unlinked, as_noted("lead"), anyhow=True),
        Bar(_taken_from, as_noted("owner"), anyhow=True),
        Bar(_undone_nothing, as_noted("contested"), anyhow=True),
        Bar(_changed_seldom, as_noted("loop"), anyhow=True),
        Bar(_unasked, _request, anyhow=True),
        Bar(_before(suppress=None), as_noted("suppression"), by_fields=True, anyhow=True),
        Bar(_before(junk=None), as_noted("junk"), by_fields=True, anyhow=True),
        Bar(_before(duplicates=None), _duplicate, by_fields=True, anyhow=True),
        Bar(_not_below, as_noted("score"), by_fields=True, anyhow=True),
    ]
    instead = {JUNK: (7, _junk), DUPLICATES: (8, _same_owner), SCORE: (9, _below)}
    if early in instead:
        place, lift = instead[early]
        found[place:] = [Bar(lift, as_noted(early.rpartition(" ")[2]), by_fields=True)]
    return found


def _open(world: World) -> World:
    if world.view.lead.state is State.OPEN:
        return world
    return replace(world, view=replace(world.view, lead=replace(world.view.lead, state=State.OPEN)))


def _unlinked(world: World) -> World:
    return replace(world, view=replace(world.view, linked=False)) if world.view.linked else world


def _taken_from(world: World) -> World:
    view = world.view
    ours = view.wrote_before and view.lead.owner_id == view.our_owner
    return world if ours else owned(world)


def owned(world: World) -> World:
    """The world in which leads may be taken from the lead's present owner, or from nobody where nobody knows
    the owner."""
    view = world.view
    owner = view.lead.owner_id
    if owner in world.roster.owned:
        return world
    known = owner is not None and owner in world.roster.directory.by_id
    ref = OwnerRef("owner", owner or "") if known else OwnerRef("nobody")
    policy = replace(world.policy, owned_by=(*world.policy.owned_by, ref))
    if not known:
        view = replace(view, lead=replace(view.lead, owner_id=None))
    return replace(world, policy=policy, view=view)


def _undone_nothing(world: World) -> World:
    view = world.view
    contested = would_undo(view) and view.undone >= world.policy.max_undo_per_day
    return replace(world, view=replace(view, undone=-1)) if contested else world


def _changed_seldom(world: World) -> World:
    view = world.view
    loops = view.cause.trigger == "changed" and view.redecided >= world.policy.max_changes_per_day
    return replace(world, view=replace(view, redecided=-1)) if loops else world


def _unasked(world: World) -> World:
    """As if nobody had asked anything, and nobody had had the lead from us."""
    view = world.view
    if view.request is None and not view.planned:
        return world
    return renewed(replace(world, view=replace(view, request=None, planned=False)))


def renewed(world: World) -> World:
    """As if the lead came new: nobody has it from us, and nobody was chosen for it."""
    view = world.view
    if not view.wrote_before and view.pending_owner is None:
        return world
    view = replace(view, wrote_before=False, our_owner=None, pending_owner=None)
    return owned(replace(world, view=view))


def _request(world: World, decision: Decision) -> Step:
    request = world.view.request
    what = request.verb.value.replace("_", " ") if request is not None else "taken back"
    return Step("request", what, decision.reason.rstrip("."))


def _before(**none: None) -> Lift:
    (part,) = none

    def lift(world: World) -> World:
        if getattr(world.policy.before, part) is None:
            return world
        return _with(world, lambda before: replace(before, **none))

    return lift


def _with(world: World, change: Callable[[Before], Before]) -> World:
    return replace(world, policy=replace(world.policy, before=change(world.policy.before)))


def _duplicate(world: World, decision: Decision) -> Step:
    told = [step for step in decision.steps if step.step in ("duplicate", "to same owner")]
    if not told:
        return Step("duplicate", "yes", decision.reason.rstrip("."))
    detail = "; ".join(dict.fromkeys(step.detail for step in told))
    return Step("duplicate", told[0].result, detail, told[0].reads)


def _not_below(world: World) -> World:
    score = world.policy.before.score
    if score is None or score.below is None:
        return world
    return _with(world, lambda before: replace(before, score=replace(score, below=None)))


def _junk(world: World) -> World:
    junk = world.policy.before.junk
    if junk is None:
        return world
    return _with(world, lambda before: replace(before, junk=replace(junk, when=All(()))))


def _below(world: World) -> World:
    score = world.policy.before.score
    if score is None:
        return world
    tiers = tuple((name, _NEVER) for name, _ in score.tiers) or (("any", _NEVER),)
    return _with(world, lambda before: replace(before, score=replace(score, tiers=tiers)))


def _same_owner(world: World) -> World:
    rules = world.policy.before.duplicates
    if rules is None or rules.way is Way.SAME_OWNER:
        return world
    return _with(world, lambda before: replace(before, duplicates=replace(rules, way=Way.SAME_OWNER)))
