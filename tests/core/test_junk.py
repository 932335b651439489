"""Junk: what stands in a company's field and names no company."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.core.matching.junk import LONGEST, generic_share, is_junk, junk_kind, looks_like_person


@pytest.mark.parametrize(
    ("kind", "texts"),
    [
        ("none", "n/a|N.A.|None|none none|-- none --|no company|not applicable"),
        ("none", "keine|ninguna|aucune|なし|無|없음|нет|yok"),
        ("none", "I don't have any|I do not work"),
        ("self", "self|Self-Employed|selfemployed|myself"),
        ("self", "Freelancer|selbständig|auto-entrepreneur|autónomo|個人事業主"),
        ("self", "freelance web developer|independent consultant|Self Emploied|samozatrudnienie|ИП|عمل حر"),
        ("private", "individual|Private|private person|privat|particulier"),
        ("private", "частное лицо|個人|개인|home|at home|housewife"),
        ("student", "student|étudiant|Studentin|öğrenci|студент|学生|학생|طالب"),
        ("idle", "retired|unemployed|Rentner|unaffiliated|unemploied|無職|безработный"),
        ("test", "test|Test test|TEST123|テスト|your company|John Doe|abc"),
        ("unknown", "unknown|don't know|tbd|other|unbekannt|不明|기타|неизвестно"),
        ("company", "company|the company|firma|公司|株式会社|hospital"),
        ("role", "CEO|teacher|software engineer|инженер"),
        ("mash", "asdfgh|qwertz|sdfsdfsdf|qwe qwe|aaaaa"),
        ("signs", "-|...|12345|?!|   "),
        ("generic", "consulting|Technology Solutions|marketing agency|IT services"),
    ],
)  # fmt: skip
def test_what_people_type_where_they_have_no_firm_is_junk_of_its_kind(kind, texts):
    assert {text: junk_kind(text) for text in texts.split("|")} == dict.fromkeys(texts.split("|"), kind)


@pytest.mark.parametrize(
    "name",
    [
        "Individual Software Inc", "Test Equipment Co", "Home Depot", "None of the Above Ltd", "Private Bank",
        "X", "3M",
        "N26", "NA-KD", "Self Esteem Brands", "Independer", "Independence Blue", "AAA", "IBM", "HSBC",
        "Google", "EU",
        "General Electric", "First Solar", "Capital Group", "Software AG", "Student Travel Ltd", "The Gap",
        "Department of Trade and Industry", "Expert",
    ],
)  # fmt: skip
def test_true_firms_are_not_junk(name):
    assert not is_junk(name)


@given(st.text(max_size=60))
def test_no_text_breaks_it_and_case_and_space_around_change_nothing(text):
    assert junk_kind(f"  {text} ") == junk_kind(text)
    assert is_junk(text) == (junk_kind(text) is not None)
    looks_like_person(text, text, text)


@pytest.mark.parametrize("sign", ["a", "n/a ", "-", "é", "無", "\u202e"])
def test_a_text_of_ten_thousand_signs_is_no_junk_of_these_kinds(sign):
    text = sign * 10_000
    assert len(text) > LONGEST
    assert not is_junk(text)
    assert not looks_like_person(text, sign, sign)


def test_the_share_of_words_for_a_trade_goes_from_none_to_all():
    assert generic_share([]) == 0
    assert generic_share(["acme"]) == 0
    assert generic_share(["global", "solutions"]) == 1
    assert 0 < generic_share(["acme", "solutions"]) < 1


@pytest.mark.parametrize(
    ("company", "person"),
    [
        ("Ann Lee", True),
        ("LEE, ANN", True),
        ("A. Lee", True),
        ("Ann", True),
        ("Lee", True),
        ("Ann Lee Consulting", False),
        ("Acme", False),
        ("A L", False),
        ("", False),
    ],
)
def test_the_leads_own_name_is_no_firm(company, person):
    assert looks_like_person(company, "Ann", "Lee") is person


def test_without_a_name_of_the_lead_nothing_looks_like_it():
    assert not looks_like_person("Acme", "", "")
