"""What one route says of a lead, asked by itself: also of a route that was passed over with others."""

from __future__ import annotations

from connector.core.before import weigh
from connector.core.decision import Step
from connector.core.desk import Desk
from connector.core.known import Known
from connector.core.matching.match import MatchResult
from connector.core.rules import Policy
from connector.core.staff.roster import roster_of
from connector.core.view import View
from connector.core.walk import tested


def desk_before_routes(policy: Policy, view: View, found: MatchResult) -> Desk:
    """The desk as it stands when the routes are asked. `found` is what the matcher says of the lead."""
    desk = Desk(policy, view, roster_of(policy, view.directories, view.cause.crm), Known(policy, view))
    desk.known.know_account(found.account, found.band, found.confidence)
    weigh(desk)  # routes may ask for the points
    return desk


def ask_route(policy: Policy, view: View, found: MatchResult, path: str) -> Step | None:
    """The step that the route of this path is, whatever stands before it; None where there is no such
    route. `found` is what the matcher says of the lead."""
    return tested(desk_before_routes(policy, view, found), path)
