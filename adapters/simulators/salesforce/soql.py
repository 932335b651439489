"""SOQL as text -> a query as data: the subset that a sync tool speaks, with the real ones' refusals."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from adapters.simulators.clock import to_ms


class SoqlError(Exception):
    """A query that Salesforce would refuse; `code` is its error code."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True)
class Literal:
    """A value in a query. `kind`: string, number, boolean, null, date or datetime (value: seconds)."""

    kind: str
    value: Any
    raw: str = ""


@dataclass(frozen=True, slots=True)
class Test:
    """One comparison; `values` holds one literal, or the list of IN and NOT IN."""

    field: str
    op: str
    values: tuple[Literal, ...]


@dataclass(frozen=True, slots=True)
class Join:
    """`and` or `or` over parts; `not` over one."""

    how: str
    parts: tuple[Condition, ...]


Condition = Test | Join


@dataclass(frozen=True, slots=True)
class Order:
    """One ORDER BY term; nulls come first unless `nulls_last`."""

    field: str
    descending: bool
    nulls_last: bool


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed query; `count` stands for SELECT COUNT()."""

    object: str
    fields: tuple[str, ...]
    count: bool
    where: Condition | None
    order: tuple[Order, ...]
    limit: int | None
    offset: int
    text: str


_TOKEN = re.compile(
    r"""\s*(?:
      (?P<string>'(?:[^'\\]|\\.)*')
    | (?P<datetime>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d))
    | (?P<date>\d{4}-\d\d-\d\d)
    | (?P<number>[+-]?\d+(?:\.\d+)?)
    | (?P<name>[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*)
    | (?P<sign><=|>=|!=|<>|[=<>(),])
    )""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f", "'": "'", '"': '"', "\\": "\\"}
_MAX_TEXT = 100_000


@lru_cache(maxsize=512)
def parse(text: str) -> Query:
    """Reads a query. Raises SoqlError (MALFORMED_QUERY) where Salesforce would."""
    if len(text) > _MAX_TEXT:
        raise SoqlError("QUERY_TOO_COMPLICATED", "Query is either selecting too many fields or too long")
    return _Parser(text).query()


def unescape(raw: str, *, like: bool = False) -> str:
    r"""The text of a quoted literal; for LIKE, `\%` and `\_` stay escaped."""
    out, place = [], 1
    while place < len(raw) - 1:
        char = raw[place]
        if char == "\\":
            place += 1
            char = raw[place]
            if char in "%_":
                out.append(f"\\{char}" if like else char)
            elif char in _ESCAPES:
                out.append("\\\\" if like and char == "\\" else _ESCAPES[char])
            else:
                raise SoqlError("MALFORMED_QUERY", f"Invalid string literal: illegal escape \\{char}")
        else:
            out.append(char)
        place += 1
    return "".join(out)


def _tokens(text: str) -> list[tuple[str, str]]:
    found, place, end = [], 0, len(text.rstrip())
    while place < end:
        match = _TOKEN.match(text, place)
        if match is None or match.lastgroup is None:
            raise SoqlError("MALFORMED_QUERY", f"unexpected token: '{text[place : place + 10].strip()}'")
        found.append((match.lastgroup, match.group(match.lastgroup)))
        place = match.end()
    return found


