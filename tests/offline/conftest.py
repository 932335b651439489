"""Data to audit, from a few values."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from connector.core.rules import MatchRules
from connector.offline.executor import Alone
from connector.offline.hygiene import audit
from connector.offline.sources import Files
from tests.offline.audits import Audited, quiet, told, written

ACCOUNT = ("account_id", "name", "website", "country", "state", "city", "phone", "parent_id")
LEAD = ("lead_id", "first_name", "last_name", "email", "company", "website", "country", "city", "phone")


@pytest.fixture
def files(tmp_path: Path) -> Callable[..., Files]:
    """Files of these accounts and leads; ids are given where a row has none."""

    def make(accounts: list[dict[str, str]], leads: list[dict[str, str]] | None = None) -> Files:
        held = [{"account_id": f"A{n}", "name": f"Firm {n} Zephyr"} | row for n, row in enumerate(accounts)]
        asked = [{"lead_id": f"L{n}"} | row for n, row in enumerate(leads or [])]
        return Files(
            written(tmp_path / "accounts.csv", ACCOUNT, held),
            written(tmp_path / "leads.csv", LEAD, asked) if leads is not None else None,
        )

    return make


@pytest.fixture
def audited(files: Callable[..., Files]) -> Audited:
    """The rows of each finding about these accounts and leads."""
    return lambda *given: told(audit(files(*given), MatchRules(), Alone(), quiet))
