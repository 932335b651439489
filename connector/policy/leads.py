"""`leads:` of a policy: whose leads may be routed, when, and what their own fields answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from connector.core.deadlines import NO_ANSWERS, Answers
from connector.core.rules import CHANGES_PER_DAY, REASSIGNMENTS, OwnerRef, Triggers
from connector.policy.deadlines import DeadlineReader
from connector.policy.folder import Book
from connector.policy.owners import owned_by
from connector.policy.vocabulary import Vocabulary
from mappings.spelling import suggest

CREATED = Triggers()
LEADS = ("owned_by", "triggers", "changes_per_day", "max_reassignments", "answers")
"""The keys of `leads:`."""


@dataclass(frozen=True, slots=True)
class Leads:
    """What `leads:` says."""

    owned_by: tuple[OwnerRef, ...] = ()
    triggers: Triggers = CREATED
    changes_per_day: int = CHANGES_PER_DAY
    max_reassignments: int = REASSIGNMENTS
    answers: Answers = NO_ANSWERS


def read_leads(book: Book, words: Vocabulary, deadlines: DeadlineReader) -> Leads:
    """`leads:`, with its faults in the book."""
    value = book.plain.get("leads")
    example = "add `leads: {owned_by: [{queue: Inbound}, nobody]}`: whose leads may be routed"
    if not isinstance(value, dict):
        book.fault(("leads",), "`leads` says nothing of `owned_by`", example)
        return Leads()
    for key in value:
        if key not in LEADS:
            book.fault(("leads", key), f"unknown key `{key}`", suggest(key, LEADS), key=True)
    owners: tuple[OwnerRef, ...] = ()
    if value.get("owned_by") is None:
        book.fault(("leads",), "`owned_by` is missing", example)
    else:
        owners = owned_by(value["owned_by"], ("leads", "owned_by"), book)
    return Leads(
        owners,
        _triggers(book, value.get("triggers"), words),
        _whole(book, value, "changes_per_day", (1, 1_000), CHANGES_PER_DAY),
        _whole(book, value, "max_reassignments", (0, 100), REASSIGNMENTS),
        deadlines.answers(value.get("answers"), ("leads", "answers")),
    )


def _whole(
    book: Book, leads: Mapping[str, object], key: str, bounds: tuple[int, int], unless_said: int
) -> int:
    value, (low, high) = leads.get(key), bounds
    if value is None:
        return unless_said
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        book.fault(("leads", key), f"no whole number from {low} to {high:,}", f"write {unless_said}")
        return unless_said
    return value


def _triggers(book: Book, value: object, words: Vocabulary) -> Triggers:
    at = ("leads", "triggers")
    if value is None:
        return Triggers()
    form = "write `[created, {changed: [lead.country]}]`"
    items = value if isinstance(value, list) else [value]
    created, changed = False, []
    for index, item in enumerate(items):
        place: tuple[str | int, ...] = (*at, index) if isinstance(value, list) else at
        if item == "created":
            created = True
        elif isinstance(item, dict) and set(item) == {"changed"} and isinstance(item["changed"], list):
            for number, name in enumerate(item["changed"]):
                if not isinstance(name, str) or not name.startswith("lead.") or name not in words.fields:
                    leads = [known for known in words.fields if known.startswith("lead.")]
                    mend = suggest(str(name), leads, most=0)
                    mend = mend if mend.startswith("did") else "write `lead.` and a mapped field"
                    book.fault((*place, "changed", number), f"no field of a lead `{name}`", mend)
                elif name not in changed:
                    changed.append(name)
        else:
            book.fault(place, "no trigger", form)
    if not items:
        book.fault(at, "nothing would ever be routed", form)
    return Triggers(created, tuple(changed))
