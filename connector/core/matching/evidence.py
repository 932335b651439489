"""What speaks for and against one account: a lead and an account compared, measure by measure.

Measures only grow with agreement, or with disagreement for those that count against; what each is
worth stands in `weights`. Each has a sentence that names fields and never quotes a value.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import product
from math import log1p

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from connector.core.matching.alignment import Alignment, abbreviates, align
from connector.core.matching.junk import generic_share
from connector.core.matching.kinds import BODY_WORDS, TRADE_WORDS, UNIT_WORDS
from connector.core.matching.names import Form, sound
from connector.core.matching.places import is_place
from connector.core.matching.profile import Profile, same_phone
from connector.core.matching.tables import SMALL_WORDS


@dataclass(frozen=True, slots=True)
class Measure:
    """One thing that is compared. `sign` is +1 where more speaks for the account, -1 where against.
    `twofold` measures are worth one thing where the lead shares the account's domain, another elsewhere."""

    name: str
    sign: int
    says: str
    twofold: bool = True


MEASURES = (
    Measure("mail_domain", 1, "the e-mail's domain is the account's website domain", False),
    Measure("web_domain", 1, "the website's domain is the account's website domain", False),
    Measure("same_host", 1, "the whole host name is the same", False),
    Measure("other_domain", -1, "the lead's domain is not the account's", False),
    Measure("own_domain", -1, "the lead's company has a domain of its own", False),
    Measure("domain_twin", 1, "the domain has the same name under another ending", False),
    Measure("domain_named", 1, "the lead's domain is called as the account", False),
    Measure("name_written", 1, "the names are the same but for spelling and legal form"),
    Measure("name_same", 1, "the names mean the same"),
    Measure("name_part", 1, "the name is a part of the account's, or the account's a part of it"),
    Measure("lead_covered", 1, "the words of the company's name are in the account's"),
    Measure("account_covered", 1, "the words of the account's name are in the company's"),
    Measure("name_rare", 1, "the words they share are rare"),
    Measure("words_written", 1, "the words they share are written alike"),
    Measure("word_common", -1, "many accounts hold the words they share"),
    Measure("name_generic", -1, "the company's name is made of words for a trade"),
    Measure("name_near", 1, "the names are nearly the same letter by letter"),
    Measure("slip", 1, "the names differ by a slip of the keys"),
    Measure("first_word", 1, "both names begin with the same word"),
    Measure("last_word", 1, "both names end with the same word"),
    Measure("begins_with", 1, "the company's name begins with the account's whole name"),
    Measure("unit", 1, "the company is called as a unit of the account"),
    Measure("initials", 1, "one name is the other's initials"),
    Measure("initials_long", 1, "the initials are long"),
    Measure("initials_part", 1, "a word of one name is the initials of words of the other"),
    Measure("name_is_host", 1, "the company is called as the account's website is"),
    Measure("initials_host", 1, "the company's initials are the name of the account's website"),
    Measure("parent_named", 1, "the rest of the company's name is the account's parent"),
    Measure("place_named", 1, "one name holds the other's city"),
    Measure("lead_words", -1, "the company's name has words that the account's lacks"),
    Measure("account_words", -1, "the account's name has words that the company's lacks"),
    Measure("lead_telling", -1, "the company's name has a telling word that the account's lacks"),
    Measure("account_telling", -1, "the account's name has a telling word that the company's lacks"),
    Measure("lead_trade", -1, "the company names a trade that the account's name does not"),
    Measure("account_trade", -1, "the account names a trade that the company's name does not"),
    Measure("other_place", -1, "the company names a place that the account's does not"),
    Measure("other_body", -1, "the two are different kinds of body"),
    Measure("lead_body", -1, "the company is a kind of body that the account's name does not tell"),
    Measure("single_word", -1, "the company's name is a single word", False),
    Measure("no_name", -1, "the lead names no company", False),
    Measure("country_same", 1, "the country is the same"),
    Measure("country_other", -1, "the countries differ"),
    Measure("state_same", 1, "the state is the same"),
    Measure("state_other", -1, "the states differ"),
    Measure("city_same", 1, "the city is the same"),
    Measure("city_other", -1, "the cities differ"),
    Measure("phone_same", 1, "the phone number is the same", False),
    Measure("contacts", 1, "most contacts with mail on the lead's domain are the account's", False),
    Measure("converted", 1, "earlier leads on the lead's domain became the account's", False),
    Measure("accepted", 1, "a person accepted the account for this company", False),
)
"""Every measure, in the order of `compare`'s numbers."""

APART = frozenset(
    [one.name for one in MEASURES if one.name.startswith(("country", "state", "city"))]
    + ["phone_same", "mail_domain", "web_domain", "domain_twin", "domain_named", "other_domain", "own_domain"]
    + ["contacts", "converted", "accepted"]
)
"""What sets two accounts of one name apart."""

GUESSED_SAME, GUESSED_OTHER = 0.7, 0.55
"""What a country that number, city or domain give away counts beside one that is stated: the ratio of the
weights that both had when they were fitted apart."""


