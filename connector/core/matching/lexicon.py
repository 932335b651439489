"""The vocabulary of organisations: one English word for what the languages of the world call alike."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from connector.core.matching.cognates import stem
from connector.core.matching.east import romanisations
from connector.core.matching.fold import words
from connector.core.matching.tables import BRAND_TAILS, COMPOUND_TAILS, ENDINGS, lexicon_lines

_SHORTEST_STEM = 4
_LONGEST_ENDING = 7
_SHORTEST_COMPOUND = 9
_SHORTEST_SOUND = 6  # a Chinese word of fewer Latin letters may be many words
_LONG_WORD = 6
_PLURAL = frozenset({"s", "es"})
_DERIVED = frozenset(
    {"al", "als", "ally", "e", "ale", "ales", "n", "an", "ian", "ic", "ical", "ics", "er", "ers", "ing", "ed"}
)


class _Lexicon(NamedTuple):
    exact: dict[str, str]
    stems: dict[str, str]
    own: set[str]
    heads: set[str]
    cognates: dict[str, str]
    phrases: dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]]


@cache
def _lexicon() -> _Lexicon:
    """The tables folded; of two concepts with one form the first keeps it."""
    lines = [line.partition(": ") for line in lexicon_lines()]
    own = {concept for concept, _, _ in lines}
    made = _Lexicon({word: word for word in own if "_" not in word}, {}, own, set(), {}, {})
    sounds: dict[str, set[str]] = {}
    for concept, _, forms in lines:
        for form in (concept, *forms.split()):
            _enter(made, concept, form)
            for sound in romanisations(form):
                sounds.setdefault(sound, set()).add(concept)
    for sound, meant in sounds.items():
        if len(meant) == 1 and len(sound) >= _SHORTEST_SOUND:
            made.exact.setdefault(sound, *meant)
    for phrases in made.phrases.values():
        phrases.sort(key=lambda entry: -len(entry[0]))
    made.heads.update(own, made.stems)
    return made


def _enter(made: _Lexicon, concept: str, form: str) -> None:
    if form.endswith("*"):
        made.stems.setdefault("".join(words(form[:-1])), concept)
        return
    found = tuple(words(form.replace("_", " ")))
    if len(found) == 1:
        made.exact.setdefault(found[0], concept)
        if learned := stem(found[0]):
            made.cognates.setdefault(learned, concept)
    elif found and found != tuple(concept.split("_")):
        made.phrases.setdefault(found[0], []).append((found, tuple(concept.split("_"))))


@lru_cache(maxsize=65536)
def concept(word: str) -> str:
    """The English word that stands for all its forms and translations; the word itself where there is none.

    A compound, and a concept of several words, is joined by `_`; a learned word the vocabulary lacks is cut
    to what it shares with its cognates.
    """
    return _known(word) or _compound(word) or _learned(word) or word


def _learned(word: str) -> str | None:
    learned = stem(word)
    return _lexicon().cognates.get(learned, learned) if learned else None


def _known(word: str) -> str | None:
    exact, stems, own, heads, *_ = _lexicon()
    if word in exact:
        return exact[word]
    size = len(word)
    for length in range(size, _SHORTEST_STEM - 1, -1):
        head = word[:length]
        if head not in heads:
            continue
        ending = word[length:]
        if head in own and (ending in _PLURAL or (length >= _LONG_WORD and ending in _DERIVED)):
            return head
        longest = length - 1 if length < _LONG_WORD else _LONGEST_ENDING
        if head in stems and len(ending) <= longest and _is_ending(ending):
            return stems[head]
    return None


def _is_ending(text: str) -> bool:
    """Whether it ends a word, as against a brand made of one: `metalurgia` is one, `Metaltronic` is not."""
    return text not in BRAND_TAILS and text[1:] not in BRAND_TAILS and ENDINGS.fullmatch(text) is not None


def _compound(word: str) -> str | None:
    """`materialprufungsamt` -> its first part and `office`: what kind of body a long Germanic word names."""
    for at in range(_SHORTEST_STEM, len(word) - 2) if len(word) >= _SHORTEST_COMPOUND else ():
        if word[at:] in COMPOUND_TAILS:
            head = word[:at]
            bare = head[:-1] if head[-1] == "s" and at > _SHORTEST_STEM else head
            first = _known(head) or _known(bare) or _learned(bare) or bare
            return f"{first}_{_known(word[at:]) or word[at:]}"
    return None


def concepts(found: Sequence[str]) -> list[str]:
    """Folded words with every word and phrase of the vocabulary replaced by what stands for it."""
    phrases = _lexicon().phrases
    if phrases.keys().isdisjoint(found):
        return [one for word in found for one in _stands_for(word)]
    result: list[str] = []
    at = 0
    while at < len(found):
        for phrase, stands in phrases.get(found[at], ()):
            if tuple(found[at : at + len(phrase)]) == phrase:
                result += stands
                at += len(phrase)
                break
        else:
            result += _stands_for(found[at])
            at += 1
    return result


@lru_cache(maxsize=65536)
def _stands_for(word: str) -> tuple[str, ...]:
    return tuple(concept(word).split("_"))
