"""Postal codes as territories are drawn with them: single codes, beginnings, ranges.

A code is compared in capitals, without spaces, dashes and a country's letters before a dash (`D-80331`);
nine digits are a ZIP+4 and count by their first five. Codes are texts: `01067` is not 1067. But sheets drop
zeros, so a code of three or four digits is also read with zeros before it, up to five digits, and in a range
up to the length of its ends. Every look-up costs the same however many codes there are.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Collection
from functools import lru_cache

RANGE = ".."
"""What stands between the ends of a range: `80000..81999`."""

LONGEST = 40
"""Characters of a text that are looked at: no code is longer."""

_COUNTRY = re.compile(r"[A-Z]{1,3}-(?=\d)")
_NO_SIGN = re.compile(r"[^0-9A-Z]")
_DIGITS = re.compile(r"[0-9]+")
_ZIP = 5
_ZIP_PLUS = 9

Ends = tuple[list[str], list[str]]


class Areas:
    """Where any of the entries holds: `80331` a code, `80*` a beginning, `80000..81999` a range, both ends
    included, compared by as many characters as an end has."""

    def __init__(self, entries: Collection[str]) -> None:
        self._codes: set[str] = set()
        self._beginnings: dict[int, set[str]] = {}
        ranges: dict[int, list[tuple[str, str]]] = {}
        for entry in entries:
            low, dots, high = entry.partition(RANGE)
            start = plain_code(low)
            if dots:
                ranges.setdefault(len(start), []).append((start, plain_code(high)))
            elif entry.endswith("*"):
                self._beginnings.setdefault(len(start), set()).add(start)
            else:
                self._codes.add(start)
        self._ranges = {length: _joined(pairs) for length, pairs in ranges.items()}

    def has(self, text: str) -> bool:
        """Whether a code as it stands in a record is among them."""
        code = plain_code(text)
        if not code:
            return False
        readings = (code, code.zfill(_ZIP)) if _may_lack_zeros(code) else (code,)
        return any(self._has(each) for each in readings) or any(
            _within(code, length, ends) for length, ends in self._ranges.items()
        )

    def _has(self, code: str) -> bool:
        return code in self._codes or any(
            code[:length] in beginnings for length, beginnings in self._beginnings.items()
        )


@lru_cache(maxsize=16384)
def plain_code(text: str) -> str:
    """A code as it is compared; empty where the text has neither letter nor digit."""
    code = unicodedata.normalize("NFKC", text[:LONGEST]).upper().strip()
    code = _NO_SIGN.sub("", _COUNTRY.sub("", code, count=1) if _COUNTRY.match(code) else code)
    return code[:_ZIP] if len(code) == _ZIP_PLUS and _DIGITS.fullmatch(code) else code


@lru_cache(maxsize=512)
def areas(entries: frozenset[str]) -> Areas:
    """The areas of a list, put together when they are first asked for."""
    return Areas(entries)


def wrong_with(entry: str) -> str | None:
    """Why an entry is none; None for a sound one."""
    low, dots, high = entry.partition(RANGE)
    start, end = plain_code(low), plain_code(high)
    if not start or (dots and not end):
        return "no postal code"
    if "*" in low.removesuffix("*") or "*" in high or (dots and "*" in low):
        return "`*` stands at the end of a beginning only"
    if dots and len(start) != len(end):
        return "the ends of a range are equally long"
    return "the first end is greater than the second" if dots and start > end else None


def _may_lack_zeros(code: str) -> bool:
    return _ZIP - 2 <= len(code) < _ZIP and _DIGITS.fullmatch(code) is not None


def _within(code: str, length: int, ends: Ends) -> bool:
    if len(code) < length:
        if not _DIGITS.fullmatch(code) or len(code) < _ZIP - 2:
            return False
        code = code.zfill(length)
    start = code[:length]
    lows, highs = ends
    at = bisect_right(lows, start) - 1
    return at >= 0 and start <= highs[at]


def _joined(pairs: list[tuple[str, str]]) -> Ends:
    """Ranges in order, those that overlap made one."""
    lows: list[str] = []
    highs: list[str] = []
    for low, high in sorted(pairs):
        if highs and low <= highs[-1]:
            highs[-1] = max(highs[-1], high)
        else:
            lows.append(low)
            highs.append(high)
    return lows, highs
