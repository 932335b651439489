"""What a live CRM proposes for a first policy: its people, its teams, its own fields. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from adapters.contract import CrmField
from connector.glance import LEAD_OBJECTS
from connector.policy.people import is_email
from connector.settings.tables import field_tables
from mappings.fieldmap import SYSTEM, WRITABLE
from mappings.records import Directory, Kind, Seat, SeatKind

MOST_FIELDS = 40
"""Fields of their own that are proposed outright; more stand below as comments."""

WORTH_READING = 0.05
"""The share of sampled leads that must have a value in a field that is proposed outright."""

_WITHOUT_QUEUES = ("hubspot",)
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9 _.@+-]*[A-Za-z0-9]|[A-Za-z]")
_RESERVED = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n", "nan", "inf"})
_FORMS = {
    "int": "integer",
    "integer": "integer",
    "double": "number",
    "currency": "number",
    "percent": "number",
    "number": "number",
    "boolean": "yes_no",
    "bool": "yes_no",
    "date": "date",
    "datetime": "datetime",
    "multipicklist": "list",
}


@dataclass(frozen=True, slots=True)
class Proposal:
    """Texts of mappings/lead.yaml, policy/people.yaml, policy/routes.yaml and policy/tests/routes.yaml."""

    mappings: str
    people: str
    routes: str
    tests: str


def propose(crm: str, kind: str, directory: Directory, fields: Sequence[CrmField]) -> Proposal:
    """A first policy from what the CRM `crm` of that kind shows of itself."""
    people = [seat for email, seat in sorted(directory.by_email.items()) if seat.active and is_email(email)]
    queues = [] if kind in _WITHOUT_QUEUES else _queues(directory)
    teams = _teams(crm, people, [queue for queue in queues if queue.members])
    return Proposal(
        mappings=_mappings(kind, fields),
        people=_people_text(crm, people, teams),
        routes=_routes_text(teams, queues),
        tests=_tests_text(people),
    )


def _queues(directory: Directory) -> list[Seat]:
    return sorted((s for s in directory.seats if s.kind is SeatKind.QUEUE), key=lambda s: (s.name, s.id))


def _called(queue: Seat, queues: Sequence[Seat]) -> str:
    """The queue's name, or its id where another goes by the same name."""
    alike = sum(other.name.strip().lower() == queue.name.strip().lower() for other in queues)
    return quoted(queue.id if alike > 1 else queue.name)


def _people_text(crm: str, people: Sequence[Seat], teams: Sequence[tuple[str, str]]) -> str:
    lines = [f"# Proposed from {crm}: everybody there who can own leads. Drop those who take none."]
    lines.append("people:" if people else "people: []")
    for seat in people:
        lines.append(f"  - email: {quoted((seat.email or '').lower())}")
        if seat.name:
            lines.append(f"    name: {quoted(seat.name)}")
    lines += ["", "teams:" if teams else "teams: []"]
    for name, members in teams:
        lines += [f"  - name: {quoted(name)}", f"    members: [{members}]"]
    return "\n".join(lines) + "\n"


def _teams(crm: str, people: Sequence[Seat], queues: Sequence[Seat]) -> list[tuple[str, str]]:
    """Teams by name with their members' text: the queues of the CRM, else its own teams, else one."""
    found: list[tuple[str, str]] = []
    taken: set[str] = set()
    for queue in queues:
        members = f"{{from: {{crm: {crm}, queue: {_called(queue, queues)}}}}}"
        found.append((_fresh(queue.name, taken), members))
    if not found:
        for name in sorted({team for seat in people for team in seat.teams}):
            emails = [quoted((seat.email or "").lower()) for seat in people if name in seat.teams]
            found.append((_fresh(name, taken), ", ".join(emails)))
    if not found and people:
        found.append(("Everybody", ", ".join(quoted((seat.email or "").lower()) for seat in people)))
    return found


def _routes_text(teams: Sequence[tuple[str, str]], queues: Sequence[Seat]) -> str:
    owners = [f"{{queue: {_called(queue, queues)}}}" for queue in queues]
    fallback = owners[0] if owners else "nobody"
    team = f"{{team: {quoted(teams[0][0])}}}" if teams else fallback
    return f"""\
# Whose leads may be routed: queues, and leads of nobody. Anybody else's lead is left alone.
leads:
  owned_by: [{", ".join([*owners, "nobody"])}]
  triggers: [created]

# The first route whose `when` holds takes the lead.
routes:
  - name: A known account keeps its owner
    when: {{account.match: auto}}
    to: account.owner
  - name: Everyone else
    to: {team}

# Where a lead goes that no route took.
otherwise: {{to: {fallback}}}
"""


