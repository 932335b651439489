"""Life in the company: leads arrive by web forms, people claim and edit records."""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from threading import Event, Thread

from adapters.simulators.activities import Deed, log
from adapters.simulators.forms import Company, Form, lead_forms, load_companies
from adapters.simulators.world import Person, Row, Values, World

LEAD_OBJECTS = {"salesforce": "Lead", "hubspot": "contacts"}
_RECENT = 200


class Arrivals:
    """Web forms of both CRMs, reproducible by the world's seed."""

    def __init__(self, world: World, hubspot_object: str = "contacts") -> None:
        self._world = world
        self._objects = {**LEAD_OBJECTS, "hubspot": hubspot_object}
        self._forms = {name: self._source(name) for name in LEAD_OBJECTS}
        self._emails: set[str] = set()
        self.recent: deque[tuple[str, str, str]] = deque(maxlen=_RECENT)

    def make(self, dialect: str, *, created_ms: int | None = None, visible_after: float | None = None) -> Row:
        """One filled-in form becomes a lead; the caller holds the world's lock."""
        form = self._next(dialect)
        world = self._world
        org = world.organisation(dialect)
        when = {"created_ms": created_ms, "visible_after": visible_after}
        values = salesforce_lead(world, form) if dialect == "salesforce" else hubspot_contact(form)
        name = self._objects[dialect]
        first = "Lead" if dialect == "salesforce" else "contacts"
        row = org.create(first, values, org.form_user, source="form", **when)  # type: ignore[arg-type]
        if name == "leads":
            contact = row
            row = org.create("leads", hubspot_lead(contact), org.form_user, source="form", **when)  # type: ignore[arg-type]
            org.associate(("leads", row.id), ("contacts", contact.id), (578, 609))
            org.associate(("leads", row.id), ("contacts", contact.id), (608, 609))
        owned = world.account_of.get((dialect, form.truth)) if form.truth else None
        world.expected[dialect, row.id] = owned
        self.recent.append((dialect, name, row.id))
        return row

    def _source(self, dialect: str) -> Iterator[Form]:
        known = [company for name, company in self._world.account_of if name == dialect]
        real: set[Company] = set(known)
        strangers = [company for company in load_companies() if company not in real]
        rng = random.Random(f"{self._world.seed} {dialect}")
        return lead_forms(rng, known, strangers=strangers)

    def _next(self, dialect: str) -> Form:
        # HubSpot has one contact for each address: a second form of it would be an update.
        for form in self._forms[dialect]:
            address = form.email.strip().lower()
            if dialect == "salesforce" or not address or address not in self._emails:
                self._emails.add(address)
                return form
        raise AssertionError("forms never end")


def salesforce_lead(world: World, form: Form) -> Values:
    """A form as web-to-lead writes it: required fields are filled with dashes, blanks are null."""
    rng = world.random
    owner = world.salesforce.our_user if rng.random() < 0.2 else world.queues["Inbound"]
    values: Values = {
        "FirstName": form.first_name[:40] or None, "LastName": form.last_name[:80] or "[not provided]",
        "Company": form.company[:255] or "[not provided]", "Email": _address(form.email),
        "Website": form.website[:255] or None, "Country": form.country or None, "State": form.state or None,
        "City": form.city or None, "Phone": form.phone[:40] or None, "Industry": form.industry or None,
        "LeadSource": form.source or None, "Title": form.title or None, "Product__c": form.product or None,
        "Language__c": form.language or None, "NumberOfEmployees": _number(form.employees),
        "Status": "Open - Not Contacted", "IsConverted": False, "OwnerId": owner, "IsUnreadByOwner": True,
    }  # fmt: skip
    return values


def hubspot_contact(form: Form) -> Values:
    """A form as HubSpot's forms write it: every value text, blanks null, nobody the owner."""
    values: Values = {
        "firstname": form.first_name, "lastname": form.last_name, "email": _address(form.email),
        "company": form.company, "website": form.website, "country": form.country, "state": form.state,
        "city": form.city, "phone": form.phone, "numemployees": form.employees, "industry": form.industry,
        "jobtitle": form.title, "hs_language": form.language, "product_interest": form.product,
        "hs_analytics_source": form.source, "lifecyclestage": "lead", "hs_lead_status": "NEW",
    }  # fmt: skip
    return {**{key: value or None for key, value in values.items()}, "hubspot_owner_id": None}


def hubspot_lead(contact: Row) -> Values:
    """The lead object of a contact."""
    held = contact.values
    name = " ".join(filter(None, (held.get("firstname"), held.get("lastname")))) or held.get("email")
    return {
        "hs_lead_name": name or "New lead", "hs_lead_type": "NEW_BUSINESS", "hs_lead_label": None,
        "hs_pipeline_stage": "new-stage-id", "hubspot_owner_id": None, "hs_primary_contact_id": contact.id,
        "hs_associated_contact_email": held.get("email"), "hs_lead_is_open": "true",
        "hs_associated_contact_firstname": held.get("firstname"),
        "hs_associated_contact_lastname": held.get("lastname"),
    }  # fmt: skip