def compare(lead: Profile, account: Profile, holders: Mapping[str, int]) -> dict[str, float]:
    """The measures of one account by name; what is absent is 0. `holders` says how many accounts hold each
    of the lead's words."""
    found: dict[str, float] = {}
    _compare_domains(lead, account, found)
    if lead.name and account.name:
        _compare_names(lead, account, holders, found)
    elif not lead.name:
        found["no_name"] = 1.0
    _compare_places(lead, account, found)
    return found


def on_domain(found: Mapping[str, float]) -> bool:
    """Whether the lead shares the account's domain."""
    return "mail_domain" in found or "web_domain" in found


def _compare_domains(lead: Profile, account: Profile, found: dict[str, float]) -> None:
    if account.web is None:
        if lead.own_domain and (lead.mail or lead.web):
            found["own_domain"] = 0.5
        return
    if lead.mail in account.webs:
        found["mail_domain"] = 1.0
    if lead.web in account.webs:
        found["web_domain"] = 1.0
    if on_domain(found):
        if account.web_host in (lead.mail_host, lead.web_host):
            found["same_host"] = 1.0
    elif lead.labels & account.labels:
        found["domain_twin"] = 1.0
    else:
        found["other_domain"] = 1.0 if lead.mail else 0.5 if lead.web else 0.0
        if lead.own_domain:
            found["own_domain"] = 1.0


def _compare_names(
    lead: Profile, account: Profile, holders: Mapping[str, int], found: dict[str, float]
) -> None:
    ours, theirs = _nearest(lead.name, account.name)
    same = ours.means(theirs)
    laid = align(ours, theirs, lead.places | account.places)
    if same:
        found["name_same"] = 1.0
        found["name_written"] = 1.0 if ours.written == theirs.written else 0.0
        laid.alike, laid.exact = 0.0, laid.lead
        laid.left_lead, laid.left_account = {}, {}
    else:
        found["name_part"] = _part(lead.name, account.name)
        _compare_initials(lead.name, account.name, found)
        _explain_rest(lead, account, laid, found)
    found["initials_part"] = float(laid.by_initials)
    found["name_rare"] = laid.exact + 0.8 * laid.alike
    found["lead_covered"] = max(0.0, 1 - sum(laid.left_lead.values()) / laid.lead)
    found["account_covered"] = max(0.0, 1 - sum(laid.left_account.values()) / laid.account)
    if laid.shared:
        alike = len(set(ours.raw).intersection(theirs.raw) - SMALL_WORDS) / len(laid.shared)
        found["words_written"] = min(1.0, alike)
        found["word_common"] = log1p(min([holders.get(word, 0) for word in laid.shared]))
    found["name_generic"] = generic_share(ours.raw)
    found["name_near"] = near = _near(ours.base, theirs.base)
    if near > 0.7 and not found.get("name_written"):
        found["slip"] = _slip(ours, theirs)
    first, last = next(iter(ours.telling)), next(reversed(ours.telling))
    if first == next(iter(theirs.telling)):
        found["first_word"] = 1.0
    if last == next(reversed(theirs.telling)):
        found["last_word"] = 1.0
    if len(ours.telling) == 1:
        found["single_word"] = 1.0
    _compare_with_host(lead, account, found)
    if (account.city and len(account.city) > 2 and account.city in ours.written) or (
        lead.city and len(lead.city) > 2 and lead.city in theirs.written
    ):
        found["place_named"] = 1.0


def _nearest(ours: tuple[Form, ...], theirs: tuple[Form, ...]) -> tuple[Form, Form]:
    """The readings of both whole names that are the same, if any are, else the first of each."""
    if len(ours) > 1 or len(theirs) > 1:
        for form, other in product(ours, theirs):
            if form.whole and other.whole and form.means(other):
                return form, other
    return ours[0], theirs[0]


def _near(ours: str, theirs: str) -> float:
    ratio = fuzz.ratio(ours, theirs)
    if min(len(ours), len(theirs)) > 6:
        ratio = max(ratio, fuzz.ratio(sound(ours), sound(theirs)) - 5)
    return ratio / 100


def _slip(ours: Form, theirs: Form) -> float:
    """How little a slip or two (a letter too many, too few, another, two swapped) are of the name, 0 to 1."""
    least = min(
        OSA.distance(ours.written, theirs.written, score_cutoff=2),
        OSA.distance(ours.full, theirs.full, score_cutoff=2),
    )
    letters = min(len(ours.base), len(theirs.base))
    if least > 2 or letters < 4 or (least == 2 and letters < 10):
        return 0.0
    return min(1.0, letters / 16) if least < 2 else min(0.5, letters / 40)


def _part(ours: tuple[Form, ...], theirs: tuple[Form, ...]) -> float:
    if len(ours) == len(theirs) == 1 and ours[0].base != theirs[0].base:
        return 0.0
    by_base = {form.base: form for form in theirs}
    best = 0.0
    for form in ours:
        other = by_base.get(form.base)
        if other is not None and len(form.base) > 2:
            best = max(best, min(sum(form.telling.values()), sum(other.telling.values()), 2.0) / 2)
    return best


