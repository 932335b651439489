"""Postal codes that between them show every answer that tests of codes, beginnings and ranges can give."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from connector.core.comparing import POSTAL, list_part, part_name
from connector.core.conditions import Operator, Test
from connector.core.postal import RANGE, plain_code

_ZIP = 5
"""Figures of a code where no test says more."""

_ELSEWHERE = "X0X 0X0"

Lists = Mapping[str, Mapping[str, frozenset[str]]]


def is_code(name: str) -> bool:
    """Whether a field is compared as a postal code."""
    return part_name(name) == POSTAL


def codes_for(name: str, tests: Sequence[Test], lists: Lists) -> list[str]:
    """Codes at, before and after every end that the tests name, longer ones, and one from elsewhere. Codes
    of fewer figures than a country's have are not thought of: they are slips."""
    ends = [end for test in tests for entry in _entries(name, test, lists) for end in _ends(entry)]
    figures = [end for end in ends if end.isdigit()]
    width = max([_ZIP, *map(len, figures)])
    marks = {int(end) + step for end in figures for step in (-1, 0, 1)}
    codes = [str(mark).zfill(width) for mark in sorted(marks) if 0 <= mark < 10**width]
    codes += [end.ljust(width, "0") + "0" for end in figures]
    others = [text for end in ends if not end.isdigit() for text in (end, f"{end}Z")]
    return list(dict.fromkeys([*codes, *others, _ELSEWHERE]))


def _entries(name: str, test: Test, lists: Lists) -> Iterable[str]:
    wanted = test.value if isinstance(test.value, tuple) else (test.value,)
    texts = [str(each) for each in wanted if each is not None]
    match test.operator:
        case Operator.IN_LIST:
            part = list_part(name, lists.get(str(test.value), {}))
            return sorted(part[1]) if part else ()
        case Operator.STARTS_WITH:
            return [f"{text}*" for text in texts]
        case Operator.BETWEEN:
            return [RANGE.join(texts)]
        case Operator.IS | Operator.IN:
            return texts
    return ()


def _ends(entry: str) -> Iterator[str]:
    """The first and the last code of an entry, in figures of full length."""
    low, dots, high = entry.partition(RANGE)
    first, last = plain_code(low), plain_code(high if dots else low)
    if not (first.isdigit() and last.isdigit()):
        yield from (first, last)
    elif dots or entry.endswith("*"):
        yield from (first.ljust(_ZIP, "0"), last.ljust(_ZIP, "9"))
    else:
        yield from (first.zfill(_ZIP), last.zfill(_ZIP))
