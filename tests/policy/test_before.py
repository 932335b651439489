"""`before:` as users write it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from connector.core.conditions import Any, Operator, Test
from connector.core.rules import Policy, Target, TargetKind
from connector.core.screening import Before, Duplicates, Junk, Line, Score, Way
from connector.policy.before import SUPPRESSED
from connector.policy.read import Reading

Read = Callable[..., Reading]
R = "when: {account.match: auto}"
SCORE = """\
before:
  score:
    points:
      - {when: {lead.employees: {at_least: 1000}}, add: 40}
      - {when: {lead.title: {contains_word: VP}}, add: -5, name: title}
      - {when: {lead.rating: hot}, add: 20, halves_after: 7d, since: lead.created_at}
    tiers: {B: 20, A: 50}
    below: {to: {queue: Nurture}}
"""


def before(read: Read, text: str, *changes: tuple[str, str]) -> Reading:
    return read(("lists:\n", text + "lists:\n"), *changes)


def sound(reading: Reading) -> Policy:
    assert reading.policy is not None, reading.faults
    return reading.policy


def test_without_the_section_nothing_comes_before(read: Read) -> None:
    assert sound(read()).before == Before()


def test_suppression_is_a_list_that_e_mail_website_and_company_are_asked_for(read: Read) -> None:
    text = "before:\n  suppress: {domains: [rival.com], emails: [Eve@x.com], names: [Rival Inc]}\n"
    policy = sound(before(read, text))
    fields = ("lead.email", "lead.website", "lead.company")
    assert policy.before.suppress == Any(tuple(Test(n, Operator.IN_LIST, SUPPRESSED) for n in fields))
    assert policy.lists[SUPPRESSED] == {
        "domains": {"rival.com", "eve@x.com"},
        "names": {"rival inc"},
    }
    assert {*fields} <= policy.fields_read
    rivals = ("  EMEA:", "  Rivals: {names: [R]}\n  EMEA:")
    joined = sound(before(read, "before:\n  suppress: {lists: [Rivals]}\n", rivals))
    assert joined.before.suppress == Any((Test("lead.company", Operator.IN_LIST, SUPPRESSED),))


def test_junk_is_left_or_goes_somewhere(read: Read) -> None:
    assert sound(before(read, "before: {junk: leave}\n")).before.junk == Junk()
    text = "before:\n  junk: {kinds: [test, none], when: {lead.title: x}, to: {queue: Junk}}\n"
    assert sound(before(read, text)).before.junk == Junk(
        frozenset({"test", "none"}),
        Test("lead.title", Operator.IS, "x"),
        Target(TargetKind.QUEUE, "Junk"),
    )


def test_a_points_table_has_lines_and_tiers(read: Read) -> None:
    policy = sound(before(read, SCORE))
    assert policy.before.score == Score(
        (
            Line(Test("lead.employees", Operator.AT_LEAST, 1000), 40),
            Line(Test("lead.title", Operator.CONTAINS_WORD, "VP"), -5, "title"),
            Line(Test("lead.rating", Operator.IS, "hot"), 20, "", 7 * 86_400, "lead.created_at"),
        ),
        (("A", 50), ("B", 20)),
        Target(TargetKind.QUEUE, "Nurture"),
    )
    assert {"lead.title", "lead.created_at"} <= policy.fields_read


def test_conditions_ask_for_the_score_where_there_is_one(read: Read) -> None:
    asks = (R, "when: {score.tier: A, score.points: {at_least: 60}}")
    assert before(read, SCORE, asks).faults == ()
    assert not any("score" in name for name in sound(before(read, SCORE, asks)).fields_read)
    faults = before(read, "", asks).faults
    assert {fault.message for fault in faults} >= {"unknown field `score.tier`"}
    (fault,) = before(read, SCORE, (R, "when: {score.tier: C}")).faults
    assert (fault.message, fault.mend) == ("never a value of `score.tier`", "one of: a, b, none")


B = "before:\n  "
FAULTS = [
    (B + "suppres: {}\n", (17, 3), "unknown key `suppres`", "`suppress`"),
    (B + "suppress: [rival.com]\n", (17, 13), "domains, e-mails and names", "suppress:"),
    (B + "suppress: {countries: [DE]}\n", (17, 13), "not by `countries`", "domains"),
    (B + "suppress: {emails: [rival.com]}\n", (17, 23), "no e-mail address", "ann@acme.com"),
    (B + "junk: drop\n", (17, 9), "no rule for junk", "leave"),
    (B + "junk: {kinds: [tests]}\n", (17, 18), "no kind of junk `tests`", "`test`"),
    (B + "junk: {to: account.owner}\n", (17, 14), "not every lead has one", "queue"),
    (B + "junk: {to: {team: Nobody}}\n", (17, 21), "unknown team", "Inbound"),
    (B + "junk: {when: {account.name: x}}\n", (17, 16), "`account.name` is not known", "fields of the lead"),
    (B + "score: {}\n", (17, 10), "`points` is missing", "points:"),
    (B + "score: {points: []}\n", (17, 19), "must not be empty", "add an entry"),
    (B + "score: {points: [{add: 5}]}\n", (17, 20), "`when` is missing", "when:"),
    (B + "score: {points: [{when: {lead.title: x}, add: 1.5}]}\n", (17, 49), "a whole number", "fraction"),
    (B + "score: {points: [{when: {score.tier: none}, add: 1}]}\n", (17, 27), "cannot depend", "fields"),
]


@pytest.mark.parametrize(("text", "place", "message", "mend"), FAULTS)
def test_a_fault_names_its_place_and_its_mend(
    read: Read, text: str, place: tuple[int, int], message: str, mend: str
) -> None:
    reading = before(read, text)
    assert reading.policy is None
    found = [fault for fault in reading.faults if message in fault.message]
    assert len(found) == 1, reading.faults
    assert (found[0].line, found[0].column) == place
    assert mend in found[0].mend


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("{B: 20, A: 50}", "{B: 20, A: 20}"), "two tiers with the same points"),
        (("{B: 20, A: 50}", "{None: 20}"), "`none` is the tier below all"),
        (("    tiers: {B: 20, A: 50}\n", ""), "`below` of no tier"),
        (("below: {to: {queue: Nurture}}", "below: Nurture"), "no place to send a lead to"),
        (("halves_after: 7d, ", ""), "`halves_after` is missing"),
        ((", since: lead.created_at", ""), "`since` is missing"),
        (("since: lead.created_at", "since: lead.intent"), "unknown field `lead.intent`"),
        (("halves_after: 7d", "halves_after: 7 days"), "no length of time up to ten years"),
    ],
)
def test_a_faulty_score_is_named(read: Read, change: tuple[str, str], message: str) -> None:
    assert change[0] in SCORE
    reading = before(read, SCORE.replace(*change))
    assert reading.policy is None
    assert any(message in fault.message for fault in reading.faults), reading.faults


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("ignore", None),
        ("same_owner", Duplicates(Way.SAME_OWNER)),
        ("review", Duplicates(Way.REVIEW)),
        ("{hold: 2h}", Duplicates(Way.HOLD, 7200)),
    ],
)
def test_duplicates_have_a_rule(read: Read, text: str, rule: Duplicates | None) -> None:
    policy = sound(before(read, f"before: {{duplicates: {text}}}\n"))
    assert policy.before.duplicates == rule
    assert ("lead.phone" in policy.fields_read) is (rule is not None)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("merge", "no rule for duplicates"),
        ("hold", "no rule for duplicates"),
        ("{hold: soon}", "no length of time up to a week"),
        ("{hold: 8d}", "no length of time up to a week"),
    ],
)
def test_a_faulty_rule_for_duplicates_is_named(read: Read, text: str, message: str) -> None:
    (fault,) = before(read, f"before: {{duplicates: {text}}}\n").faults
    assert fault.message == message
