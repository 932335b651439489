"""HubSpot's account: its owners, its properties, itself; and the paging that all lists share."""

from __future__ import annotations

import base64
import binascii
from typing import Any
from zoneinfo import ZoneInfo

from adapters.simulators.hubspot.answers import invalid, iso, not_found
from adapters.simulators.hubspot.portal import ZONE, Portal
from adapters.simulators.server import Request, Response
from adapters.simulators.world import Row

_OWNERS_PAGE = 500


def owners(portal: Portal, request: Request, rest: list[str]) -> Response:
    """The owners, or one of them; the archived ones only where asked for. Raises Refusal."""
    portal.demand("crm.objects.owners.read")
    archived = flag(request.arg("archived"))
    if rest and rest != [""]:
        key = request.arg("idProperty") or "id"
        rows = [
            row
            for row in portal.org.rows("owners")
            if (row.id if key == "id" else str(row.values.get("userId"))) == rest[0]
        ]
        found = [row for row in rows if portal.visible(row, archived)]
        if not found:
            raise not_found()
        return Response(200, _owner(found[0]))
    limit = int(request.arg("limit") or 100)
    if not 0 < limit <= _OWNERS_PAGE:
        raise invalid(f"The maximum limit is {_OWNERS_PAGE}")
    rows, more = portal.page("owners", bookmark(request.arg("after")), limit, archived)
    email = request.arg("email")
    shown = [_owner(row) for row in rows if not email or row.values.get("email") == email]
    body: dict[str, Any] = {"results": shown}
    if more:
        body["paging"] = paging(request, rows[-1].id)
    return Response(200, body)


def _owner(row: Row) -> dict[str, Any]:
    """An owner; one in the archive has lost its user id, and `updatedAt` tells nothing of teams."""
    archived = row.deleted_ms is not None
    values = row.values
    shown: dict[str, Any] = {
        "id": row.id,
        "email": values.get("email") or "",
        "type": values.get("type") or "PERSON",
        "firstName": "" if archived else values.get("firstName") or "",
        "lastName": "" if archived else values.get("lastName") or "",
        "userIdIncludingInactive": values.get("userId"),
        "createdAt": iso(row.created_ms),
        "updatedAt": iso(row.created_ms),
        "archived": archived,
    }
    if not archived:
        shown["userId"] = values.get("userId")
        if values.get("teams"):
            shown["teams"] = values["teams"]
    return shown


def properties(portal: Portal, name: str, rest: list[str]) -> Response:
    """An object's properties, or one of them. Raises Refusal."""
    portal.demand(f"crm.objects.{name}.read")
    known, closed = portal.properties(name), portal.read_only(name)
    if rest:
        if rest[0] not in known:
            raise not_found()
        return Response(200, known[rest[0]].describe(rest[0] in closed))
    return Response(200, {"results": [item.describe(item.name in closed) for item in known.values()]})


def details(portal: Portal) -> Response:
    """What the account tells of itself."""
    offset = portal.world.clock.now().astimezone(ZoneInfo(ZONE)).utcoffset()
    seconds = int(offset.total_seconds()) if offset else 0
    sign, size = "-" if seconds < 0 else "+", abs(seconds)
    details = {
        "portalId": int(portal.org.org_id),
        "accountType": "DEVELOPER_TEST",
        "timeZone": ZONE,
        "companyCurrency": "USD",
        "additionalCurrencies": [],
        "utcOffset": f"{sign}{size // 3600:02d}:{size % 3600 // 60:02d}",
        "utcOffsetMilliseconds": seconds * 1000,
        "uiDomain": "app.hubspot.com",
        "dataHostingLocation": "eu1",
    }
    return Response(200, details)


def flag(text: str | None) -> bool:
    """A yes or no of an address; only the lower-case words are taken."""
    if text not in (None, "true", "false"):
        raise invalid(f"Invalid boolean: {text}")
    return text == "true"


def bookmark(after: str | None) -> int:
    """The id after which a page begins. Raises Refusal for a token that is none of ours."""
    if not after:
        return 0
    try:
        return int(base64.b64decode(after, validate=True))
    except (ValueError, binascii.Error):
        raise invalid("The paging token is invalid.") from None


def paging(request: Request, last_id: str) -> dict[str, Any]:
    """What leads to the page after a record."""
    token = base64.b64encode(f"{last_id}\n".encode()).decode()
    return {"next": {"after": token, "link": f"https://api.hubapi.com{request.path}"}}
