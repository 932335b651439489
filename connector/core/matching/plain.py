"""Text in plain lower-case letters, each script as it is.

Apart from the reading of companies' names, so that tables of places and of what is no name stay good
when that learns a script.
"""

from __future__ import annotations

import re
import unicodedata

_LETTERS = str.maketrans(
    {
        "ß": "ss", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th",
        "'": "", "’": "", "‘": "", "ʻ": "", "ʼ": "",
    }
)  # fmt: skip
_WORD = re.compile(r"[^\W_]+")


def plain(text: str) -> str:
    """Lower case, no diacritics, no apostrophes, compatibility forms unified."""
    if text.isascii():
        return text.lower().replace("'", "")
    text = unicodedata.normalize("NFKD", text).casefold().translate(_LETTERS)
    bare = "".join([sign for sign in text if not "\u0300" <= sign <= "\u036f"])
    return unicodedata.normalize("NFC", bare)


def plain_words(text: str) -> list[str]:
    """The words of the plain text; vowel signs of Indic scripts are left out."""
    return _WORD.findall(plain(text))
