"""Figures in words."""

from __future__ import annotations

from connector.measuring.figures import Report
from connector.measuring.targets import FEW, Light
from connector.offline.look import share
from connector.status import Colour

_UNITS = (("days", 86400.0), ("h", 3600.0), ("min", 60.0))


def lasting(seconds: float | None) -> str:
    """A length of time as people say it: `2.9 s`, `4.5 min`, `3.0 h`, `2.1 days`."""
    if seconds is None:
        return "–"
    for unit, size in _UNITS:
        if abs(seconds) >= size:
            return f"{seconds / size:.1f} {unit}"
    return f"{seconds:.1f} s" if abs(seconds) < 10 else f"{seconds:.0f} s"


def figure(light: Light) -> str:
    """A light's figure."""
    if light.value is None:
        return "unknown"
    return lasting(light.value) if light.target.unit else share(round(light.value * light.n), light.n)


def word(colour: Colour | None) -> str:
    """A light in a word: `too few` where it has no colour."""
    return colour.value if colour is not None else "no light"


def headline(report: Report) -> str:
    """What came of the period, in three sentences or four."""
    period = report.period
    span = f"From {period.since:%Y-%m-%d} to {period.until:%Y-%m-%d}"
    if not report.leads:
        return f"{span} no lead was decided."
    told = [
        f"{span} {_many(report.leads)} decided, and {report.assigned:,} of them got an owner"
        f"{' (in shadow: nothing was written)' if period.mode == 'shadow' else ''}."
    ]
    owner = next((row for row in report.tables["speed"] if row["stage"] == "written"), None)
    if owner is not None:
        late = f", 95% within {lasting(owner['p95'])}" if owner["p95"] is not None else ""
        told.append(f"Half had it in the CRM within {lasting(owner['median'])} of being created{late}.")
    told.append(_aims(report))
    never, unknown = report.touched("no"), report.touched("unknown")
    if never:
        told.append(f"Nobody has been in touch with {never:,} of them yet, as far as the CRMs say.")
    if unknown:
        told.append(f"Of {unknown:,} it is not known whether anybody was: no activities are read for them.")
    return " ".join(told)


def _aims(report: Report) -> str:
    known = [light for light in report.lights if light.colour is not None]
    missed = [light for light in known if light.colour is not Colour.GREEN]
    silent = len(report.lights) - len(known)
    rest = (
        f" {silent} cannot be judged: nothing is known of them, or fewer than {FEW} cases." if silent else ""
    )
    if not known:
        return f"None of the {len(report.lights)} targets can be judged yet: fewer than {FEW} cases each."
    met = f"{len(known) - len(missed)} of {len(known)} targets that can be judged are met"
    if not missed:
        return f"{met}.{rest}"
    short = ", ".join(
        f"{light.target.title.lower()} ({figure(light)}; {light.target.says})" for light in missed
    )
    return f"{met}; short of theirs: {short}.{rest}"


def _many(leads: int) -> str:
    return "1 lead was" if leads == 1 else f"{leads:,} leads were"
