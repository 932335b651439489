"""The tally as tables for people."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from deploy.demo.tally import GONE, OWNED, TAKEN, UNACCOUNTED, Tally

SHOWN_PROBLEMS = 20


def lines(tally: Tally, *, ended: bool = True) -> list[str]:
    """By route, by owner, the times to owner, and every lead that is not accounted for. Until it has
    `ended`, such leads are merely on their way."""
    told = _routes(tally)
    told += ["", *_owners(tally), "", *_times(tally), "", *_fates(tally)]
    if not ended:
        return [line.replace(UNACCOUNTED, "on their way") for line in told]
    if tally.problems:
        told += ["", f"Unaccounted for: {tally.unaccounted}"]
        told += [f"  {problem}" for problem in tally.problems[:SHOWN_PROBLEMS]]
        more = len(tally.problems) - SHOWN_PROBLEMS
        told += [f"  and {more} more"] if more > 0 else []
    return told


def _routes(tally: Tally) -> list[str]:
    rows = [
        [
            route,
            str(fates.total()),
            str(fates[OWNED]),
            str(fates[TAKEN]),
            str(fates[GONE]),
            str(fates.total() - fates[OWNED] - fates[TAKEN] - fates[GONE]),
        ]
        for route, fates in sorted(tally.routes.items(), key=lambda item: -item[1].total())
    ]
    return table(["route", "leads", "owned as decided", "taken by a person", "gone", "other"], rows)


def _owners(tally: Tally) -> list[str]:
    rows = [
        [owner, str(counts["sales"]), str(counts["marketing"]), str(counts.total())]
        for owner, counts in sorted(tally.owners.items(), key=lambda item: (-item[1].total(), item[0]))
    ]
    return table(["owner by our decision", "Salesforce", "HubSpot", "both"], rows)


def _times(tally: Tally) -> list[str]:
    rows = []
    for crm, name in (("sales", "Salesforce"), ("marketing", "HubSpot")):
        times = sorted(tally.seconds.get(crm, []))
        if times:
            shown = (share(times, 0.5), share(times, 0.95), times[-1])
            rows.append([name, str(len(times)), *(f"{seconds:.1f} s" for seconds in shown)])
    return table(["time to owner, from visible", "writes", "median", "p95", "max"], rows)


def _fates(tally: Tally) -> list[str]:
    parts = [f"{count} {fate}" for fate, count in tally.fates.most_common()]
    told = [f"{tally.arrived} leads arrived: {', '.join(parts)}."]
    once = "" if tally.problems else ", no lead decided twice for one cause"
    told.append(f"{tally.decisions} decisions, {tally.writes} owner writes{once}.")
    if tally.raced:
        told.append(
            f"{tally.raced} owners that a person set at the very moment of our write were replaced: HubSpot"
            " has no conditional writes, Salesforce's compare whole seconds."
        )
    return told


def share(ordered: Sequence[float], part: float) -> float:
    """The value below which `part` of them lie (nearest rank)."""
    return ordered[max(0, ceil(part * len(ordered)) - 1)]


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Aligned columns: text to the left, numbers to the right."""
    widths = [max(len(row[i]) for row in (header, *rows)) for i in range(len(header))]
    told = []
    for row in (header, ["-" * width for width in widths], *rows):
        cells = [cell.rjust(width) for cell, width in zip(row, widths, strict=True)]
        cells[0] = row[0].ljust(widths[0])
        told.append("  " + "  ".join(cells))
    return told
