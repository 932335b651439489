"""Chinese, Japanese, Korean and Thai names in Latin letters: cut into words first, as they stand unspaced.

A word of the vocabulary comes out in English, a loan word in its English spelling, a proper name as it
sounds (Hepburn without long vowels, Pinyin without tones, Revised Romanisation).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from enum import Enum
from functools import cache
from typing import NamedTuple
from unicodedata import normalize

from anyascii import anyascii

from connector.core.matching import hangul
from connector.core.matching.kana import LETTERS, hepburn
from connector.core.matching.lists import manual, readings
from connector.core.matching.tables import lexicon_lines, native_forms

HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
KANA = "\u3041-\u3096\u30a1-\u30fa\u30fc-\u30fe"
HANGUL = "\uac00-\ud7a3"
THAI = "\u0e01-\u0e4e"

_NATIVE = re.compile("(?<![^ ])[^\\x00-\u052f\u1e00-\u2bff]+(?![^ ])")
_SOUNDING = re.compile(f"[{HAN}]+|[{HANGUL}]+")
_IS_HAN = re.compile(f"[{HAN}]")
_IS_KANA = re.compile(f"[{KANA}]")
_KATAKANA = re.compile("([\u30a1-\u30fa\u30fc]+)")
_PART = re.compile(f"[{KANA}]+|.")
_THAI_VOWEL_FIRST = re.compile("([เแโใไ])([ก-ฮ])")


def _named(letters: Mapping[str, str]) -> str:
    return "|".join(sorted(letters, key=len, reverse=True))


_KOREAN_LETTERS = re.compile(f"(?<![{HANGUL}])(?:{_named(hangul.LETTERS)}){{2,5}}(?=그룹|[^{HANGUL}]|$)")
_JAPANESE_LETTERS = re.compile(f"(?<![ァ-ヺー])(?:(?:{_named(LETTERS)})・?){{2,5}}(?![ァ-ヺー])")
_SHORTEST_PART = 3  # katakana of a name, or of a word beside a name
_SPELLING = re.compile(f"[ァ-ヺ{HANGUL}]")
_SPELT = LETTERS | hangul.LETTERS
_LETTER = re.compile(_named(_SPELT))


class Reading(Enum):
    """How Chinese letters and katakana are read."""

    JAPANESE = "japanese"
    SOUND = "japanese, loan words as they sound"
    CHINESE = "chinese"


class Words(NamedTuple):
    """Known words with what they become, and the length of the longest by first letter."""

    known: Mapping[str, str]
    longest: Mapping[str, int]


def _words(known: Mapping[str, str]) -> Words:
    longest: dict[str, int] = {}
    for word in known:
        longest[word[0]] = max(longest.get(word[0], 0), len(word))
    return Words(known, longest)


@cache
def vocabulary() -> Words:
    """Words in scripts other than Latin, Greek and Cyrillic, and what they are in English."""
    found: dict[str, str] = {}
    for line in normalize("NFKC", native_forms()).splitlines():
        latin, *forms = line.split(" ")
        found.update(dict.fromkeys(forms, latin))
    for line in normalize("NFKC", "\n".join(lexicon_lines())).splitlines():
        concept, _, forms_of_it = line.partition(": ")
        for form in _NATIVE.findall(forms_of_it):
            found.setdefault(form, concept.replace("_", " "))
    return _words(found)


@cache
def _japanese() -> Words:
    """Words with Chinese letters: those of the vocabulary, and how names and common words sound."""
    known = {**_sounds(readings.NAMES), **_sounds(readings.WORDS), **vocabulary().known}
    return _words({word: sound for word, sound in known.items() if _IS_HAN.search(word)})


@cache
def _loans() -> Words:
    """Words in katakana, in the spelling of the language they were taken from."""
    return _words({**vocabulary().known, **_sounds(readings.LOANS), **LETTERS})


@cache
def _chinese() -> Words:
    """What Chinese adds: names of places, so that they stand apart from what follows."""
    found: dict[str, str] = {}
    for entry in manual.CHINESE_PLACES.split():
        written, _, sound = entry.partition("=")
        found[written] = sound.replace("_", " ") or _pinyin(written)
    return _words({**found, **vocabulary().known})


@cache
def _letters() -> Mapping[str, str]:
    return _sounds(readings.LETTERS)


def _sounds(table: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for entry in table.replace("\n", "|").split("|"):
        sound, *written = entry.split(" ")
        found.update(dict.fromkeys(written, sound.replace("_", " ")))
    return found


def is_native(text: str) -> bool:
    """Whether a text is one word in a script other than Latin, Greek and Cyrillic."""
    return _NATIVE.fullmatch(text) is not None


def looks_japanese(text: str) -> bool | None:
    """Whether a text has Japanese letters; None if it may as well be Chinese."""
    if _IS_KANA.search(text):
        return True
    letters = _IS_HAN.findall(text)
    simplified = traditional = True
    for letter in letters:
        if letter != "々" and not _in(letter, "shift_jis", 0x9872):
            return False
        simplified &= _in(letter, "gb2312")
        traditional &= _in(letter, "big5")
    return None if letters and (simplified or traditional) else bool(letters)


@cache
def _in(letter: str, codec: str, most: int = 0xFFFF) -> bool:
    """Whether a national standard of common letters has this one; the first level of Japan's ends at 9872."""
    try:
        return int.from_bytes(letter.encode(codec), "big") <= most
    except UnicodeEncodeError:
        return False


