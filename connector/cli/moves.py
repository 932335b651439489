"""What a change would move, for people: on the screen, as CSV and as a drawing."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from connector.cli.app import print_table
from connector.cli.matching import replaced

if TYPE_CHECKING:
    from connector.core.moves import Comparison, Count
    from connector.whatif import Answer

SHOWN = 10
"""Leads of each part on the screen."""

COLUMNS = (
    *("part", "crm", "lead_id", "old_owner", "old_route"),
    *("new_owner", "new_route", "why", "reason"),
)


def write(path: Path, answer: Answer) -> None:
    """Every lead that moves, as CSV; exit 1 where it cannot be written."""
    with replaced(path) as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        for comparison in answer.parts.values():
            writer.writerows(comparison.rows())


def draw(path: Path, answer: Answer) -> None:
    """Leads by owner before and after, as SVG; exit 1 where it cannot be written."""
    from connector.offline.charts import pairs

    panels = list(_panels(answer))
    with replaced(path) as file:
        file.write(pairs(panels, "Leads by owner before and after") + "\n")


def _panels(answer: Answer) -> Iterator[tuple[str, list[tuple[str, int, int]]]]:
    from connector.core.moves import Part, ranked

    if answer.loads:
        loads = sorted(answer.loads.items(), key=lambda one: (-max(one[1]), one[0]))
        yield "Open leads of each person", [(email, *load) for email, load in loads]
    titles = {Part.OPEN: "Open leads, if they came now", Part.PAST: "Past leads, if they came again"}
    for part, title in titles.items():
        if part in answer.parts:
            counts = ranked(answer.parts[part].owners)
            yield title, [(name, count.before, count.after) for name, count in counts]


def show(answer: Answer, leavers: Sequence[str]) -> None:
    """The answer for people."""
    from connector.core.moves import Part

    parts = answer.parts
    if Part.OPEN in parts:
        print(f"Open leads are decided as on {answer.now:%A, %Y-%m-%d at %H:%M} UTC (--at): hours count.\n")
    if Part.LEAVER in parts:
        _print_leavers(answer, leavers)
    if Part.OPEN in parts:
        told = "would go to another owner if they came now; none of them moves"
        print(f"Open leads: {_figures(parts[Part.OPEN], told)}")
        left = [
            f"{answer.left_alone:,} have an owner whom people chose",
            f"{answer.before_us:,} are from before the baseline",
        ]
        print(f"  Not looked at: {'; '.join(left)}.")
        _print_counts(parts[Part.OPEN])
    if Part.PAST in parts:
        day = f"{answer.since:%Y-%m-%d}"
        print(f"Since {day}: {_figures(parts[Part.PAST], 'would go to another owner if they came again')}")
        if answer.gone:
            print(f"  Not looked at: {answer.gone:,} that are no more in the mirror.")
        _print_counts(parts[Part.PAST])
        print(_UNKNOWN)
    print("Nothing was written.")


_UNKNOWN = """\
What this cannot know: fields, accounts, people and what the CRMs say of them are as they are today, not as
they were. Hours, holidays and absences count as at the time of each decision; turns and open leads start from
none.
"""


def _print_leavers(answer: Answer, leavers: Sequence[str]) -> None:
    from connector.core.moves import Part

    theirs = answer.parts[Part.LEAVER]
    print(f"Must move: {_many(theirs.leads, 'open lead')} of {', '.join(leavers)}")
    if answer.by_people:
        print(f"  {answer.by_people:,} of them we did not give them: people or other systems did.")
    owns = " and ".join(
        (
            _many(answer.owns["accounts"], "account"),
            _many(answer.owns["opportunities"], "open opportunit", "y", "ies"),
        )
    )
    print(f"  They also own {owns}, whose leads go on to the routes that follow.")
    changed = {email: load for email, load in answer.loads.items() if load[0] != load[1]}
    if changed:
        print_table(
            [["", e, f"{a:,}", f"{b:,}"] for e, (a, b) in changed.items()],
            ["", "open leads of", "now", "then"],
        )
    _print_moves(theirs)
    print()


def _print_counts(comparison: Comparison) -> None:
    for title, counts in (("owner", comparison.owners), ("route", comparison.routes)):
        changed = _changed_counts(counts)
        if changed:
            print_table(changed, ["", title, "before", "after", ""])
    _print_moves(comparison)
    print()


def _changed_counts(counts: dict[str, Count]) -> list[list[str]]:
    from connector.core.moves import ranked

    return [
        ["", name, f"{count.before:,}", f"{count.after:,}", f"{count.after - count.before:+,}"]
        for name, count in ranked(counts)
        if count.before != count.after
    ]


def _print_moves(comparison: Comparison) -> None:
    shown = comparison.moves[:SHOWN]
    if shown:
        rows = [
            ["", move.crm, move.lead_id, move.before.owner, move.after.owner, move.after.way]
            for move in shown
        ]
        print_table(rows, ["", "crm", "lead", "from", "to", "route"])
    if len(comparison.moves) > SHOWN:
        print(f"  and {len(comparison.moves) - SHOWN:,} more: all with --output FILE.csv or --json")


def _figures(comparison: Comparison, told: str) -> str:
    from connector.offline.look import share

    moved, leads = len(comparison.moves), comparison.leads
    how = f" {comparison.by_route:,} of them by another route." if moved else ""
    return f"{moved:,} of {leads:,} ({share(moved, leads)}) {told}.{how}"


def _many(count: int, word: str, one: str = "", more: str = "s") -> str:
    return f"{count:,} {word}{one if count == 1 else more}"
