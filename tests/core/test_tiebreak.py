"""The right one of several: the admin's tie-breakers in order, hierarchies, and what a person accepted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.core.conditions import Operator, Test
from connector.core.matching.hierarchy import climb
from connector.core.matching.preferences import PREFERENCES
from connector.core.matching.tiebreak import Settled, settle
from connector.core.rules import Extreme, Hierarchy, MatchRules, Preference
from connector.core.view import AccountFacts
from mappings.records import Kind, Record, Value

NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)


@dataclass(frozen=True)
class Judged:
    facts: AccountFacts
    log_odds: float = 5.0


def lead(**fields: Value) -> Record:
    return Record(Kind.LEAD, "L1", None, NOW, NOW, None, fields)


def account(
    ident: str, crm: str = "sales", *, born: int = 2026, owner: str | None = None, **rest: Any
) -> AccountFacts:
    facts = {
        name: rest.pop(name)
        for name in ("contacts", "open_opportunities", "alias", "owner_active", "vetoed")
        if name in rest
    }
    made = datetime(born, 1, 1, tzinfo=UTC)
    return AccountFacts(crm, Record(Kind.ACCOUNT, ident, owner, made, NOW, None, rest), **facts)


def family(*accounts: AccountFacts) -> list[AccountFacts]:
    """The accounts, each with those above it."""
    known = {one.ref: one for one in accounts}
    return [replace(one, ancestors=climb(one, known)) for one in accounts]


def settled(one: Record, *accounts: AccountFacts | Judged, **rules: Any) -> Settled[Judged]:
    judged = [each if isinstance(each, Judged) else Judged(each) for each in accounts]
    judged.sort(key=lambda each: (-each.log_odds, each.facts.ref))
    return settle(one, judged, MatchRules(**rules), "sales", within=0.5)


def told(found: Settled[Judged]) -> str:
    return " | ".join(f"{step.result}: {step.detail}" for step in found.steps)


# -- tie-breakers ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "plain", "better"),
    [
        ("same_country", {"country": "France"}, {"country": "Deutschland"}),
        ("same_state", {"state": "Hesse"}, {"state": "Bavaria"}),
        ("same_city", {"city": "Bonn"}, {"city": "munich"}),
        ("customer", {}, {"customer": True}),
        ("open_opportunity", {}, {"open_opportunities": 1}),
        ("most_opportunities", {"open_opportunities": 1}, {"open_opportunities": 2}),
        ("most_contacts", {"contacts": 1}, {"contacts": 2}),
        ("has_owner", {}, {"owner": "005A"}),
        ("active_owner", {"owner_active": False}, {"owner_active": True}),
        ("top_of_hierarchy", {"parent_id": "A9"}, {}),
        ("oldest", {"born": 2021}, {"born": 2020}),
        ("newest", {"born": 2020}, {"born": 2021}),
    ],
)
def test_each_tie_breaker_keeps_the_better_account_and_names_it(
    name: str, plain: dict[str, Any], better: dict[str, Any]
) -> None:
    one = lead(country="DE", state="Bavaria", city="Munich")
    found = settled(one, account("A1", **plain), account("A2", **better), prefer=(name,))
    assert (found.account.record.id, found.certain) == ("A2", True)
    words = name.replace("_", " ")
    assert told(found) == f"kept 1 of 2: 2 accounts are equally good; by {words}: kept 1 of 2 (sales A2)"


def test_every_tie_breaker_that_may_be_named_keeps_all_where_it_tells_nothing() -> None:
    twins = [account("A1"), account("A2")]
    for name in PREFERENCES:
        found = settled(lead(), *twins, prefer=(name,))
        assert (found.account.record.id, found.certain) == ("A1", False)
        assert found.steps[0].result == "kept all"


def test_they_are_asked_in_the_admins_order_until_one_is_left() -> None:
    accounts = [
        account("A1", customer=True),
        account("A2", customer=True, contacts=3),
        account("A3", contacts=9),
    ]
    found = settled(lead(), *accounts, prefer=("customer", "most_contacts", "oldest"))
    assert found.account.record.id == "A2"
    assert [step.result for step in found.steps] == ["kept 2 of 3", "kept 1 of 2"]
    found = settled(lead(), *accounts, prefer=("most_contacts", "customer"))
    assert found.account.record.id == "A3"


def test_where_only_the_order_of_ids_is_left_it_is_not_certain_and_says_among_whom() -> None:
    found = settled(lead(), *(account(f"A{n}") for n in range(7, 0, -1)), prefer=())
    assert (found.account.record.id, found.certain) == ("A1", False)
    assert "undecided: 7 accounts are equally good and nothing tells them apart" in told(found)
    assert "(sales A1, sales A2, sales A3, sales A4, sales A5 and 2 more)" in told(found)


def test_of_one_firm_in_two_crms_the_home_crm_is_taken() -> None:
    found = settled(lead(), account("1", crm="marketing"), account("2"), prefer=())
    assert (found.account.crm, found.certain) == ("sales", True)
    assert "by home CRM: kept 1 of 2 (sales 2)" in told(found)


def test_one_account_entered_twice_is_said_to_be_so() -> None:
    twins = [
        account(ident, name=name, website="acme.com") for ident, name in (("A1", "Acme"), ("A2", "ACME Inc"))
    ]
    found = settled(lead(), *twins, account("A3", name="Acme Foods", website="acme.com"))
    assert "2 alike: accounts A1, A2 have the same name and domain" in told(found)


def test_those_that_are_clearly_worse_are_not_asked() -> None:
    found = settled(lead(), account("A1"), Judged(account("A2", customer=True), 4.0))
    assert (found.account.record.id, found.certain, found.steps) == ("A1", True, ())


# -- tie-breakers of the policy's own -------------------------------------------------------------


def test_a_condition_of_the_policy_prefers_an_account() -> None:
    wish = Preference("partners", when=Test("account.type", Operator.IS, "partner"))
    found = settled(lead(), account("A1"), account("A2", type="Partner"), prefer=(wish,))
    assert found.account.record.id == "A2"
    assert found.steps[0].reads == ("account.type",)
    assert "by partners: kept 1 of 2" in told(found)


def test_a_condition_may_ask_lists_counts_and_the_lead() -> None:
    lists = {"Key": {"industries": frozenset({"banking"})}}
    in_list = Preference("key", when=Test("account.industry", Operator.IN_LIST, "Key"), lists=lists)
    busy = Preference("busy", when=Test("account.contacts", Operator.AT_LEAST, 2))
    accounts = [account("A1", contacts=2), account("A2", industry="Banking")]
    assert settled(lead(), *accounts, prefer=(in_list,)).account.record.id == "A2"
    assert settled(lead(), *accounts, prefer=(busy,)).account.record.id == "A1"


def test_a_field_in_an_order_of_values_prefers_the_first() -> None:
    wish = Preference("tier", by="account.tier", order=("gold", "silver"))
    accounts = [account("A1"), account("A2", tier="Silver"), account("A3", tier="GOLD")]
    assert settled(lead(), *accounts, prefer=(wish,)).account.record.id == "A3"
    assert settled(lead(), *accounts[:2], prefer=(wish,)).account.record.id == "A2"


@pytest.mark.parametrize(("order", "ident"), [(Extreme.HIGHEST, "A3"), (Extreme.LOWEST, "A2")])
def test_a_field_may_be_preferred_high_or_low_and_blank_counts_as_neither(order: Extreme, ident: str) -> None:
    wish = Preference("revenue", by="account.revenue", order=order)
    accounts = [account("A1"), account("A2", revenue=5), account("A3", revenue=7.5)]
    assert settled(lead(), *accounts, prefer=(wish,)).account.record.id == ident
    dated = [account("A1"), account("A2", revenue="2020-01-01"), account("A3", revenue="2024-01-01")]
    assert settled(lead(), *dated, prefer=(wish,)).account.record.id == ident


def test_values_that_cannot_be_compared_keep_all() -> None:
    wish = Preference("revenue", by="account.revenue", order=Extreme.HIGHEST)
    accounts = [account("A1", revenue="2020-01-01"), account("A2", revenue=3), account("A3", revenue="much")]
    assert not settled(lead(), *accounts, prefer=(wish,)).certain


# -- hierarchies ----------------------------------------------------------------------------------

HOLDING = account("H", name="Acme Holding", website="acme.com", country="US")
GERMANY = account("G", name="Acme Deutschland", website="acme.com", country="Germany", parent_id="H")
BERLIN = account("B", name="Acme Berlin", website="acme.com", country="Germany", parent_id="G")
FRANCE = account("F", name="Acme France", website="acme.com", country="France", parent_id="H")


@pytest.mark.parametrize(("rule", "ident"), [("as_found", "B"), ("parent", "G"), ("ultimate", "H")])
def test_the_policy_names_the_account_found_its_parent_or_the_top(rule: str, ident: str) -> None:
    _, _, berlin, _ = family(HOLDING, GERMANY, BERLIN, FRANCE)
    found = settled(lead(), berlin, hierarchy=Hierarchy(rule))
    assert (found.account.record.id, found.chosen.facts, found.certain) == (ident, berlin, True)
    assert ("account B was found; the policy names" in told(found)) is (rule != "as_found")


def test_branches_that_roll_up_to_one_account_are_no_tie() -> None:
    _, germany, _, france = family(HOLDING, GERMANY, BERLIN, FRANCE)
    found = settled(lead(), germany, france, hierarchy=Hierarchy.ULTIMATE, prefer=())
    assert (found.account.record.id, found.certain, len(found.group)) == ("H", True, 2)


def test_an_account_without_a_parent_stays_and_needs_no_step() -> None:
    found = settled(lead(), HOLDING, hierarchy=Hierarchy.PARENT)
    assert (found.account, found.steps) == (HOLDING, ())


def test_the_office_in_the_leads_country_is_preferred_within_one_hierarchy() -> None:
    holding, germany, _, france = family(HOLDING, GERMANY, BERLIN, FRANCE)
    ranked = [Judged(holding, 6.0), Judged(germany, 3.0), Judged(france, 1.0)]
    found = settled(lead(country="DE"), *ranked, hierarchy=Hierarchy.COUNTRY_OFFICE)
    assert (found.account.record.id, found.certain) == ("G", True)
    assert {one.facts.record.id for one in found.group} == {"H", "G"}
    assert "account H was found; the policy prefers its office in the lead's country: G" in told(found)


@pytest.mark.parametrize(
    "elsewhere",
    [
        {"website": "acme.de", "parent_id": "H"},  # another domain
        {"website": "acme.com"},  # of no hierarchy
        {"website": "acme.com", "parent_id": "X"},  # of another
        {"crm": "marketing", "website": "acme.com", "parent_id": "H"},  # of another CRM
    ],
)
def test_what_is_no_office_of_the_hierarchy_is_not_taken_for_one(elsewhere: dict[str, Any]) -> None:
    office = account("G", **{"country": "Germany", **elsewhere})
    holding, office = family(HOLDING, office)
    found = settled(
        lead(country="DE"), Judged(holding, 6.0), Judged(office, 3.0), hierarchy=Hierarchy.COUNTRY_OFFICE
    )
    assert found.account.record.id == "H"


def test_a_lead_without_a_country_has_no_country_office() -> None:
    accounts = family(HOLDING, GERMANY)
    found = settled(
        lead(), Judged(accounts[0], 6.0), Judged(accounts[1], 3.0), hierarchy=Hierarchy.COUNTRY_OFFICE
    )
    assert found.account.record.id == "H"


@pytest.mark.parametrize("rule", [Hierarchy.PARENT, Hierarchy.ULTIMATE])
@pytest.mark.parametrize(
    "parents",
    [{"A": "A"}, {"A": "B", "B": "A"}, {"A": "B", "B": "C", "C": "B"}],
    ids=["its own parent", "two", "a tail into a circle"],
)
def test_parents_in_a_circle_leave_the_account_as_found(rule: Hierarchy, parents: dict[str, str]) -> None:
    accounts = family(*(account(ident, parent_id=parent) for ident, parent in parents.items()))
    found = settled(lead(), accounts[0], hierarchy=rule)
    assert (found.account.record.id, found.certain) == ("A", True)
    assert "as found: the parents of account A run in a circle" in told(found)


@pytest.mark.parametrize("rule", [Hierarchy.PARENT, Hierarchy.ULTIMATE])
def test_a_parent_that_is_gone_or_in_another_crm_leaves_the_account_as_found(rule: Hierarchy) -> None:
    orphan, _ = family(account("A", parent_id="P"), account("P", crm="marketing"))
    found = settled(lead(), orphan, hierarchy=rule)
    assert found.account.record.id == "A"
    assert "the parent of account A is not mirrored" in told(found)


def test_the_highest_that_is_mirrored_is_the_top() -> None:
    child, _ = family(account("A", parent_id="P"), account("P", parent_id="gone"))
    found = settled(lead(), child, hierarchy=Hierarchy.ULTIMATE)
    assert found.account.record.id == "P"
    assert "the highest that is mirrored" in told(found)


@pytest.mark.parametrize("rule", [Hierarchy.PARENT, Hierarchy.ULTIMATE])
def test_a_parent_that_a_person_rejected_is_not_named(rule: Hierarchy) -> None:
    child, _ = family(account("A", parent_id="P"), account("P", vetoed=True))
    found = settled(lead(), child, hierarchy=rule)
    assert found.account.record.id == "A"
    assert "was rejected by a person" in told(found)


def test_a_hierarchy_without_end_is_climbed_no_further_than_is_sensible() -> None:
    chain = family(*(account(f"A{n:03}", parent_id=f"A{n + 1:03}") for n in range(60)))
    assert len(chain[0].ancestors) == 20
    assert settled(lead(), chain[0], hierarchy=Hierarchy.ULTIMATE).account.record.id == "A020"


# -- what a person accepted -----------------------------------------------------------------------


def test_of_equals_the_one_that_a_person_accepted_is_taken_first() -> None:
    found = settled(lead(), account("A1", customer=True), account("A2", alias=True))
    assert (found.account.record.id, found.certain) == ("A2", True)
    assert "by what a person accepted: kept 1 of 2 (sales A2)" in told(found)


ANY = st.builds(
    account,
    st.sampled_from(["1", "2", "3", "4"]),
    st.sampled_from(["sales", "marketing"]),
    born=st.sampled_from([2020, 2021]),
    contacts=st.integers(0, 2),
    alias=st.booleans(),
    customer=st.sampled_from([None, True]),
    country=st.sampled_from([None, "DE", "FR"]),
    website=st.sampled_from([None, "acme.com"]),
    parent_id=st.sampled_from([None, "1", "2", "3", "9"]),
)


@given(
    st.lists(ANY, min_size=1, max_size=6, unique_by=lambda one: one.ref),
    st.sampled_from(list(Hierarchy)),
    st.lists(st.sampled_from(PREFERENCES), max_size=4, unique=True),
    st.randoms(),
)
def test_the_order_in_which_accounts_come_changes_nothing(
    accounts: list[AccountFacts], rule: Hierarchy, prefer: list[str], dice: Any
) -> None:
    kin = family(*accounts)
    shuffled = list(kin)
    dice.shuffle(shuffled)
    one = lead(country="DE")
    first = settled(one, *kin, hierarchy=rule, prefer=tuple(prefer))
    assert first == settled(one, *shuffled, hierarchy=rule, prefer=tuple(prefer))
    assert first.chosen.facts.ref in {each.ref for each in kin}
    assert first.account.ref in {each.ref for each in kin}
