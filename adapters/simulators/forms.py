"""What real web forms hand over: people of real companies and of none, with all the dirt, and the truth.

Everything follows from the generator that is passed in: same seed, same forms. People, addresses and
telephone numbers are invented; companies come from the packaged sample (see NOTICE for its sources).
"""

from __future__ import annotations

import csv
import io
import random
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import resources
from urllib.parse import urlsplit

from adapters.simulators import forms_words as words

_FALLBACK_LAND = words.Land((), "+1", "en", ("Ltd", "Inc.", "S.A."))
_LEGAL_FORMS = frozenset(form.lower().strip(".,") for land in words.LANDS.values() for form in land.forms)


@dataclass(frozen=True, slots=True)
class Company:
    """A real company as its source lists it; blank texts are empty. `country` is an ISO code."""

    name: str
    website: str
    country: str
    state: str
    city: str
    also_known_as: tuple[str, ...]
    source: str

    @property
    def domain(self) -> str:
        """The web host without `www.`, lower case; empty where there is no web site."""
        host = urlsplit(self.website if "//" in self.website else f"//{self.website}").hostname or ""
        return host.removeprefix("www.")


@dataclass(frozen=True, slots=True)
class Form:
    """One filled-in form, every value as typed (text; a blank is empty).

    `truth` is the company the person works for, None where that is none of those passed in.
    `dirt` names what was done to the values, for tests and reports.
    """

    first_name: str
    last_name: str
    email: str
    company: str
    website: str
    country: str
    state: str
    city: str
    phone: str
    employees: str
    industry: str
    source: str
    language: str
    product: str
    title: str
    truth: Company | None = None
    dirt: tuple[str, ...] = field(default=())


@cache
def _packaged() -> tuple[Company, ...]:
    text = resources.files("adapters.simulators").joinpath("data/companies.csv").read_text(encoding="utf-8")
    return tuple(
        Company(
            row["name"],
            row["website"],
            row["country"],
            row["state"],
            row["city"],
            tuple(name for name in row["also_known_as"].split("|") if name),
            row["source"],
        )
        for row in csv.DictReader(io.StringIO(text, newline=""))
    )


def load_companies() -> list[Company]:
    """The packaged sample of about 4,000 real companies, in its fixed order."""
    return list(_packaged())


def lead_forms(
    rng: random.Random,
    companies: Sequence[Company],
    *,
    strangers: Sequence[Company] = (),
    known: float = 0.65,
) -> Iterator[Form]:
    """Forms without end. A share `known` comes from people of `companies` (their truth); the others
    work for one of `strangers` (real firms that are not accounts), for an invented firm, or for none.
    """
    while True:
        if companies and rng.random() < known:
            truth = rng.choice(companies)
            yield _soil(rng, _clean(rng, truth, truth), truth)
        elif rng.random() < 0.12:
            yield _junk(rng)
        else:
            employer = rng.choice(strangers) if strangers and rng.random() < 0.5 else _invented(rng)
            yield _soil(rng, _clean(rng, employer, None), employer)


def _clean(rng: random.Random, employer: Company, truth: Company | None) -> Form:
    land = words.LANDS.get(employer.country, _FALLBACK_LAND)
    first, last = _person(rng, land.language)
    return Form(
        first_name=first,
        last_name=last,
        email=f"{_local_part(rng, first, last)}@{employer.domain or rng.choice(words.FREE_MAIL)}",
        company=employer.name,
        website=employer.website,
        country=rng.choice(land.names) if land.names and rng.random() < 0.7 else employer.country,
        state=employer.state,
        city=employer.city,
        phone=_phone(rng, land.dial),
        employees=rng.choice(words.EMPLOYEES),
        industry=rng.choice(words.INDUSTRIES),
        source=rng.choice(words.SOURCES),
        language=land.language,
        product=rng.choice(words.PRODUCTS),
        title=rng.choice(words.TITLES),
        truth=truth,
    )


def _person(rng: random.Random, language: str) -> tuple[str, str]:
    firsts, lasts = words.NAMES.get(language, words.NAMES["en"])
    return rng.choice(firsts), rng.choice(lasts)


def _local_part(rng: random.Random, first: str, last: str) -> str:
    def plain(text: str) -> str:
        folded = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
        return "".join(c for c in folded if c.isalnum())

    name, family = plain(first) or "user", plain(last) or str(rng.randrange(10, 9999))
    shape = rng.randrange(4)
    number = rng.randrange(1, 10_000)
    return (f"{name}.{family}", f"{name[0]}{family}", f"{name}.{family}{number}", f"{name}{number}")[shape]


