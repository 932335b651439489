"""Which part of a view is kept where."""

from __future__ import annotations

import dataclasses
from typing import Any

from connector.core.view import View
from connector.keeping.codec import fields_known, fields_plain

APART = frozenset(
    {
        *("now", "cause", "lead", "candidates", "people", "related", "holders"),  # in a form of their own
        *("directories", "absences", "turns", "loads", "blanks", "given"),  # shared with other decisions
    }
)
OWN = tuple(each.name for each in dataclasses.fields(View) if each.name not in APART)
"""What a decision shares with none and has in a plain form."""

OF_ACCOUNT_HERE = ("domain_contacts", "domain_share", "converted", "alias", "vetoed", "settled")
"""What is known of an account only in view of the lead."""

HOLDERS = "holders of its words"
"""By what name the counts stand that a lead's company has, among the values about the person: its words are
the company's."""


def own_of(view: View) -> dict[str, Any]:
    """What the view has of its own, as plain JSON; what has its default is left out."""
    return fields_plain(view, OWN)


def own_known(told: dict[str, Any]) -> dict[str, Any]:
    """The arguments of a view that were kept so. Raises UnknownField."""
    return fields_known({name: part for name, part in told.items() if name not in _FORMS}, View)


_FORMS = frozenset({"seen_at", "about", *APART})
