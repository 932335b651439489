"""A decision as a tree that any terminal shows: what went in, what was tried, who came into question, what
came of it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from connector.core.explain import CAUSES, called, sentence, shown, told
from connector.core.recorded import Shape, clock_end, clock_name, parts, told_of, when, word, written

WIDTH = 100
SHOWN = 8
"""Of how many people turns and loads are told; of more, the rest are counted."""

_NARROWEST, _TRUNK = 40, "│  "
_PLAIN = ("", "can take it")
"""Reasons that say no more than that somebody could."""

_SEEN = ("routes", "route")
"""The steps of routes; what comes after one belongs under it."""


@dataclass
class Branch:
    """A line of the tree and what hangs on it."""

    text: str
    twigs: list[Branch] = field(default_factory=list)

    def grow(self, text: str, twigs: Iterable[str] = ()) -> Branch:
        """One more branch on it, with leaves of its own."""
        branch = Branch(text, [Branch(each) for each in twigs])
        self.twigs.append(branch)
        return branch


def tree(decision: Shape, width: int = WIDTH) -> list[str]:
    """The lines of the tree. Besides what `explain --json` shows of a decision it prints `sources`, `clocks`,
    `policy_change` and `standings` where they are there."""
    cause = CAUSES.get(word(decision, "trigger"), word(decision, "trigger"))
    root = Branch(f"Decision {word(decision, 'decision_id')}, {when(word(decision, 'decided_at'))}, {cause}")
    root.grow(sentence(decision))
    _inputs(root, decision)
    _match(root, decision)
    _steps(root, decision)
    _candidates(root, parts(decision, "candidates"))
    _standings(root, decision)
    _origin(root, decision)
    _after(root, "Writes", [_at(*written(row), row) for row in parts(decision, "writes")])
    _after(root, "Notices", [_at(*told_of(row), row) for row in parts(decision, "notices")])
    _after(root, "Clocks", [_clock(row) for row in parts(decision, "clocks")])
    return list(_drawn(root, "", "", width))


def _inputs(root: Branch, decision: Shape) -> None:
    """By record, with where it came from and how old that was."""
    inputs = parts(decision, "inputs")
    if not inputs:
        return
    branch = root.grow("Inputs")
    ages = {(word(row, "object"), word(row, "record_id")): row for row in parts(decision, "sources")}
    records: dict[tuple[str, str], list[str]] = {}
    for row in inputs:
        record = (word(row, "object"), word(row, "record_id"))
        records.setdefault(record, []).append(f"{word(row, 'field')}: {shown(row.get('value'))}")
    for (object_name, id_), values in records.items():
        crm, _, kind = object_name.rpartition(":")
        head = f"{kind} {id_}" + (f" of {crm}" if crm else "")
        branch.grow(head + _age(ages.get((object_name, id_), {})), values)


def _age(source: Shape) -> str:
    seconds, modified = source.get("age_seconds"), word(source, "modified_at")
    told = f", read {seconds} s after {word(source, 'crm')} was last in step" if seconds is not None else ""
    return told + (f", last modified {when(modified)}" if modified else "")


def _match(root: Branch, decision: Shape) -> None:
    band = word(decision, "match_band")
    if not band:
        return
    account = word(decision, "account_id")
    if not account:
        branch = root.grow("Match: none")
    else:
        head = f"{called(decision, account)}, confidence {word(decision, 'match_confidence')}, {band}"
        branch = root.grow(f"Match: account {head}")
    for row in parts(decision, "matches"):
        id_, why = word(row, "account_id"), word(row, "evidence") or "nothing speaks for it"
        role = "evidence" if id_ == account else "runner-up"
        known = "" if id_ == account else f" {called(decision, id_)}, confidence {word(row, 'confidence')}"
        branch.grow(f"{role}{known}: {why}")


def _steps(root: Branch, decision: Shape) -> None:
    """Every step in order; nested routes under the route they narrow, and what followed under each."""
    branch = root.grow("Looked at, in order")
    routes: dict[str, Branch] = {}
    under = branch
    matched = any(word(row, "evidence") for row in parts(decision, "matches"))
    for step in parts(decision, "steps"):
        if matched and word(step, "step") == "match":
            continue  # its evidence stands by the account
        line = told(step, decision)
        kind, _, path = word(step, "step").partition(" ")
        if kind in _SEEN:
            above = routes.get(path.rpartition(" / ")[0], branch)
            under = routes[path] = above.grow(line)
        elif line:
            under.grow(line)


def _candidates(root: Branch, rows: Sequence[Shape]) -> None:
    if not rows:
        return
    branch = root.grow("Candidates")
    groups: dict[tuple[bool, str], list[Shape]] = {}
    for row in rows:
        able = word(row, "eligible") in ("yes", "True")
        groups.setdefault((able, word(row, "reason")), []).append(row)
    for (able, reason), people in sorted(groups.items(), key=lambda group: not group[0][0]):
        people.sort(key=lambda row: int(word(row, "rank") or 0))
        names = [word(row, "owner_name") or word(row, "owner_id") for row in people]
        if able:
            numbered = ", ".join(f"{n}. {name}" for n, name in enumerate(names, 1))
            why = f" ({reason})" if reason not in _PLAIN else ""
            branch.grow(f"could take it{why}: {numbered}")
        else:
            branch.grow(f"could not ({reason}): {', '.join(names)}")


def _standings(root: Branch, decision: Shape) -> None:
    """Turns and loads, before and after."""
    told = decision.get("standings")
    if not isinstance(told, Mapping):
        return
    turns, loads = parts(told, "turns"), parts(told, "loads")
    for rotation in dict.fromkeys(word(row, "rotation") for row in turns):
        own = [row for row in turns if word(row, "rotation") == rotation]
        _after(root, f"Turns in {rotation}, before and after", _some(map(_turn, own), len(own)))
    for measure in dict.fromkeys(word(row, "measure") for row in loads):
        own = [row for row in loads if word(row, "measure") == measure]
        _after(root, f"In hand ({measure}), before and after", _some(map(_load, own), len(own)))


def _turn(row: Shape) -> str:
    taken, owed = [
        [word(row, f"{what}_{time}") for time in ("before", "after")] for what in ("taken", "owed")
    ]
    return f"{word(row, 'name')}: {taken[0]} taken, {owed[0]} owed; then {taken[1]} taken, {owed[1]} owed"


def _load(row: Shape) -> str:
    before, after = word(row, "before"), word(row, "after")
    return f"{word(row, 'name')}: {before}" + (f"; then {after}" if after != before else "")


def _some(lines: Iterable[str], count: int) -> list[str]:
    rest = [f"and {count - SHOWN} more"] if count > SHOWN else []
    return [*islice(lines, SHOWN), *rest]


def _origin(root: Branch, decision: Shape) -> None:
    edition, version = word(decision, "policy_edition"), word(decision, "code_version")
    if edition:
        change = word(decision, "policy_change")
        root.grow(f"Policy edition {edition[:12]}" + (f": {change}" if change else ""))
    if version:
        root.grow(f"Version {version}")


def _after(root: Branch, head: str, lines: Sequence[str]) -> None:
    if lines:
        root.grow(head, lines)


def _at(words: str, error: str, row: Shape) -> str:
    return f"{when(word(row, 'attempted_at'))}: {words}" + (f": {error}" if error else "")


def _clock(clock: Shape) -> str:
    due = when(word(clock, "due_at"))
    return f"{clock_name(word(clock, 'checkpoint'))} due by {due}: {clock_end(clock)}"


def _drawn(branch: Branch, first: str, rest: str, width: int) -> Iterable[str]:
    """The lines: `first` before the first one, `rest` before those that follow."""
    lead, *more = textwrap.wrap(branch.text, max(width - len(rest) - len(_TRUNK), _NARROWEST)) or [""]
    yield first + lead
    yield from (rest + (_TRUNK if branch.twigs else "") + line for line in more)
    for twig in branch.twigs[:-1]:
        yield from _drawn(twig, f"{rest}├─ ", rest + _TRUNK, width)
    for twig in branch.twigs[-1:]:
        yield from _drawn(twig, f"{rest}└─ ", f"{rest}   ", width)
