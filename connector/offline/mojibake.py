"""Text that was read in the wrong encoding: `MÃ¼nchen` for `München`."""

from __future__ import annotations

import re

LONGEST = 1000
"""Characters that are looked at."""


def _signs(first: int, last: int) -> str:
    """What Windows-1252 and Latin-1 show for these bytes, for a set in a pattern."""
    codes = bytes(range(first, last + 1))
    return re.escape(codes.decode("cp1252", "ignore") + codes.decode("latin-1"))


_NEXT = f"[{_signs(0x80, 0xBF)}]"
_LETTER = re.compile(
    f"[{_signs(0xC2, 0xDF)}]{_NEXT}|[{_signs(0xE0, 0xEF)}]{_NEXT}{{2}}|[{_signs(0xF0, 0xF4)}]{_NEXT}{{3}}"
)
_CONTROL = re.compile(r"[\x80-\x9f]")
_LOST = re.compile(r"\ufffd|(?<=\w)\?{2,}(?=\w)")


def repaired(text: str) -> str | None:
    """The text as it was meant, if UTF-8 was taken for Windows-1252 or that for Latin-1 somewhere in it;
    None where not."""
    if text.isascii():
        return None
    found = _LETTER.sub(lambda letter: _decoded(letter[0]), text[:LONGEST])
    found = _CONTROL.sub(lambda sign: sign[0].encode("latin-1").decode("cp1252", "replace"), found)
    return found if found != text[:LONGEST] else None


def is_broken(text: str) -> bool:
    """Whether letters were lost or read in the wrong encoding."""
    return bool(_LOST.search(text[:LONGEST])) or repaired(text) is not None


def _decoded(letter: str) -> str:
    try:
        return b"".join(map(_byte, letter)).decode()
    except UnicodeDecodeError:
        return letter


def _byte(sign: str) -> bytes:
    try:
        return sign.encode("cp1252")
    except UnicodeEncodeError:
        return sign.encode("latin-1")
