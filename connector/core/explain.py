"""A decision in sentences, as a person would tell it: what was decided, what was looked at, who could
have had the lead and who could not, what was written and who was told."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from connector.core.recorded import Shape, parts, told_of, word, written
from connector.core.recorded import when as when

ALWAYS = "has no condition"
"""What the step of a route says that takes every lead."""

NAMED = 6
"""How many people of one group are named; of more, the rest are counted."""

RUNNERS_UP = 3
"""How many accounts besides the matched one are told of."""

_FIELD = re.compile(r"\b(lead|account|contact|opportunity)\.[A-Za-z_]\w*")
_OUTCOMES = {
    "assign": "Assigned",
    "hold": "Held",
    "leave": "Left alone",
    "review": "Waits for a person's judgement",
    "park": "Waits for a person",
}
CAUSES = {
    "created": "when the lead was created",
    "changed": "because a watched field changed",
    "timer": "because its time had come",
    "conflict": "because it got another owner before our write",
    "request": "because a person asked for it",
}
"""Why it was decided, by the trigger."""

TAKERS = {
    "account.owner": "The owner of the matched account",
    "account.owner.team": "The team of the matched account's owner",
    "parent.owner": "The owner of the account above",
    "ultimate.owner": "The owner at the top of the hierarchy",
    "opportunity.owner": "The owner of an open opportunity",
    "contact.owner": "The owner of the person's contact",
    "lead.previous_owner": "Who had the lead before",
    "activity.owner": "Who last spoke to the lead",
    "same owner": "The owner of the same person's record",
    "nobody": "Leaving it unowned",
}
"""Who is meant by a target that is no name."""


def explain(decision: Shape) -> str:
    """The short answer: what was decided, and what in the lead made the route fire."""
    fired = [
        step
        for step in parts(decision, "steps")
        if word(step, "step") == f"route {word(decision, 'route')}" and _FIELD.search(word(step, "detail"))
    ]
    if not fired or word(decision, "outcome") != "assign":
        return sentence(decision)
    detail = _with_values(word(fired[-1], "detail"), _values(parts(decision, "inputs")))
    return f"{sentence(decision)} The route fired: {detail}."


def narrate(decision: Shape) -> list[str]:
    """The whole story of one decision, a sentence or list item a line."""
    cause = CAUSES.get(word(decision, "trigger"), word(decision, "trigger"))
    lines = [f"Decided at {when(word(decision, 'decided_at'))}, {cause}: {sentence(decision)}"]
    return [*lines, *grounds(decision)]


def grounds(decision: Shape) -> list[str]:
    """What led to a decision and what came of it, without the decision itself."""
    values = _values(parts(decision, "inputs"))
    lines = _account(decision, values)
    told = [_step(step, values) for step in parts(decision, "steps")]
    if any(told):
        lines.append("Looked at, in order:")
        lines += [f"  {n}. {text}" for n, text in enumerate(filter(None, told), 1)]
    lines += _people(parts(decision, "candidates"))
    lines += [_write(row) for row in parts(decision, "writes")]
    lines += [_notice(row) for row in parts(decision, "notices")]
    edition, version = word(decision, "policy_edition"), word(decision, "code_version")
    if edition:
        lines.append(f"Policy edition {edition[:12]}" + (f", version {version}." if version else "."))
    return lines


def told(step: Shape, decision: Shape) -> str:
    """One step as a sentence, with the values that the decision read."""
    return _step(step, _values(parts(decision, "inputs")))


def sentence(decision: Shape) -> str:
    """One sentence: the outcome, the owner and the reason."""
    outcome = word(decision, "outcome")
    reason = when(word(decision, "reason").rstrip("."))
    if outcome == "assign":
        shadow = " (shadow mode: nothing was written)" if word(decision, "mode") == "shadow" else ""
        return f"{_given(decision)}{shadow}. {reason}."
    head = _OUTCOMES.get(outcome, outcome)
    if reason.lower().startswith(head.lower()):
        return f"{reason}."
    return f"{head}. {reason}."


def _given(decision: Shape) -> str:
    owner = word(decision, "owner_name") or word(decision, "owner_id")
    kept = "previous_owner_id" in decision and decision["previous_owner_id"] == decision.get("owner_id")
    if not owner:
        return "Left without an owner" if kept else "Taken from its owner, so that nobody owns it"
    return f"Stays with {owner}" if kept else f"Assigned to {owner}"


def _values(inputs: Iterable[Shape]) -> dict[str, list[str]]:
    """Field name in full -> the values read, the first record's first."""
    found: dict[str, list[str]] = {}
    for row in inputs:
        name = f"{word(row, 'object').rpartition(':')[2]}.{word(row, 'field')}"
        values = found.setdefault(name, [])
        text = shown(row.get("value"))
        if text not in values:
            values.append(text)
    return found


