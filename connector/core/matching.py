"""The one matcher: which account a lead belongs to, how sure that is, and why.

The score is additive and monotone: each piece of evidence has one weight, agreement only adds and
disagreement only takes away. The weights were fitted on the development half of a benchmark of real
companies (held-out folds: precision .995, recall .75 at the shipped thresholds). A candidate's
confidence is the chance that it is right against the chance of every other candidate and of none,
so that equals share it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from math import exp, log
from operator import mul

from connector.core.decision import Step
from connector.core.evidence import PIECES, Profile, account_profile, compare, lead_profile
from connector.core.keys import country_code
from connector.core.rules import MatchRules
from connector.core.view import AccountFacts
from mappings.records import Record

START = -4.6
WEIGHTS = {
    "mail_domain": 8.9,
    "web_domain": 5.7,
    "same_host": 1.5,
    "domain_label": 1.0,
    "name_is_domain": 3.3,
    "other_domain": -2.9,
    "name_same": 3.4,
    "name_telling": 3.9,
    "name_near": 2.2,
    "name_shared": 2.4,
    "name_within": 0.3,
    "name_initials": 3.5,
    "lead_extra": -1.8,
    "account_extra": -2.3,
    "country_same": 1.9,
    "country_other": -3.7,
    "city_same": 2.3,
    "city_other": -3.2,
    "phone_same": 4.2,
}
"""Log-odds of each piece of evidence; `START` are those of a candidate of which nothing speaks."""

SHARPNESS, LIFT = 1.1, 0.7
"""What takes the competition's log-odds to the share that was right on the held-out folds."""

EQUAL_WITHIN = 0.5
"""Candidates this close in log-odds to the best count as equally good."""

NAMED_FROM = 0.05
"""Confidence from which an account is named at all."""

READS = tuple(
    [f"lead.{field}" for field in ("email", "website", "company", "country", "city", "phone")]
    + [f"account.{field}" for field in ("name", "website", "country", "city", "phone")]
)

_LINE = tuple(WEIGHTS[name] for name, _ in PIECES)
_SENTENCES = tuple(sentence for _, sentence in PIECES)
_LAST = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Candidate:
    """One account as judged. `log_odds` are against a lead without account, before competition."""

    facts: AccountFacts
    log_odds: float
    confidence: float
    pieces: tuple[float, ...]

    @property
    def evidence(self) -> tuple[str, ...]:
        """A sentence for each piece that was found, for and against."""
        return tuple([says for says, piece in zip(_SENTENCES, self.pieces, strict=True) if piece])


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


def match(lead: Record, candidates: Sequence[AccountFacts], rules: MatchRules, *, home: str) -> MatchResult:
    """Ranks `candidates` for `lead`; `home` is the CRM the lead lives in. Their order changes nothing."""
    ranked = _rank(lead_profile(lead), candidates)
    if not ranked:
        step = Step(
            "match", "none", "no account shares a domain, a name or a phone number with the lead", READS
        )
        return MatchResult(None, 0.0, "none", (), (), (step,))
    equals = [one for one in ranked if one.log_odds >= ranked[0].log_odds - EQUAL_WITHIN]
    chosen, certain, steps = _break_tie(lead, equals, rules.prefer, home)
    confidence = chosen.confidence
    together = _confidence(equals, ranked)
    if certain and len(equals) > 1:
        confidence = together
    if confidence >= rules.auto and certain:
        band = "auto"
    elif max(confidence, together) >= rules.review:
        band = "review"
    else:
        band = "none"
    named = chosen if confidence >= NAMED_FROM else None
    first = Step("match", band, _says(chosen, confidence, len(ranked)), READS)
    return MatchResult(
        account=named.facts if named else None,
        confidence=round(confidence, 4),
        band=band,
        evidence=chosen.evidence if named else (),
        ranked=(chosen, *(one for one in ranked if one is not chosen)),
        steps=(first, *steps),
    )


