"""Reading one row: GET /sobjects/{object}/{id}."""

from __future__ import annotations

from adapters.simulators.clock import salesforce_text
from adapters.simulators.salesforce.answers import Answer, failure
from adapters.simulators.salesforce.conditions import BadCondition, modified_since, unmodified_since
from adapters.simulators.salesforce.schema import fields_of
from adapters.simulators.salesforce.soql import SoqlError
from adapters.simulators.salesforce.soql_columns import shape
from adapters.simulators.salesforce.view import View
from adapters.simulators.server import Request

MISSING = "Provided external ID field does not exist or is not accessible: {}"


def get_row(view: View, request: Request, which: tuple[str, str], version: str) -> Answer:
    """The row `which` (object, id) with all fields, or those of `fields`; 304 and 412 where asked for."""
    name, row_id = which
    row = view.row(name, row_id)
    if row is None:
        return failure(404, "NOT_FOUND", MISSING.format(row_id))
    if row.deleted_ms is not None:
        return failure(404, "ENTITY_IS_DELETED", "entity is deleted", [])
    try:
        if modified_since(request.headers, row) is False:
            return Answer(304)
        if unmodified_since(request.headers, row) is False:
            return Answer(412)
    except BadCondition as error:
        return failure(400, "INVALID_HEADER", str(error))
    wanted = request.arg("fields")
    hidden = view.hidden_fields(name)
    every = [item.name for key, item in fields_of(name).items() if key not in hidden]
    try:
        body = shape(view.sight(version), name, tuple(wanted.split(",")) if wanted else tuple(every))(row)
    except SoqlError as error:
        return failure(400, error.code, error.message)
    return Answer(200, body, {"Last-Modified": salesforce_text(row.modified_ms // 1000)})