def shown(value: object) -> str:
    """A value that was read, as people write it."""
    if value is None or value == "":
        return "blank"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (list, tuple)):
        return ", ".join(str(item) for item in value)
    return str(value)


def _step(step: Shape, values: Mapping[str, Sequence[str]]) -> str:
    """A step as a sentence; empty for one that only repeats the decision."""
    name, result = word(step, "step"), word(step, "result")
    detail = when(_with_values(word(step, "detail").rstrip("."), values))
    kind, _, rest = name.partition(" ")
    if kind == "route":
        return _route(rest, result, detail)
    if kind == "routes":
        return f"Routes {rest} do not apply: {detail}."
    if kind == "rule":
        return f"About route {rest}: {detail}."
    if kind == "to":
        taker = TAKERS.get(rest, rest[:1].upper() + rest[1:])
        return "" if result == "taken" else f"{taker} can't: {detail}."
    if name == "owner" and result == "left alone":
        return f"Left alone: {detail}."
    if name == "turn":
        return f"Next in turn is {result}: {detail}."
    head = name[:1].upper() + name[1:]
    return f"{head}: {result}; {detail}." if detail else f"{head}: {result}."


def _route(name: str, result: str, detail: str) -> str:
    if result == "true":
        return f"Route {name} applies: {'it ' if detail == ALWAYS else ''}{detail}."
    if result == "false":
        return f"Route {name} does not apply: {detail}."
    if "waits for it" in detail:
        return f"Route {name} is waited for; {detail}."
    return f"Route {name} {'applies' if 'takes such' in detail else 'does not apply'}; {detail}."


def _with_values(detail: str, values: Mapping[str, Sequence[str]]) -> str:
    """The detail with each field's value behind its first mention, where it had one."""
    seen: set[str] = set()

    def with_value(found: re.Match[str]) -> str:
        name = found.group()
        known = values.get(name)
        if not known or known[0] == "blank" or name in seen:
            return name
        seen.add(name)
        return f"{name} ({known[0]})" if len(known) == 1 else name

    return _FIELD.sub(with_value, detail)


def _account(decision: Shape, values: Mapping[str, Sequence[str]]) -> list[str]:
    band, account = word(decision, "match_band"), word(decision, "account_id")
    if not band:
        return []
    if not account:
        return ["No account was found for it."]
    words = {"auto": "sure enough to act on", "review": "worth a look, not sure", "none": "not sure"}
    confidence = word(decision, "match_confidence")
    name = called(decision, account)
    told = [f"Matched to account {name} with confidence {confidence} ({words.get(band, band)})"]
    matches = parts(decision, "matches")
    why = next((word(row, "evidence") for row in matches if word(row, "account_id") == account), "")
    told[0] += f": {why}." if why else "."
    others = [row for row in matches if word(row, "account_id") != account]
    return told + [_considered(decision, row) for row in others[:RUNNERS_UP]]


def _considered(decision: Shape, row: Shape) -> str:
    name = called(decision, word(row, "account_id"))
    why = word(row, "evidence") or "nothing speaks for it"
    return f"Also considered: account {name} with confidence {word(row, 'confidence')}: {why}."


def called(decision: Shape, account: str) -> str:
    """An account by its name, where the decision read it, and its id."""
    name = _account_name(decision, account)
    return f"{name} ({account})" if name else account


def _account_name(decision: Shape, account: str) -> str:
    for row in parts(decision, "inputs"):
        if word(row, "record_id") == account and word(row, "field") == "name":
            return word(row, "value")
    return ""


def _people(candidates: Sequence[Shape]) -> list[str]:
    able = [row for row in candidates if word(row, "eligible") in ("yes", "True")]
    able.sort(key=lambda row: int(word(row, "rank") or 0))
    lines = []
    if able:
        lines.append(f"Could take it, in this order: {_names(able)}.")
    out: dict[str, list[Shape]] = {}
    for row in candidates:
        if row not in able:
            out.setdefault(word(row, "reason"), []).append(row)
    lines += [f"Could not: {_names(rows)} ({reason})." for reason, rows in out.items()]
    return lines


def _names(rows: Sequence[Shape]) -> str:
    names = [word(row, "owner_name") or word(row, "owner_id") for row in rows[:NAMED]]
    more = len(rows) - len(names)
    return ", ".join(names) + (f" and {more} more" if more else "")


def _write(row: Shape) -> str:
    words, error = written(row)
    return _at(words, row, error)


def _notice(row: Shape) -> str:
    words, error = told_of(row)
    return _at(words, row, error)


def _at(words: str, row: Shape, error: str) -> str:
    return f"{words}, at {when(word(row, 'attempted_at'))}" + (f": {error}." if error else ".")
