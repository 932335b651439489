"""A decision in sentences, as a person would tell it: what was decided, what was looked at, who could
have had the lead and who could not, what was written and who was told."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

Shape = Mapping[str, object]
"""A decision as `pointsman explain --json` prints it."""

ALWAYS = "has no condition"
"""What the step of a route says that takes every lead."""

NAMED = 6
"""How many people of one group are named; of more, the rest are counted."""

RUNNERS_UP = 3
"""How many accounts besides the matched one are told of."""

_FIELD = re.compile(r"\b(lead|account|contact|opportunity)\.[A-Za-z_]\w*")
_INSTANT = re.compile(r"\b(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(:\d\d)(?:\.\d+)?Z")
_OUTCOMES = {
    "assign": "Assigned",
    "hold": "Held",
    "leave": "Left alone",
    "review": "Waits for a person's judgement",
    "park": "Waits for a person",
}
_CAUSES = {
    "created": "when the lead was created",
    "changed": "because a watched field changed",
    "timer": "because its time had come",
    "conflict": "because it got another owner before our write",
    "request": "because a person asked for it",
}
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
        for step in _rows(decision, "steps")
        if _text(step, "step") == f"route {_text(decision, 'route')}" and _FIELD.search(_text(step, "detail"))
    ]
    if not fired or _text(decision, "outcome") != "assign":
        return sentence(decision)
    detail = _with_values(_text(fired[-1], "detail"), _values(_rows(decision, "inputs")))
    return f"{sentence(decision)} The route fired: {detail}."


def narrate(decision: Shape) -> list[str]:
    """The whole story of one decision, a sentence or list item a line."""
    cause = _CAUSES.get(_text(decision, "trigger"), _text(decision, "trigger"))
    lines = [f"Decided at {when(_text(decision, 'decided_at'))}, {cause}: {sentence(decision)}"]
    return [*lines, *grounds(decision)]


def grounds(decision: Shape) -> list[str]:
    """What led to a decision and what came of it, without the decision itself."""
    values = _values(_rows(decision, "inputs"))
    lines = _account(decision, values)
    told = [_step(step, values) for step in _rows(decision, "steps")]
    if any(told):
        lines.append("Looked at, in order:")
        lines += [f"  {n}. {text}" for n, text in enumerate(filter(None, told), 1)]
    lines += _people(_rows(decision, "candidates"))
    lines += [_write(row) for row in _rows(decision, "writes")]
    lines += [_notice(row) for row in _rows(decision, "notices")]
    edition, version = _text(decision, "policy_edition"), _text(decision, "code_version")
    if edition:
        lines.append(f"Policy edition {edition[:12]}" + (f", version {version}." if version else "."))
    return lines


def told(step: Shape, decision: Shape) -> str:
    """One step as a sentence, with the values that the decision read."""
    return _step(step, _values(_rows(decision, "inputs")))


def sentence(decision: Shape) -> str:
    """One sentence: the outcome, the owner and the reason."""
    outcome = _text(decision, "outcome")
    reason = when(_text(decision, "reason").rstrip("."))
    if outcome == "assign":
        shadow = " (shadow mode: nothing was written)" if _text(decision, "mode") == "shadow" else ""
        return f"{_given(decision)}{shadow}. {reason}."
    head = _OUTCOMES.get(outcome, outcome)
    if reason.lower().startswith(head.lower()):
        return f"{reason}."
    return f"{head}. {reason}."


def when(text: str) -> str:
    """The text with each instant in it as people write it: `2026-01-31 09:30:00 UTC`."""
    return _INSTANT.sub(r"\1 \2\3 UTC", text)


def _given(decision: Shape) -> str:
    owner = _text(decision, "owner_name") or _text(decision, "owner_id")
    kept = "previous_owner_id" in decision and decision["previous_owner_id"] == decision.get("owner_id")
    if not owner:
        return "Left without an owner" if kept else "Taken from its owner, so that nobody owns it"
    return f"Stays with {owner}" if kept else f"Assigned to {owner}"


def _rows(decision: Shape, name: str) -> Sequence[Shape]:
    found = decision.get(name)
    return [row for row in found if isinstance(row, Mapping)] if isinstance(found, Iterable) else []


def _text(row: Shape, name: str) -> str:
    value = row.get(name)
    return "" if value is None else str(value)


def _values(inputs: Iterable[Shape]) -> dict[str, list[str]]:
    """Field name in full -> the values read, the first record's first."""
    found: dict[str, list[str]] = {}
    for row in inputs:
        name = f"{_text(row, 'object').rpartition(':')[2]}.{_text(row, 'field')}"
        values = found.setdefault(name, [])
        text = _shown(row.get("value"))
        if text not in values:
            values.append(text)
    return found


