"""The page of `pointsman match --report`: what was matched, how sure, why, and what is missing in the data.

One file that needs nothing else and asks nobody. It quotes leads and accounts: it is for those who may
see them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from connector.core.rules import MatchRules
from connector.offline.charts import Bar, columns, reliability, rows, stack
from connector.offline.look import STYLE, share, tile
from connector.offline.markup import Html, document, element, joined
from connector.offline.tally import BANDS, BINS, WHOLE, Tally

if TYPE_CHECKING:
    from connector.offline.matching import Matched, RunnerUp
    from connector.offline.sheets import Sheet

_MAIL = {
    "firm": "with an e-mail at a firm's own domain",
    "free": "with a private or shared mailbox",
    "none": "without an e-mail",
}
_FOOTER = "Made by pointsman match. Confidence is the chance that the one named is right."
_AXES = (
    "Across: the confidence that was said. Up: the share that was right. On the dotted line both are the "
    "same; above it the matcher was too modest, below it too bold."
)
_BLANKS = (
    "What is blank can't be matched on: a work e-mail or a website decides most, then the company's full "
    "name with its place."
)
_NEXT = 0.005
"""Confidence from which another account is worth a line."""

_SHADES = {"firm": "auto", "free": "review", "none": "none"}


def page(tally: Tally, leads: Sheet, accounts: Sheet, rules: MatchRules) -> str:
    """The whole page. Both sheets must have been read to their ends."""
    bands = {
        "auto": f"sure enough to act on (confidence from {rules.auto:.2f})",
        "review": f"for a person to confirm (from {rules.review:.2f})",
        "none": "nothing that is likely enough",
    }
    asked = f"{tally.leads:,} leads of {leads.path.name}"
    held = f"{accounts.rows:,} {tally.noun}s of {accounts.path.name}"
    return document(
        "Match report",
        STYLE,
        element("h1", "Match report"),
        element("p", f"{asked}, against {held}.", class_="soft"),
        _tiles(tally),
        _against_truth(tally) if tally.truth.leads else None,
        _certainty(tally, rules, bands),
        _calibration(tally) if tally.truth.leads else None,
        _kinds(tally),
        _missing(tally, leads, accounts),
        element("footer", _FOOTER),
    )


def a(noun: str) -> str:
    """With its article."""
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def _tiles(tally: Tally) -> Html:
    tiles = [
        tile(share(tally.bands[band], tally.leads), f"{tally.bands[band]:,} leads: {band}", band)
        for band in BANDS
    ]
    return element("div", *tiles, class_="tiles")


def _against_truth(tally: Tally) -> Html:
    truth, having = tally.truth, f"of those with {a(tally.noun)}"
    return element(
        "div",
        tile(f"{truth.precision:.1%}", "precision: right, of those in auto"),
        tile(f"{truth.recall:.1%}", f"recall: found by auto, {having}"),
        tile(f"{truth.suggested:.1%}", f"named by auto or review, {having}"),
        tile(f"{truth.accuracy:.1%}", "accuracy: the right one, or rightly none"),
        class_="tiles",
    )


def _certainty(tally: Tally, rules: MatchRules, bands: dict[str, str]) -> Html:
    bars: list[Bar] = [
        (f"confidence {place / BINS:.2f} to {(place + 1) / BINS:.2f}", _parts(found))
        for place, found in enumerate(tally.confidence)
    ]
    ticks = [(0.0, "0"), (rules.review, f"review {rules.review:g}"), (rules.auto, f"auto {rules.auto:g}")]
    named = sum(found.total() for found in tally.confidence)
    return joined(
        element("h2", "How sure"),
        element(
            "p",
            f"{a(tally.noun).capitalize()} is named for {named:,} leads. Heights grow with the square root, "
            "so that the few are seen beside the many.",
            class_="soft small",
        ),
        element(
            "div",
            stack(_parts(tally.bands), "Leads by band"),
            _key(bands),
            element("div", columns(bars, "Leads by confidence", ticks), style="margin-top:1.6rem"),
            class_="card",
        ),
    )


def _key(names: dict[str, str]) -> Html:
    return element(
        "div",
        *[
            element("span", element("i", class_=shade), element("b", shade), f" {says}")
            for shade, says in names.items()
        ],
        class_="key",
    )


def _parts(found: Counter[str]) -> list[tuple[str, int]]:
    return [(band, found[band]) for band in BANDS]


def _calibration(tally: Tally) -> Html:
    truth = tally.truth
    points = [
        (one.said / WHOLE / one.named, one.right / one.named, one.named) for one in truth.bins if one.named
    ]
    wrong = truth.auto - truth.auto_right
    are = "is" if wrong == 1 else "are"
    known = f"{truth.with_account:,} of {truth.leads:,} leads with a known answer have {a(tally.noun)}"
    return joined(
        element("h2", "Does it keep its word"),
        element(
            "div",
            element("div", reliability(points, "Confidence against the share that was right")),
            element(
                "div",
                element("p", _AXES),
                element("p", f"On average it is off by {truth.calibration_error:.1%}."),
                element("p", f"Of {truth.auto:,} leads in the auto band {wrong:,} {are} wrong."),
                element("p", f"{known}.", class_="soft small"),
            ),
            class_="card two",
        ),
    )


def _kinds(tally: Tally) -> Html:
    ordered = sorted(tally.kinds.items(), key=lambda one: (-one[1].total(), one[0]))
    return joined(
        element("h2", "How they were found"),
        element("p", "By the first piece of evidence, with examples of each kind.", class_="soft small"),
        *[_kind(tally, kind, found) for kind, found in ordered],
    )


def _kind(tally: Tally, kind: str, found: Counter[str]) -> Html:
    shown = [_example(one, tally.noun) for band in BANDS for one in tally.examples.get((kind, band), ())]
    bands = ", ".join(f"{found[band]:,} {band}" for band in BANDS if found[band])
    counted = f"{found.total():,} leads · {share(found.total(), tally.leads)}"
    return element(
        "div",
        element(
            "div",
            element("h3", kind[:1].upper() + kind[1:]),
            element("span", counted, class_="soft small"),
            class_="head",
        ),
        element("div", stack(_parts(found), bands, height=8), style="margin:.55rem 0 .3rem"),
        element("span", bands, class_="soft small"),
        element("details", element("summary", "Examples"), *shown) if shown else None,
        class_="card",
    )


def _example(one: Matched, noun: str) -> Html:
    says = f"{one.band} · {one.confidence:.2f}" if one.account_id else one.band
    return element(
        "div",
        element("div", element("span"), element("span", says, class_=f"pill {one.band}"), class_="head"),
        element(
            "div",
            _said(f"Lead {one.lead_id}", one.said),
            _said(f"{noun.capitalize()} {one.account_id}", one.account) if one.account_id else None,
            class_="two",
        ),
        _sentences(one.evidence) or element("p", one.reason, class_="soft small"),
        _runners_up(one.runners_up),
        _would_help(one),
        class_="example",
    )


def _said(title: str, values: Sequence[tuple[str, str]]) -> Html:
    """What a record says, column and value, one below the other; a long value is cut."""
    lines = [
        joined(element("dt", name.replace("_", " ")), element("dd", value[:160] + "…" * (len(value) > 160)))
        for name, value in values
    ]
    listed = element("dl", *lines, class_="said") if lines else None
    return element("div", element("span", title, class_="soft small"), listed)


def _sentences(evidence: Sequence[str]) -> Html | None:
    if not evidence:
        return None
    return element("ul", *[element("li", sentence) for sentence in evidence], class_="small")


def _runners_up(others: Sequence[RunnerUp]) -> Html | None:
    others = [one for one in others if one.confidence >= _NEXT]
    if not others:
        return None
    lines = [
        element(
            "li",
            f"{one.account_id}, {_named(one)}{one.confidence:.2f}: "
            + ("; ".join(one.evidence) or "nothing speaks for it"),
        )
        for one in others
    ]
    return element(
        "div", element("span", "Next in line", class_="soft small"), element("ul", *lines, class_="small")
    )


def _named(one: RunnerUp) -> str:
    return "".join(f"{value[:80]}, " for name, value in one.account if name == "name")


def _would_help(one: Matched) -> Html | None:
    if not one.would_help:
        return None
    return element(
        "p", element("b", "Would have made it certain: "), ", or ".join(one.would_help), class_="small"
    )


def _missing(tally: Tally, leads: Sheet, accounts: Sheet) -> Html:
    bars: list[Bar] = [(_MAIL[mail], [(_SHADES[mail], tally.mail[mail])]) for mail in _MAIL]
    notes = {_MAIL[mail]: f"{tally.mail[mail]:,} · {share(tally.mail[mail], tally.leads)}" for mail in _MAIL}
    by_mail = rows(bars, "Leads by e-mail", tally.leads, notes)
    return joined(
        element("h2", "What is missing in the data"),
        element("p", _BLANKS, class_="soft small"),
        element("div", element("h3", "Leads"), by_mail, class_="card"),
        _filled(f"Filled in {leads.path.name}", leads),
        _filled(f"Filled in {accounts.path.name}", accounts) if accounts.path != leads.path else None,
    )


def _filled(title: str, sheet: Sheet) -> Html:
    names = sheet.columns.names[1:]
    filled = {name: sheet.rows - sheet.blank[name] for name in names}
    bars: list[Bar] = [(name, [("accent", filled[name])]) for name in names]
    notes = {name: share(filled[name], sheet.rows) for name in names}
    return element("div", element("h3", title), rows(bars, title, sheet.rows, notes), class_="card")
