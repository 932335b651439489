"""Complete example policies, each with tests of its own: what `pointsman init --recipe` writes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import resources
from importlib.resources.abc import Traversable

RECIPES: Mapping[str, str] = {
    "startup": "five people take turns, known accounts keep their owner",
    "practitioners": "the rule set of the handbooks: by size, named accounts to their owner",
    "field-sales": "territories by country, state and postal code, field and inside sales, overflow",
    "account-based": "open deals, named accounts, parents' owners, then segments by size",
    "high-volume": "points and tiers, a fast lane, caps, working hours, holidays, nurture",
    "partner-led": "partners to their managers, suppression, whoever had the lead before",
    "product-led": "points for what people do in the product, which age; tiers, nurture",
}
"""Each recipe's name with what it holds, from the plainest to the richest."""


def files_of(name: str) -> dict[str, str]:
    """The texts of a recipe's files by their paths in a configuration (`policy/routes.yaml`).

    Raises KeyError where there is no such recipe.
    """
    if name not in RECIPES:
        raise KeyError(name)
    folder = resources.files("connector.policy.recipes") / name
    return {path: file.read_text(encoding="utf-8") for path, file in sorted(_within(folder, ""))}


def _within(folder: Traversable, at: str) -> Iterator[tuple[str, Traversable]]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _within(entry, f"{at}{entry.name}/")
        else:
            yield f"{at}{entry.name}", entry
