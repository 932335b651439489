"""The policies that were in force, made again from their recorded texts."""

from __future__ import annotations

import hashlib

from sqlalchemy import Connection

from connector.core.matching.installed import install
from connector.core.rules import Policy
from connector.policy.folder import files_of, read_texts
from connector.policy.read import read_book
from connector.policy.vocabulary import Vocabulary
from state import editions


class NoEdition(Exception):
    """Why a policy that was in force cannot be made again."""


class Editions:
    """Past policies by edition, each read once. What an edition adds to the matcher's lists is put in force
    for this process as it is asked for."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._known: dict[str, Policy | NoEdition] = {}

    def policy(self, edition: str) -> Policy:
        """The policy of an edition. Raises NoEdition."""
        found = self._known.get(edition)
        if found is None:
            found = self._known[edition] = self._read(edition)
        if isinstance(found, NoEdition):
            raise found
        install(found.additions)
        return found

    def _read(self, edition: str) -> Policy | NoEdition:
        kept = editions.with_words(self._conn, edition)
        if kept is None:
            return NoEdition(f"the text of edition {edition[:12]} is not on record")
        text, words = kept
        if hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest() != edition:
            return NoEdition(f"the text of edition {edition[:12]} is not what it was")
        reading = read_book(read_texts(files_of(text)), Vocabulary(**words))
        if reading.policy is None:
            first = next(fault for fault in reading.faults if not fault.warning)
            return NoEdition(f"edition {edition[:12]} has faults by this version: {first}")
        return reading.policy
