"""Korean syllables in Latin letters: Revised Romanisation, with the commonest meetings of two sounds."""

from __future__ import annotations

_ONSETS = "g kk n d tt r m b pp s ss _ j jj ch k t p h"
_VOWELS = "a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i"
_CODAS = "_ k k k n n n t l k m l l l p l m p p t t ng t t k t p t"
_CARRIED = "_ g kk ks n nj n d r lg lm lb ls lt lp r m b bs s ss ng j ch k t p _"
_MEETING = "kn:ngn km:ngm kr:ngn tn:nn tm:nm pn:mn pm:mm pr:mn nr:ll lr:ll ln:ll mr:mn ngr:ngn"
_LETTERS = """
에이:a 비:b 씨:c 시:c 디:d 이:e 에프:f 지:g 에이치:h 아이:i 제이:j 케이:k 엘:l 엠:m 엔:n 오:o 피:p 큐:q
알:r 에스:s 티:t 유:u 브이:v 더블유:w 엑스:x 와이:y 제트:z
"""


def _table(text: str) -> tuple[str, ...]:
    return tuple(part.strip("_") for part in text.split())


ONSETS, VOWELS, CODAS, CARRIED = _table(_ONSETS), _table(_VOWELS), _table(_CODAS), _table(_CARRIED)
MEETING = dict(entry.split(":") for entry in _MEETING.split())
LETTERS = dict(entry.split(":") for entry in _LETTERS.split())
"""What Koreans call Latin letters."""

_NG = 21
_SYLLABLES_OF_ONSET = 588


def romanised(hangul: str) -> str:
    """`연세` -> `yeonse`, `신라` -> `silla`."""
    found: list[str] = []
    coda = 0
    for letter in hangul:
        number = ord(letter) - 0xAC00
        onset = ONSETS[number // _SYLLABLES_OF_ONSET]
        if coda and not onset and coda != _NG:
            found.append(CARRIED[coda])
        else:
            met = CODAS[coda] + onset
            found.append(MEETING.get(met, met))
        found.append(VOWELS[number % _SYLLABLES_OF_ONSET // 28])
        coda = number % 28
    found.append(CODAS[coda])
    return "".join(found)
