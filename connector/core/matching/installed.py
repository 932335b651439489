"""Puts what users add to the lists in force, for this process."""

from __future__ import annotations

from connector.core import comparing, lanes
from connector.core.matching import (
    alignment,
    candidates,
    certainty,
    cognates,
    east,
    evidence,
    fold,
    hierarchy,
    hosts,
    junk,
    keys,
    kinds,
    lexicon,
    memory,
    names,
    people,
    person,
    person_names,
    place_names,
    places,
    plain,
    profile,
    scripts,
    tables,
    tiebreak,
    untangle,
)
from connector.core.matching import match as matching
from connector.core.matching.additions import Additions

READERS = (
    alignment, candidates, certainty, cognates, comparing, east, evidence, fold, hierarchy, hosts, junk, keys,
    kinds, lanes, lexicon, matching, memory, names, people, person, person_names, place_names, places, plain,
    profile, scripts, tables, tiebreak, untangle,
)  # fmt: skip
"""Whatever may remember what it made of the lists; a test holds that none is missing."""


def install(additions: Additions) -> None:
    """Puts the lists with these additions in force, in place of whatever was; nothing happens where they
    are so already. To be called while nothing is matched: at the start of a process, or between two works.
    """
    if additions == tables.filled_with():
        return
    tables.fill(additions)
    for module in READERS:
        for value in vars(module).values():
            if hasattr(value, "cache_clear"):
                value.cache_clear()
    kinds.refill()
    junk.refill()
