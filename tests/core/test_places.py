"""Places: many spellings, one country, state and city; and what a number and a host say of the country."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.core.matching import places
from connector.core.matching.place_names import city_names, country_names, state_names
from connector.core.matching.places import (
    city_country,
    city_key,
    country_code,
    dial_countries,
    state_code,
    tld_country,
)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("DE", "DE"), ("deu", "DE"), ("Deutschland", "DE"), ("GERMANY", "DE"), ("Allemagne", "DE"),
        ("ドイツ", "DE"),
        ("Deutschland (DE)", "DE"), ("Germany - Berlin", "DE"), ("Berlin, Germany", "DE"), ("🇩🇪", "DE"),
        ("U.S.A.", "US"), ("United States of America", "US"), ("USA ", "US"), ("US-CA", "US"),
        ("CA, US", "US"),
        ("uk", "GB"), ("England", "GB"), ("P.R. China", "CN"), ("中国", "CN"), ("中华人民共和国", "CN"),
        ("Korea, Republic of", "KR"), ("Korea (South)", "KR"), ("대한민국", "KR"), ("Türkiye", "TR"),
        ("Congo, The Democratic Republic of the", "CD"), ("Virgin Islands, British", "VG"),
        ("Saint Kitts and Nevis", "KN"), ("St. Kitts & Nevis", "KN"), ("Côte d'Ivoire", "CI"),
        ("Россия", "RU"), ("Ελλάδα", "GR"), ("Schweiz", "CH"), ("NO", "NO"), ("Brasil", "BR"),
        ("España", "ES"),
        ("Österreich", "AT"), ("The Netherlands", "NL"), ("Viet Nam", "VN"), ("Kosovo", "XK"),
        ("Atlantis", None), ("", None), ("--", None), ("Bavaria", None),
    ],
)  # fmt: skip
def test_a_country_is_known_by_many_spellings(text, code):
    assert country_code(text) == code


@pytest.mark.parametrize(
    ("country", "text", "code"),
    [
        ("US", "California", "US-CA"), ("US", "Calif.", "US-CA"), ("US", "ca", "US-CA"),
        (None, "US-CA", "US-CA"),
        ("US", "Washington, D.C.", "US-DC"), ("US", "Texas, USA", "US-TX"), ("US", "TX - Texas", "US-TX"),
        ("CA", "ON", "CA-ON"), ("CA", "Québec", "CA-QC"), ("AU", "NSW", "AU-NSW"),
        ("BR", "São Paulo", "BR-SP"),
        ("DE", "Bavaria", "DE-BY"), ("DE", "Bayern", "DE-BY"), ("DE", "NRW", "DE-NW"), ("AT", "Wien", "AT-9"),
        ("FR", "Île-de-France", "FR-IDF"), ("FR", "ILE DE FRANCE", "FR-IDF"), ("FR", "75", "FR-IDF"),
        ("FR", "Rhône", "FR-ARA"), ("FR", "Rhône-Alpes", "FR-ARA"), ("GB", "Greater London", "GB-ENG"),
        ("GB", "Kent", "GB-ENG"), ("IT", "MI", "IT-25"), ("IT", "Lombardia", "IT-25"),
        ("ES", "Cataluña", "ES-CT"),
        ("JP", "Tokyo-to", "JP-13"), ("JP", "東京都", "JP-13"), ("JP", "Hyōgo Prefecture", "JP-28"),
        ("CN", "广东省", "CN-GD"), ("CN", "広東省", "CN-GD"), ("CN", "Guangdong Sheng", "CN-GD"),
        ("KR", "경기도", "KR-41"), ("KR", "Gyeonggi-do", "KR-41"), ("RU", "Moscow", "RU-MOW"),
        ("RU", "Moscow Oblast", "RU-MOS"), ("MX", "CDMX", "MX-CMX"), ("MX", "Mexico City", "MX-CMX"),
        (None, "California", "US-CA"), (None, "CA", "US-CA"), (None, "Georgia", "US-GA"), (None, "WA", None),
        ("US", "Bavaria", None), ("XX", "Bavaria", None), ("DE", "", None), (None, "Atlantis", None),
    ],
)  # fmt: skip
def test_a_state_is_known_by_code_name_and_what_its_neighbours_call_it(country, text, code):
    assert state_code(country, text) == code


@pytest.mark.parametrize(
    "spellings",
    [
        "Munich|München|MUENCHEN|Monaco di Baviera|80331 München|D-80331 Munich|Munich, Germany|ミュンヘン",
        "Prague|Praha|Praha 1",
        "Kofu|Kōfu-shi|甲府市|甲府|山梨県甲府市|Kofu City",
        "St. Louis|Saint Louis|St Louis, MO|st. louis mo",
        "New York|New York City|NYC|New York, NY|Manhattan",
        "Washington|Washington, D.C.|Washington DC",
        "Roma|Rome|Roma (RM)",
        "北京|北京市|Beijing|Beijing Shi|Peking",
        "Wien|Vienna|1010 Wien",
        "Ho Chi Minh City|HCMC|Saigon|TP. HCM|Thành phố Hồ Chí Minh",
        "Tokyo|Tōkyō|Tokyo-to|Chiyoda-ku|東京都千代田区|東京都 千代田区|Meguro City|目黒区",
        "London|Greater London|City of London|Londres",
        "Frankfurt a.M.|Frankfurt am Main|Frankfurt|Frankfurt/Main",
        "Paris|75005 Paris|Paris Cedex 09|Paris 13",
        "São Paulo|Sao Paulo|SAO PAULO - SP",
        "Seoul|서울|서울특별시|Seoul-si",
        "Москва|Moscow|Moskva|г. Москва",
        "横浜|Yokohama|横浜市西区|神奈川県横浜市",
        "Salt Lake City|Salt Lake City, UT",
    ],
)
def test_all_spellings_of_a_city_have_one_key(spellings):
    assert len({city_key(text) for text in spellings.split("|")}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [("Portland", "Oakland"), ("York", "New York"), ("Vienne", "Vincennes")],
)
def test_cities_that_only_sound_alike_stay_apart(one, other):
    assert city_key(one) != city_key(other)


@pytest.mark.parametrize(
    ("city", "country"),
    [
        ("München", "DE"), ("London", "GB"), ("Tokyo", "JP"), ("Lisboa", "PT"), ("New York City", "US"),
        ("Birmingham", None), ("San Jose", None), ("Valencia", None), ("Nowhere", None), ("", None),
    ],
)  # fmt: skip
def test_a_city_tells_its_country_if_all_the_world_means_that_one(city, country):
    assert city_country(city_key(city)) == country


@pytest.mark.parametrize(
    ("phone", "countries"),
    [
        ("+81 3 1234 5678", ("JP",)),
        ("0081 3 1234 5678", ("JP",)),
        ("00 33 1 23 45 67 89", ("FR",)),
        ("011 49 30 123456", ("DE",)),
        ("(+49) 30 123456", ("DE",)),
        ("＋852 2345 6789", ("HK",)),
        ("+1 (416) 555 1234", ("CA",)),
        ("+1 415 555 1234", ("US",)),
        ("+7 495 123 4567", ("RU",)),
        ("+7 701 123 4567", ("KZ",)),
        ("+44 20 7946 0000", ("GB", "GG", "IM", "JE")),
        ("011 562 1234", ()),
        ("(919) 678-8921", ()),
        ("030 1234567", ()),
        ("+999 1234 5678", ()),
        ("+49", ()),
        ("", ()),
    ],
)
def test_a_number_tells_its_country_only_where_it_is_written_internationally(phone, countries):
    assert dial_countries(phone) == countries


@pytest.mark.parametrize(
    ("host", "country"),
    [
        ("acme.de", "DE"), ("acme.co.uk", "GB"), ("acme.com.co", "CO"), ("acme.co", None), ("acme.io", None),
        ("acme.ai", None), ("acme.gov", "US"), ("acme.tokyo", "JP"), ("acme.xn--p1ai", "RU"),
        ("acme.eu", None),
        ("acme.com", None), ("localhost", None), ("", None),
    ],
)  # fmt: skip
def test_a_host_tells_its_country_unless_its_ending_is_sold_to_all_the_world(host, country):
    assert tld_country(host) == country


@given(st.text(max_size=60))
def test_no_text_breaks_the_places(text):
    assert city_key(city_key(text)) == city_key(text)
    code = country_code(text)
    assert code is None or country_code(code) == code
    state = state_code(None, text)
    assert state is None or state_code(state[:2], state) == state
    dial_countries(text)
    tld_country(text)


@pytest.mark.parametrize("sign", ["a", "a ", ", ", "市", "1", " ", "\u202e", "st."])
def test_a_text_of_ten_thousand_signs_is_read_no_further_than_a_place_can_reach(sign):
    text = sign * (10_000 // len(sign))
    assert city_key(text) == city_key(text[: places.LONGEST])
    assert country_code(text) is None
    assert state_code(None, text) is None


def test_the_lists_are_whole():
    assert len(set(country_names().values())) == 250
    assert len({code for within in state_names()[0].values() for code in within.values()}) > 3_000
    keys, countries = city_names()
    assert len(countries) > 3_500
    assert all(keys[key] == key for key in keys.values())
