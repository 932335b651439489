"""JSON in few bytes, for what is kept of every decision and read by programs only."""

from __future__ import annotations

import json
import zlib
from typing import Any

import orjson

_WORDS = (
    b'"modified_at":"modified_by":"created_at":"account_id":"employees":"last_name":"first_name":"industry":'
    b'"country":"company":"website":"email":"phone":"state":"name":"city":"score":"title":"source":"owner_id":'
    b'"opportunity":"contact":"lead":{"record":{"kind":"account","id":"00Q001003005","fields":{}},"contacts":'
    b'"open_opportunities":"domain_contacts":"domain_share":"owner_active":true,"ancestors":[],"absorbed":[]'
    b'"wrote_before":true,"our_owner":"pending_owner":"owner_of_record":"has_queues":false,"written_at":'
    b'"reassigned":"seen_at":"candidates":[],"ages":{"sales":1.0,"marketing":2.0},"about":[[,null],"in":{'
    b'"is":{"by":[[0,0,0,0,0,0,0,0,0,0],[0,0,0,0],[0,0,0,0,0,0,0,0,0,0,0,0]]}'
)
"""What most of it has in common. Bytes that were packed with it are unpacked with it for ever: another
edition is another constant with another number."""

_USUAL, _LARGE = b"\x01", b"\x02"
"""The editions: the second has what the quicker writer has no words for, whole numbers beyond 64 bits."""


def pack(value: Any) -> bytes:
    """The packed bytes of a value of JSON."""
    edition = _USUAL
    try:
        text = orjson.dumps(value)
    except TypeError:
        edition, text = _LARGE, json.dumps(value, separators=(",", ":")).encode()
    deflate = zlib.compressobj(6, zlib.DEFLATED, -13, 6, zlib.Z_DEFAULT_STRATEGY, _WORDS)
    return edition + deflate.compress(text) + deflate.flush()


def unpack(packed: bytes) -> Any:
    """The value that was packed. Raises ValueError where it is no such value any more."""
    edition = packed[:1]
    if edition not in (_USUAL, _LARGE):
        raise ValueError("is of no edition that this version can unpack")
    try:
        text = zlib.decompressobj(-15, _WORDS).decompress(packed[1:])
        return orjson.loads(text) if edition == _USUAL else json.loads(text)
    except zlib.error as error:
        raise ValueError("cannot be unpacked") from error
