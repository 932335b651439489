"""What a policy's values mean, in the words of people who never read it: conditions and targets."""

from __future__ import annotations

from connector.core.conditions import All, Any, Condition, FieldRef, Not, Related, Test
from connector.core.explain import TAKERS
from connector.core.phrases import phrase, shown
from connector.core.rules import Target

MOST = 60
"""Constants of one test that are spelled out."""

_FIELDS = {
    "crm": "the CRM",
    "trigger": "the trigger",
    "account.match": "the match to an account",
    "account.confidence": "the confidence of the match",
    "score.points": "the score",
    "score.tier": "the tier",
}
_OWN = {"created_at": "creation", "modified_at": "last change"}
_SEVERAL = {"opportunity": "opportunities"}


def field_in_words(name: str) -> str:
    """`lead.job_title` as `the lead's job title`; a related record's bare field as `its stage`."""
    if name in _FIELDS:
        return _FIELDS[name]
    record, _, own = name.rpartition(".")
    word = _OWN.get(own, own.replace("_", " "))
    return f"the {record}'s {word}" if record else f"its {word}"


def condition_in_words(condition: Condition) -> str:
    """The condition as one clause: `the lead's country is DE and the lead's employees is at least 1000`."""
    if isinstance(condition, Test):
        return _test(condition, holds=True)
    if isinstance(condition, Not):
        inner = condition.part
        return _test(inner, holds=False) if isinstance(inner, Test) else f"not {_enclosed(inner)}"
    if isinstance(condition, Related):
        return _related(condition)
    if len(condition.parts) == 1:
        return condition_in_words(condition.parts[0])
    joint = " and " if isinstance(condition, All) else " or "
    return joint.join(
        condition_in_words(part) if type(part) is type(condition) else _within(part)
        for part in condition.parts
    )


def _within(part: Condition) -> str:
    """A part of a join: joins of the other kind stand in brackets."""
    return _enclosed(part) if isinstance(part, All | Any) else condition_in_words(part)


def _enclosed(part: Condition) -> str:
    words = condition_in_words(part)
    return f"({words})" if isinstance(part, Related) or " and " in words or " or " in words else words


def _test(test: Test, *, holds: bool) -> str:
    value = test.value
    other = field_in_words(value.field) if isinstance(value, FieldRef) else value
    return phrase(field_in_words(test.field), test.operator.value, other, holds=holds, most=MOST)


def _related(asked: Related) -> str:
    several = _SEVERAL.get(asked.object, f"{asked.object}s")
    low, high = asked.at_least, asked.at_most
    if high is None:
        count = f"at least {low}"
    else:
        count = f"from {low} to {high}" if low else f"at most {high}"
    if asked.where is None:
        return f"the account has {several if asked.kind == 'any_of' else f'{count} {several}'}"
    which = condition_in_words(asked.where).replace(f"the {asked.object}'s ", "its ")
    if asked.kind == "any_of":
        return f"for one of the account's {several} {which}"
    return f"for {count} of the account's {several} {which}"


def target_in_words(target: Target) -> str:
    """Whom a target means: `team Inbound`, `the owner of the matched account`."""
    if target.name:
        return f"{target.kind.value} {target.name}"
    words = TAKERS[target.kind.value]
    lately = "" if target.within is None else f" within the last {shown(target.within)}"
    return words[:1].lower() + words[1:] + lately
