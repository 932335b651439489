"""What users add to the lists counts as if it had been shipped, and goes again without a trace."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable

import pytest

import connector.core
from connector.core.matching import installed, junk, tables
from connector.core.matching.additions import NONE, Additions, Entry, additions
from connector.core.matching.hosts import firm_domain, registrable_domain
from connector.core.matching.installed import install
from connector.core.matching.junk import junk_kind
from connector.core.matching.keys import EDITION, account_keys, company_key, edition, lead_keys
from connector.core.matching.kinds import TRADE_WORDS
from connector.core.matching.lexicon import concepts
from connector.core.matching.match import match
from connector.core.matching.names import name_of, word_weight
from connector.core.matching.person_names import measures_of_names
from connector.core.matching.places import city_key, country_code, state_code
from connector.core.rules import MatchRules
from connector.core.view import AccountFacts
from mappings.records import Kind, Record
from tests.core.conftest import MONDAY_NOON

pytestmark = pytest.mark.usefixtures("shipped_lists")

Entries = list[Entry]


def adding(name: str, *texts: str, **meanings: str) -> Additions:
    return additions({name: ([*((text, "") for text in texts), *meanings.items()], [])})


def without(name: str, text: str, meaning: str = "") -> Additions:
    return additions({name: ([], [(text, meaning)])})


def record(kind: Kind, **fields: str) -> Record:
    return Record(kind, "1", None, MONDAY_NOON, MONDAY_NOON, None, fields)


def test_a_lead_at_a_mailbox_domain_of_the_users_own_shares_no_domain_with_an_account() -> None:
    lead = record(Kind.LEAD, email="jo@hausmail.de", company="n/a")
    account = AccountFacts("sales", record(Kind.ACCOUNT, name="Hausmail GmbH", website="hausmail.de"))
    assert match(lead, [account], MatchRules(), home="sales").band == "auto"
    install(adding("free_mail", "hausmail.de"))
    assert match(lead, [account], MatchRules(), home="sales").band == "none"
    assert not set(lead_keys(lead)) & set(account_keys(account.record))


def test_a_word_of_the_users_own_makes_a_translated_name_match() -> None:
    lead = record(Kind.LEAD, company="Poradna Quillfeather")
    account = AccountFacts("sales", record(Kind.ACCOUNT, name="Quillfeather Clinic"))
    before = match(lead, [account], MatchRules(), home="sales").confidence
    install(adding("words", poradna="clinic"))
    assert match(lead, [account], MatchRules(), home="sales").confidence > max(before, 0.5)
    assert "w:clinic" in {*lead_keys(lead)} & {*account_keys(account.record)}


def test_a_word_in_an_unspaced_script_tells_where_a_name_is_cut() -> None:
    install(adding("words", 医助="clinic"))
    assert name_of("松田医助")[0].words[-1] == "clinic"


@pytest.mark.parametrize(
    ("list_", "entries", "told"),
    [
        ("page_hosts", [("expo-zorg.com", "")], lambda: firm_domain("expo-zorg.com/acme")),
        ("public_suffixes", [("firms.com", "")], lambda: registrable_domain("www.acme.firms.com")),
        ("legal_forms", [("zorgform", "")], lambda: company_key("Acme Zorgform")),
        ("legal_forms", [("謎形態", "coltd")], lambda: company_key("謎形態松田")),
        ("leading_forms", [("grupo zorg", "")], lambda: company_key("Grupo Zorg Acme")),
        ("small_words", [("grok", "")], lambda: name_of("Acme grok Bright")[0].words),
        ("common_words", [("grok", "")], lambda: word_weight("grok")),
        ("trades", [("zorgery", "")], lambda: "zorgery" in TRADE_WORDS),
        ("generic_words", [("zorgery", "")], lambda: junk_kind("Zorgery")),
        ("no_company", [("zorgzorgx", "")], lambda: junk_kind("ZORG zorgx!")),
        ("countries", [("alemanhaocidental", "DE")], lambda: country_code("Alemanha Ocidental")),
        ("states", [("goldenstate", "US-CA")], lambda: state_code("US", "Golden State")),
        ("states", [("goldenstate", "US-CA")], lambda: state_code(None, "Golden State")),
        ("cities", [("ourtown", "munich")], lambda: city_key("Our Town")),
        (
            "nicknames",
            [("wim", "william")],
            lambda: measures_of_names(("wim",), ("a",), ("william",), ("a",)),
        ),
    ],
)
def test_each_list_is_heard_at_once_and_forgotten_at_once(
    list_: str, entries: Entries, told: Callable[[], object]
) -> None:
    before = told()
    install(additions({list_: (entries, [])}))
    assert told() != before
    install(NONE)
    assert told() == before


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (without("free_mail", "gmail.com"), lambda: firm_domain("jo@gmail.com")),
        (without("legal_forms", "gmbh"), lambda: company_key("Acme GmbH")),
        (without("words", "klinik*", "clinic"), lambda: concepts(["klinik"])),
        (without("common_words", "technology"), lambda: word_weight("technology")),
        (without("no_company", "selfemployed"), lambda: junk_kind("Self-employed")),
        (without("countries", "deutschland", "DE"), lambda: country_code("Deutschland")),
        (without("cities", "koln", "cologne"), lambda: city_key("Köln")),
        (
            without("nicknames", "bill", "william"),
            lambda: measures_of_names(("bill",), ("a",), ("william",), ("a",)),
        ),
    ],
)
def test_what_is_taken_out_is_as_if_it_had_never_been_shipped(
    change: Additions, told: Callable[[], object]
) -> None:
    before = told()
    install(change)
    assert told() != before
    install(NONE)
    assert told() == before


def test_other_additions_take_the_place_of_the_former() -> None:
    install(adding("free_mail", "hausmail.de"))
    install(adding("free_mail", "postfach.de"))
    assert firm_domain("jo@hausmail.de") == "hausmail.de"
    assert firm_domain("jo@postfach.de") is None


def test_the_same_additions_again_change_nothing() -> None:
    install(adding("free_mail", "hausmail.de", "postfach.de"))
    assert firm_domain("jo@hausmail.de") is None
    kept = junk._nobody()
    install(adding("free_mail", "postfach.de", "hausmail.de"))
    assert junk._nobody() is kept


def test_keys_name_the_lists_that_they_were_made_by() -> None:
    assert edition() == EDITION
    install(adding("free_mail", "hausmail.de"))
    assert edition() == f"{EDITION} {adding('free_mail', 'hausmail.de').digest}"
    assert adding("free_mail", "hausmail.de").digest != adding("page_hosts", "hausmail.de").digest
    assert additions({"free_mail": ([], [])}) == NONE


def test_whoever_may_remember_the_lists_is_told_of_new_ones() -> None:
    """Caches of every module of the core that stands on the tables are emptied."""
    of_no_list = {
        f"connector.core.{name}" for name in ("postal", "staff.caps", "staff.hours", "staff.worktime")
    }
    missing = []
    for found in pkgutil.walk_packages(connector.core.__path__, "connector.core."):
        module = importlib.import_module(found.name)
        own = [v for v in vars(module).values() if getattr(v, "__module__", None) == found.name]
        caches = [value for value in own if hasattr(value, "cache_clear")]
        if caches and module not in installed.READERS and found.name not in of_no_list:
            missing.append(found.name)
    assert missing == []
    assert tables.filled_with() == NONE
