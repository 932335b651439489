from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.core.conditions import (
    All,
    Any,
    Condition,
    Facts,
    FieldRef,
    Not,
    Operator,
    Related,
    Test,
    Truth,
    can_be_blank,
    evaluate,
    fields_of,
)
from mappings.records import Kind, Record, Value

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
LISTS = {
    "EMEA": {"countries": frozenset({"de", "fr", "united kingdom"})},
    "Partners": {"domains": frozenset({"acme.com", "*.edu"})},
    "Named": {"names": frozenset({"müller ag"})},
}


def facts(values: Mapping[str, Value], **rest: tuple[Record, ...]) -> Facts:
    return Facts(values.get, NOW, LISTS, rest)


def truth(condition: Condition, **values: Value) -> str:
    return evaluate(condition, facts({f"lead.{name}": value for name, value in values.items()})).truth.value


def ask(name: str, operator: str, value: object, actual: Value) -> str:
    return truth(Test(f"lead.{name}", Operator(operator), value), **{name: actual})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "operator", "value", "actual", "answer"),
    [
        ("industry", "is", "Software", "  SOFTWARE ", "true"),
        ("industry", "is", "ﬁnance", "Finance", "true"),
        ("industry", "is", "Software", "Hardware", "false"),
        ("industry", "is", "Software", None, "blank"),
        ("industry", "is", "Software", "   ", "blank"),
        ("country", "is", "DE", "Deutschland", "true"),
        ("country", "is", "Germany", "de", "true"),
        ("country", "in", ("FR", "DE"), "germany", "true"),
        ("country", "in_list", "EMEA", "Germany", "true"),
        ("country", "in_list", "EMEA", "Deutschland", "true"),
        ("country", "in_list", "EMEA", "GB", "true"),
        ("country", "in_list", "EMEA", "Japan", "false"),
        ("country", "in_list", "EMEA", None, "blank"),
        ("email", "in_list", "Partners", "bob@mail.acme.com", "true"),
        ("email", "in_list", "Partners", "bob@mit.edu", "true"),
        ("email", "in_list", "Partners", "bob@notacme.com", "false"),
        ("company", "in_list", "Named", "MÜLLER AG", "true"),
        ("country", "in_list", "Partners", "DE", "blank"),
        ("employees", "at_least", 1000, 1000, "true"),
        ("employees", "at_least", 1000, "1000", "true"),
        ("employees", "at_least", 1000, 999, "false"),
        ("employees", "at_least", 1000, "many", "blank"),
        ("employees", "at_most", 9.5, "9.25", "true"),
        ("employees", "between", (10, 20), 20, "true"),
        ("employees", "between", (10, 20), 21, "false"),
        ("employees", "is", 5, "5", "true"),
        ("employees", "is", "5", 5, "true"),
        ("postal_code", "is", "01234", "1234", "false"),
        ("postal_code", "starts_with", ("10", "12"), "12345", "true"),
        ("postal_code", "starts_with", "9", "12345", "false"),
        ("title", "contains_word", "VP", "Interim vp, Sales", "true"),
        ("title", "contains_word", "VP", "MVP of the year", "false"),
        ("title", "contains_word", "vice president", "Vice-President", "true"),
        ("website", "matches_domain", "acme.com", "https://www.acme.com:443/de?x=1", "true"),
        ("website", "matches_domain", "acme.com", "https://acme.com.evil.org", "false"),
        ("email", "matches_domain", ("acme.com", "acme.de"), "a@sales.acme.de", "true"),
        ("seen_at", "within", timedelta(days=7), "2026-02-24T00:00:00.000000Z", "true"),
        ("seen_at", "within", timedelta(days=7), "2026-02-20T00:00:00.000000Z", "false"),
        ("seen_at", "within", timedelta(days=7), "2026-03-20T00:00:00.000000Z", "false"),
        ("seen_at", "within", timedelta(days=7), "soon", "blank"),
        ("seen_at", "at_least", "2026-01-01", "2026-02-20T00:00:00.000000Z", "true"),
        ("consent", "is", True, "yes", "true"),
        ("consent", "is", False, True, "false"),
        ("consent", "is", True, "perhaps", "blank"),
        ("products", "is", "crm", ("erp", "CRM"), "true"),
        ("products", "in", ("hr", "pos"), ("erp", "crm"), "false"),
        ("products", "is", "crm", (), "blank"),
        ("country", "is_blank", True, None, "true"),
        ("country", "is_blank", False, None, "false"),
        ("country", "is_blank", True, "DE", "false"),
    ],
)
def test_each_operator_answers_as_the_policy_author_means_it(
    name: str, operator: str, value: object, actual: Value, answer: str
) -> None:
    assert ask(name, operator, value, actual) == answer


def test_a_blank_test_names_the_field_that_is_blank() -> None:
    verdict = evaluate(Test("lead.country", Operator.IS, "DE"), facts({}))
    assert (verdict.blanks, verdict.detail) == (("lead.country",), "blank: lead.country")


