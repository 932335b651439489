"""Whether two records are of one person: a lead and a contact, or two leads.

As Fellegi and Sunter taught, each thing that is compared adds or takes log-odds of its own, and the
plain logistic makes their sum a confidence. No labelled pairs of people exist to fit them on: the
figures are set by hand, and on the careful side. So auto asks for more than a sum: the same e-mail, or
the same name at the same company with the same phone number or city.

A pair is judged on its own and not against other candidates: a lead may stand in a file three times.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import exp

from connector.core.decision import Step
from connector.core.matching import weights
from connector.core.matching.evidence import compare
from connector.core.matching.match import (
    EQUAL_WITHIN,
    NAMED_FROM,
    NO_HOLDERS,
    Candidate,
    MatchResult,
    worth,
)
from connector.core.matching.person import Person, person_of
from connector.core.matching.person_names import measures_of_names
from connector.core.matching.profile import Profile, same_phone
from connector.core.rules import MatchRules
from connector.core.view import AccountFacts
from mappings.records import Record

START = -4.0
"""Log-odds of two people who share a key, before anything is compared."""

WEIGHTS: Mapping[str, tuple[float, str]] = {
    "mail": (7.0, "the e-mail is the same"),
    "mailbox": (5.5, "the e-mails are one mailbox in two spellings"),
    "name": (3.0, "the names are the same"),
    "nickname": (2.2, "the last name is the same, and one first name is short for the other"),
    "initial": (1.2, "the last name is the same, and one first name is the other's initial"),
    "name_near": (1.5, "the names are nearly the same letter by letter"),
    "last_name": (0.8, "the last name is the same, and one first name is blank"),
    "phone": (2.5, "the phone number is the same"),
    "company": (2.0, "the company is the same"),
    "city": (1.0, "the city is the same"),
    "country": (0.4, "the country is the same"),
    "office": (-3.0, "the e-mail is an office's and not one person's"),
    "other_first": (-3.5, "the first names differ"),
    "other_last": (-3.0, "the last names differ"),
    "other_domain": (-2.0, "the e-mails are on two companies' domains"),
    "other_city": (-0.3, "the cities differ"),
    "other_country": (-1.0, "the countries differ"),
}
"""What each measure adds or takes where it is found in full, and its sentence, the most telling first."""

PLACES = ("country", "state", "city", "phone")
"""Beginnings of the measures of two companies that say nothing about whether they are one."""

LEAST_COMPANY = 1.4
"""What the company must count for a pair that no mailbox joins to be certain."""

READS = tuple(
    f"lead.{name}"
    for name in ("email", "first_name", "last_name", "phone", "company", "website", "country", "city")
)

_NOBODY = "nobody shares an e-mail, a phone number, or a name at one company with the lead"


class Likeness(Candidate):
    """A person as judged beside another."""

    __slots__ = ()

    @property
    def evidence(self) -> tuple[str, ...]:
        """A sentence for each piece, what speaks for one person first."""
        told = [(odds, WEIGHTS[name][1]) for name, odds in self.pieces.items()]
        return tuple([says for odds, says in told if odds > 0] + [says for odds, says in told if odds < 0])


def match_person(lead: Record, candidates: Sequence[AccountFacts], rules: MatchRules) -> MatchResult:
    """Ranks people by how sure it is that `lead` is they, equals by id; the candidates' order changes
    nothing. Where another person is about as likely as the best, a person decides."""
    one = person_of(lead)
    others = {facts.ref: (facts, person_of(facts.record)) for facts in candidates}
    judged = [_judged(facts, compared(one, other)) for facts, other in others.values()]
    if not judged:
        return MatchResult(None, 0.0, "none", (), (), (Step("match", "none", _NOBODY, READS),))
    ranked = sorted(judged, key=lambda found: (-found.log_odds, found.facts.ref))
    best, *rest = ranked
    chosen = others[best.facts.ref][1]
    rivals = [other for other in rest if other.log_odds >= best.log_odds - EQUAL_WITHIN]
    alone = all(_is_sure(compared(chosen, others[rival.facts.ref][1]), rules) for rival in rivals)
    if alone and _is_sure(best.pieces, rules):
        band = "auto"
    else:
        band = "review" if best.confidence >= rules.review else "none"
    named = best.confidence >= NAMED_FROM
    because = "; ".join(best.evidence) or "nothing speaks for it"
    says = f"the best of {len(ranked)} people has a confidence of {best.confidence:.2f}: {because}"
    if not alone:
        says += "; another person is about as likely"
    return MatchResult(
        account=best.facts if named else None,
        confidence=round(best.confidence, 4),
        band=band,
        evidence=best.evidence if named else (),
        ranked=tuple(ranked),
        steps=(Step("match", band, says, READS),),
    )


def certainly(lead: Record, candidates: Sequence[AccountFacts], rules: MatchRules) -> list[AccountFacts]:
    """Those of the candidates that are certainly the lead's person, each judged on its own, the surest
    first, equals by CRM and id."""
    if not candidates:
        return []
    one = person_of(lead)
    judged = [_judged(facts, compared(one, person_of(facts.record))) for facts in candidates]
    sure = [found for found in judged if _is_sure(found.pieces, rules)]
    return [found.facts for found in sorted(sure, key=lambda found: (-found.log_odds, found.facts.ref))]


def compared(one: Person, other: Person) -> dict[str, float]:
    """The log-odds that each measure adds or takes, by name; the same either way round. A company is asked
    about only where the mailbox is not the same, which tells it already."""
    found = {}
    if one.mailbox and one.mailbox == other.mailbox:
        found["mail" if one.mail == other.mail else "mailbox"] = 1.0
        found["office"] = float(one.office)
    else:
        found["company"] = _same_company(one.firm, other.firm)
        found["other_domain"] = float(_other_domain(one.firm, other.firm))
    found |= dict.fromkeys(_compare_names(one, other), 1.0)
    found |= _compare_places(one.firm, other.firm)
    return {name: odds * found[name] for name, (odds, _) in WEIGHTS.items() if found.get(name)}


def _judged(facts: AccountFacts, pieces: Mapping[str, float]) -> Likeness:
    log_odds = START + sum(pieces.values())
    return Likeness(facts, log_odds, _logistic(log_odds), pieces)


def _is_sure(pieces: Mapping[str, float], rules: MatchRules) -> bool:
    if "other_first" in pieces or _logistic(START + sum(pieces.values())) < rules.auto:
        return False
    named = "name" in pieces or "nickname" in pieces
    if "mail" in pieces:
        return named or "office" not in pieces
    if "mailbox" in pieces:
        return named
    return named and pieces.get("company", 0.0) >= LEAST_COMPANY and ("phone" in pieces or "city" in pieces)


def _logistic(log_odds: float) -> float:
    return 1.0 / (1.0 + exp(-log_odds))


def _same_company(one: Profile, other: Profile) -> float:
    """How surely two people are of one company, 0 to 1, by the lead-to-account matcher's own measures of
    names and domains, the less sure of both ways round."""
    if not (one.name or one.labels) or not (other.name or other.labels):
        return 0.0
    least = min(_likeness(one, other), _likeness(other, one))
    return max(0.0, 2 * _logistic(least) - 1)


def _likeness(one: Profile, other: Profile) -> float:
    held = replace(
        other,
        web=other.web or other.mail,
        webs=frozenset([domain for domain in (other.web, other.mail) if domain]),
        web_host=other.web_host or other.mail_host,
    )
    pieces = worth(compare(one, held, NO_HOLDERS))
    return weights.START + sum([odds for name, odds in pieces.items() if not name.startswith(PLACES)])


def _other_domain(one: Profile, other: Profile) -> bool:
    return bool(one.mail and other.mail) and one.labels.isdisjoint(other.labels)


def _compare_places(one: Profile, other: Profile) -> dict[str, float]:
    found = {"phone": 1.0} if one.phone and other.phone and same_phone(one.phone, other.phone) else {}
    if one.city and other.city:
        found["city" if one.city == other.city else "other_city"] = 1.0
    if one.countries and other.countries and not (one.guessed or other.guessed):
        found["country" if set(one.countries) & set(other.countries) else "other_country"] = 1.0
    return found


def _compare_names(one: Person, other: Person) -> tuple[str, ...]:
    """The measures of two names, as they stand or, where that says more, one of them swapped."""
    straight = measures_of_names(one.first, one.last, other.first, other.last)
    if not (one.first and one.last and other.first and other.last):
        return straight
    swapped = measures_of_names(one.first, one.last, other.last, other.first)
    return max(straight, swapped, key=lambda found: sum([WEIGHTS[name][0] for name in found]))
