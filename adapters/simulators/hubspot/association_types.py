"""HubSpot's association types: their ids by direction, and how lists show a record's associations."""

from __future__ import annotations

from adapters.simulators.hubspot.properties import SINGULAR
from adapters.simulators.world import Organisation

PRIMARY = {
    ("contacts", "companies"): 1, ("companies", "contacts"): 2, ("deals", "companies"): 5,
    ("companies", "deals"): 6, ("leads", "contacts"): 578, ("contacts", "leads"): 579,
    ("leads", "companies"): 580, ("companies", "leads"): 581,
}  # fmt: skip
PLAIN = {
    ("contacts", "companies"): 279, ("companies", "contacts"): 280, ("deals", "companies"): 341,
    ("companies", "deals"): 342, ("deals", "contacts"): 3, ("contacts", "deals"): 4,
    ("leads", "contacts"): 608, ("contacts", "leads"): 609,
    ("leads", "companies"): 610, ("companies", "leads"): 611,
    ("calls", "contacts"): 194, ("contacts", "calls"): 193, ("emails", "contacts"): 198,
    ("contacts", "emails"): 197, ("meetings", "contacts"): 200, ("contacts", "meetings"): 199,
    ("leads", "deals"): 1037, ("deals", "leads"): 1036, ("companies", "companies"): 450,
}  # fmt: skip
"""Type ids of associations without a label, by direction. 13 and 14 are parent and child company."""

End = tuple[str, str]
"""One end of an association: object and id."""


def association_list(org: Organisation, one: End, other: str) -> list[dict[str, str]]:
    """A record's associations as lists show them, one entry for each label."""
    name, row_id = one
    plain = f"{SINGULAR[name]}_to_{SINGULAR[other]}"
    found = []
    for to_id, kinds in org.links.get((name, other), {}).get(row_id, {}).items():
        for kind in sorted(kinds):
            unlabelled = (name, other) in PRIMARY and kind == PLAIN.get((name, other))
            found.append({"id": to_id, "type": f"{plain}_unlabeled" if unlabelled else plain})
    return found
