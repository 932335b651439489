"""What comes before the routes: whose leads, suppressed, junk, known already, scored, matched."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta

from connector.core.phrases import shown
from connector.core.rules import Hierarchy, MatchRules, Policy, Preference
from connector.core.screening import NO_TIER, Before, Duplicates, Junk, Line, Score, Way
from connector.core.wording import condition_in_words, field_in_words, target_in_words
from connector.handbook.content import Part, Section, Table, listed, sentence
from connector.handbook.deadlines import answers
from connector.policy.before import SUPPRESSED

FIRST = 8
"""Entries of a list that are shown."""

_HIERARCHIES = {
    Hierarchy.AS_FOUND: "Of accounts that belong together the one that the evidence names counts",
    Hierarchy.COUNTRY_OFFICE: "Of accounts that belong together the office in the lead's country counts",
    Hierarchy.PARENT: "The account directly above the one found counts",
    Hierarchy.ULTIMATE: "The account at the top of the hierarchy counts",
}


def intake(policy: Policy) -> Section:
    """Whose leads are routed, and when."""
    says = [f"Leads are routed that are owned by {listed([str(ref) for ref in policy.owned_by], 'or')}"]
    says.append("Anybody else's lead is a person's: it is left alone")
    when = ["when it is created"] if policy.triggers.created else []
    changed = [field_in_words(name) for name in policy.triggers.changed]
    when += [f"when {listed(changed, 'or')} changes"] if changed else []
    says.append(f"A lead is decided {listed(when)}")
    says.append(
        f"One that changes more than {policy.max_changes_per_day} times in 24 hours waits for a person"
    )
    says += answers(policy)
    return Section("leads", "Which leads", _sentences(says))


def screening(policy: Policy) -> Section | None:
    """What is asked of every lead before the routes; None where nothing is."""
    rules = policy.before
    parts = [
        *_suppressed(policy),
        *([] if rules.junk is None else [Part("Junk and tests", _sentences(_junk(rules.junk)))]),
        *([] if rules.duplicates is None else [_duplicates(rules.duplicates)]),
        *([] if rules.score is None else [_score(rules.score)]),
    ]
    return Section("before", "Before the routes", parts=tuple(parts)) if rules != Before() else None


def matching(rules: MatchRules) -> Section:
    """When an account counts as the lead's own."""
    says = [
        f"An account counts as the lead's own (auto) from a confidence of {rules.auto:.2f}",
        f"From {rules.review:.2f} on a person is asked (review); below, the lead has none (none)",
        _HIERARCHIES[rules.hierarchy],
    ]
    wishes = [each.replace("_", " ") if isinstance(each, str) else _wish(each) for each in rules.prefer]
    if wishes:
        says.append(f"Between equal accounts, in this order: {listed(wishes, 'then')}")
    return Section("match", "Which account", _sentences(says))


def lists(policy: Policy) -> Section | None:
    """The policy's lists with their sizes and first entries; None where it has none."""
    rows = tuple(
        (name, part.replace("_", " "), f"{len(entries):,}", first_of(part, entries))
        for name, parts in sorted(policy.lists.items())
        if name != SUPPRESSED
        for part, entries in sorted(parts.items())
    )
    table = Table(("list", "of", "entries", "the first"), rows)
    return Section("lists", "Lists", parts=(Part("", (), table),)) if rows else None


def first_of(part: str, entries: frozenset[str]) -> str:
    """The first entries in order, and how many more there are."""
    words = sorted(entries)
    told = [
        word.upper() if part in ("countries", "states") and len(word) == 2 else word for word in words[:FIRST]
    ]
    more = len(words) - len(told)
    return ", ".join(told) + (f" and {more:,} more" if more else "")


def _sentences(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(sentence(each) for each in words)


def _suppressed(policy: Policy) -> Iterator[Part]:
    parts: Mapping[str, frozenset[str]] = policy.lists.get(SUPPRESSED, {})
    if policy.before.suppress is None:
        return
    asked = {"domains": "whose address or website is of", "names": "whose company is"}
    says = [
        f"Left alone are leads {words} {first_of(part, parts[part])}"
        for part, words in asked.items()
        if part in parts
    ]
    yield Part("Suppressed", _sentences(says))


def _junk(rules: Junk) -> Iterator[str]:
    whom = [f"read as {listed(sorted(rules.kinds), 'or')}"] if rules.kinds else []
    whom += [f"where {condition_in_words(rules.when)}"] if rules.when is not None else []
    goes = "are left alone" if rules.to is None else f"go to {target_in_words(rules.to)}"
    yield f"Leads {listed(whom, 'or')} {goes}"


def _duplicates(rules: Duplicates) -> Part:
    goes = {
        Way.SAME_OWNER: "goes to that owner",
        Way.HOLD: f"waits {shown(timedelta(seconds=rules.hold_seconds))} for the two to be merged in the CRM,"
        " then goes to that owner",
        Way.REVIEW: "waits for a person to decide",
    }
    says = f"A lead of a person who is known already, with an owner, {goes[rules.way]}"
    return Part("Known already", _sentences([says]))


def _score(rules: Score) -> Part:
    says = []
    if rules.tiers:
        tiers = [f"{name} from {least:,} points on" for name, least in rules.tiers]
        says.append(f"Tiers: {listed(tiers)}; under the lowest it is {NO_TIER}")
    if rules.below is not None:
        says.append(f"Leads under the lowest tier go to {target_in_words(rules.below)}")
    rows = tuple(
        (line.name or str(number), condition_in_words(line.when), f"{line.add:+,}", _ages(line))
        for number, line in enumerate(rules.lines, 1)
    )
    return Part("Points", _sentences(says), Table(("line", "if", "points", "ages"), rows).filled())


def _ages(line: Line) -> str:
    if line.halves_after is None or line.since is None:
        return ""
    half = shown(timedelta(seconds=line.halves_after))
    return f"worth half after each {half} since {field_in_words(line.since)}"


def _wish(wish: Preference) -> str:
    if wish.when is not None:
        return f"where {condition_in_words(wish.when)}"
    by = field_in_words(wish.by or "")
    return f"{wish.order} {by}" if isinstance(wish.order, str) else f"{by} ({', '.join(wish.order)})"
