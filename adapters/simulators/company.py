"""Fills the world: people, queues, accounts, contacts, opportunities and some leads from before.

Everything follows from the world's seed. Real companies come from the packaged sample; beyond it,
names are recombined (for speed tests only: they name nobody).
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from adapters.simulators.forms import Company, load_companies
from adapters.simulators.forms_words import INDUSTRIES, LANDS, NAMES
from adapters.simulators.world import Person, Values, World

DOMAIN = "arvenhall.example"
_FIRST = ("Ann", "Ben", "Chloe", "Dario", "Emma", "Farid", "Greta", "Hugo", "Ines", "Jonas", "Kira", "Liam")
_LAST = ("Adler", "Brandt", "Castro", "Dupont", "Egede", "Fischer", "Grant", "Haddad", "Ito", "Jensen")
_ZONES = ("Europe/Berlin", "Europe/London", "America/New_York", "America/Los_Angeles", "Asia/Tokyo")
_STAGES = (("Prospecting", False, False), ("Negotiation/Review", False, False), ("Closed Won", True, True),
           ("Closed Lost", True, False))  # fmt: skip
_DAY_MS = 86_400_000


@dataclass(frozen=True)
class Size:
    """How much there is, per CRM. `overlap` is the share of accounts that both CRMs know."""

    accounts: int = 300
    reps: int = 24
    contacts: float = 1.0
    opportunities: float = 0.3
    leads: int = 20
    overlap: float = 0.5


def build(world: World, size: Size | None = None) -> None:
    """Fills an empty world. 100,000 accounts take a few seconds."""
    size = size or Size()
    rng = random.Random(world.seed)
    with world.lock:
        _people(world, size.reps)
        _queues(world)
        _calendar(world)
        _salesforce_side(world, rng, size)
        _hubspot_side(world, rng, size)


def companies(count: int) -> Iterator[Company]:
    """So many companies: the packaged ones first, then recombined names with domains of their own."""
    real = load_companies()
    yield from real[:count]
    rng = random.Random(7)
    for number in range(max(0, count - len(real))):
        one, other = real[rng.randrange(len(real))], real[rng.randrange(len(real))]
        words = one.name.split()[:1] + other.name.split()[-2:]
        site = (
            f"https://www.c{number}-{''.join(c for c in words[0].lower() if c.isascii() and c.isalnum())}.com"
        )
        yield Company(" ".join(words), site, one.country, one.state, one.city, (), "recombined")


def _people(world: World, reps: int) -> None:
    sales, market = world.salesforce, world.hubspot
    now_ms = world.clock.now_ms() - 400 * _DAY_MS
    sales.our_user = _user(world, _person("Pointsman", "Integration", _ZONES[1]), now_ms)
    market.our_user = "8111832"
    boss = sales.form_user = _user(world, _person("Morgan", "Vale", _ZONES[0]), now_ms)
    for number in range(reps):
        first, last = _FIRST[number % len(_FIRST)], _LAST[(number // len(_FIRST) + number) % len(_LAST)]
        suffix = "" if number < len(_FIRST) * len(_LAST) else str(number)
        person = _person(first, last + suffix, _ZONES[number % len(_ZONES)])
        person.active = number % 9 != 7
        if number % 10 != 8:
            person.salesforce_user = _user(world, person, now_ms, boss)
        if number % 10 != 9:
            _owner(world, person, number, now_ms)
        world.people.append(person)


def _person(first: str, last: str, zone: str) -> Person:
    return Person(f"{first}.{last}@{DOMAIN}".lower(), first, last, zone)


def _user(world: World, person: Person, at_ms: int, boss: str | None = None) -> str:
    values: Values = {
        "FirstName": person.first_name, "LastName": person.last_name, "Email": person.email,
        "Name": f"{person.first_name} {person.last_name}", "Username": person.email,
        "IsActive": person.active, "UserType": "Standard", "TimeZoneSidKey": person.zone,
        "ManagerId": boss, "UserRoleId": None, "ProfileId": "00eQy00000000TaIAI",
        "DelegatedApproverId": None,
    }  # fmt: skip
    return world.salesforce.create("User", values, None, created_ms=at_ms).id


def _owner(world: World, person: Person, number: int, at_ms: int) -> None:
    market = world.hubspot
    teams = [{"id": str(170 + number % 3), "name": ("EMEA", "Americas", "APAC")[number % 3], "primary": True}]
    owner = market.create(
        "owners",
        {
            "email": person.email, "type": "PERSON", "firstName": person.first_name,
            "lastName": person.last_name, "userId": 9_500_000 + number, "teams": teams,
        },
        None,
        created_ms=at_ms,
    )  # fmt: skip
    if not person.active:
        owner.deleted_ms = at_ms + _DAY_MS
    hours = [{"days": "MONDAY_TO_FRIDAY", "startMinute": 540, "endMinute": 1080}]
    market.create(
        "users",
        {
            "hs_internal_user_id": str(9_500_000 + number), "hs_email": person.email,
            "hubspot_owner_id": owner.id, "hs_given_name": person.first_name,
            "hs_family_name": person.last_name,
            "hs_availability_status": ("available", "away", "", None)[0 if number % 6 else number % 4],
            "hs_working_hours": (json.dumps(hours), "[]", "", None)[0 if number % 4 else number % 3],
            "hs_out_of_office_hours": None, "hs_standard_time_zone": person.zone,
        },
        None,
        created_ms=at_ms,
    )  # fmt: skip
    person.hubspot_owner, person.hubspot_user = owner.id, str(9_500_000 + number)


def _queues(world: World) -> None:
    sales = world.salesforce
    users = [p.salesforce_user for p in world.people if p.salesforce_user]
    at_ms = world.clock.now_ms() - 390 * _DAY_MS

    def group(name: str, kind: str, members: Sequence[str | None], objects: Sequence[str] = ()) -> str:
        values: Values = {
            "Name": name, "DeveloperName": name.replace(" ", "_"), "Type": kind, "Email": None,
            "RelatedId": None, "DoesSendEmailToMembers": False,
        }  # fmt: skip
        group_id = sales.create("Group", values, None, created_ms=at_ms).id
        for member in members:
            sales.create(
                "GroupMember", {"GroupId": group_id, "UserOrGroupId": member}, None, created_ms=at_ms
            )
        for name_of in objects:
            held = {"QueueId": group_id, "SobjectType": name_of}
            sales.create("QueueSobject", held, None, created_ms=at_ms)
        return group_id

    emea = group("EMEA reps", "Regular", users[3:8])
    world.queues["Inbound"] = group("Inbound", "Queue", [*users[:3], emea], ("Lead",))
    world.queues["Unrouted"] = group("Unrouted", "Queue", users[:1], ("Lead", "Case"))
    world.queues["Support"] = group("Support", "Queue", users[8:10], ("Case",))
    rule = {"Name": "Old lead rule", "SobjectType": "Lead", "Active": False}
    sales.create("AssignmentRule", rule, None, created_ms=at_ms)
    world.rule_owner = world.queues["Unrouted"]


def _calendar(world: World) -> None:
    sales = world.salesforce
    at_ms = world.clock.now_ms() - 390 * _DAY_MS
    hours: Values = {"Name": "Default", "IsActive": True, "IsDefault": True, "TimeZoneSidKey": _ZONES[0]}
    for day in ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"):
        weekend = day.startswith("S")
        hours[f"{day}StartTime"] = None if weekend else "09:00:00.000Z"
        hours[f"{day}EndTime"] = None if weekend else "18:00:00.000Z"
    sales.create("BusinessHours", hours, None, created_ms=at_ms)
    absent = next((p.salesforce_user for p in world.people[5:] if p.salesforce_user), None)
    today = world.clock.now().date().isoformat()
    note = {"StartDate": f"{today}T00:00:00.000+0000", "EndDate": f"{today}T23:59:59.000+0000"}
    values = {"UserId": absent, "Message": "Out today", "IsEnabled": True, **note}
    sales.create("OutOfOffice", values, absent, created_ms=at_ms)
    about = {"Name": "Arvenhall", "IsSandbox": True, "OrganizationType": "Developer Edition"}
    sales.create("Organization", about, None, created_ms=at_ms)
    # The one Organization row answers to the organisation's own id.
    table = sales.objects["Organization"]
    (row,) = table.rows.values()
    table.purge(row)
    del table.rows[row.id]
    row.id, row.purged = sales.org_id, False
    table.add(row)


def _salesforce_side(world: World, rng: random.Random, size: Size) -> None:
    sales = world.salesforce
    owners = [p.salesforce_user for p in world.people if p.salesforce_user]
    base_ms = world.clock.now_ms() - 300 * _DAY_MS
    step_ms = 200 * _DAY_MS // max(1, size.accounts)
    for number, company in enumerate(companies(size.accounts)):
        values = _account(rng, company)
        values["OwnerId"] = owner = rng.choice(owners)
        at_ms = base_ms + number * step_ms
        account = sales.create("Account", values, owner, created_ms=at_ms)
        world.account_of["salesforce", company] = account.id
        for _ in range(_count(rng, size.contacts)):
            sales.create("Contact", _contact(rng, company, account.id, owner), owner, created_ms=at_ms + 1000)
        if rng.random() < size.opportunities:
            stage, closed, won = rng.choice(_STAGES)
            deal = {
                "Name": f"{company.name} new business", "AccountId": account.id, "OwnerId": owner,
                "StageName": stage, "IsClosed": closed, "IsWon": won, "Probability": 50.0,
                "Amount": rng.randrange(5, 500) * 1000.0, "CloseDate": "2026-12-31", "Type": None,
            }  # fmt: skip
            sales.create("Opportunity", deal, owner, created_ms=at_ms + 2000)
    for number, company in enumerate(islice(companies(size.leads), size.leads)):
        first, last = _name(rng, company)
        owner = rng.choice(owners)
        lead = {
            "FirstName": first, "LastName": last, "Company": company.name, "OwnerId": owner,
            "Email": f"{last}.{number}@{company.domain or 'gmail.com'}".lower(), "Status": "Working",
            "IsConverted": False, "Website": company.website or None, "Country": _land(company.country),
        }  # fmt: skip
        sales.create("Lead", lead, owner, created_ms=base_ms + 250 * _DAY_MS + number * 1000)


def _hubspot_side(world: World, rng: random.Random, size: Size) -> None:
    market = world.hubspot
    owners = [(p.hubspot_owner, p.hubspot_user) for p in world.people if p.hubspot_owner]
    base_ms = world.clock.now_ms() - 300 * _DAY_MS
    step_ms = 200 * _DAY_MS // max(1, size.accounts)
    skipped = round(size.accounts * (1 - size.overlap))
    for number, company in enumerate(islice(companies(size.accounts + skipped), skipped, None)):
        owner, user = rng.choice(owners)
        at_ms = base_ms + number * step_ms + number % 997
        values: Values = {
            "name": company.name, "domain": company.domain or None, "website": company.website or None,
            "country": _land(company.country), "state": company.state or None, "city": company.city or None,
            "industry": rng.choice(INDUSTRIES).upper(), "numberofemployees": str(rng.randrange(5, 20_000)),
            "hubspot_owner_id": owner, "hs_additional_domains": None, "hs_parent_company_id": None,
        }  # fmt: skip
        row = market.create("companies", values, user, created_ms=at_ms)
        world.account_of["hubspot", company] = row.id
        for _ in range(_count(rng, size.contacts)):
            person = _contact(rng, company, "", "")
            contact: Values = {
                "email": person["Email"], "firstname": person["FirstName"], "lastname": person["LastName"],
                "company": company.name, "hubspot_owner_id": owner, "associatedcompanyid": row.id,
                "lifecyclestage": "customer", "country": values["country"],
            }  # fmt: skip
            made = market.create("contacts", contact, user, created_ms=at_ms + 1)
            market.associate(("contacts", made.id), ("companies", row.id), (1, 2))
            market.associate(("contacts", made.id), ("companies", row.id), (279, 280))
        if rng.random() < size.opportunities:
            stage = rng.choice(("appointmentscheduled", "contractsent", "closedwon", "closedlost"))
            deal = {"dealname": f"{company.name} deal", "dealstage": stage, "hubspot_owner_id": owner,
                    "hs_is_closed": str(stage.startswith("closed")).lower(), "pipeline": "default",
                    "amount": str(rng.randrange(5, 500) * 1000)}  # fmt: skip
            opened = market.create("deals", deal, user, created_ms=at_ms + 2)
            market.associate(("deals", opened.id), ("companies", row.id), (5, 6))
            market.associate(("deals", opened.id), ("companies", row.id), (341, 342))


def _account(rng: random.Random, company: Company) -> Values:
    return {
        "Name": company.name, "Website": company.website or None, "BillingCity": company.city or None,
        "BillingState": company.state or None, "BillingPostalCode": None, "ParentId": None,
        "BillingCountry": _land(company.country), "Industry": rng.choice(INDUSTRIES),
        "Type": rng.choice(("Customer", "Prospect", "Partner", None)), "Phone": None,
        "AnnualRevenue": rng.randrange(1, 900) * 100_000.0, "NumberOfEmployees": rng.randrange(5, 20_000),
        "AccountSource": None,
    }  # fmt: skip


def _contact(rng: random.Random, company: Company, account: str, owner: str) -> Values:
    first, last = _name(rng, company)
    local = "".join(c for c in f"{first}{last}".lower() if c.isascii() and c.isalnum()) or "contact"
    return {
        "FirstName": first, "LastName": last, "AccountId": account, "OwnerId": owner,
        "Email": f"{local}{rng.randrange(10**6)}@{company.domain or 'example.com'}", "Phone": None,
    }  # fmt: skip


def _name(rng: random.Random, company: Company) -> tuple[str, str]:
    land = LANDS.get(company.country)
    firsts, lasts = NAMES.get(land.language if land else "en", NAMES["en"])
    return rng.choice(firsts), rng.choice(lasts)


def _land(code: str) -> str | None:
    return LANDS[code].names[0] if code in LANDS else code or None


def _count(rng: random.Random, mean: float) -> int:
    whole = int(mean)
    return whole + (rng.random() < mean - whole)
