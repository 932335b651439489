"""What Salesforce says about its objects: fields that the integration user sees and may write."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from adapters.contract import CrmField
from adapters.salesforce.session import DATA, Session, documented


@dataclass(frozen=True, slots=True)
class Shape:
    """One object. `relations` are names by which its fields reach into other objects."""

    queryable: bool
    fields: Mapping[str, CrmField]
    relations: frozenset[str]
    filterable: frozenset[str]

    def shows(self, name: str) -> bool:
        """Whether a query may ask for `name`, of which a dotted one is judged by its first step."""
        return name in self.fields or name.partition(".")[0] in self.relations

    def may_write(self, name: str) -> bool:
        """Whether the integration user may update the field."""
        return name in self.fields and self.fields[name].updateable


class Shapes:
    """Describes, one call an object, kept until asked for afresh."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._known: dict[str, Shape] = {}

    def of(self, name: str, *, fresh: bool = False) -> Shape:
        """The shape of an object. Raises Refused where it is not there or hidden."""
        if fresh or name not in self._known:
            told = self._session.call("GET", f"{DATA}sobjects/{name}/describe")[0]
            with documented():
                fields = told["fields"]
                self._known[name] = Shape(
                    bool(told.get("queryable", True)),
                    {one["name"]: _field(one) for one in fields},
                    frozenset(one["relationshipName"] for one in fields if one.get("relationshipName")),
                    frozenset(one["name"] for one in fields if one.get("filterable", True)),
                )
        return self._known[name]


def _field(one: Mapping[str, object]) -> CrmField:
    return CrmField(
        str(one["name"]),
        str(one.get("label") or one["name"]),
        str(one.get("type") or ""),
        bool(one.get("updateable")),
        bool(one.get("custom")),
    )