class _Parser:
    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = _tokens(text)
        self._at = 0

    def query(self) -> Query:
        self._expect("select")
        count, fields = self._fields()
        self._expect("from")
        name = self._name()
        where = self._joined() if self._take("where") else None
        order = self._order() if self._take("order") else ()
        limit = self._number() if self._take("limit") else None
        offset = self._number() if self._take("offset") else 0
        if self._at < len(self._tokens):
            raise self._unexpected()
        if offset > 2000:
            raise SoqlError("NUMBER_OUTSIDE_VALID_RANGE", "SOQL offset should be between 0 to 2000")
        return Query(name, fields, count, where, order, limit, offset, self._text)

    def _fields(self) -> tuple[bool, tuple[str, ...]]:
        first = self._name()
        if first.lower() == "count" and self._take("("):
            self._expect(")")
            return True, ()
        names = [first]
        while self._take(","):
            names.append(self._name())
        seen: set[str] = set()
        for name in names:
            if name.lower() in seen:
                raise SoqlError("MALFORMED_QUERY", f"duplicate field selected: {name}")
            seen.add(name.lower())
        return False, tuple(names)

    def _joined(self) -> Condition:
        parts = [self._part()]
        how = None
        while (word := self._peek()) in ("and", "or"):
            if how not in (None, word):
                raise self._unexpected()  # Salesforce wants parentheses where AND and OR meet.
            how = word
            self._at += 1
            parts.append(self._part())
        return parts[0] if how is None else Join(how, tuple(parts))

    def _part(self) -> Condition:
        if self._take("not"):
            return Join("not", (self._part(),))
        if self._take("("):
            inner = self._joined()
            self._expect(")")
            return inner
        return self._test()

    def _test(self) -> Test:
        field = self._name()
        if self._take("not"):
            self._expect("in")
            return Test(field, "not in", self._list())
        if self._take("in"):
            return Test(field, "in", self._list())
        if self._take("like"):
            kind, raw = self._next()
            if kind != "string":
                raise self._unexpected()
            return Test(field, "like", (Literal("string", unescape(raw, like=True), raw),))
        kind, sign = self._next()
        if kind != "sign" or sign in "(),":
            self._at -= 1
            raise self._unexpected()
        return Test(field, {"<>": "!="}.get(sign, sign), (self._literal(),))

    def _list(self) -> tuple[Literal, ...]:
        self._expect("(")
        values = [self._literal()]
        while self._take(","):
            values.append(self._literal())
        self._expect(")")
        return tuple(values)

    def _literal(self) -> Literal:
        kind, raw = self._next()
        if kind == "string":
            return Literal(kind, unescape(raw), raw)
        if kind == "datetime":
            return Literal(kind, to_ms(datetime.fromisoformat(raw)) // 1000, raw)
        if kind == "date":
            return Literal(kind, raw, raw)
        if kind == "number":
            return Literal(kind, float(raw), raw)
        word = raw.lower()
        if kind == "name" and word in ("true", "false"):
            return Literal("boolean", word == "true", raw)
        if kind == "name" and word == "null":
            return Literal("null", None, raw)
        self._at -= 1
        raise self._unexpected()

    def _order(self) -> tuple[Order, ...]:
        self._expect("by")
        terms = [self._term()]
        while self._take(","):
            terms.append(self._term())
        return tuple(terms)

    def _term(self) -> Order:
        field = self._name()
        descending = self._take("desc")
        if not descending:
            self._take("asc")
        nulls_last = descending
        if self._take("nulls"):
            nulls_last = self._take("last")
            if not nulls_last:
                self._expect("first")
        return Order(field, descending, nulls_last)

    def _number(self) -> int:
        kind, raw = self._next()
        if kind != "number" or not raw.isdigit():
            self._at -= 1
            raise self._unexpected()
        return int(raw)

    def _name(self) -> str:
        kind, raw = self._next()
        if kind != "name":
            self._at -= 1
            raise self._unexpected()
        return raw

    def _next(self) -> tuple[str, str]:
        if self._at >= len(self._tokens):
            raise SoqlError("MALFORMED_QUERY", "unexpected token: '<EOF>'")
        self._at += 1
        return self._tokens[self._at - 1]

    def _peek(self) -> str:
        if self._at >= len(self._tokens):
            return ""
        kind, raw = self._tokens[self._at]
        return raw.lower() if kind in ("name", "sign") else ""

    def _take(self, word: str) -> bool:
        if self._peek() != word:
            return False
        self._at += 1
        return True

    def _expect(self, word: str) -> None:
        if not self._take(word):
            raise self._unexpected()

    def _unexpected(self) -> SoqlError:
        raw = self._tokens[self._at][1] if self._at < len(self._tokens) else "<EOF>"
        return SoqlError("MALFORMED_QUERY", f"unexpected token: '{raw}'")