@dataclass
class Plan:
    """How much happens: `leads` in all (None: without end) at `rate` a second, and people's edits."""

    leads: int | None = None
    rate: float = 1.0
    edits_per_minute: float = 0.0


@dataclass
class Traffic:
    """What happens by itself, on a thread of its own until it is stopped."""

    world: World
    arrivals: Arrivals
    plan: Plan
    arrived: int = 0
    edited: int = 0
    _stop: Event = field(default_factory=Event)
    _threads: list[Thread] = field(default_factory=list)

    def start(self) -> None:
        """Begins."""
        works = [(self._lead, self.plan.rate), (self._edit, self.plan.edits_per_minute / 60)]
        for work, rate in works:
            if rate > 0:
                self._threads.append(Thread(target=self._run, args=(work, rate), daemon=True))
        for thread in self._threads:
            thread.start()

    def end_soon(self) -> None:
        """Ends, without waiting: for whoever holds the world's lock."""
        self._stop.set()

    def stop(self) -> None:
        """Ends, and waits until it has."""
        self._stop.set()
        for thread in self._threads:
            thread.join()

    @property
    def done(self) -> bool:
        """Whether every lead of the plan has arrived."""
        return self.plan.leads is not None and self.arrived >= self.plan.leads

    def _run(self, work: Callable[[random.Random], bool], rate: float) -> None:
        rng = random.Random(f"{self.world.seed} {work.__name__}")
        while not self._stop.wait(rng.uniform(0.5, 1.5) / rate):
            with self.world.lock:
                if not work(rng):
                    return

    def _lead(self, rng: random.Random) -> bool:
        if self.done:
            return False
        self.arrivals.make(("salesforce", "hubspot")[self.arrived % 2])
        self.arrived += 1
        return not self.done

    def _edit(self, rng: random.Random) -> bool:
        self.edited += people_edit(self.world, self.arrivals, rng)
        return True


def people_edit(world: World, arrivals: Arrivals, rng: random.Random) -> bool:
    """Somebody does something with a recent lead; true where there was one to do it with."""
    if not arrivals.recent:
        return False
    dialect, name, row_id = rng.choice(list(arrivals.recent))
    org = world.organisation(dialect)
    row = org.row(name, row_id)
    people = [person for person in world.people if person.active and person.seat(dialect)]
    if row is None or not row.alive or row.values.get("IsConverted") or not people:
        return False
    person = rng.choice(people)
    by = acting(person, dialect)
    deed = rng.random()
    if deed < 0.35:
        org.update(name, row_id, {org.owner_field: person.seat(dialect)}, by)
    elif deed < 0.8:
        org.update(name, row_id, _field_edit(dialect, rng), by)
    elif deed < 0.9:
        log(world, dialect, (name, row_id), Deed(rng.choice(("call", "email", "meeting")), person))
    elif deed < 0.93:
        org.delete(name, row_id, by)
    elif deed < 0.96 and dialect == "salesforce":
        org.convert(row_id, by or "")
    else:
        _merge(arrivals, world, (dialect, name, row_id), by)
    return True


def acting(person: Person, dialect: str) -> str | None:
    """The id by which a person's edits are signed there."""
    return person.salesforce_user if dialect == "salesforce" else person.hubspot_user


def _merge(arrivals: Arrivals, world: World, winner: tuple[str, str, str], by: str | None) -> None:
    dialect, name, row_id = winner
    org = world.organisation(dialect)
    others = [i for d, n, i in arrivals.recent if (d, n) == (dialect, name) and i != row_id]
    alive = [
        i for i in others if (row := org.row(name, i)) and row.alive and not row.values.get("IsConverted")
    ]
    if alive:
        org.merge(name, row_id, [world.random.choice(alive)], by)


def _field_edit(dialect: str, rng: random.Random) -> Values:
    country = rng.choice(("Germany", "France", "UK", "United States", None))
    if dialect == "salesforce":
        return rng.choice(({"Status": "Working"}, {"Country": country}, {"Title": "Head of Sales"}))
    return rng.choice(({"hs_lead_status": "OPEN"}, {"country": country}, {"jobtitle": "Head of Sales"}))


def _address(text: str) -> str | None:
    return text.strip()[:80] or None


def _number(text: str) -> int | None:
    digits = "".join(c for c in text.split("-")[0] if c.isascii() and c.isdigit())
    return int(digits[:9]) if digits else None
