"""Near misses: what somebody probably meant."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def closest(word: str, known: Iterable[str]) -> str | None:
    """The one of `known` that `word` is probably a slip of, or None."""
    names = sorted({str(name) for name in known})
    folded = {name.lower(): name for name in names}
    if word.lower() in folded:
        return folded[word.lower()]
    found = get_close_matches(word.lower(), folded, n=1, cutoff=0.7)
    return folded[found[0]] if found else None


def suggest(word: str, known: Iterable[str], *, most: int = 12) -> str:
    """A sentence that mends an unknown `word`: the near miss, or what there is."""
    names = sorted({str(name) for name in known})
    near = closest(word, names)
    if near is not None:
        return f"did you mean `{near}`?"
    if not names:
        return "there is none yet"
    shown = ", ".join(names[:most]) + (", ..." if len(names) > most else "")
    return f"one of: {shown}"
