"""Learned words that European languages spell each in its way: one stem for all of them.

`mechatronics`, `Mechatronik`, `mécatronique` share theirs by rule, with no list.
"""

from __future__ import annotations

import re

_SHORTEST_WORD = 8
_SHORTEST_STEM = 5

_SPELLING = re.compile(r"ph|th|sch|tsch|cz|ck|ch|qu|ts|ae|oe|t(?=i[aeou])|[cyxzwj]|^e(?=s[pkct])|(.)\1")
_SPELT = {
    "ph": "f",
    "th": "t",
    "sch": "sk",
    "tsch": "k",
    "cz": "k",
    "ck": "k",
    "ch": "k",
    "qu": "k",
    "ts": "s",
}
_SPELT |= {"ae": "e", "oe": "e", "t": "s", "y": "i", "x": "ks", "z": "s", "w": "v", "j": "i", "e": ""}
_SOFT = re.compile("(?<=.)c(?=[eiyj])")
_ENDING = re.compile(
    "(?:"
    r"(?<=log)i\w{0,7}|(?<=graf)i\w{0,7}|(?<=log|raf)(?:os?|en)?"  # -logy, -graphy
    r"|(?:si+(?:on\w{0,5}|[aeiou])|kao|koes)"  # -tion
    r"|it(?:i|ies?|es?|a|at|aten|et|eten|eter|eit)|idad(?:e|es)?"  # -ity
    r"|i(?:k|s(?=[ei])|sk)(?:s|al\w{0,3}|os?|as?|es?|en|er|i|na?i?|ne|eski\w*|ski\w*)?"  # -ic, -ics, -ical
    r"|(?:a|e)l(?:s|es?|en|er|is?|ni|na|ne|noe|naia|noi)?"  # -al
    r"|air?(?:es?)|ar(?:i|ies?|ios?|ias?|es?|isk\w*|ni|na|ne)?"  # -ary
    r"|ment(?:s|os?|i|es?|al\w{0,3})?"
    r"|i(?:v|f)(?:s|es?|os?|as?|i|ni|na|ne|er|en|nost\w*)?"
    r"|(?:o|eu)(?:s|ks)(?:a|o|es?|as)?|ous"
    r"|ur(?:es?|as?|en|i)?"
    ")$"
)


def stem(word: str) -> str | None:
    """What a learned word shares with its cognates; None for a word that does not end like one."""
    if len(word) < _SHORTEST_WORD:
        return None
    spelt = _SPELLING.sub(_spelt, _SOFT.sub("s", word))
    found = _ENDING.search(spelt, _SHORTEST_STEM)
    return spelt[: found.start()] if found else None


def _spelt(found: re.Match[str]) -> str:
    letters = found[0]
    return found[1] or _SPELT.get(letters, "k" if letters == "c" else letters)
