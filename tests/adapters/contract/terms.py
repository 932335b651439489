"""What a CRM adapter says of itself before it is tried, and the bench it is tried on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, ClassVar

import pytest

from mappings.records import Kind
from tests.adapters.bench import NOW, Bench

SINCE = NOW - timedelta(seconds=15)


class Terms:
    """`switches` are positions of the simulator for all of its tests."""

    dialect: ClassVar[str]
    switches: ClassVar[Mapping[str, Any]] = {}
    conditional: ClassVar[bool] = False
    """Whether a person's change between our read and our write is never overwritten."""
    shows_deletions: ClassVar[bool] = True
    """Whether the feed itself shows what was deleted or merged."""

    @pytest.fixture
    def bench(self, benches: Callable[..., Bench]) -> Bench:
        return benches(self.dialect, **self.switches)

    @property
    def _write_path(self) -> str:
        return "composite" if self.dialect == "salesforce" else "batch/update"

    @property
    def _reads(self) -> int:
        """Calls of the write's own path that come before it."""
        return 1 if self.dialect == "salesforce" else 0


def object_of(bench: Bench, kind: Kind) -> str:
    return bench.crm_maps[kind].object
