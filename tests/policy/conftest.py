"""Policies from texts, in the words of one Salesforce and one HubSpot."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from connector.policy.folder import read_texts
from connector.policy.read import Reading, read_book
from connector.policy.vocabulary import Vocabulary
from connector.settings import field_tables

SOUND = """\
people:
  - email: Ann@acme.com
    weight: 2
    skills: [german, fintech]
    hours: {zone: Europe/Berlin, days: mon-fri, from: "09:00", to: "18:00"}
    backup: ben@acme.com
    seats: {sales: 005xx0000012345AAA}
  - email: ben@acme.com
    name: Ben
teams:
  - name: Inbound
    members: [ann@acme.com, {from: {crm: sales, queue: Inbound reps}}]
    holidays: DE-BE
  - name: EMEA Enterprise
    members: [Ben]
lists:
  EMEA: {countries: [DE, FR, GB]}
leads:
  owned_by: [{queue: Inbound}, {user: integration@acme.com}, nobody]
  triggers: [created, {changed: [lead.country, lead.rating]}]
match: {auto: 0.9, review: 0.6, prefer: [same_country, customer]}
routes:
  - name: A known account keeps its owner
    when: {account.match: auto}
    to: account.owner
  - name: EMEA
    when: {lead.country: {in_list: EMEA}}
    blank: fires
    routes:
      - name: EMEA enterprise
        when: {lead.employees: {at_least: 1000}}
        blank: skips
        to: {team: EMEA Enterprise}
        with: [{skill: lead.industry}, {language: German}]
        turn: weighted
        nobody: wait
        because: enterprise
        notify: revops
  - name: Everyone else
    to: {team: Inbound}
otherwise: {to: {queue: Unrouted}, notify: revops, crms: {marketing: {to: nobody}}}
"""


def words() -> Vocabulary:
    tables = field_tables("salesforce", "Lead")[0], field_tables("hubspot", "contacts")[0]
    mapped: dict[str, set[str]] = {}
    for table in tables:
        for kind, each in table.items():
            mapped.setdefault(kind.value, set()).update(rule.name for rule in each.read)
    return Vocabulary(mapped, ("sales", "marketing"), ("revops", "manager"))


Read = Callable[..., Reading]


@pytest.fixture(scope="session")
def read() -> Read:
    """Reads a policy from `text` (the sound one unless given) after (old, new) changes."""
    known = words()

    def reading(*change: tuple[str, str], text: str | None = None, **files: str) -> Reading:
        content = SOUND if text is None else text
        for old, new in change:
            assert old in content, old
            content = content.replace(old, new)
        texts = [
            ("policy/policy.yaml", content),
            *((f"policy/{name}.yaml", each) for name, each in files.items()),
        ]
        return read_book(read_texts(texts), known)

    return reading
