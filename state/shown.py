"""How the views read a text or an owner's name: through the pseudonyms of colleagues who left.

SQL that both databases and any tool run by themselves. While there is no pseudonym, a column costs one look
into an empty table for each query. `pseudonyms.Pseudonyms` reads the same outside the views.
"""

from __future__ import annotations

from typing import NamedTuple

BEFORE = "0-9A-Za-z_.+\u00c0-\u1fff-"
AFTER = "0-9A-Za-z_@\u00c0-\u1fff-"
"""Where one of these stands before or after it, a spelling is part of another word or of another address."""

_LETTERS = "BETWEEN 48 AND 57 OR {0} BETWEEN 97 AND 122 OR {0} BETWEEN 192 AND 8191 OR {0}"
_BEFORE = f"({{0}} {_LETTERS} BETWEEN 65 AND 90 OR {{0}} IN (43, 45, 46, 95))"
_AFTER = f"({{0}} {_LETTERS} BETWEEN 64 AND 90 OR {{0}} IN (45, 95))"

_NONE = "NOT EXISTS (SELECT 1 FROM pseudonyms)"

_OWNER = """CASE WHEN {none} THEN {name} ELSE coalesce((
         SELECT p.pseudonym FROM pseudonyms p WHERE p.form = 'seat' AND p.spelling = {seat}), {name}) END"""

_TEXT = """(CASE WHEN {none} THEN {it} WHEN NOT EXISTS (
         SELECT 1 FROM pseudonyms p WHERE p.place > 0 AND {is_in_it} > 0) THEN {it} ELSE (
         WITH RECURSIVE told (n, done, last, rest) AS (
           SELECT 1, {nothing}, {nothing}, {it}{same}
           UNION ALL
           SELECT CASE WHEN {at} = 0 THEN t.n + 1 ELSE t.n END,
                  CASE WHEN {at} = 0 THEN '' WHEN {part} THEN t.done || substr(t.rest, 1, {at})
                       ELSE t.done || substr(t.rest, 1, {at} - 1) || p.pseudonym END,
                  CASE WHEN {at} = 0 THEN '' WHEN {part} THEN substr(t.rest, {at}, 1)
                       ELSE substr(t.rest, {at} + length(p.spelling) - 1, 1) END,
                  CASE WHEN {at} = 0 THEN t.done || t.rest WHEN {part} THEN substr(t.rest, {at} + 1)
                       ELSE substr(t.rest, {at} + length(p.spelling)) END
           FROM told t JOIN pseudonyms p ON p.place = t.n)
         SELECT rest FROM told ORDER BY n DESC LIMIT 1) END){same}"""
"""One spelling after the other, each through the whole text: `done` is what was looked at, `last` the
character that stood at its end, `rest` what is to come."""


class _Words(NamedTuple):
    find: str
    code: str
    same: str


_SQLITE = _Words("instr", "unicode", "")
_POSTGRESQL = _Words("strpos", "ascii", ' COLLATE "C"')


class Text:
    """In a template, `{text:COLUMN}` is the column with every pseudonym in the place of who it stands for."""

    def __init__(self, words: _Words) -> None:
        self._words = words

    def __format__(self, column: str) -> str:
        code, same = self._words.code, self._words.same
        at = self._found("t.rest")
        before = f"{code}(CASE WHEN {at} > 1 THEN substr(t.rest, {at} - 1, 1) ELSE t.last END)"
        after = f"{code}(substr(t.rest, {at} + length(p.spelling), 1))"
        return _TEXT.format(
            none=_NONE,
            it=column,
            is_in_it=self._found(column),
            at=at,
            part=f"({_BEFORE.format(before)} OR {_AFTER.format(after)})",
            nothing=f"CAST('' AS TEXT){same}",
            same=same,
        )

    def _found(self, text: str) -> str:
        """Where the spelling begins; ASCII letters of an e-mail in either case."""
        low = f"lower({text}{self._words.same})"
        return f"{self._words.find}(CASE p.form WHEN 'email' THEN {low} ELSE {text} END, p.spelling)"


class Owner:
    """In a template, `{owner:SEAT | NAME}` is the seat's pseudonym, or else the name."""

    def __format__(self, columns: str) -> str:
        seat, _, name = columns.partition(" | ")
        return _OWNER.format(none=_NONE, seat=seat, name=name)


def words(sqlite: bool) -> dict[str, Text | Owner]:
    """What templates of views are filled with."""
    return {"text": Text(_SQLITE if sqlite else _POSTGRESQL), "owner": Owner()}
