"""A first configuration: commented, sound as it stands, and never written over what is there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from connector.policy.proposal import Proposal
from connector.policy.recipes import files_of
from connector.policy.schema import Of
from connector.policy.schema.making import schema_text
from connector.policy.vocabulary import vocabulary
from connector.settings import load

_SETTINGS = """\
# Pointsman's settings. Paths are relative to this file. `pointsman check` names every fault in it.
# ${NAME} is taken from the environment, ${file:PATH} from a file: secrets never stand here themselves.

store: sqlite:///var/pointsman.db        # or postgresql://user@host/db

crms:
  sales:                                 # your name for it; the policy speaks of it by this name
    kind: salesforce
    url: https://acme.my.salesforce.com  # your organisation's own host
    auth:
      flow: client_credentials           # or access_token, with `token`
      client_id: ${SALESFORCE_CLIENT_ID}
      client_secret: ${SALESFORCE_CLIENT_SECRET}
    poll_seconds: 10
  # marketing:
  #   kind: hubspot
  #   url: https://api.hubapi.com
  #   auth: {flow: token, token: "${HUBSPOT_TOKEN}"}
  #   objects: contacts                  # what a lead is there: contacts or leads

# With two CRMs: records of `marketing` that are linked to one in `sales` are mirrored and left alone.
# owner_of_record: sales
# linked_by: {marketing: salesforceleadid}

mappings: mappings/
policy: policy/

brake: {writes_per_hour: 500, stale_per_hour: 50}   # what exceeds it is held and shown
console: {host: 127.0.0.1, port: 8460}              # with `url: https://...` notices hold links to answer by
freshness_seconds: 30                    # how long a decision waits for a CRM that does not answer

# notices:
#   channels:
#     revops: ${SLACK_URL}               # any address that apprise knows
#     reps: ${MAIL_URL}                  # {email}: the person told; {name}: the part before its @
#   owner: reps                          # this channel tells the new owner

# Out of office by people's own calendars: the secret address in iCal format that each provider gives out.
# calendars:
#   ann@acme.com:
#     url: ${ANN_ICS}
#     busy: ignored                      # or counts: a meeting keeps new leads away, too
"""

_MAPPING = """\
# Fields of your own, over those that Pointsman reads anyway (`pointsman fields sales Lead` lists both).
# The name on the left is yours; policy/ speaks of it as lead.NAME.
lead:
  salesforce:
    read:
      rating: {field: Rating}
      # product: {field: Product__c}
      # seats: {field: Seats__c, as: integer}        # text, integer, number, yes_no, date, datetime, list
      # country: {field: Country, map: {Deutschland: DE}, else: keep}
    # write:                               # in the same request as the owner, if the CRM allows it
    #   reason: Pointsman_Reason__c
    #   decision_id: Pointsman_Decision__c
    #   account_id: Matched_Account__c
"""

_PEOPLE = """\
# Who takes leads. Their seats in the CRMs are found by e-mail.
people:
  - email: ann@example.com
    weight: 2                            # twice the share of others, where a route says `turn: weighted`
    skills: [fintech]
    languages: [de, en]
    hours: {zone: Europe/Berlin, days: mon-fri, from: "09:00", to: "18:00"}
    backup: ben@example.com
  - email: ben@example.com
    hours: {zone: America/New_York, days: mon-fri, from: "09:00", to: "17:00"}

teams:
  - name: Inbound
    members: [ann@example.com, ben@example.com]
    # members: [{from: {crm: sales, queue: Inbound reps}}]   # or whoever is in a queue of the CRM
    # holidays: DE-BE                    # public holidays of members without their own
"""

_ROUTES = """\
# Whose leads may be routed. Anybody else's lead is a person's and is left alone.
leads:
  owned_by: [{queue: Inbound}, nobody]
  triggers: [created]                    # or also {changed: [lead.country]}

# From which confidence an account counts as the lead's own, and what breaks ties.
match: {auto: 0.87, review: 0.25, prefer: [same_country, customer, open_opportunity, most_contacts, oldest]}

