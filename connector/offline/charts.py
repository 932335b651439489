"""Charts as inline SVG: colours come from the page's style, so that they follow its light and dark."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log10

from connector.offline.markup import Html, element

WIDTH = 720.0
"""Units across; a chart is scaled to its place."""

Bar = tuple[str, Sequence[tuple[str, int]]]
"""A label, and the parts of its bar: class and amount."""


def stack(parts: Sequence[tuple[str, int]], label: str, height: float = 14) -> Html:
    """One bar of 100 %, cut into `parts`."""
    whole = sum(amount for _, amount in parts) or 1
    drawn, x = [], 0.0
    for shade, amount in parts:
        width = WIDTH * amount / whole
        if amount:
            drawn.append(element("rect", x=x, y=0.0, width=max(1.5, width), height=height, class_=shade))
        x += width
    return _drawing(height, label, drawn, class_="stack", preserveAspectRatio="none")


def columns(bars: Sequence[Bar], label: str, ticks: Sequence[tuple[float, str]]) -> Html:
    """Columns side by side, each stacked; `ticks` along the foot at 0 to 1. The square root of amounts is
    drawn, so that few are seen beside many; amounts stand above."""
    height, foot, top = 220.0, 24.0, 18.0
    most = max([sum(amount for _, amount in parts) for _, parts in bars] or [0]) or 1
    step, drawn = WIDTH / max(1, len(bars)), []
    for place, (name, parts) in enumerate(bars):
        total = sum(amount for _, amount in parts)
        tall = (height - foot - top) * (total / most) ** 0.5
        x, y = place * step + step * 0.1, height - foot
        shown = []
        for shade, amount in parts:
            part = tall * amount / total if total else 0.0
            y -= part
            if amount:
                shown.append(element("rect", x=x, y=y, width=step * 0.8, height=part, class_=shade))
        if total:
            said = _text(place * step + step / 2, y - 5, short(total), anchor="middle", class_="amount")
            drawn.append(element("g", element("title", f"{name}: {total:,}"), *shown, said))
    drawn.append(_line((0.0, height - foot), (WIDTH, height - foot), "axis"))
    for at, says in ticks:
        anchor = "start" if at == 0 else "end" if at == 1 else "middle"
        drawn.append(_text(at * WIDTH, height - 6, says, anchor=anchor, class_="tick"))
    return _drawing(height, label, drawn)


def rows(bars: Sequence[Bar], label: str, whole: int, notes: Mapping[str, str]) -> Html:
    """Bars one below the other, against the same `whole`; `notes` stand behind the bar, by its label."""
    height, right = 26.0, 130.0
    left = _beside([name for name, _ in bars])
    span, drawn = WIDTH - left - right, []
    for place, (name, parts) in enumerate(bars):
        x, y = left, place * height
        drawn.append(_text(0.0, y + 17, name, class_="label"))
        track = element("rect", x=x, y=y + 7, width=span, height=12.0, rx=3.0, class_="track")
        drawn.append(track)
        for shade, amount in parts:
            width = span * amount / (whole or 1)
            if amount:
                drawn.append(
                    element("rect", x=x, y=y + 7, width=max(1.5, width), height=12.0, rx=3.0, class_=shade)
                )
            x += width
        drawn.append(_text(WIDTH - right + 12, y + 17, notes.get(name, ""), class_="amount"))
    return _drawing(max(1, len(bars)) * height, label, drawn)


def reliability(points: Sequence[tuple[float, float, int]], label: str) -> Html:
    """Said confidence against the share that was right, a dot for each (said, right, how many)."""
    size, edge = 320.0, 40.0
    span = size - edge - 12

    def at(said: float, right: float) -> tuple[float, float]:
        return edge + said * span, 12 + (1 - right) * span

    drawn = [_line(at(0, 0), at(1, 1), "ideal")]
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        drawn += [_line(at(0, share), at(1, share), "grid")]
        drawn.append(_text(edge - 8, at(0, share)[1] + 4, f"{share:.0%}", anchor="end", class_="tick"))
        drawn.append(_text(at(share, 0)[0], size - 8, f"{share:.0%}", anchor="middle", class_="tick"))
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in (at(said, right) for said, right, _ in points))
    drawn.append(element("polyline", points=path, class_="curve"))
    for said, right, count in points:
        x, y = at(said, right)
        tells = element("title", f"{count:,} leads: {said:.1%} said, {right:.1%} right")
        drawn.append(
            element("circle", tells, cx=x, cy=y, r=3 + 1.4 * log10(max(1, count)), class_="dot"),
        )
    box = f"0 0 {size:g} {size:g}"
    return element("svg", element("title", label), *drawn, viewBox=box, role="img", class_="square")


@dataclass(frozen=True, slots=True)
class Axis:
    """The upright one of a chart over time: up to `top`, its figures as `says` tells them, with a dotted line
    at the `target`."""

    top: float
    says: Callable[[float], str]
    target: float | None = None


Line = tuple[str, str, Sequence[float | None]]
"""A class, what it shows, and a figure for each place along the foot; None where there is none."""


def lines(places: Sequence[str], drawn: Sequence[Line], label: str, axis: Axis) -> Html:
    """Figures over time, a dot for each; a gap where there is none."""
    height, foot, left, top = 220.0, 24.0, 56.0, axis.top or 1.0
    span, tall = WIDTH - left - 12, height - foot - 12

    def at(place: int, value: float) -> tuple[float, float]:
        x = left + span * (place / (len(places) - 1) if len(places) > 1 else 0.5)
        return x, 12 + tall * (1 - min(value, top) / top)

    shown = []
    for share in (0.0, 0.5, 1.0):
        y = at(0, share * top)[1]
        shown.append(_line((left, y), (WIDTH, y), "grid"))
        shown.append(_text(left - 8, y + 4, axis.says(share * top), anchor="end", class_="tick"))
    if axis.target is not None and axis.target <= top:
        y = at(0, axis.target)[1]
        shown.append(_line((left, y), (WIDTH, y), "ideal"))
    every = max(1, -(-len(places) // 7))
    shown += [
        _text(at(place, 0)[0], height - 6, places[place], anchor="middle", class_="tick")
        for place in range(0, len(places), every)
    ]
    for shade, name, values in drawn:
        points = [(place, value) for place, value in enumerate(values) if value is not None]
        for one, other in pairwise(points):
            if other[0] == one[0] + 1:
                shown.append(_line(at(*one), at(*other), f"line {shade}"))
        for place, value in points:
            tells = element("title", f"{name}, {places[place]}: {axis.says(value)}")
            x, y = at(place, value)
            shown.append(element("circle", tells, cx=x, cy=y, r=3.5, class_=f"spot {shade}"))
    return _drawing(height, label, shown)


def swings(bars: Sequence[tuple[str, float]], label: str, most: float) -> Html:
    """Bars one below the other that go left of the middle (less than 0) or right of it, up to `most`."""
    height, right = 26.0, 60.0
    left = _beside([name for name, _ in bars])
    half = (WIDTH - left - right) / 2
    middle, drawn = left + half, []
    for place, (name, value) in enumerate(bars):
        y = place * height
        width = max(1.5, half * min(abs(value), most) / (most or 1))
        x = middle if value >= 0 else middle - width
        drawn.append(_text(0.0, y + 17, name, class_="label"))
        drawn.append(
            element("rect", x=left, y=y + 7, width=2 * half, height=12.0, rx=3.0, class_="track"),
        )
        drawn.append(element("rect", x=x, y=y + 7, width=width, height=12.0, class_="accent"))
        drawn.append(_text(WIDTH - right + 12, y + 17, f"{value:+.2f}", class_="amount"))
    drawn.append(_line((middle, 2), (middle, max(1, len(bars)) * height), "ideal"))
    return _drawing(max(1, len(bars)) * height, label, drawn)


def pairs(panels: Sequence[tuple[str, Sequence[tuple[str, int, int]]]], label: str) -> Html:
    """A drawing of its own, for a file: in each panel, below its title, two bars for each name, the amounts
    before and after, all on one scale."""
    most = max([max(old, new) for _, rows_ in panels for _, old, new in rows_] or [0]) or 1
    left = 16.0 + 7.0 * max([len(name) for _, rows_ in panels for name, _, _ in rows_] or [0])
    span, y, drawn = WIDTH - left - 60, 0.0, [_key(left)]
    for title, rows_ in panels:
        y += 44
        drawn.append(_text(0.0, y, title, class_="title"))
        for name, old, new in rows_:
            y += 32
            drawn.append(_text(0.0, y + 2, name, class_="label"))
            for at, amount, shade in ((y - 12, old, "before"), (y - 1, new, "after")):
                width = max(1.5, span * amount / most) if amount else 0.0
                drawn.append(element("rect", x=left, y=at, width=width, height=9.0, rx=2.0, class_=shade))
                drawn.append(_text(left + width + 6, at + 9, f"{amount:,}", class_="amount"))
    drawn.insert(0, element("style", Html(_ALONE)))
    drawn.insert(1, element("rect", x=-24.0, y=-24.0, width=WIDTH + 48, height=y + 72, class_="ground"))
    box = f"-24 -24 {WIDTH + 48:g} {y + 72:g}"
    size = {"width": WIDTH + 48, "height": y + 72}
    xml = "http://www.w3.org/2000/svg"
    return element("svg", element("title", label), *drawn, xmlns=xml, viewBox=box, role="img", **size)


_ALONE = (
    "text{font:12px system-ui,-apple-system,'Segoe UI',Roboto,sans-serif;fill:#5d6779}"
    ".label,.title{fill:#1d2433}.title{font-size:15px;font-weight:600}"
    ".ground{fill:#fff}.before{fill:#b9c0cc}.after{fill:#3459a8}"
    "@media (prefers-color-scheme:dark){text{fill:#9aa4b5}.label,.title{fill:#e6e9ef}"
    ".ground{fill:#12151b}.before{fill:#4b5566}.after{fill:#8fb0f5}}"
)
"""The look of a drawing that stands in no page."""


def _key(left: float) -> Html:
    parts: list[Html] = []
    for x, shade in ((left, "before"), (left + 80, "after")):
        parts.append(element("rect", x=x, y=0.0, width=10.0, height=10.0, rx=2.0, class_=shade))
        parts.append(_text(x + 16, 9.5, shade, class_="amount"))
    return element("g", *parts)


def groups(named: Sequence[tuple[str, Sequence[tuple[str, float, str]]]], label: str) -> Html:
    """For each name bars one below the other, on one scale: the class, the amount, and what stands behind."""
    most = max([amount for _, bars in named for _, amount, _ in bars] or [0]) or 1
    left = _beside([name for name, _ in named])
    span, y, drawn = WIDTH - left - 110, 0.0, []
    for name, bars in named:
        drawn.append(_text(0.0, y + 15, name, class_="label"))
        for shade, amount, says in bars:
            width = max(1.5, span * amount / most) if amount else 0.0
            drawn.append(element("rect", x=left, y=y + 5, width=width, height=10.0, rx=2.0, class_=shade))
            drawn.append(_text(left + width + 7, y + 14, says, class_="amount"))
            y += 14
        y += 10
    return _drawing(max(24.0, y), label, drawn)


def short(amount: int) -> str:
    """`950`, `12k`, `1.3M`."""
    for unit, sign in ((1_000_000, "M"), (10_000, "k")):
        if amount >= unit:
            scaled = amount / (unit if sign == "M" else 1000)
            return f"{scaled:.1f}{sign}" if scaled < 10 else f"{scaled:.0f}{sign}"
    return f"{amount:,}"


def _beside(names: Iterable[str]) -> float:
    """The room that labels take before their bars."""
    return 18.0 + 7.8 * max([len(name) for name in names] or [0])


def _line(start: tuple[float, float], end: tuple[float, float], shade: str) -> Html:
    return element("line", x1=start[0], y1=start[1], x2=end[0], y2=end[1], class_=shade)


def _text(x: float, y: float, text: str, *, anchor: str | None = None, class_: str) -> Html:
    return element("text", text, x=x, y=y, text_anchor=anchor, class_=class_)


def _drawing(height: float, label: str, drawn: Iterable[Html], **attributes: str) -> Html:
    given = {"viewBox": f"0 0 {WIDTH:g} {height:g}", "role": "img", "class_": "wide", **attributes}
    return element("svg", element("title", label), *drawn, **given)