def test_a_value_may_be_another_field() -> None:
    same = Test("lead.owner", Operator.IS, FieldRef("account.owner"))
    ann_there, ann_here = ("ann@acme.com", "77", "Ann"), ("ann@acme.com", "005", "Ann")
    namesake = ("ann@other.com", "006", "Ann")
    for_owner = {"lead.owner": ann_here, "account.owner": ann_there}
    assert evaluate(same, facts(for_owner)).truth is Truth.TRUE
    assert evaluate(same, facts({**for_owner, "account.owner": namesake})).truth is Truth.FALSE
    open_ = evaluate(same, facts({"lead.owner": ann_here}))
    assert (open_.truth, open_.blanks) == (Truth.BLANK, ("account.owner",))


def test_an_owner_is_told_by_e_mail_id_or_name() -> None:
    ann = {"lead.owner": ("ann@acme.com", "005", "Ann")}
    for word in ("Ann@Acme.com", "005", "ann"):
        assert evaluate(Test("lead.owner", Operator.IS, word), facts(ann)).truth is Truth.TRUE


def test_the_words_of_a_verdict_quote_no_value_of_the_record() -> None:
    secret = "Zebulon"
    for operator in (Operator.IS, Operator.STARTS_WITH, Operator.CONTAINS_WORD, Operator.AT_LEAST):
        wanted = 5 if operator is Operator.AT_LEAST else "other"
        verdict = evaluate(Test("lead.last_name", operator, wanted), facts({"lead.last_name": secret}))
        assert secret not in verdict.detail


def opportunity(number: int, **fields: Value) -> Record:
    return Record(Kind.OPPORTUNITY, f"006{number}", None, None, NOW, None, fields)


def test_related_records_are_counted_with_blanks_left_open() -> None:
    won = Test("stage", Operator.IS, "Won")
    records = (opportunity(1, stage="Won"), opportunity(2), opportunity(3, stage="Lost"))

    def count(at_least: int) -> str:
        asked = Related("count_of", "opportunity", won, at_least)
        return evaluate(asked, facts({}, opportunity=records)).truth.value

    assert [count(n) for n in (1, 2, 3)] == ["true", "blank", "false"]
    assert evaluate(Related("any_of", "opportunity", won), facts({})).truth is Truth.FALSE


def test_a_related_record_may_be_compared_with_the_lead() -> None:
    same = Test("opportunity.product", Operator.IS, FieldRef("lead.product"))
    verdict = evaluate(
        Related("any_of", "opportunity", same),
        facts({"lead.product": "crm"}, opportunity=(opportunity(1, product="CRM"),)),
    )
    assert verdict.truth is Truth.TRUE
    assert verdict.reads == ("opportunity", "opportunity.product", "lead.product")


def test_the_fields_of_a_condition_are_found_and_whether_it_can_be_blank() -> None:
    condition = All(
        (
            Not(Test("lead.country", Operator.IS, FieldRef("account.country"))),
            Any((Related("any_of", "opportunity", Test("stage", Operator.IS, "Won")),)),
        )
    )
    assert fields_of(condition) == {"lead.country", "account.country", "opportunity", "opportunity.stage"}
    assert can_be_blank(condition)
    assert not can_be_blank(Test("lead.country", Operator.IS_BLANK, True))
    assert not can_be_blank(Test("account.match", Operator.IS, "auto"))


def leaf(value: str) -> Condition:
    answers = {"true": "yes", "false": "no", "blank": None}
    return Test(f"lead.{value}", Operator.IS, "yes") if value in answers else Any(())


LEAVES = st.sampled_from(["true", "false", "blank"]).map(leaf)
TREES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        inner.map(Not),
        st.lists(inner, max_size=4).map(lambda parts: All(tuple(parts))),
        st.lists(inner, max_size=4).map(lambda parts: Any(tuple(parts))),
    ),
    max_leaves=12,
)
THREE = {"lead.true": "yes", "lead.false": "no", "lead.blank": None}


def answer(condition: Condition) -> float:
    """Kleene's numbers: true 1, blank a half, false 0."""
    return {"true": 1.0, "blank": 0.5, "false": 0.0}[evaluate(condition, facts(THREE)).truth.value]


@given(st.lists(TREES, max_size=4))
def test_all_is_the_least_and_any_the_greatest_of_its_parts(parts: list[Condition]) -> None:
    answers = [answer(part) for part in parts]
    assert answer(All(tuple(parts))) == min(answers, default=1.0)
    assert answer(Any(tuple(parts))) == max(answers, default=0.0)


@given(TREES, TREES)
def test_not_turns_around_and_de_morgan_holds(left: Condition, right: Condition) -> None:
    assert answer(Not(left)) == 1.0 - answer(left)
    assert answer(Not(All((left, right)))) == answer(Any((Not(left), Not(right))))


@given(TREES)
def test_only_a_blank_answer_names_blanks_and_only_fields_it_read(tree: Condition) -> None:
    verdict = evaluate(tree, facts(THREE))
    assert bool(verdict.blanks) == (verdict.truth is Truth.BLANK)
    assert set(verdict.blanks) <= set(verdict.reads) <= fields_of(tree)


def test_a_policy_knows_which_related_records_its_routes_ask_about(firm: object) -> None:
    asked = Related("any_of", "opportunity", Test("stage", Operator.IS, "Won"))
    policy = firm.policy(fields_read=fields_of(All((asked, Test("lead.country", Operator.IS, "DE")))))  # type: ignore[attr-defined]
    assert policy.related_kinds == {"opportunity"}
