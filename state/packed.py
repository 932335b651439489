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

_EDITION = b"\x01"


def pack(value: Any) -> bytes:
    """The packed bytes of a value of JSON."""
    try:
        text = orjson.dumps(value)
    except TypeError:  # a whole number beyond 64 bits
        text = json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()
    deflate = zlib.compressobj(6, zlib.DEFLATED, -15, 8, zlib.Z_DEFAULT_STRATEGY, _WORDS)
    return _EDITION + deflate.compress(text) + deflate.flush()


def unpack(packed: bytes, *, exactly: bool = True) -> Any:
    """The value that was packed; unless `exactly`, a whole number beyond 64 bits is near to it, which takes a
    third of the time. Raises ValueError where it is no such value any more."""
    if packed[:1] != _EDITION:
        raise ValueError("is of no edition that this version can unpack")
    try:
        text = zlib.decompressobj(-15, _WORDS).decompress(packed[1:])
        return json.loads(text) if exactly else orjson.loads(text)
    except zlib.error as error:
        raise ValueError("cannot be unpacked") from error