def _rank(lead: Profile, candidates: Sequence[AccountFacts]) -> list[Candidate]:
    """Judged candidates, the best first, equals by (crm, id)."""
    judged = []
    for facts in {(one.crm, one.record.id): one for one in candidates}.values():
        pieces = compare(lead, account_profile(facts.record))
        judged.append((START + sum(map(mul, _LINE, pieces)), facts, pieces))
    judged.sort(key=lambda one: (-one[0], one[1].crm, one[1].record.id))
    odds = [exp(one[0]) for one in judged]
    everything = 1.0 + sum(odds)
    return [
        Candidate(facts, score, _calibrated(own, everything), pieces)
        for (score, facts, pieces), own in zip(judged, odds, strict=True)
    ]


def _calibrated(own: float, everything: float) -> float:
    rest = max(everything - own, 1.0)
    return 1.0 / (1.0 + exp(-(SHARPNESS * log(own / rest) + LIFT)))


def _confidence(group: Sequence[Candidate], ranked: Sequence[Candidate]) -> float:
    """How sure it is that the account is one of `group`."""
    own = sum([exp(one.log_odds) for one in group])
    return _calibrated(own, 1.0 + sum([exp(one.log_odds) for one in ranked]))


def _break_tie(
    lead: Record, equals: list[Candidate], prefer: Sequence[str], home: str
) -> tuple[Candidate, bool, list[Step]]:
    """The one of `equals` that remains, whether more than the order of ids decided it, and the steps."""
    steps: list[Step] = []
    left = equals
    for name in prefer:
        if len(left) < 2:
            break
        kept = _PREFERENCES[name](lead, left)
        steps.append(_tie_step(name, len(left), len(kept)))
        left = kept
    if len(left) > 1:
        kept = [one for one in left if one.facts.crm == home] or left
        steps.append(_tie_step("home_crm", len(left), len(kept)))
        left = kept
    certain = len(left) == 1
    if not certain:
        left = sorted(left, key=lambda one: (one.facts.crm, one.facts.record.id))
        steps.append(
            Step(
                "match: tie",
                "undecided",
                f"{len(left)} accounts are equally good and nothing tells them apart; named is the lowest id",
            )
        )
    return left[0], certain, steps


def _tie_step(name: str, before: int, after: int) -> Step:
    result = "kept all" if before == after else f"kept {after} of {before}"
    return Step(
        "match: tie", result, f"{before} accounts are equally good; by {name.replace('_', ' ')}: {result}"
    )


def _says(chosen: Candidate, confidence: float, count: int) -> str:
    because = "; ".join(chosen.evidence) or "nothing speaks for it"
    return f"the best of {count} candidates has a confidence of {confidence:.2f}: {because}"


def _same_country(lead: Record, left: list[Candidate]) -> list[Candidate]:
    text = lead.fields.get("country")
    code = country_code(text) if isinstance(text, str) else None
    if code is None:
        return left
    kept = []
    for one in left:
        country = one.facts.record.fields.get("country")
        if isinstance(country, str) and country_code(country) == code:
            kept.append(one)
    return kept or left


def _customer(lead: Record, left: list[Candidate]) -> list[Candidate]:
    return [one for one in left if one.facts.record.fields.get("customer") is True] or left


def _open_opportunity(lead: Record, left: list[Candidate]) -> list[Candidate]:
    return [one for one in left if one.facts.open_opportunities] or left


def _most_contacts(lead: Record, left: list[Candidate]) -> list[Candidate]:
    most = max(one.facts.contacts for one in left)
    return [one for one in left if one.facts.contacts == most]


def _oldest(lead: Record, left: list[Candidate]) -> list[Candidate]:
    first = min(one.facts.record.created_at or _LAST for one in left)
    return [one for one in left if (one.facts.record.created_at or _LAST) == first]


_PREFERENCES: dict[str, Callable[[Record, list[Candidate]], list[Candidate]]] = {
    "same_country": _same_country,
    "customer": _customer,
    "open_opportunity": _open_opportunity,
    "most_contacts": _most_contacts,
    "oldest": _oldest,
}

PREFERENCES = tuple(_PREFERENCES)
"""The tie-breakers that a policy may name."""
