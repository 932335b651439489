"""The routes as a picture: a line from the top down, from which each route branches off to whom it sends."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from connector.handbook.content import Rule
from connector.offline.markup import Html, element

MOST = 120
"""Routes that are drawn."""

_WIDTH, _ROW, _STEP, _TARGET = 720.0, 46.0, 26.0, 466.0
_SIGN = 7.0  # units of a character

Place = tuple[int, Rule]
"""How deep a rule lies, and the rule."""


def tree(rules: Sequence[Rule], label: str) -> Html:
    """The picture. What has no room is shortened; a title tells it in full."""
    found = list(_walk(rules, 0))
    drawn = found[:MOST]
    shapes = [*_lines(drawn), *(_rule(place, row) for row, place in enumerate(drawn))]
    height = _ROW * len(drawn)
    if len(found) > MOST:
        more = f"and {len(found) - MOST:,} more routes, told below"
        shapes.append(element("text", more, x=_STEP, y=height + 16))
        height += _ROW / 2
    box = f"0 0 {_WIDTH:g} {height:g}"
    return element("svg", element("title", label), *shapes, viewBox=box, role="img", class_="wide")


def _walk(rules: Sequence[Rule], depth: int) -> Iterator[Place]:
    for rule in rules:
        yield depth, rule
        yield from _walk(rule.rules, depth + 1)


def _x(depth: int) -> float:
    return 12 + depth * _STEP


def _y(row: int) -> float:
    return row * _ROW + 16


def _lines(places: Sequence[Place]) -> Iterator[Html]:
    """The tracks: one down each level, with a bend into the level below."""
    last: dict[int, int] = {}
    for row, (depth, _) in enumerate(places):
        above = last.get(depth)
        if above is not None:
            yield _path(f"M{_x(depth):g} {_y(above):g}V{_y(row):g}")
        elif depth:
            bend = _y(row - 1) + _STEP
            start = f"M{_x(depth - 1):g} {_y(row - 1):g}"
            yield _path(f"{start}Q{_x(depth - 1):g} {bend:g} {_x(depth):g} {bend:g}V{_y(row):g}")
        last[depth] = row
        for deeper in [each for each in last if each > depth]:
            del last[deeper]


def _path(way: str) -> Html:
    return element("path", d=way, class_="curve")


def _rule(place: Place, row: int) -> Html:
    depth, rule = place
    x, y = _x(depth), _y(row)
    room = int((_TARGET - x - 30) / _SIGN)
    shown = [
        element("title", f"{rule.number} {rule.name}: {rule.when} {rule.goes}"),
        element("text", _short(f"{rule.number}  {rule.name}", room), x=x + 14, y=y + 4, class_="label"),
        element("text", _short(rule.when.rstrip("."), room), x=x + 14, y=y + 19),
    ]
    if rule.to:
        box = element(
            "rect", x=_TARGET, y=y - 11, width=_WIDTH - _TARGET, height=24.0, rx=6.0, class_="track"
        )
        words = _short(rule.to, int((_WIDTH - _TARGET - 20) / _SIGN))
        shown += [box, element("text", words, x=_TARGET + 10, y=y + 5, class_="label")]
    shown.append(element("circle", cx=x, cy=y, r=5.0, class_="dot"))
    return element("g", *shown)


def _short(text: str, room: int) -> str:
    return text if len(text) <= room else text[: max(1, room - 1)].rstrip() + "…"