def _shown(value: object) -> str:
    if value is None or value == "":
        return "blank"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (list, tuple)):
        return ", ".join(str(item) for item in value)
    return str(value)


def _step(step: Shape, values: Mapping[str, Sequence[str]]) -> str:
    """A step as a sentence; empty for one that only repeats the decision."""
    name, result = _text(step, "step"), _text(step, "result")
    detail = when(_with_values(_text(step, "detail"), values))
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
    band, account = _text(decision, "match_band"), _text(decision, "account_id")
    if not band:
        return []
    if not account:
        return ["No account was found for it."]
    words = {"auto": "sure enough to act on", "review": "worth a look, not sure", "none": "not sure"}
    confidence = _text(decision, "match_confidence")
    called = _called(decision, account)
    told = [f"Matched to account {called} with confidence {confidence} ({words.get(band, band)})."]
    others = [row for row in _rows(decision, "matches") if _text(row, "account_id") != account]
    return told + [_considered(decision, row) for row in others[:RUNNERS_UP]]


def _considered(decision: Shape, row: Shape) -> str:
    called = _called(decision, _text(row, "account_id"))
    why = _text(row, "evidence") or "nothing speaks for it"
    return f"Also considered: account {called} with confidence {_text(row, 'confidence')}: {why}."


def _called(decision: Shape, account: str) -> str:
    name = _account_name(decision, account)
    return f"{name} ({account})" if name else account


def _account_name(decision: Shape, account: str) -> str:
    for row in _rows(decision, "inputs"):
        if _text(row, "record_id") == account and _text(row, "field") == "name":
            return _text(row, "value")
    return ""


def _people(candidates: Sequence[Shape]) -> list[str]:
    able = [row for row in candidates if _text(row, "eligible") in ("yes", "True")]
    able.sort(key=lambda row: int(_text(row, "rank") or 0))
    lines = []
    if able:
        lines.append(f"Could take it, in this order: {_names(able)}.")
    out: dict[str, list[Shape]] = {}
    for row in candidates:
        if row not in able:
            out.setdefault(_text(row, "reason"), []).append(row)
    lines += [f"Could not: {_names(rows)} ({reason})." for reason, rows in out.items()]
    return lines


def _names(rows: Sequence[Shape]) -> str:
    names = [_text(row, "owner_name") or _text(row, "owner_id") for row in rows[:NAMED]]
    more = len(rows) - len(names)
    return ", ".join(names) + (f" and {more} more" if more else "")


def _write(row: Shape) -> str:
    error = _text(row, "error")
    words = {
        "written": "The CRM took the new owner",
        "already": "The CRM had that owner already",
        "conflict": "Not written: somebody else had changed the owner meanwhile",
        "gone": "Not written: the lead is no more",
        "owner_gone": "Not written: the new owner can't own leads any more",
        "refused": "The CRM refused the write",
        "retry": "Not written yet, to be tried again",
        "unknown": "The CRM's answer was lost; read back before the next try",
    }
    result, at = _text(row, "result"), when(_text(row, "attempted_at"))
    return f"{words.get(result, result)}, at {at}" + (f": {error}." if error else ".")


def _notice(row: Shape) -> str:
    whom = _text(row, "recipient") or f"channel {_text(row, 'channel')}"
    at, error, result = when(_text(row, "attempted_at")), _text(row, "error"), _text(row, "result")
    if result == "sent":
        return f"Told {whom}, at {at}."
    return f"Could not tell {whom}, at {at}" + (f": {error}." if error else ".")
