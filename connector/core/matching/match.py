"""The one matcher: which account a lead belongs to, how sure that is, and why.

The score is additive and monotone: agreement only adds to it, disagreement only takes away, each
measure as much as `weights` says. A candidate's confidence is the chance that it is right against the
chance of every other candidate and of none, calibrated on leads that the weights had not seen.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import exp, inf, log
from typing import NamedTuple

from connector.core.decision import Step
from connector.core.matching import weights
from connector.core.matching.evidence import APART, MEASURES, compare, on_domain
from connector.core.matching.memory import admitted
from connector.core.matching.profile import Profile, account_profile, lead_profile
from connector.core.matching.tiebreak import akin, settle
from connector.core.rules import MatchRules
from connector.core.view import AccountFacts
from mappings.records import Record

EQUAL_WITHIN = 0.5
"""Candidates this close in log-odds to the best count as equally good."""

TWIN_FROM = 0.5
"""Share of the words that an account writes as the lead does, from which it goes by the lead's very name
beside one that is written just as the lead."""

NAMED_FROM = 0.05
"""Confidence from which an account is named at all."""

TOLD_FROM = 0.2
"""Log-odds from which a piece of evidence is worth a sentence."""

READS = tuple(
    [f"lead.{field}" for field in ("email", "website", "company", "country", "state", "city", "phone")]
    + [f"account.{field}" for field in ("name", "website", "country", "state", "city", "phone")]
)

NO_HOLDERS: Mapping[str, int] = {}

_SAYS = {measure.name: measure.says for measure in MEASURES}


class Candidate(NamedTuple):
    """One account as judged. `log_odds` are against a lead without account, before competition; `pieces`
    are the measures that were found with the log-odds each adds or takes."""

    facts: AccountFacts
    log_odds: float
    confidence: float
    pieces: Mapping[str, float]

    @property
    def evidence(self) -> tuple[str, ...]:
        """A sentence for each piece that counts, what speaks for the account first."""
        told = [(name, worth) for name, worth in self.pieces.items() if abs(worth) >= TOLD_FROM]
        return tuple([_SAYS[name] for name, worth in told if worth > 0]) + tuple(
            [_SAYS[name] for name, worth in told if worth < 0]
        )


@dataclass(frozen=True, slots=True)
class MatchResult:
    """The answer. `account` is the best candidate from `NAMED_FROM` on, in every band.

    `confidence` is 0 to 1; `band` is auto, review or none by the rules' thresholds, and never auto
    where only the order of ids told equals apart. `ranked` holds every candidate, the chosen first.
    """

    account: AccountFacts | None
    confidence: float
    band: str
    evidence: tuple[str, ...]
    ranked: tuple[Candidate, ...]
    steps: tuple[Step, ...]


def match(
    lead: Record,
    candidates: Sequence[AccountFacts],
    rules: MatchRules,
    *,
    home: str,
    holders: Mapping[str, int] = NO_HOLDERS,
) -> MatchResult:
    """Ranks `candidates` for `lead`; `home` is the CRM the lead lives in, `holders` says how many accounts
    hold each word of its company's name. The candidates' order changes nothing."""
    kept, steps = admitted(candidates, rules.use)
    ranked = rank(lead, kept, holders) if kept else []
    if not ranked:
        why = "people rejected every account that shares" if steps else "no account shares"
        step = Step("match", "none", f"{why} a domain, a name or a phone number with the lead", READS)
        return MatchResult(None, 0.0, "none", (), (), (*steps, step))
    settled = settle(lead, ranked, rules, home, within=EQUAL_WITHIN)
    chosen = settled.chosen
    together = _confidence([one for one in settled.group if akin(one.facts, chosen.facts)], ranked)
    confidence = together if settled.certain else chosen.confidence
    if confidence >= rules.auto and settled.certain:
        band = "auto"
    elif max(confidence, together) >= rules.review:
        band = "review"
    else:
        band = "none"
    named = confidence >= NAMED_FROM
    first = Step("match", band, _says(chosen, confidence, len(ranked)), READS)
    return MatchResult(
        account=settled.account if named else None,
        confidence=round(confidence, 4),
        band=band,
        evidence=chosen.evidence if named else (),
        ranked=(chosen, *(one for one in ranked if one is not chosen)),
        steps=(first, *steps, *settled.steps),
    )


def rank(lead: Record, candidates: Iterable[AccountFacts], holders: Mapping[str, int]) -> list[Candidate]:
    """Judged candidates, the best first, equals by (crm, id)."""
    profile = lead_profile(lead)
    judged = []
    for _, facts in sorted({one.ref: one for one in candidates}.items()):
        found = measure(profile, facts, holders)
        judged.append((facts, worth(found), found))
    scores = _levelled([pieces for _, pieces, _ in judged], twins([found for _, _, found in judged]))
    odds = [exp(score) for score in scores]
    everything = 1.0 + sum(odds)
    ranked = [
        Candidate(facts, score, calibrated(own, everything, shared=on_domain(found)), pieces)
        for (facts, pieces, found), score, own in zip(judged, scores, odds, strict=True)
    ]
    return sorted(ranked, key=lambda one: (-one.log_odds, one.facts.ref))


def measure(lead: Profile, facts: AccountFacts, holders: Mapping[str, int]) -> dict[str, float]:
    """Everything that is compared of a lead and an account, by name of the measure."""
    parent = facts.ancestors[0].record.fields.get("name") if facts.ancestors else None
    profile = account_profile(facts.record, parent if isinstance(parent, str) else "")
    found = compare(lead, profile, holders)
    if "mail_domain" not in found:  # else they tell no more than the domain, and a firm's twin in another
        if facts.domain_contacts:  # CRM would lose for having its contacts here
            found["contacts"] = facts.domain_share * min(1.0, facts.domain_contacts / 2)
        if facts.converted:
            found["converted"] = 1.0
    if facts.alias:
        found["accepted"] = 1.0
    return found


def worth(found: Mapping[str, float]) -> dict[str, float]:
    """The log-odds that each measure adds or takes. On a shared domain that table counts which gives
    more: to share the domain never harms."""
    elsewhere = _by(_ELSEWHERE, found)
    if not on_domain(found):
        return elsewhere
    shared = _by(_ON_DOMAIN, found)
    return shared if sum(shared.values()) >= sum(elsewhere.values()) else elsewhere


def _by(table: Mapping[str, Whole], found: Mapping[str, float]) -> dict[str, float]:
    pieces = {}
    for name, value in found.items():
        if value and (whole := table.get(name)) is not None:
            end, total, stretches = whole
            if value >= end:
                pieces[name] = total
            elif odds := _along(stretches, value):
                pieces[name] = odds
    return pieces


Stretches = tuple[tuple[float, float, float], ...]
Whole = tuple[float, float, Stretches]
"""From where on a measure counts in full, what it counts then, and its stretches."""


def _along(stretches: Stretches, value: float) -> float:
    total = 0.0
    for start, end, odds in stretches:
        if value <= start:
            break
        total += odds if value >= end else odds * (value - start) / (end - start)
    return total


def _ready(table: weights.Table) -> dict[str, Whole]:
    return {
        name: (stretches[-1][1], sum(odds for _, _, odds in stretches), stretches)
        for name, stretches in table.items()
    }


_ON_DOMAIN, _ELSEWHERE = _ready(weights.ON_DOMAIN), _ready(weights.ELSEWHERE)


def twins(found: Sequence[Mapping[str, float]]) -> list[int]:
    """Which of the compared accounts go by the lead's very name. Where one is written as the lead is,
    those that only mean the same are no twins of it."""
    same = [place for place, one in enumerate(found) if "name_same" in one]
    if any(found[place]["name_written"] for place in same):
        same = [place for place in same if found[place].get("words_written", 0.0) >= TWIN_FROM]
    return same if len(same) > 1 else []


def _levelled(judged: Sequence[Mapping[str, float]], same: Sequence[int]) -> list[float]:
    """The scores, those of twins as if all were written alike: how else they are written tells nothing
    about whose lead it is."""
    scores = [weights.START + sum(pieces.values()) for pieces in judged]
    if same:
        apart = {place: _apart(judged[place]) for place in same}
        shared = max(scores[place] - apart[place] for place in same)
        for place in same:
            scores[place] = max(scores[place], shared + apart[place])
    return scores


def _apart(pieces: Mapping[str, float]) -> float:
    return sum([odds for name, odds in pieces.items() if name in APART])


def calibrated(own: float, everything: float, *, shared: bool) -> float:
    """The confidence of odds `own` against all `everything` together, 0 to 1; `shared`: the lead is on the
    account's domain, which never harms."""
    raw = log(own / max(everything - own, 1e-12)) if own else -inf
    drawn = _drawn(weights.CALIBRATION[False], raw)
    return max(drawn, _drawn(weights.CALIBRATION[True], raw)) if shared else drawn


def _drawn(points: Sequence[tuple[float, float]], raw: float) -> float:
    """The curve's chance at log-odds `raw`; outside its ends that of the nearer end."""
    first, last = points[0][0], points[-1][0]
    raw = first if raw < first else last if raw > last else raw
    place = min(max(bisect_right(points, (raw, inf)), 1), len(points) - 1)
    (left, low), (right, high) = points[place - 1], points[place]
    return 1.0 / (1.0 + exp(-(low + (raw - left) * (high - low) / (right - left))))


def _confidence(group: Sequence[Candidate], ranked: Sequence[Candidate]) -> float:
    """How sure it is that the account is one of `group`."""
    own = sum([exp(one.log_odds) for one in group])
    shared = any("mail_domain" in one.pieces or "web_domain" in one.pieces for one in group)
    return calibrated(own, 1.0 + sum([exp(one.log_odds) for one in ranked]), shared=shared)


def _says(chosen: Candidate, confidence: float, count: int) -> str:
    because = "; ".join(chosen.evidence) or "nothing speaks for it"
    return f"the best of {count} candidates has a confidence of {confidence:.2f}: {because}"
