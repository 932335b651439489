"""The right one of several: what a person said, the hierarchy's rule, then the admin's tie-breakers in
their order, each a step on record that names the survivors. Ends in a total order: home CRM, CRM, id."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from connector.core.decision import Step
from connector.core.matching.hierarchy import country_of, is_office, rolled_up
from connector.core.matching.hosts import firm_domain, websites
from connector.core.matching.keys import company_key
from connector.core.matching.preferences import preferred
from connector.core.rules import Hierarchy, MatchRules, Preference
from connector.core.view import AccountFacts
from mappings.records import Record

NAMED = 5
"""How many survivors a step names; of more, the rest are counted."""

_ROLLS_UP = (Hierarchy.PARENT, Hierarchy.ULTIMATE)


class Judged(Protocol):
    """An account as the matcher has judged it."""

    @property
    def facts(self) -> AccountFacts: ...

    @property
    def log_odds(self) -> float: ...


C = TypeVar("C", bound=Judged)


@dataclass(frozen=True, slots=True)
class Settled(Generic[C]):
    """Which one it is. `account` is to be named; `chosen` bears the evidence, and is another one where the
    hierarchy's rule names an account above it. `group` are those that the choice was made among: where
    it was `certain`, confidence is that of those `akin` to the chosen together; where only the order of ids
    decided, it is not."""

    account: AccountFacts
    chosen: C
    group: tuple[C, ...]
    certain: bool
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class _Entry(Generic[C]):
    """An account that may be named, with the candidate it stands for."""

    account: AccountFacts
    candidate: C


def settle(lead: Record, ranked: Sequence[C], rules: MatchRules, home: str, *, within: float) -> Settled[C]:
    """Chooses among `ranked` (at least one, the best first): those at most `within` log-odds behind the
    best count as equally good. `home` is the CRM whose accounts win where nothing else tells."""
    equals, group, steps = _equals(lead, ranked, rules, within)
    entries, rolled = _entries(equals, rules.hierarchy)
    steps += _duplicates([one.account for one in entries])
    for name in rules.prefer:
        if len(entries) < 2:
            break
        entries, step = _narrowed(lead, entries, name)
        steps.append(step)
    at_home = [one for one in entries if one.account.crm == home]
    if 0 < len(at_home) < len(entries):
        steps.append(_step("home CRM", entries, at_home, ()))
        entries = at_home
    certain = len(entries) == 1
    if not certain:
        entries = sorted(entries, key=lambda one: one.account.ref)
        steps.append(
            Step(
                "match: tie",
                "undecided",
                f"{len(entries)} accounts are equally good and nothing tells them apart"
                f" ({_names(entries)}); named is the lowest id",
            )
        )
    first = entries[0]
    if rolled.get(first.account.ref):
        steps.append(_hierarchy_step(rolled[first.account.ref], first))
    return Settled(first.account, first.candidate, group, certain, tuple(steps))


def _equals(
    lead: Record, ranked: Sequence[C], rules: MatchRules, within: float
) -> tuple[list[C], tuple[C, ...], list[Step]]:
    """The candidates to choose among, those that their confidence is shared with, and steps."""
    best = ranked[0]
    equals = [one for one in ranked if one.log_odds >= best.log_odds - within]
    accepted = [one for one in equals if one.facts.alias]
    if accepted and len(accepted) < len(equals):
        entries = [_Entry(one.facts, one) for one in equals]
        kept = [_Entry(one.facts, one) for one in accepted]
        return accepted, tuple(equals), [_step("what a person accepted", entries, kept, ())]
    if rules.hierarchy is not Hierarchy.COUNTRY_OFFICE or country_of(best.facts.record) == country_of(lead):
        return equals, tuple(equals), []
    offices = [one for one in ranked if is_office(one.facts, best.facts, lead)]
    if not offices:
        return equals, tuple(equals), []
    offices = [one for one in offices if one.log_odds >= offices[0].log_odds - within]
    named = ", ".join(one.facts.record.id for one in offices[:NAMED])
    detail = f"account {best.facts.record.id} was found; the policy prefers its office in the lead's country"
    reads = ("lead.country", "account.country", "account.website", "account.parent_id")
    step = Step("match: hierarchy", "country office", f"{detail}: {named}", reads)
    group = {one.facts.ref: one for one in (*equals, *offices)}
    return offices, tuple(group.values()), [step]


def _entries(equals: Sequence[C], rule: Hierarchy) -> tuple[list[_Entry[C]], dict[tuple[str, str], str]]:
    """What may be named: the equals, or once each the accounts that the rule names above them, with what
    is to be said of each."""
    if rule not in _ROLLS_UP:
        return [_Entry(one.facts, one) for one in equals], {}
    entries: dict[tuple[str, str], _Entry[C]] = {}
    told: dict[tuple[str, str], str] = {}
    for one in equals:
        account, sentence = rolled_up(one.facts, rule)
        if account.ref not in entries:
            entries[account.ref] = _Entry(account, one)
            told[account.ref] = sentence
    return list(entries.values()), told


def _hierarchy_step(sentence: str, entry: _Entry[C]) -> Step:
    result = "as found" if entry.account is entry.candidate.facts else "rolled up"
    return Step("match: hierarchy", result, sentence, ("account.parent_id",))


def _duplicates(accounts: Sequence[AccountFacts]) -> list[Step]:
    """A word on equals that look like one account entered twice."""
    twins: dict[tuple[str, str, str | None], list[str]] = {}
    for one in accounts:
        name = one.record.fields.get("name")
        if isinstance(name, str) and (key := company_key(name)):
            twin = (one.crm, key, firm_domain(one.record.fields.get("website")))
            twins.setdefault(twin, []).append(one.record.id)
    return [
        Step(
            "match: duplicates",
            f"{len(ids)} alike",
            f"accounts {', '.join(ids[:NAMED])} have the same name and domain: merging them would leave one",
            ("account.name", "account.website"),
        )
        for ids in twins.values()
        if len(ids) > 1
    ]


def akin(one: AccountFacts, other: AccountFacts) -> bool:
    """Whether two accounts may be one firm: of one name, on one domain, or under one account."""
    if one.ref == other.ref or _top(one) == _top(other):
        return True
    name, others = (company_key(str(each.record.fields.get("name") or "")) for each in (one, other))
    if name and name == others:
        return True
    return bool(_domains(one) & _domains(other))


def _top(account: AccountFacts) -> tuple[str, str]:
    return account.ancestors[-1].ref if account.ancestors else account.ref


def _domains(account: AccountFacts) -> set[str]:
    return {domain for url in websites(account.record.fields) if (domain := firm_domain(url))}


def _narrowed(lead: Record, entries: list[_Entry[C]], wish: str | Preference) -> tuple[list[_Entry[C]], Step]:
    kept, name, reads = preferred(lead, [one.account for one in entries], wish)
    refs = {one.ref for one in kept}
    left = [one for one in entries if one.account.ref in refs]
    return left, _step(name, entries, left, reads)


def _step(name: str, before: Sequence[_Entry[C]], after: Sequence[_Entry[C]], reads: tuple[str, ...]) -> Step:
    all_kept = len(before) == len(after)
    result = "kept all" if all_kept else f"kept {len(after)} of {len(before)}"
    detail = f"{len(before)} accounts are equally good; by {name}: {result} ({_names(after)})"
    return Step("match: tie", result, detail, reads)


def _names(entries: Sequence[_Entry[C]]) -> str:
    named = ", ".join(f"{one.account.crm} {one.account.record.id}" for one in entries[:NAMED])
    more = len(entries) - NAMED
    return f"{named} and {more} more" if more > 0 else named