def _compare_initials(ours: tuple[Form, ...], theirs: tuple[Form, ...], found: dict[str, float]) -> None:
    best = letters = 0.0
    for short_side, full_side, loosely in ((ours, theirs, True), (theirs, ours, False)):
        for short in short_side:
            if len(short.words) != 1 or len(short.key) > 12:
                continue
            for full in full_side:
                if short.key in full.words:
                    continue
                if short.raw[0] in full.initials:
                    best, letters = 1.0, max(letters, len(short.raw[0]))
                elif loosely and best < 1 and (fit := abbreviates(short.raw[0], full.raw)):
                    best, letters = max(best, fit), max(letters, 0.8 * len(short.raw[0]))
    found["initials"], found["initials_long"] = best, letters


def _explain_rest(lead: Profile, account: Profile, laid: Alignment, found: dict[str, float]) -> None:
    """What is left over of the names, after what the other's place and parent explain."""
    ours, theirs = laid.left_lead, laid.left_account
    _lessen(ours, account.places, 0.2)
    _lessen(theirs, lead.places, 0.2)
    if ours and account.parent:
        before = sum(ours.values())
        known: set[str] = set()
        for form in account.parent:
            known.update(form.words)
            known.update(form.initials)
        _lessen(ours, known, 0.1)
        found["parent_named"] = before - sum(ours.values())
    rest = [word for word, weight in ours.items() if weight > 0.2]
    other = [word for word, weight in theirs.items() if weight > 0.2]
    found["lead_words"] = float(len([weight for weight in ours.values() if weight > 0.25]))
    found["account_words"] = float(len([weight for weight in theirs.values() if weight > 0.25]))
    found["lead_telling"] = max(ours.values(), default=0.0)
    found["account_telling"] = max(theirs.values(), default=0.0)
    if not TRADE_WORDS.isdisjoint(rest):
        found["lead_trade"] = 1.0
    if not TRADE_WORDS.isdisjoint(other):
        found["account_trade"] = 1.0
    if rest:
        if any(is_place(word) for word in rest if word not in lead.places):
            found["other_place"] = 1.0
        if not other:
            whole = list(account.name[0].telling)
            if list(lead.name[0].telling)[: len(whole)] == whole:
                found["begins_with"] = min(1.0, laid.account)
        if all(word in UNIT_WORDS or word in lead.places for word in rest):
            found["unit"] = 1.0
    _compare_bodies(lead.name[0].telling, account.name[0].telling, found)


def _compare_bodies(ours: Mapping[str, float], theirs: Mapping[str, float], found: dict[str, float]) -> None:
    if BODY_WORDS.isdisjoint(ours) or not BODY_WORDS.intersection(ours).difference(theirs):
        return
    if BODY_WORDS.intersection(theirs).difference(ours):
        found["other_body"] = 1.0
    found["lead_body"] = 1.0


def _lessen(left: dict[str, float], known: Collection[str], share: float) -> None:
    for word in left:
        if word in known:
            left[word] *= share


def _compare_with_host(lead: Profile, account: Profile, found: dict[str, float]) -> None:
    if account.labels:
        labels, whole = account.labels, lead.name[0].key
        for form in lead.name:
            if not labels.isdisjoint((form.key, form.base, form.written)):
                found["name_is_host"] = 1.0
            elif found.get("name_is_host", 0.0) < 0.8 and (
                form.key in account.called or form.written in account.called
            ):
                found["name_is_host"] = 0.8
            for letters in form.initials:
                if len(letters) > 2 and letters in account.called:
                    found["initials_host"] = 1.0
        if "name_is_host" not in found and len(whole) > 3:
            begins = any(
                len(label) > 3 and (label.startswith(whole) or whole.startswith(label)) for label in labels
            )
            if begins:
                found["name_is_host"] = 0.4
    if lead.labels and not on_domain(found):
        ours = account.name[0]
        for label in lead.labels:
            if len(label) > 3:
                close = 1.0 if label in ours.initials else fuzz.ratio(label, ours.written) / 100
                found["domain_named"] = max(found.get("domain_named", 0.0), close)


def _compare_places(lead: Profile, account: Profile, found: dict[str, float]) -> None:
    """A country that is only guessed counts for less, and not against a shared city, domain or number."""
    same_city = lead.city is not None and lead.city == account.city
    if lead.phone and account.phone and same_phone(lead.phone, account.phone):
        found["phone_same"] = 1.0
    if lead.countries and account.countries:
        guessed = lead.guessed or account.guessed
        if lead.countries == account.countries or not set(lead.countries).isdisjoint(account.countries):
            found["country_same"] = GUESSED_SAME if guessed else 1.0
        elif not guessed:
            found["country_other"] = 1.0
        elif not (same_city or on_domain(found) or "phone_same" in found):
            found["country_other"] = GUESSED_OTHER
    if lead.state and account.state:
        found["state_same" if lead.state == account.state else "state_other"] = 1.0
    if lead.city and account.city:
        found["city_same" if same_city else "city_other"] = 1.0