def _tests_text(people: Sequence[Seat]) -> str:
    text = """\
# What must stay true whatever is edited. `pointsman test` runs them, without network or store.
- name: A lead that nobody knows reaches somebody
  lead: {company: Globex, email: jane@globex.example}
  expect: {outcome: assign}
"""
    if not people:
        return text
    owner = quoted((people[0].email or "").lower())
    return f"""{text}
- name: A known account's owner gets its leads
  lead: {{company: Globex, email: jane@globex.example}}
  account: {{name: Globex, owner: {owner}, match: auto}}
  expect: {{owner: {owner}, route: A known account keeps its owner}}
"""


def _mappings(kind: str, fields: Sequence[CrmField]) -> str:
    known = _known_names(kind)
    read_already = _read_already(kind)
    own = [field for field in fields if field.custom and field.name not in read_already]
    own.sort(key=lambda field: (-(field.fill or 0.0), field.name))
    live: list[str] = []
    spare: list[str] = []
    for field in own:
        line = _line(field, known)
        worth = field.fill is None or field.fill >= WORTH_READING
        (live if worth and len(live) < MOST_FIELDS else spare).append(line)
    lines = [
        "# Fields of your own, proposed from the CRM. The name on the left is yours: lead.NAME in the policy."
    ]
    lines += ["lead:", f"  {kind}:", "    read:" if live else "    read: {}"]
    lines += [f"      {line}" for line in live]
    lines += [f"      # {line}" for line in spare]
    writes = _writes(fields)
    lines += ["    write:", *(f"      {line}" for line in writes)] if writes else []
    return "\n".join(lines) + "\n"


def _line(field: CrmField, known: set[str]) -> str:
    stem = re.sub(r"__c$", "", field.name)
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", stem).lower()
    name = re.sub(r"_+", "_", re.sub(r"[^a-z0-9]", "_", words)).strip("_")
    name = name[:50] if name[:1].isalpha() else f"field_{name}"[:50]
    name = _fresh(name, known, joint="_")
    form = _FORMS.get(field.type.lower())
    about = [_shown(field.label), _shown(field.type)]
    if field.fill is not None:
        about.append(f"{field.fill:.0%} filled")
    written = f", as: {form}" if form else ""
    return f"{name}: {{field: {quoted(field.name)}{written}}}  # {', '.join(part for part in about if part)}"


def _writes(fields: Iterable[CrmField]) -> list[str]:
    by_name = {field.name.lower(): field.name for field in fields if field.updateable and field.custom}
    found = []
    for ours in WRITABLE:
        stem = ours.removesuffix("_id") if ours != "account_id" else "account"
        for name in (
            f"pointsman_{stem}",
            f"pointsman_{stem}__c",
            f"pointsman_{ours}",
            f"pointsman_{ours}__c",
        ):
            if name in by_name:
                found.append(f"{ours}: {quoted(by_name[name])}")
                break
    return found


def _known_names(kind: str) -> set[str]:
    names = {*SYSTEM, "owner", "match"}
    for lead_object in LEAD_OBJECTS[kind]:
        tables, _ = field_tables(kind, lead_object)
        names.update(rule.name for rule in tables[Kind.LEAD].read)
    return names


def _read_already(kind: str) -> Collection[str]:
    tables = (field_tables(kind, lead_object)[0] for lead_object in LEAD_OBJECTS[kind])
    return {name for table in tables for name in table[Kind.LEAD].crm_fields()}


def _fresh(name: str, taken: set[str], joint: str = " ") -> str:
    """`name`, or `name 2` and so on where it is taken (without regard to case); takes it."""
    found, number = name, 2
    while found.strip().lower() in taken:
        found, number = f"{name}{joint}{number}", number + 1
    taken.add(found.strip().lower())
    return found


def _shown(text: str) -> str:
    return " ".join("".join(sign for sign in text if sign.isprintable()).split())


def quoted(text: str) -> str:
    """`text` as a YAML scalar on one line: as it is, or in double quotes."""
    plain = "".join(sign if sign.isprintable() else " " for sign in text).strip()
    if _PLAIN.fullmatch(plain) and plain.lower() not in _RESERVED:
        return plain
    return json.dumps(plain, ensure_ascii=False)
