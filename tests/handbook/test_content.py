"""What the page says of a policy."""

from __future__ import annotations

import pytest

from tests.handbook.conftest import Book, told


def test_the_routes_are_told_in_their_order_with_whom_they_take_and_where_they_send(book: Book) -> None:
    (section,) = [each for each in book().plain()["sections"] if each["key"] == "routes"]
    first, emea, rest, last = section["routes"]
    assert [each["number"] for each in section["routes"]] == ["1", "2", "3", "4"]
    assert first["when"] == "If the match to an account is auto."
    assert first["goes"] == "It goes to the owner of the matched account."
    assert emea["goes"].startswith("It goes to the first of the routes inside that takes it")
    (inner,) = emea["routes"]
    assert (inner["number"], inner["name"], inner["because"]) == ("2.1", "EMEA enterprise", "enterprise")
    assert rest["when"] == "Every lead that comes here."
    assert (last["name"], last["goes"]) == ("The fallback", "It goes to queue Unrouted.")
    assert last["says"] == ["In marketing it stays without an owner.", "Told: channel revops."]


SAYS = [
    (
        ("blank: fires", "blank: fires"),
        "Where the lead's country is not known, the route takes the lead too.",
    ),
    (("blank: fires", "blank: skips"), "Where the lead's country is not known, the route is passed over."),
    (
        ("blank: fires", "blank: holds"),
        "Where the lead's country is not known, the lead waits for it up to 15 minutes, then passes on.",
    ),
    (
        ("skill: lead.industry", "skill: lead.industry"),
        "Only who has the skill that the lead's industry names;",
    ),
    (
        ("language: German", "language: German, at_least: 2, or: skip"),
        "the language german at level 2 or above",
    ),
    (("nobody: wait", "nobody: wait"), "it waits until one of them is there"),
    (("nobody: wait", "nobody: next"), "If nobody of the team can take it, the routes after it are tried."),
    (("nobody: wait", "soon: 30m"), "Whoever is in working hours within 30 minutes counts as there."),
    (("nobody: wait", "out_of_hours: anyway"), "stand in the way, it is given all the same."),
    (("turn: weighted", "turn: in_order"), "Turns go down the team's list, round and round."),
    (("turn: weighted", "rotation: All"), "who is owed most is next (in the turns of All)."),
    (("because: enterprise", "owner: eve@acme.com"), "eve@acme.com"),
    (
        ("to: account.owner", "to: account.owner\n    counts: yes\n    rotation: Inbound"),
        "as a turn of Inbound",
    ),
    (
        ("to: account.owner", "to: {opportunity.owner: [{amount: highest}, newest]}"),
        "Of several open opportunities first comes the one of the highest amount then the newest.",
    ),
    (
        ("to: account.owner", "to: {activity.owner: {within: 90d}}"),
        "It goes to who last spoke to the lead within the last 90 days.",
    ),
    (
        ("turn: weighted", "turn: {least_loaded: open_opportunities}"),
        "Who owns the fewest open opportunities is next.",
    ),
    (
        ("turn: weighted", "turn: {least_loaded: {sum: opportunity.amount, by_stage: {Won: 1, else: 0.5}}}"),
        "Who owns the least of opportunity.amount by stage (won 1 and else 0.5) is next",
    ),
    (("to: account.owner", "to: parent.owner"), "It goes to the owner of the account above."),
    (("to: account.owner", "to: {user: ben@acme.com}"), "It goes to user ben@acme.com."),
]


@pytest.mark.parametrize(("change", "says"), SAYS)
def test_what_else_a_route_says_is_a_sentence(book: Book, change: tuple[str, str], says: str) -> None:
    assert [text for text in told(book(change), "routes") if says in text] != []