lists:
  EMEA: {countries: [AT, CH, DE, FR, GB]}

# The first route whose `when` holds takes the lead.
routes:
  - name: A known account keeps its owner
    when: {account.match: auto}
    to: account.owner
  - name: EMEA
    when: {lead.country: {in_list: EMEA}}
    blank: skips                         # a lead without a country: skips, fires or holds
    to: {team: Inbound}
    turn: weighted
    nobody: wait                         # if nobody is there now: wait, next route, or otherwise
  - name: Everyone else
    to: {team: Inbound}
    turn: equal

# Where a lead goes that no route took.
otherwise: {to: {queue: Inbound}}
"""

_TESTS = """\
# What must stay true whatever is edited. `pointsman test` runs them, without network or store.
- name: A known account's owner gets its leads
  lead: {company: Acme, country: DE}
  account: {name: Acme, owner: ben@example.com, match: auto}
  expect: {owner: ben@example.com, route: A known account keeps its owner}

- name: A match that is not sure changes nothing
  lead: {company: Acme, country: DE}
  account: {name: Acme, owner: ben@example.com, match: review}
  at: 2026-01-14 11:00 Europe/Berlin     # Ben, in New York, is not at work yet
  expect: {owner: ann@example.com, route: EMEA}

- name: At night an EMEA lead waits for the first who is back
  lead: {country: FR}
  at: 2026-01-14 23:30 Europe/Berlin
  expect: {outcome: hold, route: EMEA, steps: [lead.country (FR) is in list EMEA, outside working hours]}

- name: While Ann is away her backup stands in
  lead: {country: DE}
  away: [ann@example.com]
  expect: {owner: ben@example.com, steps: ["1 away, ben@example.com stands in"]}

- name: Elsewhere whoever had fewer turns is next
  lead: {country: US}
  turns: {Inbound: {ann@example.com: 5, ben@example.com: 4}}
  expect: {owner: ben@example.com, route: Everyone else, notices: [ben@example.com]}

- name: A lead without a country is not lost
  lead: {company: Globex}
  expect: {outcome: assign, route: Everyone else}

- name: At the weekend the queue takes it
  lead: {country: US}
  at: 2026-01-17 12:00 America/New_York
  expect: {owner: Inbound, route: otherwise, reason contains: No route took it}

- name: What a person took stays theirs
  lead: {country: DE, owner: ben@example.com}
  expect: {outcome: leave, owner: ben@example.com, reason contains: not in owned_by}
