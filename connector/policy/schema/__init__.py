"""JSON Schemas of users' files, for editors that complete and check while people write."""

from __future__ import annotations

from enum import StrEnum


class Of(StrEnum):
    """Whose schema: the policy's files, its tests, pointsman.yaml, the files of `mappings/`."""

    POLICY = "policy"
    TESTS = "tests"
    SETTINGS = "settings"
    MAPPINGS = "mappings"