CONDITIONS = [
    ("{lead.employees: {between: [1, 9]}}", "the lead's employees is between 1 and 9"),
    ("{not: {lead.country: DE}}", "the lead's country is not DE"),
    ("{lead.created_at: {within: 7d}}", "the lead's creation is within the last 7 days"),
    (
        "{any: [{lead.country: DE}, {all: [{lead.rating: Hot}, {crm: sales}]}]}",
        "the lead's country is DE or (the lead's rating is Hot and the CRM is sales)",
    ),
    (
        "{not: {any: [{crm: sales}, {lead.rating: Hot}]}}",
        "not (the CRM is sales or the lead's rating is Hot)",
    ),
    ("{lead.country: [AT, CH, DE, FR, GB, IT]}", "the lead's country is one of AT, CH, DE, FR, GB, IT"),
    ("{lead.owner: {field: account.owner}}", "the lead's owner is the account's owner"),
    (
        "{any_of: opportunity, where: {closed: false}}",
        "for one of the account's opportunities its closed is no",
    ),
    ("{count_of: contact, at_least: 3}", "the account has at least 3 contacts"),
    ("{count_of: contact, at_most: 0}", "the account has at most 0 contacts"),
]


@pytest.mark.parametrize(("when", "words"), CONDITIONS)
def test_conditions_are_told_in_words(book: Book, when: str, words: str) -> None:
    made = book(("when: {account.match: auto}", f"when: {when}"))
    assert f"If {words}." in told(made, "routes")


def test_teams_are_tables_of_their_members(book: Book) -> None:
    cap = (
        "skills: [german, fintech]",
        "skills: {german: 3, fintech: 1}\n    cap: {per_day: 10, "
        "open_value: {sum: lead.revenue, at_most: 500000}}",
    )
    new = ("name: Ben", "name: Ben\n    ramp: {share: 50, until: 2026-12-31}")
    (section,) = [each for each in book(cap, new).plain()["sections"] if each["key"] == "teams"]
    inbound, enterprise = section["parts"]
    assert inbound["says"] == ["Away on the public holidays of DE-BE, but for members who have their own."]
    assert inbound["rows"][0] == {
        "who": "ann@acme.com",
        "hours": "mon-fri 09:00 to 18:00 Europe/Berlin",
        "weight": "2",
        "skills and languages": "fintech, german (3)",
        "cap": "10 a day and 500,000 of open lead.revenue",
        "backup": "Ben",
    }
    assert inbound["rows"][1]["who"] == "whoever is in queue Inbound reps of sales"
    assert enterprise["rows"][0]["starting"] == "50 % of a turn until 2026-12-31"


def test_a_teams_own_rules_are_told(book: Book) -> None:
    more = ("overflow: {team: EMEA Enterprise}", "after_absence: {paid_back: 5}", "cap: {per_week: 9}")
    said = told(book(("holidays: DE-BE", "\n    ".join(more))), "teams")
    assert "What nobody of it can take now goes to team EMEA Enterprise." in said
    assert "Who returns from an absence is owed up to 5 of the turns they missed." in said
    assert "Members without a cap of their own are given at most 9 a week." in said


def test_lists_are_told_by_size_and_first_entries(book: Book) -> None:
    many = ", ".join(f"c{number}.com" for number in range(20))
    made = book(("EMEA: {countries: [DE, FR, GB]}", f"EMEA: {{countries: [DE, FR, GB], domains: [{many}]}}"))
    said = told(made, "lists")
    assert said[-8:-4] == ["EMEA", "countries", "3", "DE, FR, GB"]
    assert said[-2] == "20"
    assert said[-1].endswith(" and 12 more")


BEFORE = """\
before:
  suppress: {domains: [rival.com], names: [Rival Inc]}
  junk: {kinds: [test], to: {queue: Junk}}
  duplicates: {hold: 1h}
  score:
    points:
      - {name: size, when: {lead.employees: {at_least: 1000}}, add: 40}
      - {when: {lead.rating: Hot}, add: -10, halves_after: 7d, since: lead.created_at}
    tiers: {A: 80, B: 50}
    below: {to: nobody}
routes:
"""