def spelt_letters(text: str) -> str:
    """`エヌ・ティ・ティ`, `에스케이` -> `ntt`, `sk`: Latin letters that are written by their names."""
    if not _SPELLING.search(text):
        return text
    return _KOREAN_LETTERS.sub(_initials, _JAPANESE_LETTERS.sub(_initials, text))


def _initials(found: re.Match[str]) -> str:
    return f" {''.join([_SPELT[name] for name in _LETTER.findall(found[0])])} "


def romanised(run: str, reading: Reading) -> str:
    """A run of letters of one of these scripts as words in Latin letters, with blanks around."""
    first = run[0]
    if "\u0e01" <= first <= "\u0e4e":
        return _cut(run, vocabulary(), _thai)
    if "\uac00" <= first <= "\ud7a3":
        return _cut(run, vocabulary(), hangul.romanised)
    if reading is Reading.CHINESE:
        return _cut(run, _chinese(), _pinyin)
    return _cut(run, _japanese(), _loan_or_kanji if reading is Reading.JAPANESE else _sound)


def _loan_or_kanji(run: str) -> str:
    parts = [_loan(part) if _KATAKANA.match(part) else _sound(part) for part in _KATAKANA.split(run) if part]
    return " ".join(parts)


def _pieces(run: str, words: Words) -> Iterator[tuple[str, str | None]]:
    """The run cut at its longest known words, each with what it becomes; None for what lies between.

    One letter alone is a word only next to another word or at the end.
    """
    known, longest = words
    at = start = 0
    size = len(run)
    while at < size:
        for length in range(min(longest.get(run[at], 0), size - at), 0, -1):
            word = known.get(run[at : at + length])
            if word is not None and (length > 1 or at == start != 0 or at == size - 1):
                if start < at:
                    yield run[start:at], None
                yield run[at : at + length], word
                at += length
                start = at
                break
        else:
            at += 1
    if start < size:
        yield run[start:], None


def _cut(run: str, words: Words, sound: Callable[[str], str]) -> str:
    return f" {' '.join([word or sound(piece) for piece, word in _pieces(run, words)])} "


def _loan(run: str) -> str:
    """Katakana by the words it is made of; as it sounds where a rest is too short for a name of its own."""
    pieces = list(_pieces(run, _loans()))
    after_word = False
    for piece, word in pieces if any(word is None for _, word in pieces) else ():
        if len(piece) < _SHORTEST_PART and not (word and after_word):
            return hepburn(run)
        after_word = word is not None
    return " ".join([word or hepburn(piece) for piece, word in pieces])


def romanisations(word: str) -> tuple[str, ...]:
    """How a word in Chinese or Korean letters sounds: in Chinese and in Japanese, or in Korean."""
    if not _SOUNDING.fullmatch(word):
        return ()
    if "\uac00" <= word[0] <= "\ud7a3":
        return (hangul.romanised(word),)
    return _pinyin(word), _sound(word)


def _pinyin(run: str) -> str:
    return anyascii(run).lower().replace(" ", "")


def _thai(run: str) -> str:
    return anyascii(_THAI_VOWEL_FIRST.sub(r"\2\1", run)).lower()


def _sound(run: str) -> str:
    """A family's or place's name of one letter as such, else letter by letter."""
    if len(run) == 1 and run in _japanese().known:
        return _japanese().known[run]
    return "".join([_letters().get(part) or _part(part) for part in _PART.findall(run)])


def _part(part: str) -> str:
    return _pinyin(part) if _IS_HAN.match(part) else hepburn(part)
