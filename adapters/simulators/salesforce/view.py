"""What the integration user may see, and the scripted faults that concern single records."""

from __future__ import annotations

from adapters.simulators.faults import FaultBook
from adapters.simulators.salesforce.soql_columns import Sight
from adapters.simulators.world import Row, World, full_id


class View:
    """The organisation through the integration user's eyes."""

    def __init__(self, world: World, faults: FaultBook) -> None:
        self.world = world
        self.org = world.salesforce
        self.faults = faults

    def hidden_objects(self) -> frozenset[str]:
        """Objects that do not exist for the user, lower case."""
        standing = self.faults.standing("hide_object", "salesforce")
        return frozenset(str(args["object"]).lower() for args in standing)

    def hidden_fields(self, name: str) -> frozenset[str]:
        """An object's fields that do not exist for the user, lower case."""
        return self._fields("hide_field", name)

    def readonly_fields(self, name: str) -> frozenset[str]:
        """An object's fields that the user may not write, lower case."""
        return self._fields("readonly_field", name)

    def sight(self, version: str) -> Sight:
        """The same, as queries want it."""
        standing = self.faults.standing("hide_field", "salesforce")
        hidden = frozenset((str(a["object"]).lower(), str(a["field"]).lower()) for a in standing)
        return Sight(self.org, hidden, version)

    def row(self, name: str, row_id: str) -> Row | None:
        """A committed row by its id in 15 or 18 characters, deleted ones too."""
        row = self.org.row(name, full_id(row_id))
        return None if row is None or row.visible_ms > self.world.clock.now_ms() else row

    def refresh(self) -> None:
        """Makes the assignment rule's row say what the switch says."""
        active = self.world.switches.assignment_rule == "active"
        for row in self.org.rows("AssignmentRule"):
            row.values["Active"] = active

    def _fields(self, do: str, name: str) -> frozenset[str]:
        standing = self.faults.standing(do, "salesforce")
        return frozenset(
            str(args["field"]).lower() for args in standing if args["object"].lower() == name.lower()
        )
