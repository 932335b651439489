"""Text folded to what two people who type the same name have in common."""

from __future__ import annotations

import re
import unicodedata

_CYRILLIC = "a b v g d e zh z i i k l m n o p r s t u f kh ts ch sh shch  y  e yu ya i i e g u"
_GREEK = "a v g d e z i th i k l m n x o p r s s t y f ch ps o"
_FOLDED = dict.fromkeys(range(0x300, 0x370), "") | str.maketrans(
    {
        "ß": "ss",
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "ł": "l",
        "æ": "ae",
        "œ": "oe",
        "ı": "i",
        "þ": "th",
        "ħ": "h",
        "’": "'",
        "‘": "'",
        "`": "'",
        "´": "'",
        "\u200b": "",
        "\u200c": "",
        "\u200d": "",
        "\u2060": "",
        "\ufeff": "",
        "\u00ad": "",
    }
    | dict(
        zip(
            "абвгдежзийклмнопрстуфхцчшщъыьэюяіїєґў",
            _CYRILLIC.split(" "),
            strict=True,
        )
    )
    | dict(
        zip(
            "αβγδεζηθικλμνξοπρσςτυφχψω",
            _GREEK.split(" "),
            strict=True,
        )
    )
)
_INITIALS = re.compile(r"(?<![^\W_]{2})[./](?=\s*[^\W_](?![^\W_])|\s|$|,|\))")
_WORD = re.compile(r"[^\W_]+")


def fold(text: str) -> str:
    """Lower case, compatibility forms unified, diacritics off, Cyrillic and Greek in Latin letters."""
    if text.isascii():
        return text.lower()
    text = unicodedata.normalize("NFKC", text).casefold()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFKD", text).translate(_FOLDED))


def words(text: str) -> list[str]:
    """The folded words: `S.p.A.` and `A/S` are one word, `&` is `and`, an apostrophe joins."""
    text = fold(text)
    if "." in text or "/" in text:
        text = _INITIALS.sub("", text)
    return _WORD.findall(text.replace("&", " and ").replace("'", ""))
