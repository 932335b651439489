"""Names in any script, written in Latin letters as their owners would write them."""

from __future__ import annotations

import re
import unicodedata

from anyascii import anyascii

from connector.core.matching import east

_ARABIC = "\u0620-\u065f\u066e-\u06d3\u06fa-\u06ff"
_RUN = re.compile(
    f"(?P<east>[{east.HAN}{east.KANA}]+|[{east.HANGUL}]+|[{east.THAI}]+)"
    "|(?P<cyrillic>[\u0400-\u052f\u0306\u0308]+)"
    "|(?P<greek>[\u0370-\u03ff\u1f00-\u1fff]+)"
    f"|(?P<arabic>(?:[{_ARABIC}]\\.)+[{_ARABIC}]|[{_ARABIC}]+)"
    "|(?P<other>[\u0530-\u05ff\u0700-\u0df4\u0e80-\u1dff\u2c00-\u2dff\ua000-\ua6ff\ua800-\uabff]+)"
)
_RUSSIAN_LETTERS = """
а:a б:b в:v г:g д:d е:e ж:zh з:z и:i й:y к:k л:l м:m н:n о:o п:p р:r с:s т:t у:u ф:f х:kh ц:ts ч:ch ш:sh
щ:shch ъ: ы:y ь: э:e ю:yu я:ya і:i ї:i є:e ґ:g ў:u ё:e ѣ:e ө:o ү:u ұ:u қ:k ғ:g ә:a һ:h ң:n
"""
_GREEK_LETTERS = """
α:a β:v γ:g δ:d ε:e ζ:z η:i θ:th ι:i κ:k λ:l μ:m ν:n ξ:x ο:o π:p ρ:r σ:s ς:s τ:t υ:y φ:f χ:ch ψ:ps ω:o
ου:ou αυ:av ευ:ev γγ:ng
"""


def _table(text: str) -> dict[str, str]:
    return dict(entry.split(":") for entry in text.split())


_GREEK = _table(_GREEK_LETTERS)
_RUSSIAN = str.maketrans(_table(_RUSSIAN_LETTERS))
_UKRAINIAN = _RUSSIAN | str.maketrans(_table("г:h и:y"))
_BULGARIAN = _RUSSIAN | str.maketrans(_table("ъ:a щ:sht х:h"))
_SERBIAN = _RUSSIAN | str.maketrans(_table("ж:z х:h ц:c ч:c ш:s ђ:dj ј:j љ:lj њ:nj ћ:c џ:dz ѓ:g ќ:k ѕ:dz"))
_GREEK_PART = re.compile("ου|αυ|ευ|γγ|.")
_UKRAINIAN_SIGN = re.compile("[іїєґ]")
_SERBIAN_SIGN = re.compile("[ђјљњћџѓќѕ]")
_BULGARIAN_SIGN = re.compile("[бвгджзклмнпрстфхцчшщ]ъ[бвгджзклмнпрстфхцчшщ]")
_ENDING = re.compile("[иы]й$")
_NO_LETTER = re.compile("[^a-z0-9]")
_MARKS = re.compile("[\u0300-\u036f]")
_VOWEL_SIGNS = re.compile("[\u064b-\u065f\u0670]")


def latin(text: str, reading: east.Reading) -> str:
    """Lower-case text with every letter of another script rewritten; words stand apart."""
    slavic = _slavic(text)

    def rewritten(found: re.Match[str]) -> str:
        run = found[0]
        match found.lastgroup:
            case "east":
                return east.romanised(run, reading)
            case "cyrillic":
                return _ENDING.sub("ы", run).translate(slavic)
            case "greek":
                bare = _MARKS.sub("", unicodedata.normalize("NFD", run))
                return _GREEK_PART.sub(lambda part: _GREEK.get(part[0], part[0]), bare)
            case "arabic":
                return _arabic(run)
        return _spaced(run)

    return _RUN.sub(rewritten, east.spelt_letters(text))


def _slavic(text: str) -> dict[int, str]:
    """How the language writes its Cyrillic letters in Latin ones, by the letters only it has."""
    if _UKRAINIAN_SIGN.search(text):
        return _UKRAINIAN
    if _SERBIAN_SIGN.search(text):
        return _SERBIAN
    return _BULGARIAN if _BULGARIAN_SIGN.search(text) else _RUSSIAN


def _arabic(run: str) -> str:
    """Without vowel signs, and without the article; initials are one word."""
    bare = _VOWEL_SIGNS.sub("", run).replace(".", "")
    if bare.startswith("ال") and len(bare) > 4 and bare not in east.vocabulary().known:
        bare = bare[2:]
    return _spaced(bare)


def _spaced(word: str) -> str:
    """The English for a word of the vocabulary, else its letters."""
    known = east.vocabulary().known.get(word)
    return known or _NO_LETTER.sub("", anyascii(word.replace("ة", "ه")).lower())
