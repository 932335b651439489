"""What the languages of the world call alike is one word."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.core.matching.fold import words
from connector.core.matching.lexicon import concept, concepts
from connector.core.matching.names import without_legal_form
from connector.core.matching.tables import FORM_ENDS, FORMS, LEADING_FORMS, LEXICON


def shared(text: str) -> list[str]:
    return concepts(words(text))


@pytest.mark.parametrize(
    "text",
    [
        "University", "Universität", "Université", "Universidad", "Università", "Universiteit", "Uniwersytet",
        "Univerzita", "Üniversitesi", "Университет", "Університет", "Πανεπιστήμιο", "Yliopisto", "Ülikool",
        "Egyetem", "Đại học", "Prifysgol", "جامعة", "دانشگاه", "विश्वविद्यालय", "มหาวิทยาลัย", "大学",
        "大學", "대학교", "daxue", "daigaku", "univ",
    ],
)  # fmt: skip
def test_a_university_is_one_in_every_language(text):
    assert shared(text) == ["university"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Seyhan Devlet Hastanesi", "Seyhan State Hospital"),
        ("swyddfa ystadegau gwladol", "Office Statistics National"),
        ("Zhongguo dizhen", "China Earthquake"),
        ("Xiamen Daxue", "Xiamen University"),
        ("山梨学院短期大学", "Yamanashi Gakuin Junior College"),
        ("연세대학교", "Yeonse University"),
        ("Московский государственный университет", "Moscow State University"),
        ("Viện Nghiên cứu", "Research Institute"),
        ("Norsk Institutt", "Norwegian Institute"),
        ("Instytut Fizyki", "Institute Physics"),
        ("Ministerio de Salud", "Ministère de Santé"),
        ("Forschungszentrum", "Research Center"),
        ("Rumah Sakit Mata", "Hospital Mata"),
        ("Česká spořitelna", "Czech spořitelna"),
        ("Innovációs Minisztérium", "Innovation Ministry"),
        ("Orbis Museum Naturkunde", "Orbis Museum Natural History"),
        ("Institut für Kunstgeschichte", "Institute für Art History"),
        ("Orbis Volksgezondheid", "Orbis Health"),
        ("Orbis Enerji Kurulu", "Orbis Energy Authority"),
        ("Orbis Kutatóközpont", "Orbis Research Center"),
        ("Orbisin ammattikorkeakoulu", "Orbisin University Applied Science"),
        ("Stavební společnost Orbis", "Construction Society Orbis"),
        ("Kuldīgas slimnīca", "Kuldīgas hospital"),
        ("Żegluga Orbis", "Shipping Orbis"),
        ("Oulun satama", "Oulun port"),
        ("农业科学院", "Agriculture Academy Science"),
        ("国家重点实验室", "National Key Laboratory"),
        ("县人民医院", "xian People Hospital"),
        ("医師会", "Medical Association"),
        ("文部科学省", "Ministry Education, Culture, Sports, Science Technology"),
        ("オルビステクノサイエンス", "orubisu technology science"),
        ("우송중공업", "usong Heavy Industry"),
        ("유성과학기술원", "yuseong Institute Science Technology"),
        ("การไฟฟ้า", "electric"),
        ("Institut Deux Orbis", "Institut 2 Orbis"),
        ("Orbis III", "Orbis Three"),
    ],
)
def test_a_name_and_its_translation_share_their_words(one, other):
    assert shared(one) == shared(other)


@pytest.mark.parametrize(
    "forms",
    [
        ["mechatronics", "Mechatronik", "mécatronique"],
        ["microbiology", "microbiologie", "microbiología", "mikrobiologie", "mikrobiologiya"],
        ["dermatology", "dermatologia", "Dermatologie"],
        ["hydraulics", "hydraulique", "Hydraulik"],
        ["immunology", "immunologie", "inmunología", "immunologische"],
    ],
)
def test_learned_words_share_a_stem_with_their_cognates(forms):
    assert len({concept(words(form)[0]) for form in forms}) == 1


@pytest.mark.parametrize(
    "name",
    [
        "acme", "volkswagen", "glasgow", "fisher", "barnes", "churchill", "salzburg", "goldman",
        "hospitality", "brandon", "verizon", "zen", "novartis", "protein", "cameroon", "cypress", "ministop",
        "bancorp", "aviator", "monday", "banyan", "jana",
    ],
)  # fmt: skip
def test_a_name_that_only_begins_like_a_word_is_left_alone(name):
    assert concept(name) == name


@pytest.mark.parametrize(
    "name",
    [
        "securityx", "energypeak", "systemocean", "digital7", "networkpeak", "sensorlab", "metalcare",
        "laserfox", "academyspark", "printworks", "controlnest",
    ],
)  # fmt: skip
def test_a_brand_made_of_a_word_is_not_that_word(name):
    assert concept(name) not in {
        "security", "energy", "systems", "digital", "internet", "instrumentation", "metal", "laser",
        "academy", "printing", "control",
    }  # fmt: skip


@pytest.mark.parametrize(
    "name",
    ["albany", "bauer", "braun", "engler", "filippo", "forster", "kristen", "leder",
     "lester", "marina", "meier", "pankaj", "perez", "rodin", "rossi", "russell", "zahid"],
)  # fmt: skip
def test_a_name_of_people_or_places_is_no_word_with_an_ending(name):
    assert concept(name) in {name, "leather"}


@pytest.mark.parametrize(
    ("word", "stands"),
    [
        ("immobiliaria", "realestate"), ("telecomunicaciones", "telecom"), ("agronomique", "agriculture"),
        ("gorniczego", "mining"), ("naukowych", "science"), ("akademisches", "academy"),
        ("teknolojileri", "technology"), ("tutkimuksen", "research"),
        ("gazdasagi", "economics"),
    ],
)  # fmt: skip
def test_a_stem_takes_the_endings_of_its_languages(word, stands):
    assert concept(word) == stands


def test_a_germanic_compound_says_what_kind_of_body_it_is():
    assert shared("Krebsforschung") == ["cancer", "research"]
    assert shared("Materialprüfungsamt")[-1] == "office"
    assert shared("Universitätsbibliothek") == ["university", "library"]
    assert shared("Orbisschutz")[-1] == shared("Celisschutz")[-1] == "protection"
    assert shared("Orbisstyrelsen")[-1] == shared("Celisverket")[-1] == "agency"


def test_a_phrase_is_taken_before_its_words():
    assert shared("Rotes Kreuz") == shared("Croix-Rouge") == shared("日本赤十字社")[1:] == ["redcross"]


def test_every_concept_has_one_line_and_every_form_one_concept():
    lines = [line.partition(": ") for line in LEXICON.splitlines()]
    twice = [name for name, count in Counter(name for name, _, _ in lines).items() if count > 1]
    assert twice == []
    held: dict[str, set[str]] = {}
    for name, _, forms in lines:
        for form in forms.split():
            held.setdefault(form, set()).add(name)
    assert {form: names for form, names in held.items() if len(names) > 1} == {}


def test_every_line_of_the_lexicon_is_of_the_form_its_page_says():
    for line in LEXICON.splitlines():
        name, colon, forms = line.partition(": ")
        assert colon and name.replace("_", "").isalpha() and name.islower(), line
        for form in forms.split():
            stem = form.removesuffix("*")
            assert stem and "*" not in stem and not stem.startswith("_") and not stem.endswith("_"), line
            assert form == stem or len(stem) >= 4, f"{form}: a stem so short stands before anything"


def test_an_english_word_of_the_vocabulary_stands_for_itself():
    names = [line.partition(": ")[0] for line in LEXICON.splitlines()]
    assert [name for name in names if "_" not in name and concept(name) != name] == []


@given(st.lists(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=14), max_size=6))
def test_any_words_have_concepts_and_these_are_never_empty(found):
    assert all(concepts(found)) and len(concepts(found)) >= (1 if found else 0)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("Foo Kft.", "kft"), ("Foo Zrt", "zrt"), ("Foo s.r.o.", "sro"), ("Foo a.s.", "as"),
        ("Foo v.v.i.", "vvi"), ("Foo Sp. z o.o.", "sp z oo"), ("Foo d.o.o.", "doo"), ("Foo A.Ş.", "as"),
        ("Foo Ltd. Şti.", "ltd sti"), ("Φοο Α.Ε.", "ae"), ("Foo OÜ", "ou"), ("Фоо ЕООД", "eood"),
        ("日立有限公司", "coltd"), ("フー株式会社", "coltd"), ("푸주식회사", "coltd"),
        ("Foo jusik hoesa", "jusik hoesa"), ("Foo kabushiki gaisha", "kabushiki gaisha"),
        ("שרון בע״מ", "ltd"),
    ],
)  # fmt: skip
def test_a_legal_form_at_the_end_is_known(text, form):
    found = words(text)
    size = form.count(" ") + 1
    assert " ".join(found[-size:]) == form
    assert form in FORMS
    assert FORM_ENDS[found[-1]] >= size


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("ООО Ромашка", "ooo"), ("ПАО Ромашка", "pao"), ("ТОВ Ромашка", "tov"), ("PT Foo", "pt"),
        ("Công ty TNHH Foo", "cong ty tnhh"), ("CTCP Foo", "ctcp"), ("UAB Foo", "uab"),
        ("株式会社日立製作所", "coltd"), ("(주)한국", "coltd"), ("㈱日立", "coltd"),
        ("บริษัท ฟู จำกัด", "coltd"),
        ("Общество с ограниченной ответственностью Ромашка", "obshchestvo s ogranichennoy otvetstvennostyu"),
    ],
)  # fmt: skip
def test_a_legal_form_before_the_name_is_known(text, form):
    assert " ".join(words(text)[: form.count(" ") + 1]) == form
    assert form in LEADING_FORMS


@pytest.mark.parametrize(
    "text",
    [
        "Foo Sociedad Limitada", "Foo Unipessoal Lda", "Foo S.R.L. de C.V.", "Foo Sanayi ve Ticaret A.Ş.",
        "Foo San. ve Tic. Ltd. Şti.", "Φοο Μονοπρόσωπη ΙΚΕ", "JSC Foo", "Public Joint Stock Co. Foo",
        "Foo Open Joint-Stock Company", "ЕООД Фоо", "Приватне підприємство Фоо",
        "Foo Gesellschaft mit beschränkter Haftung", "Foo Spółka z ograniczoną odpowiedzialnością",
        "Foo Spółka Jawna", "Foo S.p.A. in liquidazione", "Foo B.S.C. (c)", "Foo W.L.L.", "Foo et Cie",
        "Foo Ltée", "Foo Aksjeselskap", "Foo ASA", "Foo Delniška družba", "PT Foo (Persero) Tbk",
        "Công ty TNHH Một Thành Viên Foo", "Foo Designated Activity Company",
    ],
)  # fmt: skip
def test_a_legal_form_is_no_part_of_the_name_however_it_is_written(text):
    assert without_legal_form(words(text)) == ["foo"]
