"""Names in every script come out in the Latin letters their owners write them with."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.core.matching.fold import fold, readings, words
from connector.core.matching.hangul import romanised
from connector.core.matching.kana import hepburn


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Société Générale", ["societe", "generale"]),
        ("Straße", ["strasse"]),
        ("Łódź Ærø İzmir", ["lodz", "aero", "izmir"]),
        ("S.p.A. and A/S", ["spa", "and", "as"]),
        ("L’Oréal", ["loreal"]),
        ("Tōkyō", ["tokyo"]),
        ("Ａｃｍｅ　①", ["acme", "1"]),
        ("Ac\u200bme\u00ad Ro\u2060botics", ["acme", "robotics"]),
        ("\u202eAcme\u202c", ["acme"]),
        ("R&D", ["r", "and", "d"]),
    ],
)
def test_latin_letters_lose_marks_case_and_what_nobody_sees(text, folded):
    assert words(text) == folded


@pytest.mark.parametrize("text", ["\u0410pple", "App\u0456e", "\u0391pple", "Аррlе"])
def test_letters_of_another_alphabet_that_look_latin_are_latin(text):
    assert words(text)[0][:2] == "ap"
    assert words(text)[0].isascii()


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Российский", ["rossiysky"]),
        ("Газпром", ["gazprom"]),
        ("Київ", ["kyiv"]),
        ("България", ["balgariya"]),
        ("Његош", ["njegos"]),
        ("Εθνική Τράπεζα", ["ethniki", "trapeza"]),
        ("ევროპა", ["evropa"]),
        ("Ромашка", ["romashka"]),
    ],
)
def test_alphabets_of_europe_are_written_as_their_languages_do(text, folded):
    assert words(text) == folded


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("جامعة القاهرة", ["university", "cairo"]),
        ("שירותים", ["services"]),
        ('בע"מ', ["ltd"]),
        ("दिल्ली विश्वविद्यालय", ["dilli", "university"]),
        ("มหาวิทยาลัย", ["university"]),
        ("شركة ش.م.ل", ["company", "sal"]),
    ],
)
def test_words_of_the_vocabulary_in_a_script_of_their_own_are_english(text, folded):
    assert words(text) == folded


@pytest.mark.parametrize(
    ("kana", "latin"),
    [
        ("マクロミル", "makuromiru"),
        ("トーキョー", "tokyo"),
        ("しんじゅく", "shinjuku"),
        ("ジョウ", "jo"),
        ("ニッポン", "nippon"),
        ("フィルム", "firumu"),
        ("ウェブ", "webu"),
        ("イノウエ", "inoe"),
    ],
)
def test_kana_is_written_in_hepburn_without_long_vowels(kana, latin):
    assert hepburn(kana) == latin


@pytest.mark.parametrize(
    ("korean", "latin"),
    [("연세", "yeonse"), ("신라", "silla"), ("강릉", "gangneung"), ("한국", "hanguk"), ("삼성", "samseong")],
)
def test_hangul_is_written_in_revised_romanisation(korean, latin):
    assert romanised(korean) == latin


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("岸和田市民病院", ["kishiwada", "community", "hospital"]),
        ("四国電力", ["shikoku", "electric"]),
        ("佐々木建設", ["sasaki", "construction"]),
        ("株式会社黒田精工", ["coltd", "kuroda", "precision"]),
        ("オムロン ヘルスケア", ["omuron", "health"]),
        ("キヤノンマーケティングジャパン", ["kiyanon", "marketing", "japan"]),
        ("株式会社ケー・シー・エス", ["coltd", "kcs"]),
        ("オプテックス", ["oputekkusu"]),
    ],
)
def test_a_japanese_name_is_cut_into_words_and_read_by_the_dictionary(text, folded):
    assert words(text) == folded


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("中国地震局", ["china", "earthquake", "bureau"]),
        ("厦门大学", ["xiamen", "university"]),
        ("深圳市腾讯计算机系统有限公司", ["shenzhen", "city", "tengxun", "computer", "systems", "coltd"]),
        ("國立臺灣大學", ["national", "taiwan", "university"]),
    ],
)
def test_a_chinese_name_is_cut_into_words_and_read_in_pinyin(text, folded):
    assert words(text) == folded


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("서울대학교병원", ["seoul", "university", "hospital"]),
        ("(주)한국전력공사", ["coltd", "korea", "electric", "corporation"]),
        ("에스케이그룹", ["sk", "group"]),
    ],
)
def test_a_korean_name_is_cut_into_words_too(text, folded):
    assert words(text) == folded


def test_characters_that_china_and_japan_share_are_read_both_ways():
    assert [one[0] for one in readings("山梨大学")] == ["yamanashi", "shanli"]


def test_characters_of_one_country_alone_are_read_one_way():
    assert len(readings("浙江大学")) == 1
    assert len(readings("黒田精工")) == 1


def test_a_loan_word_that_is_a_name_may_be_meant_as_it_sounds():
    assert [one[0] for one in readings("ライト工業")] == ["light", "raito"]


def test_a_latin_name_is_read_one_way():
    assert readings("Société Générale") == (("societe", "generale"),)


@given(st.text(max_size=80))
def test_any_text_folds_to_words_that_stay_as_they_are(text):
    for word in words(text):
        assert words(word) == [word] or not word.isascii()
    assert readings(text)[0] == tuple(words(text))
    assert len(readings(text)) <= 2


@given(st.text(alphabet=st.characters(categories=["Lo"]), max_size=40))
def test_no_letters_of_any_script_break_the_reading(text):
    readings(text)


@given(st.text(alphabet="abcdeàéüñøß ", max_size=40))
def test_the_form_of_composition_makes_no_difference(text):
    assert fold(unicodedata.normalize("NFD", text)) == fold(text)


@pytest.mark.parametrize(
    "letter", ["я", "α", "日", "ア", "ン", "한", "ก", "ش", "a\u0430", "ー", "에이", "エー・"]
)
def test_a_very_long_text_in_one_letter_is_read_to_its_end(letter):
    assert sum(map(len, words(letter * 5_000))) > 1_000 or letter == "ー"