"""

_LIST = """\
# Domains where anybody can have a mailbox, over some 10,000 that are shipped: one a line.
# A dash takes one out: -gmail.com
# Other lists beside this file: words.txt (clinic: poliklinika), legal_forms.txt, page_hosts.txt,
# no_company.txt, countries.txt, states.txt, cities.txt and more; `pointsman check` counts what they add.
"""

_IGNORE = "var/\n.env\n"


SCHEMAS = ".schemas"
"""The folder of the schemas by which editors complete and check these files."""

_SCHEMA_OF = {
    "pointsman.yaml": Of.SETTINGS,
    "mappings/lead.yaml": Of.MAPPINGS,
    "policy/people.yaml": Of.POLICY,
    "policy/routes.yaml": Of.POLICY,
    "policy/tests/routes.yaml": Of.TESTS,
}
_EXAMPLES = ("mappings/lead.yaml", "policy/people.yaml", "policy/routes.yaml", "policy/tests/routes.yaml")


@dataclass(frozen=True, slots=True)
class Scaffolded:
    """The files that were written, those that were there and kept as they are, and the untouched
    examples that a proposal or a recipe replaced."""

    written: tuple[Path, ...]
    kept: tuple[Path, ...]
    replaced: tuple[Path, ...] = ()


def contents(proposal: Proposal | None = None, recipe: str | None = None) -> dict[str, str]:
    """The files of a first configuration by their paths; with what a CRM proposes or a recipe holds, if
    given. Raises KeyError where there is no such recipe."""
    files = {
        "pointsman.yaml": _SETTINGS,
        "mappings/lead.yaml": _MAPPING,
        "policy/people.yaml": _PEOPLE,
        "policy/routes.yaml": _ROUTES,
        "policy/tests/routes.yaml": _TESTS,
        "policy/matching/free_mail.txt": _LIST,
        ".gitignore": _IGNORE,
    }
    if recipe is not None:
        files |= files_of(recipe)
    if proposal is not None:
        texts = (proposal.mappings, proposal.people, proposal.routes, proposal.tests)
        files |= dict(zip(_EXAMPLES, texts, strict=True))
    return files | {name: _modeline(name, of) + files[name] for name, of in _SCHEMA_OF.items()}


def _modeline(name: str, of: Of) -> str:
    """The line by which an editor with a YAML language server finds the schema."""
    return f"# yaml-language-server: $schema={'../' * name.count('/')}{SCHEMAS}/{of}.json\n"


def scaffold(directory: Path, proposal: Proposal | None = None, recipe: str | None = None) -> Scaffolded:
    """Writes a first configuration into `directory`; a file that is there is kept.

    Schemas for editors are made anew, in the words of the settings and mappings that are there then. A
    proposal or a recipe takes the place of our own examples where all of them are still untouched.
    Otherwise what a proposal has a file for already is written beside it (`people.proposed.txt`), for a
    person to take from; a recipe is for folders that have no policy of their own (`in_the_way`).
    Raises OSError where the directory cannot be written, KeyError where there is no such recipe.
    """
    written: list[Path] = []
    kept: list[Path] = []
    replaced: list[Path] = []
    proposed = _EXAMPLES if proposal is not None else ()
    fresh = _untouched(directory) and (proposal is not None or recipe is not None)
    for name, content in contents(proposal, recipe).items():
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if _write(path, content):
            written.append(path)
        elif fresh and name in _EXAMPLES and path.read_bytes() != content.encode():
            path.write_text(content, encoding="utf-8", newline="\n")
            replaced.append(path)
        else:
            kept.append(path)
            if name in proposed and not fresh:
                beside = path.with_suffix(".proposed.txt")
                beside.write_text(content, encoding="utf-8", newline="\n")
                written.append(beside)
    written += _schemas(directory)
    return Scaffolded(tuple(written), tuple(kept), tuple(replaced))


def in_the_way(directory: Path, recipe: str) -> tuple[Path, ...]:
    """Files of a policy in `directory` that are neither our untouched examples nor the recipe's own: what
    would be merged with it. Raises KeyError where there is no such recipe."""
    known = [contents(), contents(recipe=recipe)]
    found = [path for part in ("policy", "mappings") for path in (directory / part).rglob("*")]
    return tuple(
        path
        for path in sorted(found)
        if path.is_file() and not any(_holds(path, files, directory) for files in known)
    )


def _holds(path: Path, files: Mapping[str, str], directory: Path) -> bool:
    """Whether a file is one of these, word for word."""
    text = files.get(path.relative_to(directory).as_posix())
    return text is not None and path.read_bytes() == text.encode()


def _schemas(directory: Path) -> list[Path]:
    """Those that say something else than before; none where the settings cannot be read."""
    settings = load(directory / "pointsman.yaml").readable
    changed: list[Path] = []
    if settings is None:
        return changed
    for of in Of:
        path, text = directory / SCHEMAS / f"{of}.json", schema_text(of, vocabulary(settings))
        if not path.exists() or path.read_bytes() != text.encode():
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
            changed.append(path)
    return changed


def _untouched(directory: Path) -> bool:
    """Whether everything that would be replaced is our own example, word for word, or absent."""
    examples = contents()
    there = [directory / name for name in _EXAMPLES if (directory / name).exists()]
    return all(_holds(path, examples, directory) for path in there)


def _write(path: Path, content: str) -> bool:
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(content)
    except FileExistsError:
        return False
    return True