def test_what_comes_before_the_routes_is_told(book: Book) -> None:
    said = told(book(("routes:\n  - name: A known", BEFORE + "  - name: A known")), "before")
    assert "Left alone are leads whose address or website is of rival.com." in said
    assert "Left alone are leads whose company is rival inc." in said
    assert "Leads read as test go to queue Junk." in said
    assert any("waits 1 hour for the two to be merged" in text for text in said)
    assert "Tiers: A from 80 points on and B from 50 points on; under the lowest it is none." in said
    assert said[said.index("size") :][:3] == ["size", "the lead's employees is at least 1000", "+40"]
    assert "worth half after each 7 days since the lead's creation" in said


def test_a_policy_without_it_has_no_such_section(book: Book) -> None:
    assert "before" not in [section["key"] for section in book().plain()["sections"]]


def test_whose_leads_and_which_account_are_told(book: Book) -> None:
    assert told(book(), "leads")[2].endswith("owned by queue Inbound, user integration@acme.com or nobody.")
    assert (
        "A lead is decided when it is created and when the lead's country or the lead's rating changes."
        in told(book(), "leads")
    )
    assert "An account counts as the lead's own (auto) from a confidence of 0.90." in told(book(), "match")


def test_what_check_finds_is_told_with_its_place(book: Book) -> None:
    dead = "  - name: Dead\n    when: {account.match: auto}\n    to: nobody\notherwise:"
    said = told(book(("otherwise:", dead)), "check")
    assert any("route `Dead` can never fire" in text or "`Dead`" in text for text in said)
    assert any(text.startswith("policy/policy.yaml:") for text in said)


def test_the_same_policy_gives_the_same_page(book: Book) -> None:
    assert book().plain() == book().plain()


SLA = """\
to: account.owner
    wait: {until: {lead.employees: {is_blank: false}}, at_most: 5m}
    sla:
      - first_touch: {by: lead.rating, Hot: 5m, else: 1d}
        clock: working
        remind: 50%
        on_miss: [{notify: [owner, manager, revops]}, {after: 2d, reassign: next, credit: yes}]
      - {acknowledged: 10m, clock: {team: Inbound}, on_miss: [{after: 150%, reassign: {queue: Late}}]}
"""


def test_deadlines_are_told_with_what_follows(book: Book) -> None:
    said = told(book(("to: account.owner\n", SLA)), "routes")
    wait = said.index(
        "Before it is sent it waits until the lead's employees is filled in, at most 5 minutes."
    )
    promise = (
        "Somebody must have been in touch within a time by the lead's rating (hot 5 minutes, else 1 day)"
    )
    first = said.index(f"{promise}, counted in the owner's working hours.")
    assert wait < first
    assert said[first + 1 : first + 6] == [
        "Reminded after 50 % of the time: its owner.",
        "If missed, at the deadline: told: its owner, the owner's manager and channel revops.",
        "If missed, 2 days after the start: the lead is taken back and goes on as the routes say,"
        " and who loses it gets the turn back.",
        "Its owner must have accepted it within 10 minutes, counted in the hours of team Inbound.",
        "If missed, after 150 % of the time: the lead is taken back and goes to queue Late.",
    ]


def test_routes_inside_repeat_no_deadline_and_say_where_there_is_none(book: Book) -> None:
    around = ("blank: fires", "blank: fires\n    sla: {assigned: 1h}")
    inherited = told(book(around), "routes")
    assert [text for text in inherited if "must have an owner" in text] == [
        "It must have an owner within 1 hour, by the wall clock."
    ]
    lifted = told(book(around, ("because: enterprise", "sla: none")), "routes")
    assert "The deadlines of the route around it do not hold here." in lifted


def test_answers_and_what_a_stand_in_gives_back_are_told(book: Book) -> None:
    answers = "leads:\n  answers: {declined: {lead.rating: Cold}}\n  max_reassignments: 2\n"
    leave = ("match: {auto", "leave: {give_back: untouched}\nmatch: {auto")
    said = told(book(("leads:\n", answers), leave, ("to: account.owner\n", SLA)), "leads")
    assert "A lead counts as declined where the lead's rating is Cold." in said
    assert "A lead that was taken back 2 times next goes to the fallback." in said
    assert any("goes back when the absence is over, unless somebody" in text for text in said)