def _phone(rng: random.Random, dial: str) -> str:
    area, one, two = rng.randrange(20, 999), rng.randrange(100, 999), rng.randrange(1000, 9999)
    shapes = (
        f"{dial} {area} {one}{two}",
        f"{dial}{area}{one}{two}",
        f"0{area}/{one} {two}",
        f"({area}) {one}-{two}",
    )
    return rng.choice((*shapes, f"00{dial[1:]} (0){area} {one} {two} ext. {two % 90}"))


def _invented(rng: random.Random) -> Company:
    first, second, third = (rng.choice(part) for part in words.ABSENT_PARTS)
    country = rng.choice(tuple(words.LANDS))
    form = rng.choice(words.LANDS[country].forms)
    site = f"https://www.{first}{second}-{third}.example".lower() if rng.random() < 0.7 else ""
    return Company(f"{first}{second} {third} {form}", site, country, "", "", (), "invented")


def _junk(rng: random.Random) -> Form:
    """A private person, a bot or somebody who only wants the download."""
    first, last = _person(rng, rng.choice(tuple(words.NAMES)))
    email = f"{_local_part(rng, first, last)}@{rng.choice(words.FREE_MAIL)}"
    blank = Form("", "", "", "", "", "", "", "", "", "", "", "Web", "", "", "")
    junk = rng.choice((*words.JUNK_COMPANY, *words.HOSTILE, ""))
    form = replace(blank, first_name=first, last_name=last, email=email, company=junk, dirt=("junk",))
    if rng.random() < 0.3:
        return replace(form, first_name=rng.choice(("asdf", "x", "Test", "")), last_name="asdf", phone="123")
    return replace(form, country=rng.choice(("", "US", "Deutschland", "Earth", "🇫🇷")))


Soil = Callable[[random.Random, Form, Company], Form]


def _soil(rng: random.Random, form: Form, employer: Company) -> Form:
    done: list[str] = []
    for name, share, soil in SOILS:
        if rng.random() < share:
            soiled = soil(rng, form, employer)
            if soiled != form:
                form = soiled
                done.append(name)
    return replace(form, dirt=tuple(done))


def _free_mail(rng: random.Random, form: Form, _: Company) -> Form:
    return replace(form, email=f"{form.email.partition('@')[0]}@{rng.choice(words.FREE_MAIL)}")


def _mail_typo(rng: random.Random, form: Form, _: Company) -> Form:
    local, _at, host = form.email.partition("@")
    if host in words.FREE_MAIL:
        return replace(form, email=f"{local}@{rng.choice(words.MAIL_TYPOS)}")
    return replace(form, email=f"{local}@{_typo(rng, host)}")


def _mail_shape(rng: random.Random, form: Form, _: Company) -> Form:
    local, _at, host = form.email.partition("@")
    shapes = (
        form.email.upper(),
        f" {form.email} ",
        f"{local}+demo@{host}",
        f"{rng.choice(words.ROLES)}@{host}",
        f"{local}@mail.{host}",
        f"{local} at {host}",
        f"{local}@",
        f"mailto:{form.email}",
    )
    return replace(form, email=rng.choice(shapes))


def _other_name(rng: random.Random, form: Form, employer: Company) -> Form:
    return replace(form, company=rng.choice(employer.also_known_as)) if employer.also_known_as else form


def _legal_form(rng: random.Random, form: Form, employer: Company) -> Form:
    forms = words.LANDS.get(employer.country, _FALLBACK_LAND).forms
    parts = form.company.replace(",", " ").split()
    while len(parts) > 1 and parts[-1].lower().strip(".,") in _LEGAL_FORMS:
        parts.pop()
    return replace(form, company=" ".join([*parts, rng.choice(("", rng.choice(forms)))]).strip())


def _company_case(rng: random.Random, form: Form, _: Company) -> Form:
    return replace(
        form, company=rng.choice((form.company.upper(), form.company.lower(), form.company.title()))
    )


def _company_typo(rng: random.Random, form: Form, _: Company) -> Form:
    return replace(form, company=_typo(rng, form.company))


