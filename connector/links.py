"""The link by which whoever was given a lead accepts or declines it, and what a link that comes back says.

A link says which lead, who answers and until when, in clear, under a code that only the holder of the
store's signing key can make. Whoever has the link may answer as that person: it is sent to them and kept
nowhere.
"""

from __future__ import annotations

import hashlib
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path

from state.seal import Signer

VALID_FOR = timedelta(days=14)
PLACE = "/answer/"
"""Where links lead, on the daemon's own address."""

_PURPOSE = b"pointsman answers 1"
_CODE = hashlib.sha256().digest_size


@dataclass(frozen=True, slots=True)
class Offer:
    """A lead that `email` was given, to be accepted or declined before `until` (to the second)."""

    crm: str
    record_id: str
    email: str
    until: datetime


class Links:
    """Makes links below `url` and reads them. The signing key in `key_file` is made where there is none."""

    def __init__(self, url: str, key_file: Path) -> None:
        self._url = url
        self._key_file = key_file

    def url_of(self, offer: Offer) -> str:
        """The link for whoever the offer is made to."""
        until = f"{int(offer.until.timestamp()):x}"
        text = "\n".join((until, offer.crm, offer.record_id, offer.email))
        return f"{self._url}{PLACE}{self._token(text.encode())}"

    def offer_of(self, token: str) -> Offer | None:
        """What a link's last part offers; None unless it is ours to the letter. It may have run out."""
        try:
            said = urlsafe_b64decode(token.encode("ascii") + b"==")[:-_CODE]
        except ValueError:
            return None
        if not hmac.compare_digest(self._token(said), token):
            return None
        until, crm, record_id, email = said.decode().split("\n")
        return Offer(crm, record_id, email, datetime.fromtimestamp(int(until, 16), UTC))

    def _token(self, said: bytes) -> str:
        code = hmac.digest(self._secret, said, "sha256")
        return urlsafe_b64encode(said + code).rstrip(b"=").decode()

    @cached_property
    def _secret(self) -> bytes:
        return Signer(self._key_file).secret_for(_PURPOSE)
