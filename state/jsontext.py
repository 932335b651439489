"""JSON as the store keeps it: compact, UTF-8, readable by both databases.

A lone surrogate or a NUL in a CRM's text must not stop a feed, and PostgreSQL cannot take either:
the first becomes U+FFFD, the second is left out. Integers beyond 64 bits become text.
"""

from __future__ import annotations

import re
from typing import Any

import orjson

_UNSAFE = re.compile("[\ud800-\udfff\x00]")


def dumps(value: Any) -> str:
    """The compact JSON text of a value made of dicts, lists, tuples and plain values."""
    try:
        text = orjson.dumps(value).decode()
    except TypeError:
        return orjson.dumps(_safe(value)).decode()
    if "\\u0000" in text:
        return orjson.dumps(_safe(value)).decode()
    return text


def loads(text: str) -> Any:
    """The value of a JSON text; arrays come as lists."""
    return orjson.loads(text)


def plain(text: str) -> str:
    """The text without what a database cannot keep."""
    return _UNSAFE.sub(lambda found: "" if found[0] == "\x00" else "�", text)


def _safe(value: Any) -> Any:
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, dict):
        return {plain(str(key)): _safe(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_safe(item) for item in value]
    if isinstance(value, int) and not -(2**63) <= value < 2**63:
        return str(value)
    return value
