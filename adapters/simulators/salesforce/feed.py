"""getUpdated and getDeleted: ids by minute, and how far they can be trusted."""

from __future__ import annotations

from datetime import datetime

from adapters.simulators.clock import salesforce_text, to_ms
from adapters.simulators.salesforce.answers import Answer, failure
from adapters.simulators.salesforce.schema import has_deleted
from adapters.simulators.server import Request
from adapters.simulators.world import Organisation

_MINUTE_MS = 60_000
_DAY_MS = 86_400_000


def updated_ids(org: Organisation, name: str, request: Request) -> Answer:
    """Ids with a SystemModstamp between two minutes, both included."""
    span = _span(org, request, 30)
    if isinstance(span, Answer):
        return span
    start_ms, end_ms = span
    now_ms = org.clock.now_ms()
    ids = []
    for row in org.objects[name].since(start_ms):
        if row.stamp_ms >= end_ms + _MINUTE_MS:
            break
        if row.deleted_ms is None and row.visible_ms <= now_ms:
            ids.append(row.id)
    return Answer(200, {"ids": ids, "latestDateCovered": _covered(org, end_ms)})


def deleted_ids(org: Organisation, name: str, request: Request) -> Answer:
    """Ids that were deleted between two minutes, both included."""
    span = _span(org, request, 15)
    if isinstance(span, Answer):
        return span
    if not has_deleted(name):
        return failure(400, "INVALID_TYPE", f"{name} is not replicable")
    start_ms, end_ms = span
    gone = [
        {"id": row.id, "deletedDate": salesforce_text(row.deleted_ms // 1000)}
        for row in org.rows(name)
        if row.deleted_ms is not None and start_ms <= row.deleted_ms < end_ms + _MINUTE_MS
    ]
    earliest = salesforce_text((org.clock.now_ms() - 15 * _DAY_MS) // 1000)
    covered = _covered(org, end_ms)
    body = {"deletedRecords": gone, "earliestDateAvailable": earliest, "latestDateCovered": covered}
    return Answer(200, body)


def _covered(org: Organisation, end_ms: int) -> str:
    """While a transaction runs, no more is covered than up to its start."""
    begun = org.oldest_open_ms()
    known_ms = org.clock.now_ms() if begun is None else begun
    return salesforce_text(min(end_ms, known_ms) // 1000)


def _span(org: Organisation, request: Request, days: int) -> tuple[int, int] | Answer:
    bounds = []
    for name in ("start", "end"):
        try:
            instant = datetime.fromisoformat((request.arg(name) or "").replace(" ", "+"))
            bounds.append(to_ms(instant) // _MINUTE_MS * _MINUTE_MS)
        except (TypeError, ValueError):
            return failure(400, "INVALID_REPLICATION_DATE", f"{name} is not a valid date")
    start_ms, end_ms = bounds
    if start_ms >= end_ms:
        return failure(400, "INVALID_REPLICATION_DATE", "startDate before endDate is required")
    if start_ms < org.clock.now_ms() - days * _DAY_MS:
        return failure(400, "INVALID_REPLICATION_DATE", f"startDate cannot be more than {days} days ago")
    return start_ms, end_ms
