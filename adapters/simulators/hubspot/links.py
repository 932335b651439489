"""The calls that read and make HubSpot's associations (v4)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from adapters.simulators.hubspot.answers import invalid, iso, malformed, not_found
from adapters.simulators.hubspot.association_types import PLAIN, PRIMARY, End
from adapters.simulators.hubspot.portal import Portal
from adapters.simulators.hubspot.properties import SINGULAR, TYPE_IDS
from adapters.simulators.server import Request, Response
from adapters.simulators.world import Organisation

_READ_AT_MOST, _CREATE_AT_MOST, _ARCHIVE_AT_MOST = 1000, 2000, 100


def batch(portal: Portal, request: Request, pair: tuple[str, str], action: str) -> Response:
    """POST /crm/v4/associations/{from}/{to}/batch/..."""
    inputs = request.json.get("inputs")
    if not isinstance(inputs, list):
        raise malformed("inputs")
    if action == "read":
        return _read(portal, inputs, pair)
    at_most = _ARCHIVE_AT_MOST if action == "archive" else _CREATE_AT_MOST
    if len(inputs) > at_most:
        raise invalid(f"The maximum number of inputs is {at_most}")
    if action == "archive":
        for item in inputs:
            for to in item.get("to", ()):
                _unlink(portal.org, (pair[0], item["from"]["id"]), (pair[1], to["id"]))
        return Response(204)
    made = []
    for item in inputs:
        one, other = (pair[0], str(item["from"]["id"])), (pair[1], str(item["to"]["id"]))
        kinds = [kind["associationTypeId"] for kind in item.get("types", ())]
        made.append(link(portal, one, other, kinds if action == "create" else ()))
    return _complete(portal, made, status=201 if action == "create" else 200)


def put(portal: Portal, one: End, other: End, kinds: Sequence[int]) -> Response:
    """PUT .../associations/...: without `kinds` the default one, else with these labels only."""
    made = link(portal, one, other, kinds)
    if not kinds:
        return _complete(portal, [made])
    labelled = {
        "fromObjectTypeId": TYPE_IDS[one[0]],
        "fromObjectId": int(one[1]),
        "toObjectTypeId": TYPE_IDS[other[0]],
        "toObjectId": int(other[1]),
        "labels": ["Primary"] if PRIMARY.get((one[0], other[0])) in kinds else [],
    }
    return Response(201, labelled)


def link(portal: Portal, one: End, other: End, kinds: Iterable[int]) -> dict[str, Any]:
    """Makes an association both ways; a primary one takes the place of another. Raises Refusal."""
    for name, row_id in (one, other):
        if portal.find(name, row_id) is None:
            raise not_found()
    pair, back = (one[0], other[0]), (other[0], one[0])
    plain = PLAIN.get(pair)
    if plain is None:
        raise invalid(f"No default association type between {pair[0]} and {pair[1]}")
    wanted = set(kinds)
    primary = PRIMARY.get(pair)
    org = portal.org
    if wanted:
        _unlink(org, one, other)
    if primary is not None and primary in wanted:
        for to_id, held in org.links.get(pair, {}).get(one[1], {}).items():
            held.discard(primary)
            org.links[back].get(to_id, {}).get(one[1], set()).discard(PRIMARY[back])
        org.associate(one, other, (primary, PRIMARY[back]))
    for kind in wanted - {primary, plain}:
        org.associate(one, other, (kind, kind))
    org.associate(one, other, (plain, PLAIN[back]))
    spec = {"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": plain}
    return {"from": {"id": one[1]}, "to": {"id": other[1]}, "associationSpec": spec}


def listed(portal: Portal, one: End, other: str) -> Response:
    """GET .../{id}/associations/{to}"""
    if portal.find(*one) is None:
        raise not_found()
    return Response(200, {"results": _targets(portal.org, one, other)})


def _read(portal: Portal, inputs: list[Any], pair: tuple[str, str]) -> Response:
    if len(inputs) > _READ_AT_MOST:
        raise invalid(f"The maximum number of inputs is {_READ_AT_MOST}")
    found, missing = [], []
    for item in inputs:
        row_id = str(item["id"])
        targets = _targets(portal.org, (pair[0], row_id), pair[1])
        if targets:
            found.append({"from": {"id": row_id}, "to": targets})
        else:
            missing.append(row_id)
    answer = _complete(portal, found)
    if missing:
        errors = [
            {
                "status": "error",
                "category": "OBJECT_NOT_FOUND",
                "subCategory": "crm.associations.NO_ASSOCIATIONS_FOUND",
                "message": f"No {SINGULAR[pair[1]]} is associated with {SINGULAR[pair[0]]} {row_id}.",
                "context": {"fromObjectId": [row_id]},
            }
            for row_id in missing
        ]
        answer.body |= {"numErrors": len(errors), "errors": errors}
        answer.status = 207
    return answer


def _targets(org: Organisation, one: End, other: str) -> list[dict[str, Any]]:
    primary = PRIMARY.get((one[0], other))
    return [
        {
            "toObjectId": int(to_id),
            "associationTypes": [
                {
                    "category": "HUBSPOT_DEFINED",
                    "typeId": kind,
                    "label": "Primary" if kind == primary else None,
                }
                for kind in sorted(kinds)
            ],
        }
        for to_id, kinds in org.links.get((one[0], other), {}).get(one[1], {}).items()
    ]


def _unlink(org: Organisation, one: End, other: End) -> None:
    for (name, row_id), (to_name, to_id) in ((one, other), (other, one)):
        org.links.get((name, to_name), {}).get(row_id, {}).pop(to_id, None)


def _complete(portal: Portal, results: list[dict[str, Any]], status: int = 200) -> Response:
    now = iso(portal.org.clock.now_ms())
    return Response(status, {"status": "COMPLETE", "results": results, "startedAt": now, "completedAt": now})
