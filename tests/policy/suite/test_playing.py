"""What a policy test gives is what the decision knows; what it expects is what is compared."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from connector.policy.suite.judging import Ran, run
from connector.policy.suite.reading import cases_of
from connector.texts import read_text
from tests.policy.conftest import Read, words
from tests.policy.suite.conftest import WORLD

Play = Callable[[str], list[Ran]]
WAY = "{least_loaded: "


def misses(ran: list[Ran]) -> list[tuple[str, str, str]]:
    return [(miss.what, miss.expected, miss.got) for one in ran for miss in one.misses]


def test_everything_as_expected_passes(play: Play) -> None:
    (one,) = play("""
        - name: A small American lead
          lead: {country: US, company: Globex}
          at: 2026-03-02 10:00 Europe/Berlin
          expect:
            owner: ann@acme.com
            route: Everyone else
            outcome: assign
            steps: [Route EMEA does not apply, Next in turn is ann@acme.com]
            reason contains: has the next turn in team Inbound
            notices: [ann@acme.com]
    """)
    assert misses([one]) == []


def test_each_thing_that_is_not_so_is_a_miss_of_its_own(play: Play) -> None:
    ran = play("""
        - name: All wrong
          lead: {country: US}
          expect:
            owner: {queue: Unrouted}
            route: EMEA
            outcome: hold
            steps: [Next in turn, Route EMEA does not apply]
            reason contains: by chance
            notices: [manager]
    """)
    assert misses(ran) == [
        ("owner", "queue Unrouted", "ann@acme.com"),
        ("route", "EMEA", "Everyone else"),
        ("outcome", "hold", "assign"),
        (
            "reason",
            "... by chance ...",
            "Route Everyone else: ann@acme.com has the next turn in team Inbound.",
        ),
        ("steps", "Route EMEA does not apply", "not after `Next in turn`"),
        ("notices", "manager", "ann@acme.com"),
    ]


def test_the_account_is_matched_as_the_case_says(play: Play) -> None:
    ran = play("""
        - name: Sure
          account: {name: Acme, owner: carla@acme.com, match: auto, confidence: 0.93}
          expect: {owner: carla@acme.com, route: A known account keeps its owner}
        - name: Not sure
          account: {name: Acme, owner: carla@acme.com, match: review}
          expect: {owner: ann@acme.com}
        - name: Whose owner has left
          account: {name: Acme, owner: carla@acme.com, match: auto}
          gone: [carla@acme.com]
          expect: {owner: ann@acme.com, steps: [is inactive in sales]}
    """)
    assert misses(ran) == []


def test_without_a_word_of_the_matcher_the_matcher_is_asked(play: Play) -> None:
    ran = play("""
        - name: Its own domain and name
          lead: {company: Globex Widgets GmbH, email: jane@globexwidgets.de, country: DE}
          account: {name: Globex Widgets, website: globexwidgets.de, country: DE, owner: ben@acme.com}
          expect: {owner: ben@acme.com, route: A known account keeps its owner, steps: ["Match: auto"]}
        - name: Nothing in common
          lead: {company: Initech, email: joe@initech.com, country: US}
          account: {name: Globex Widgets, website: globexwidgets.de, country: DE, owner: ben@acme.com}
          expect: {route: Everyone else}
    """)
    assert misses(ran) == []


def test_turns_absences_covers_and_queue_members_are_given(play: Play) -> None:
    ran = play("""
        - name: Whoever had fewer turns is next
          queues: {Inbound reps: [dora@acme.com]}
          turns: {Inbound: {ann@acme.com: 2, dora@acme.com: 1}}
          expect: {owner: dora@acme.com}
        - name: A cover stands in
          away: {ann@acme.com: dora@acme.com}
          expect: {owner: dora@acme.com, steps: ["away, dora@acme.com stands in"]}
        - name: Else the backup
          away: [ann@acme.com]
          expect: {owner: ben@acme.com}
    """)
    assert misses(ran) == []


def test_the_hour_is_the_case_s_own(play: Play) -> None:
    ran = play("""
        - name: At night nobody is there
          lead: {country: US}
          at: 2026-01-14T22:00:00Z
          expect: {owner: Unrouted, route: otherwise, notices: [revops]}
        - name: On a holiday neither
          at: 2026-01-01 12:00 Europe/Berlin
          lead: {country: US}
          expect: {route: otherwise, steps: [public holiday (DE-BE)]}
    """)
    assert misses(ran) == []


def test_a_crm_without_queues_leaves_the_lead_unowned(play: Play) -> None:
    ran = play("""
        - name: HubSpot at night
          crm: marketing
          lead: {country: US}
          at: 2026-01-14T22:00:00Z
          expect: {owner: nobody, route: otherwise, outcome: assign}
    """)
    assert misses(ran) == []


def test_whose_lead_it_is_decides_whether_it_is_routed(play: Play) -> None:
    ran = play("""
        - name: A person's
          lead: {owner: carla@acme.com}
          expect: {outcome: leave, owner: carla@acme.com, steps: [Left alone]}
        - name: The queue's
          lead: {owner: Inbound}
          expect: {outcome: assign}
    """)
    assert misses(ran) == []


@pytest.mark.parametrize(
    ("measure", "loads"),
    [
        ("open_leads", "{ann@acme.com: 3, ben@acme.com: 1}"),
        ("open_leads", "{open_leads: {ann@acme.com: 3}, ben@acme.com: 1}"),
        ("open_opportunities", "{open_opportunities: {ann@acme.com: 3}, ben@acme.com: 1}"),
        ("{sum: lead.revenue}", "{lead.revenue: {ann@acme.com: 0.5}, open_leads: {ben@acme.com: 1}}"),
        (
            "{sum: opportunity.amount, by_stage: {Won: 1, else: 0}}",
            "{opportunity.amount: {ann@acme.com: 3}}",
        ),
    ],
)
def test_what_people_have_in_hand_is_given_by_measure(read: Read, measure: str, loads: str) -> None:
    policy = read(
        ("members: [Ben]", "members: [ann@acme.com, Ben]"),
        (
            "with: [{skill: lead.industry}, {language: German}]\n        turn: weighted",
            f"turn: {WAY}{measure}}}",
        ),
    ).policy
    assert policy is not None
    case = f"- {{name: A, lead: {{country: DE, employees: 1000}}, loads: {loads}, expect: {{owner: Ben}}}}"
    cases = cases_of([read_text(case, "policy/tests/a.yaml")], policy, words())
    assert cases.faults == ()
    assert misses(list(run(policy, WORLD, cases.cases))) == []
