"""`conditions:` of a policy: conditions that have a name and stand wherever `{condition: NAME}` does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from connector.core.conditions import Condition
from connector.policy.folder import Book
from mappings.spelling import suggest

if TYPE_CHECKING:
    from connector.policy.conditions import ConditionReader

Path = tuple[str | int, ...]

_FORM = "write `conditions:` and lines like `Enterprise: {lead.employees: {at_least: 1000}}`"


@dataclass(slots=True)
class Reused:
    """The named conditions of a policy, each read when it is first asked for."""

    book: Book
    _texts: Mapping[str, object] = field(init=False)
    _known: dict[str, Condition | None] = field(default_factory=dict)
    _open: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        value = self.book.plain.get("conditions")
        self._texts = value if isinstance(value, dict) else {}
        if value is not None and not isinstance(value, dict):
            self.book.fault(("conditions",), "names and their conditions belong here", _FORM)

    def read_all(self, reader: ConditionReader) -> None:
        """Reads those that nothing asks for, too: their faults count as well."""
        for name in self._texts:
            self._read(name, reader)

    def named(self, name: object, at: Path, reader: ConditionReader) -> Condition | None:
        """The condition of that name; None where it is unknown, goes round in a circle or has faults."""
        if not isinstance(name, str) or name not in self._texts:
            mend = suggest(str(name), self._texts) if self._texts else _FORM
            self.book.fault(at, f"no condition `{name}`", mend)
            return None
        if name in self._open:
            circle = " -> ".join([*self._open[self._open.index(name) :], name])
            self.book.fault(at, f"the conditions go round in a circle: {circle}", "take one of them out")
            return None
        return self._read(name, reader)

    def _read(self, name: str, reader: ConditionReader) -> Condition | None:
        if name not in self._known:
            self._open.append(name)
            self._known[name] = reader.read(self._texts[name], ("conditions", name))
            self._open.pop()
        return self._known[name]