def _company_shape(rng: random.Random, form: Form, employer: Company) -> Form:
    name = form.company
    shapes = (
        f"  {name}  ",
        f"{name} {employer.city}".strip(),
        f"{name} - {rng.choice(('Sales', 'EMEA', 'HQ', 'IT Dept.'))}",
        name.replace(" ", ""),
        name.replace(" and ", " & "),
        name[: max(4, len(name) // 2)],
        f"{name} {rng.choice(words.EMOJI)}",
        f"\u200f{name}\u200f",
        name.replace(" ", "\u00a0\u200b"),
        unicodedata.normalize("NFKD", name),
        "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in name),
    )
    return replace(form, company=rng.choice(shapes))


def _url_as_company(rng: random.Random, form: Form, employer: Company) -> Form:
    if not employer.domain:
        return form
    return replace(form, company=rng.choice((employer.website, employer.domain, f"www.{employer.domain}")))


def _junk_company(rng: random.Random, form: Form, _: Company) -> Form:
    return replace(form, company=rng.choice(words.JUNK_COMPANY))


def _blank_company(_: random.Random, form: Form, __: Company) -> Form:
    return replace(form, company="")


def _no_website(_: random.Random, form: Form, __: Company) -> Form:
    return replace(form, website="")


def _website_shape(rng: random.Random, form: Form, employer: Company) -> Form:
    if not employer.domain:
        return form
    host = employer.domain
    shapes = (
        host,
        host.upper(),
        f"www.{host}",
        f"http:/{host}",
        f"https://{host}/en/?utm_source=x",
        f"@{host}",
        "n/a",
    )
    return replace(
        form, website=rng.choice((*shapes, f"https://www.linkedin.com/company/{host.split('.')[0]}"))
    )


def _swapped(rng: random.Random, form: Form, _: Company) -> Form:
    full = f"{form.first_name} {form.last_name}"
    swaps = (
        replace(form, first_name=form.last_name, last_name=form.first_name),
        replace(form, first_name="", last_name=full),
        replace(form, company=form.city, city=form.company),
        replace(form, company=full),
        replace(form, country=form.city, city=form.country),
        replace(form, phone=form.email),
        replace(form, company=form.email),
    )
    return rng.choice(swaps)


def _country_shape(rng: random.Random, form: Form, employer: Company) -> Form:
    wrong = rng.choice(("Europe", "Worldwide", "Other", "--select--", "XX", "Afghanistan"))
    return replace(
        form, country=rng.choice((form.country.upper(), form.country.lower(), employer.country, wrong))
    )


def _blank_place(rng: random.Random, form: Form, _: Company) -> Form:
    if rng.random() < 0.5:
        return replace(form, country="")
    return replace(form, country="", state="", city="")


def _phone_junk(rng: random.Random, form: Form, _: Company) -> Form:
    return replace(form, phone=rng.choice(("", "", "", *words.JUNK_PHONE)))


def _employees_typed(rng: random.Random, form: Form, _: Company) -> Form:
    return replace(form, employees=rng.choice(("", "", *words.EMPLOYEES_TYPED)))


def _blank_rest(_: random.Random, form: Form, __: Company) -> Form:
    return replace(form, industry="", product="", title="", language="")


def _odd_person(rng: random.Random, form: Form, _: Company) -> Form:
    odd = rng.choice((*words.EMOJI, *words.HOSTILE, "", form.last_name.upper(), form.last_name * 12))
    return replace(form, last_name=odd) if rng.random() < 0.5 else replace(form, first_name=odd)


def _typo(rng: random.Random, text: str) -> str:
    if len(text) < 4:
        return text
    at = rng.randrange(1, len(text) - 1)
    dropped, doubled = text[:at] + text[at + 1 :], text[:at] + text[at] + text[at:]
    swapped = text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    return rng.choice((dropped, doubled, swapped))


SOILS: tuple[tuple[str, float, Soil], ...] = (
    ("other name", 0.25, _other_name),
    ("legal form", 0.20, _legal_form),
    ("free mail", 0.20, _free_mail),
    ("mail typo", 0.03, _mail_typo),
    ("mail shape", 0.06, _mail_shape),
    ("company typo", 0.06, _company_typo),
    ("company case", 0.14, _company_case),
    ("company shape", 0.08, _company_shape),
    ("URL as company", 0.04, _url_as_company),
    ("junk company", 0.02, _junk_company),
    ("blank company", 0.06, _blank_company),
    ("no website", 0.55, _no_website),
    ("website shape", 0.15, _website_shape),
    ("country shape", 0.08, _country_shape),
    ("blank place", 0.12, _blank_place),
    ("phone junk", 0.30, _phone_junk),
    ("employees as typed", 0.25, _employees_typed),
    ("blank rest", 0.20, _blank_rest),
    ("odd person", 0.02, _odd_person),
    ("swapped fields", 0.04, _swapped),
)
"""What is done to a form, how often, and by what, in this order."""
