"""The form of a policy test, as users write it."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from connector.shapes import Names, Shape, Whole


class ExpectShape(Shape):
    owner: Any = None
    route: str | None = None
    outcome: Literal["assign", "hold", "leave", "review", "park"] | None = None
    steps: Names = Field(default_factory=list)
    reason: str | None = Field(default=None, alias="reason contains")
    notices: Names = Field(default_factory=list)
    due: dict[Literal["assigned", "acknowledged", "first_touch"], Any] = Field(default_factory=dict)


class CaseShape(Shape):
    name: Annotated[str, Field(min_length=1, max_length=300)] = Field(
        description="name: A lead from Berlin goes to Ann"
    )
    lead: dict[str, Any] = Field(default_factory=dict)
    account: dict[str, Any] | None = None
    related: dict[str, Any] = Field(default_factory=dict)
    crm: str | None = None
    at: Any = None
    trigger: Literal["created", "changed", "timer", "conflict", "request"] = "created"
    turns: dict[str, dict[str, Annotated[Whole, Field(ge=0)]]] = Field(default_factory=dict)
    loads: dict[str, Any] = Field(default_factory=dict)
    away: Any = None
    gone: Names = Field(default_factory=list)
    queues: dict[str, Names] = Field(default_factory=dict)
    waited: bool = False
    declined_by: Names = Field(default_factory=list)
    expect: ExpectShape = Field(description="expect: {owner: ann@acme.com, route: Everyone else}")
