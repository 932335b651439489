"""Text folded to what two people who type the same name have in common."""

from __future__ import annotations

import re
import unicodedata

from connector.core.matching import east, scripts
from connector.core.matching.east import Reading

_RANGES = ((0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0xFE00, 0xFE0F))
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u034f\u061c\u180e\ufeff\ufffd")) | {
    code: None for first, last in _RANGES for code in range(first, last + 1)
}
_SPELLINGS = "ß:ss ø:o đ:d ð:d ł:l æ:ae œ:oe ı:i þ:th ħ:h ŧ:t ŋ:ng ə:a ƒ:f ɑ:a ɡ:g"
_LATIN = (
    dict.fromkeys(range(0x300, 0x370))
    | _INVISIBLE
    | str.maketrans(dict(pair.split(":") for pair in _SPELLINGS.split(" ")))
    | dict.fromkeys(map(ord, "’‘`´ʻʼʿʾ"), "'")
)
_TWINS = str.maketrans("асеорхуіјѕһкмтвԁԛԝαβειηκνορτυχ", "aceopxyijshkmtbdqwabeinkvoptux")
_TWINS_OF_CYRILLIC = str.maketrans("aceopxyij", "асеорхуіј")
_ALPHABETIC = re.compile("[a-z\u0370-\u052f]+")
_IS_LATIN = re.compile("[a-z]")
_FOREIGN = re.compile("[^\x00-\u036f\u1e00-\u1eff\u2000-\u2bff]")
_GERSHAYIM = re.compile('(?<=[\u05d0-\u05ea])["״](?=[\u05d0-\u05ea])')
_INITIALS = re.compile(r"(?<![^\W_]{2})[./](?=\s*[^\W_](?![^\W_])|\s|$|,|\))")
_WORD = re.compile(r"[^\W_]+")


def fold(text: str) -> str:
    """Lower case in Latin letters without diacritics, whatever the script; compatibility forms unified."""
    if text.isascii():
        return text.lower()
    if not _FOREIGN.search(text):
        return _bare(text)
    text = _clean(text)
    return _folded(text, Reading.CHINESE if east.looks_japanese(text) is False else Reading.JAPANESE)


def words(text: str) -> list[str]:
    """The folded words: `S.p.A.` and `A/S` are one word, `&` is `and`, an apostrophe joins.

    The likelier of the two readings of Chinese characters that both China and Japan write.
    """
    return _split(fold(text))


def readings(text: str) -> tuple[tuple[str, ...], ...]:
    """The one or two ways to read a text, `words` first.

    The second is the Chinese reading of what may be Japanese, or Japanese without its loan words in English.
    """
    first = tuple(words(text))
    if not _FOREIGN.search(text):
        return (first,)
    text = _clean(text)
    japanese = east.looks_japanese(text)
    if japanese is False:
        return (first,)
    second = tuple(_split(_folded(text, Reading.SOUND if japanese else Reading.CHINESE)))
    return (first,) if first == second else (first, second)


def _clean(text: str) -> str:
    """Lower case, composed, without invisible signs; look-alikes of other alphabets are put right."""
    text = unicodedata.normalize("NFKC", text.translate(_INVISIBLE)).casefold()
    text = _GERSHAYIM.sub("", text)
    return _ALPHABETIC.sub(_one_alphabet, text) if _IS_LATIN.search(text) else text


def _one_alphabet(found: re.Match[str]) -> str:
    """A word of two alphabets in the one that can write it alone."""
    word = found[0]
    if word.isascii() or not _IS_LATIN.search(word):
        return word
    latin = word.translate(_TWINS)
    return latin if latin.isascii() else word.translate(_TWINS_OF_CYRILLIC)


def _folded(text: str, reading: Reading) -> str:
    return _bare(scripts.latin(text, reading))


def _bare(text: str) -> str:
    """Latin text in lower case without marks and invisible signs."""
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFKD", text).casefold().translate(_LATIN))


def _split(folded: str) -> list[str]:
    if "." in folded or "/" in folded:
        folded = _INITIALS.sub("", folded)
    return _WORD.findall(folded.replace("&", " and ").replace("'", ""))
