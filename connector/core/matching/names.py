"""Companies' names taken apart: how a name may be read, its telling words, its initials, its sound."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from connector.core.matching.fold import readings, words
from connector.core.matching.kinds import STRUCTURE_WORDS, WEIGHTS
from connector.core.matching.lexicon import concepts
from connector.core.matching.places import country_code
from connector.core.matching.tables import (
    FORM_ENDS,
    FORMS,
    LEADING_FORMS,
    LEADING_STARTS,
    SMALL_WORDS,
)

LONGEST = 250
"""Characters of a name that are read; the longest real names have about 200."""

READINGS = 6
"""In how many ways a name is read besides as a whole."""

_PAREN = re.compile(r"[(（\[【«“]([^()（）\[\]【】«»“”]*)[)）\]】»”]")
_PARTS = re.compile(
    r"\s+[-–—|/•·]+\s+|\s*[|/;:]\s+|,\s+|[，、;；]|\s*-\s+"
    r"|\s+(?:dba|d/b/a|aka|a/k/a|formerly|fka|f/k/a|trading as|t/a|c/o)\s+"
    r"|\s+(?:part of|a division of|division of|member of)\s+",
    re.IGNORECASE,
)
_MAY_PART = re.compile(r"[-–—|/•·;:,，、；]|(?i: (?:dba|aka|a/k|for|fka|f/k|tra|t/a|c/o|par|a d|div|mem))")
_ELISION = re.compile(r"(?i)(?<![^\W_])(d|l|dell|dall|all|nell|sull|qu|un)['’´`‘](?=\w)")
_CAMEL = re.compile(r"(?<=[a-z]{2})(?=[A-Z][a-z])")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})
_ARTICLES = frozenset({"the"})
_NO_LETTERS: frozenset[str] = frozenset()
_WITH_H = (("sch", "s"), ("ch", "s"), ("sh", "s"), ("th", "t"), ("ph", "f"))
_CONSONANTS = str.maketrans("cqzjvwl", "kkssbbr", "haeiouy")
_TWICE = re.compile(r"(.)(?=\1)")


@dataclass(slots=True)  # not frozen: that would double the time to make one
class Form:
    """One reading of a name; nobody writes to it.

    `full` are its folded words run together, `raw` the same words without the legal form, `written` these
    run together. `words` are they in the vocabulary that all languages share, without small words;
    `telling` those of them that tell firms apart, in order, each with its weight. `key` and `base` are
    `words` and `telling` run together. `whole` is not so where only a part of the name is read.
    """

    full: str
    raw: tuple[str, ...]
    written: str
    words: tuple[str, ...]
    key: str
    telling: dict[str, float]
    base: str
    initials: frozenset[str]
    whole: bool

    def means(self, other: Form) -> bool:
        """Whether both hold the same telling words, in whatever order."""
        return self.base == other.base or self.telling.keys() == other.telling.keys()


@lru_cache(maxsize=65536)
def name_of(text: str) -> tuple[Form, ...]:
    """What `taken_apart` says, remembered."""
    return taken_apart(text)


def taken_apart(text: str) -> tuple[Form, ...]:
    """The readings of a name, the whole first; empty for text that names no firm.

    Besides the whole: what stands in brackets and outside them, the parts between dashes and commas,
    what `formerly` and `dba` join, words written together. A country in brackets is no part of a name.
    """
    if len(text) > LONGEST:
        text = text[:LONGEST]
    if "(" in text or "（" in text:
        text = _PAREN.sub(lambda found: " " if country_code(found[1]) else found[0], text)
    found = _wholes(text) + [_form(part, whole=False) for part in _parts(text)]
    if len(found) == 1:
        return (found[0],) if found[0] is not None else ()
    forms: dict[str, Form] = {}
    for form in found:
        if form is not None and (form.whole or (len(form.key) > 1 and form.key not in FORMS)):
            forms.setdefault(form.key, form)
    return tuple(forms.values())


def _wholes(text: str) -> list[Form | None]:
    """The name as a whole, as it may be read: in the script's second language, with `ö` as `oe`, with words
    that are written together apart."""
    if text.isascii():
        found = [_form(text, whole=True)]
    else:
        elided = _ELISION.sub(r"\1 ", text)
        found = [_form_of(list(reading), whole=True) for reading in readings(elided)]
        if (spelt := elided.translate(_UMLAUTS)) != elided:
            found.append(_form_of(words(spelt), whole=True))
    if _CAMEL.search(text):
        found.append(_form(_CAMEL.sub(" ", text), whole=True))
    return found


def _parts(text: str) -> list[str]:
    inner = _PAREN.findall(text)
    found = [_PAREN.sub(" ", text), *inner] if inner else []
    base = found[0] if found else text
    if _MAY_PART.search(base) is None:
        return found
    parts = [part for part in _PARTS.split(base) if part and part.strip()]
    return (found + parts if len(parts) > 1 else found)[:READINGS]


def _form(text: str, *, whole: bool) -> Form | None:
    if "'" in text or not text.isascii():
        text = _ELISION.sub(r"\1 ", text)
    return _form_of(words(text), whole=whole)


def _form_of(full: list[str], *, whole: bool) -> Form | None:
    raw = without_legal_form(full)
    if not raw:
        return None
    known = concepts(raw)
    own = [word for word in known if word not in SMALL_WORDS] or known
    telling = {word: word_weight(word) for word in own if word not in STRUCTURE_WORDS}
    if not telling:
        telling = {word: word_weight(word) for word in own}
    letters, written, key = _initials(raw), "".join(raw), "".join(own)
    base = key if len(telling) == len(own) else "".join(telling)
    if len(raw) == len(full):
        return Form(written, tuple(raw), written, tuple(own), key, telling, base, letters, whole)
    letters |= _initials(full)
    return Form("".join(full), tuple(raw), written, tuple(own), key, telling, base, letters, whole)


def without_legal_form(found: list[str]) -> list[str]:
    """The words without article and legal form; a name that is nothing else keeps them."""
    start = 1 if len(found) > 1 and found[0] in _ARTICLES else 0
    end = _end_of_name(found, start)
    longest = min(LEADING_STARTS.get(found[start], 0), end - start - 1) if end else 0
    for size in range(longest, 0, -1):
        if " ".join(found[start : start + size]) in LEADING_FORMS:
            start += size
            break
    return found[start:end]


def _end_of_name(found: list[str], start: int) -> int:
    end = len(found)
    while end - start > 1 and (longest := FORM_ENDS.get(found[end - 1], 0)):
        for size in range(min(longest, end - start - 1), 0, -1):
            if size == 1 or " ".join(found[end - size : end]) in FORMS:
                break
        if size == 1 and found[end - 1] not in FORMS:
            break
        end -= size
        if end - start > 1 and found[end - 1] == "and":
            end -= 1
    return end


@lru_cache(maxsize=65536)
def word_weight(word: str) -> float:
    """How much a word tells one firm from another, 0 to 1: a word of no list tells most."""
    weight = WEIGHTS.get(word)
    if weight is None:
        return 1.0 if len(word) > 1 and not word.isdigit() else 0.3
    return weight


def _initials(raw: list[str]) -> frozenset[str]:
    """`Kuwait Oil Company` -> `koc`; with and without small words. Empty for a single word."""
    if len(raw) < 2:
        return _NO_LETTERS
    every = "".join([word[0] for word in raw])
    if SMALL_WORDS.isdisjoint(raw):
        return frozenset((every,))
    telling = "".join([word[0] for word in raw if word not in SMALL_WORDS])
    return frozenset((every, telling) if len(telling) > 1 else (every,))


@lru_cache(maxsize=65536)
def runs(raw: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """The initials of each run of a reading's raw words, with the shared words they stand for.

    `Czech Academy of Sciences, Institute of Physics` -> `cas`, `casip`, `ip`, ...
    """
    found: dict[str, tuple[str, ...]] = {}
    for start, first in enumerate(raw):
        if first in SMALL_WORDS:
            continue
        every, telling = "", ""
        for end in range(start, min(len(raw), start + 8)):
            every += raw[end][0]
            if raw[end] not in SMALL_WORDS:
                telling += raw[end][0]
            if len(telling) > 1:
                stands_for = tuple(concepts(list(raw[start : end + 1])))
                found.setdefault(telling, stands_for)
                found.setdefault(every, stands_for)
    return found


@lru_cache(maxsize=65536)
def sound(word: str) -> str:
    """What `heard` says, remembered."""
    return heard(word)


def heard(word: str) -> str:
    """A word's consonants as they sound alike in many languages: `macromill` and `makuromiru` -> `mkrmr`.

    Words of fewer than four letters and numbers stay as they are.
    """
    if len(word) < 4 or word.isdigit():
        return word
    if "h" in word:
        for letters, one in _WITH_H:
            word = word.replace(letters, one)
    word = word.replace("ck", "k").replace("qu", "k").replace("x", "ks")
    first = word.lstrip("h")[:1]
    single = _TWICE.sub("", word.translate(_CONSONANTS))
    return first + single if first in "aeiouy" else single
