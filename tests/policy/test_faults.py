"""Every fault of a policy's text has its place and its mend, and no text raises."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connector.core.rules import Policy
from connector.policy.folder import read_texts
from connector.policy.read import Reading, read_book
from connector.policy.vocabulary import Vocabulary

Read = Callable[..., Reading]


def sound(reading: Reading) -> Policy:
    assert reading.policy is not None, reading.faults
    return reading.policy


R = "when: {account.match: auto}"
E = "{at_least: 1000}"
LOADED = "{least_loaded: "
STAGED = LOADED + "{sum: opportunity.amount, by_stage: "

FAULTS = [
    # people
    (("email: Ann@acme.com", "email: ann"), (2, 12), "no e-mail address", "ann@acme.com"),
    (("email: ben@acme.com", "email: ANN@acme.com"), (8, 12), "stands here twice", "one entry"),
    (("weight: 2", "weight: 0"), (3, 13), "must be at least 1", "greater"),
    (("weight: 2", "weight: 1.5"), (3, 13), "a whole number belongs here", "fraction"),
    (("[german, fintech]", "{german: 11}"), (4, 22), "no level", "1 to 10"),
    (("[german, fintech]", "[1]"), (4, 14), "text belongs here", "{german: 3"),
    (("weight: 2", "ramp: {share: 101, until: 2026-12-31}"), (3, 19), "no share from 0 to 100", "until"),
    (("weight: 2", "ramp: {share: 50}"), (3, 11), "no day", "until: 2026-12-31"),
    (("weight: 2", "ramp: {share: 50, until: 2026-02-30}"), (3, 30), "no day", "2026-12-31"),
    (("weight: 2", "ramp: {shar: 50, until: 2026-12-31}"), (3, 12), "unknown key `shar`", "`share`"),
    (("weight: 2", "ramp: 50"), (3, 11), "a share and a last day", "share: 50"),
    (("weight: 2", "wieght: 2"), (3, 5), "unknown key `wieght`", "`weight`"),
    (("weight: 2", "cap: 2"), (3, 10), "limits belong here", "per_day: 10"),
    (("weight: 2", "cap: {per_day: -1}"), (3, 20), "no number of leads", "0 is never"),
    (("weight: 2", "cap: {per_dey: 1}"), (3, 11), "unknown key `per_dey`", "`per_day`"),
    (("weight: 2", "cap: {rolling: yes}"), (3, 10), "no limit", "per_day: 10"),
    (("weight: 2", "cap: {per_day: 1, rolling: often}"), (3, 32), "yes or no", "yes"),
    (("because: enterprise", "cap: {per_day: 1}"), (37, 9), "does not do `cap`", "at a person or a team"),
    (("Europe/Berlin", "Europe/Berln"), (5, 19), "unknown time zone", "`Europe/Berlin`"),
    (("days: mon-fri", "days: mon-fry"), (5, 40), "unknown day", "mon-fri"),
    (('from: "09:00"', 'from: "9"'), (5, 55), "no time of day", '"09:00"'),
    (('to: "18:00"', 'to: "09:00"'), (5, 68), "end when they begin", '"24:00"'),
    (('to: "18:00"', 'till: "18:00"'), (5, 64), "unknown key `till`", "one of"),
    (("backup: ben@acme.com", "backup: bem@acme.com"), (6, 13), "unknown person", "`ben@acme.com`"),
    (("name: Ben", "backup: ann@acme.com"), (6, 13), "round in a circle", "no backup"),
    (("seats: {sales:", "seats: {sale:"), (7, 13), "no CRM `sale`", "`sales`"),
    # teams
    (("- name: EMEA Enterprise", "- name: inbound"), (14, 11), "two teams of the name", "its own"),
    (("members: [Ben]", "members: []"), (15, 14), "the team is empty", "members:"),
    (("members: [Ben]", "members: [anna@acme.com]"), (15, 15), "unknown person", "`ann@acme.com`"),
    (("members: [Ben]", "members: [{queue: x}]"), (15, 15), "no member", "from:"),
    (("crm: sales, queue", "crm: sale, queue"), (12, 42), "no CRM `sale`", "`sales`"),
    (("holidays: DE-BE", "holidays: XX"), (13, 15), "no public holidays are known", "one of"),
    (("weight: 2", "holidays: AT-XX"), (3, 15), "has no region `XX`", "one of"),
    (("holidays: DE-BE", "holidays: DE-XX"), (13, 15), "has no region `XX`", "one of"),
    (("holidays: DE-BE", "turn: equal"), (13, 5), "this version does not do `turn`", "on the route"),
    (("holidays: DE-BE", "after_absence: often"), (13, 20), "no word for what follows", "levelled"),
    (("holidays: DE-BE", "after_absence: {paid_back: 0}"), (13, 20), "no number of turns", "paid_back: 5"),
    (("holidays: DE-BE", "overflow: EMEA Enterprise"), (13, 15), "no team to overflow into", "{team:"),
    (("holidays: DE-BE", "overflow: {team: EMEA}"), (13, 22), "unknown team `EMEA`", "EMEA Enterprise"),
    (("holidays: DE-BE", "overflow: {team: Inbound}"), (13, 22), "round in a circle", "no overflow"),
    # lists, leads, match
    (("{countries: [DE, FR, GB]}", "[]"), (17, 9), "a list of values", "[DE, FR]"),
    (("{countries: [DE, FR, GB]}", "{}"), (17, 9), "an empty list", "countries"),
    (("owned_by:", "ownedby:"), (19, 3), "unknown key `ownedby`", "`owned_by`"),
    (("{queue: Inbound}", "{quue: Inbound}"), (19, 15), "unknown key `quue`", "`queue`"),
    (("[created,", "[creatd,"), (20, 14), "no trigger", "created"),
    (("lead.rating", "lead.ratin"), (20, 48), "no field of a lead", "`lead.rating`"),
    (("lead.rating", "account.name"), (20, 48), "no field of a lead", "`lead.` and a mapped field"),
    (("review: 0.6", "review: 0.95"), (21, 28), "`review` is above `auto`", "at or below"),
    (("auto: 0.9", "auto: 90"), (21, 15), "must be at most 1", "smaller"),
    (("same_country, customer", "same_contry"), (21, 42), "unknown tie-breaker", "`same_country`"),
    # routes
    (("  - name: Everyone else", "  - name: EMEA"), (39, 11), "two routes of the name", "its own"),
    (("to: {team: Inbound}", "to: {team: Inbond}"), (40, 16), "unknown team `Inbond`", "`Inbound`"),
    (("to: {team: Inbound}", "to: Inbound"), (40, 9), "no place to send", "{team: Inbound}"),
    (("to: {team: Inbound}", "to: {tem: Inbound}"), (40, 10), "unknown key `tem`", "`team`"),
    (("    to: {team: Inbound}\n", ""), (39, 5), "leads nowhere", "`to:` or `routes:`"),
    (("turn: weighted", "turn: least_load"), (35, 15), "not a word", "`least_loaded`"),
    (
        ("turn: weighted", "turn: {least_loaded: open_deals}"),
        (35, 30),
        "nothing that is counted",
        "open_leads",
    ),
    (("turn: weighted", "turn: {least: open_leads}"), (35, 15), "not a word", "least_loaded"),
    (("turn: weighted", f"turn: {LOADED}{{sum: lead.employees}}}}"), (35, 36), "added up", "map the field"),
    (("turn: weighted", f"turn: {LOADED}{{som: x}}}}"), (35, 31), "unknown key `som`", "sum"),
    (
        ("turn: weighted", f"turn: {LOADED}{{sum: lead.revenue, by_stage: {{else: 1}}}}}}"),
        (35, 50),
        "no stages",
        "",
    ),
    (("turn: weighted", f"turn: {STAGED}{{Won: 1}}}}}}"), (35, 66), "no factors with an `else`", "else: 0.5"),
    (
        ("turn: weighted", f"turn: {STAGED}{{Won: -1, else: 1}}}}}}"),
        (35, 72),
        "no factor from 0 to 100",
        "else",
    ),
    (
        ("weight: 2", "cap: {open_value: {sum: lead.revenue}}"),
        (3, 23),
        "no sum with a limit",
        "at_most: 500000",
    ),
    (("weight: 2", "cap: {open_value: 9}"), (3, 23), "no sum with a limit", "at_most"),
    (("turn: weighted", "rotation: ''"), (35, 19), "must not be empty", "name"),
    (("skill: lead.industry", "skill: lead.industry, at_least: 0"), (34, 49), "no level", "1 to 10"),
    (("turn: weighted", "fit: [{skil: x}]"), (35, 16), "unknown key `skil`", "`skill`"),
    (("turn: weighted", "fit: [{at_least: 2}]"), (35, 15), "no trait", "skill"),
    (("turn: weighted", "turn: weigthed"), (35, 15), "not a word", "`weighted`"),
    (("nobody: wait", "nobody: waits"), (36, 17), "not a word", "`wait`"),
    (("blank: fires", "blank: fire"), (28, 12), "not a word", "`fires`"),
    (("because: enterprise", "sla: {first_tuch: 5m}"), (37, 15), "unknown key `first_tuch`", "first_touch"),
    (("skill: lead.industry", "skil: lead.industry"), (34, 17), "unknown key `skil`", "`skill`"),
    (("skill: lead.industry", "skill: lead.industri"), (34, 24), "unknown field", "`lead.industry`"),
    (("    to: account.owner", "    to: account.owner\n    counts: often"), (26, 13), "yes or no", "yes"),
    (
        ("    to: account.owner", "    to: account.owner\n    counts: yes\n    rotation: Inbond"),
        (27, 15),
        "no team takes turns in `Inbond`",
        "`Inbound`",
    ),
    (("turn: weighted", "soon: 25h"), (35, 15), "no length of time up to a day", "30m"),
    (("turn: weighted", "out_of_hours: later"), (35, 23), "not a word", "one of"),
    # conditions
    ((R, "when: {lead.contry: DE}"), (24, 12), "unknown field `lead.contry`", "`lead.country`"),
    ((R, "when: {country: DE}"), (24, 12), "unknown field `country`", "`lead.country`"),
    ((R, "when: {at_least: 5}"), (24, 12), "`at_least` without a field", "lead.country: DE"),
    ((R, "when: auto"), (24, 11), "a condition belongs here", "lead.country"),
    ((R, "when: {any: {lead.country: DE}}"), (24, 17), "`any` is a list", "lines with"),
    ((R, "when: {account.match: atuo}"), (24, 27), "never a value of `account.match`", "`auto`"),
    ((R, "when: {crm: sale}"), (24, 17), "never a value of `crm`", "`sales`"),
    ((R, "when: {lead.country: }"), (24, 25), "a value is missing", "is_blank"),
    ((R, "when: {lead.country: []}"), (24, 26), "a list of values", "[DE, FR]"),
    ((R, "when: {lead.country: {in_lst: EMEA}}"), (24, 27), "unknown test `in_lst`", "`in_list`"),
    ((R, "when: {lead.country: {in_list: EMAE}}"), (24, 36), "no list of that name", "`EMEA`"),
    ((R, "when: {lead.industry: {in_list: EMEA}}"), (24, 37), "nothing to say about", "industries"),
    ((R, "when: {lead.employees: {at_least: many}}"), (24, 39), "a number or a date", "100"),
    ((R, "when: {lead.employees: {between: [9, 1]}}"), (24, 38), "greater than the second", "smaller"),
    ((R, "when: {lead.employees: {between: [9]}}"), (24, 38), "two values", "[10, 99]"),
    ((R, "when: {lead.created_at: {within: 7 days}}"), (24, 38), "no length of time", "7d"),
    ((R, "when: {lead.title: {is_blank: yes}}"), (24, 35), "true or false", "is_blank"),
    ((R, "when: {lead.title: {contains_word: [a, true]}}"), (24, 40), "text belongs here", "list"),
    ((R, "when: {lead.owner: {field: account.ownr}}"), (24, 32), "unknown field", "`account.owner`"),
    ((R, "when: {lead.owner: {in: {field: account.owner}}}"), (24, 29), "no value for this test", "plain"),
    ((R, "when: {any_of: oportunity}"), (24, 20), "no related records", "`opportunity`"),
    ((R, "when: {any_of: opportunity, where: {stge: x}}"), (24, 41), "unknown field `stge`", "`stage`"),
    ((R, "when: {any_of: opportunity, wher: {}}"), (24, 33), "unknown key `wher`", "`where`"),
    ((R, "when: {count_of: opportunity}"), (24, 11), "a count without a bound", "at_least"),
    ((R, "when: {count_of: opportunity, at_least: two}"), (24, 45), "a whole number", "without quotes"),
    # otherwise and the rest
    (("{queue: Unrouted}", "account.owner"), (41, 17), "not every lead has an account", "queue"),
    (("crms: {marketing:", "crms: {marketin:"), (41, 59), "no CRM `marketin`", "`marketing`"),
    (("lists:\n", "hold_blank: soon\nlists:\n"), (16, 13), "no length of time", "15m"),
    (("lists:\n", "drift_alarm: 0\nlists:\n"), (16, 14), "no number of turns", "5"),
    (("lists:\n", "slas: 1\nlists:\n"), (16, 1), "does not do `slas`", "at a route"),
    (("lists:\n", "list: 1\nlists:\n"), (16, 1), "unknown key `list`", "`lists`"),
]


@pytest.mark.parametrize(("change", "place", "message", "mend"), FAULTS)
def test_a_fault_names_its_place_and_its_mend(
    read: Read, change: tuple[str, str], place: tuple[int, int], message: str, mend: str
) -> None:
    reading = read(change)
    assert reading.policy is None
    found = [fault for fault in reading.faults if message in fault.message and not fault.warning]
    assert len(found) == 1, reading.faults
    assert (found[0].file, found[0].line, found[0].column) == ("policy/policy.yaml", *place)
    assert mend in found[0].mend


def test_one_slip_is_named_once(read: Read) -> None:
    reading = read(("to: {team: EMEA Enterprise}", "to: {team: EMEA Enterprice}"))
    assert len(reading.faults) == 1
    reading = read(
        ("  - name: EMEA Enterprise\n    members: [Ben]", "  - name: EMEA Enterprise\n    member: [Ben]")
    )
    assert {fault.message for fault in reading.faults} == {"unknown key `member`", "the team is empty"}


def test_all_faults_come_at_once_in_the_order_of_lines(read: Read) -> None:
    reading = read(("weight: 2", "weight: no"), ("lead.rating", "lead.x"), ("turn: weighted", "turn: x"))
    assert [fault.line for fault in reading.faults] == [3, 20, 35]


@pytest.mark.parametrize("part", ["routes", "otherwise"])
def test_what_every_policy_needs(read: Read, part: str) -> None:
    reading = read((f"\n{part}:", f"\n{part}x:"))
    assert reading.policy is None
    assert any(f"`{part}` is missing" in fault.message for fault in reading.faults)


def test_a_policy_must_say_whose_leads_are_ours(read: Read) -> None:
    reading = read(("  owned_by: [{queue: Inbound}, {user: integration@acme.com}, nobody]\n", ""))
    assert [fault.message for fault in reading.faults] == ["`owned_by` is missing"]


def test_what_no_crm_has_cannot_be_measured() -> None:
    bare = Vocabulary({"lead": ("country",)}, ("sales",))
    for said, what in (
        ("open_opportunities", "opportunity records"),
        ("{sum: lead.revenue}", "lead.revenue"),
    ):
        route = f"routes: [{{name: R, to: {{team: T}}, turn: {{least_loaded: {said}}}}}]\n"
        faults = read_book(read_texts([("policy/policy.yaml", route)]), bare).faults
        assert f"no CRM here has `{what}`" in [fault.message for fault in faults]


WARNINGS = [
    (("    blank: fires\n", ""), (27, 5), "can be blank (lead.country)", "blank: skips"),
    ((R, R + "\n    blank: fires"), (25, 5), "never is", "drop"),
    (
        ("lead.country: {in_list: EMEA}", "lead.country: Germny"),
        (27, 26),
        "no country that we know",
        "two-letter",
    ),
    (("[DE, FR, GB]", "[DE, Frnce]"), (17, 26), "no country that we know", "two-letter"),
    (("notify: revops\n", "notify: revop\n"), (38, 17), "no channel `revop`", "`revops`"),
    (
        ("    to: account.owner", "    to: account.owner\n    turn: weighted"),
        (26, 5),
        "`turn` has no effect",
        "team",
    ),
    (
        ("turn: weighted", "turn: equal\n        fit: [{skill: x}]"),
        (36, 9),
        "`fit` has no effect",
        "best_fit",
    ),
    (
        ("with: [{skill: lead.industry}, {language: German}]\n        turn: weighted", "turn: best_fit"),
        (34, 15),
        "nothing says what fits best",
        "fit",
    ),
    (("weight: 2", "cap: {open_leads: 1, rolling: yes}"), (3, 26), "`rolling` has no effect", "per_day"),
    (("turn: weighted", "counts: yes"), (35, 9), "`counts` has no effect", "turns of a team count"),
    (
        ("    to: account.owner", "    to: account.owner\n    rotation: Inbound"),
        (26, 5),
        "`rotation` has no effect",
        "counts: yes",
    ),
    (
        ("    to: account.owner", "    to: nobody\n    counts: yes"),
        (26, 5),
        "`counts` has no effect",
        "to people",
    ),
    (("to: account.owner", "to: nobody\n    soon: 5m"), (26, 5), "`soon` has no effect", "to people"),
    (("members: [Ben]", "members: [Ben, ben@acme.com]"), (15, 20), "the same member twice", "drop"),
]


@pytest.mark.parametrize(("change", "place", "message", "mend"), WARNINGS)
def test_a_warning_leaves_the_policy_standing(
    read: Read, change: tuple[str, str], place: tuple[int, int], message: str, mend: str
) -> None:
    reading = read(change)
    sound(reading)
    assert len(reading.faults) == 1, reading.faults
    fault = reading.faults[0]
    assert fault.warning
    assert (fault.line, fault.column) == place
    assert message in fault.message
    assert mend in fault.mend


CIRCLES = [
    ("people:\n", "people:\n", "  - {email: %s@acme.com, backup: %s@acme.com}\n"),
    ("teams:\n", "teams:\n", "  - {name: %s, members: [Ben], overflow: {team: %s}}\n"),
    ("lists:\n", "lists:\n", "  %s: {lists: [%s]}\n"),
    ("lists:\n", "conditions:\n", "  %s: {condition: %s}\n"),
]


@pytest.mark.parametrize(
    ("before", "section", "line"), CIRCLES, ids=[each[1].strip(":\n") for each in CIRCLES]
)
def test_a_circle_of_three_is_named_with_its_place(read: Read, before: str, section: str, line: str) -> None:
    lines = "".join(line % pair for pair in (("zoe", "yan"), ("yan", "xia"), ("xia", "zoe")))
    found = read((before, section + lines + ("" if section == before else before)))
    circles = [fault for fault in found.faults if "circle" in fault.message]
    assert found.policy is None
    assert circles
    assert all(fault.line > 1 and fault.column > 1 and fault.mend for fault in circles)


def test_routes_nest_only_so_deep(read: Read) -> None:
    inner = "{name: x, to: nobody}"
    for number in range(25):
        inner = f"{{name: n{number}, routes: [{inner}]}}"
    reading = read(text=f"routes: [{inner}]\n")
    assert any("nested too deeply" in fault.message for fault in reading.faults)


KEYS = """
people teams lists leads match routes otherwise name email members from crm queue hours zone days to when
all any not any_of count_of where at_least at_most between in in_list within is_blank field lead.country
account.match with skill turn blank nobody because notify owned_by triggers changed auto review prefer
fit rotation ramp share cap per_day per_hour open_leads rolling least_loaded sum by_stage else open_value
lead.revenue opportunity.amount open_opportunities
counts after_absence levelled paid_back drift_alarm soon out_of_hours overflow
backup seats weight holidays crms hold_blank sla team user opportunity stage
"""
WORDS = st.sampled_from(KEYS.split())
LEAVES = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=6), WORDS)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(WORDS, inner, max_size=4)),
    max_leaves=20,
)
PARTS = st.dictionaries(
    st.sampled_from(["people", "teams", "lists", "leads", "match", "routes", "otherwise", "hold_blank"]),
    VALUES,
)


@given(value=st.one_of(PARTS, VALUES))
@settings(deadline=None, max_examples=300)
def test_no_policy_raises(value: object, read: Read) -> None:
    reading = read(text=json.dumps(value))
    assert reading.faults


@given(text=st.text())
@settings(deadline=None)
def test_no_text_raises(text: str, read: Read) -> None:
    assert read(text=text).policy is None


@given(cut=st.integers(0, 1500), junk=st.text(max_size=5))
@settings(deadline=None)
def test_a_damaged_policy_raises_nothing(cut: int, junk: str, read: Read) -> None:
    whole = read().text
    read(text=whole[:cut] + junk + whole[cut:])
