"""The weights as a module that people can read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from deploy.training.benchmark import Floats
from deploy.training.fit import GIVEN, Design

WIDTH = 110


def written(
    made: Design,
    weights: Floats,
    points: Mapping[bool, list[tuple[float, float]]],
    worths: Mapping[str, int],
    figures: str,
) -> str:
    """The text of `connector/core/matching/weights.py`, laid out as the project's formatter would."""
    tables: dict[bool, dict[str, list[str]]] = {True: defaultdict(list), False: defaultdict(list)}
    for column, weight in zip(made.columns, weights[:-1].tolist(), strict=True):
        if weight:
            for regime in (True, False) if column.on_domain is None else (column.on_domain,):
                tables[regime][column.measure].append(f"({column.start:g}, {column.end:g}, {weight:g})")
    for table in tables.values():
        for name, weight in GIVEN.items():
            table[name].append(f"(0, 1, {weight:g})")
    lines = ['"""What each measure of evidence is worth, in log-odds. Made by deploy/training.', ""]
    lines += figures.splitlines()
    lines += ['"""', "", f"START = {weights[-1]:g}", '"""A candidate of which nothing speaks."""', ""]
    lines += ["Table = dict[str, tuple[tuple[float, float, float], ...]]", ""]
    for name, regime, says in (
        ("ON_DOMAIN", True, "Where the lead's mail or website is on the account's domain"),
        ("ELSEWHERE", False, "Where it is not"),
    ):
        lines += [f"{name}: Table = {{", *_entries(tables[regime]), "}"]
        lines += [
            f'"""{says}: stretches of a measure (from, to),',
            "and the log-odds that each is worth.",
            '"""',
            "",
        ]
    lines += ["KEYS = {", *[f'    "{kind}": {worth},' for kind, worth in worths.items()], "}"]
    lines += ['"""What a kind of key is worth when candidates are chosen, beside its rarity."""', ""]
    lines.append("CALIBRATION = {")
    for regime in (True, False):
        lines.append(f"    {regime}: (")
        lines += [f"        ({knot:g}, {round(height, 3):g})," for knot, height in points[regime]]
        lines.append("    ),")
    lines += ["}"]
    lines += [
        '"""On a shared domain and elsewhere: log-odds against all others, and the logit of the share that',
        "was right.",
        '"""',
        "",
    ]
    return "\n".join(lines)


def _entries(table: Mapping[str, list[str]]) -> list[str]:
    found = []
    for measure, stretches in table.items():
        comma = "," if len(stretches) == 1 else ""
        line = f'    "{measure}": ({", ".join(stretches)}{comma}),'
        if len(line) <= WIDTH:
            found.append(line)
        else:
            found += [f'    "{measure}": (', *[f"        {stretch}," for stretch in stretches], "    ),"]
    return found
