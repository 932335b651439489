"""Words of companies' names by what they say of a firm, and how much each tells one from another."""

from __future__ import annotations

from connector.core.matching.lexicon import concepts
from connector.core.matching.tables import WORD_LEVELS, changed, listed

STRUCTURE_WORDS: set[str] = set()
TRADE_WORDS: set[str] = set()
UNIT_WORDS: set[str] = set()
BODY_WORDS: set[str] = set()
WEIGHTS: dict[str, float] = {}
"""What a common word tells, 0 to 1."""

_TABLES = {
    "structure_words": STRUCTURE_WORDS,
    "trades": TRADE_WORDS,
    "units": UNIT_WORDS,
    "bodies": BODY_WORDS,
}


def refill() -> None:
    """Puts into the tables what the lists say now, in the words that all languages share."""
    for name, table in _TABLES.items():
        known = listed(name)
        table.clear()
        table.update(known, concepts(known))
    levels = dict(WORD_LEVELS)
    for word, _ in changed("common_words").adds:
        for shared in concepts([word]):
            levels[shared] = max(levels.get(shared, 0), WORD_LEVELS[word])
    WEIGHTS.clear()
    WEIGHTS.update({word: max(0.1, 1.0 - 0.07 * level) for word, level in levels.items()})


refill()
