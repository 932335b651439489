"""The bridge between a CRM's fields and ours: raw values in, a record out; our values in, a payload out.

Faults are values in a list, each with its place, never the first exception.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from mappings.activities import activity_fields
from mappings.changes import FieldFault
from mappings.records import ACTIVITIES, Kind, Record, State, Value
from mappings.transforms import TRANSFORMS, Transform, Unfit, instant
from mappings.transforms import text as to_plain_text

SYSTEM = ("id", "owner_id", "created_at", "modified_at", "modified_by")
"""What every record has whatever users map; `created_at` and `modified_by` may be missing."""

WRITABLE = ("reason", "decision_id", "account_id")
"""What may travel with an owner write."""

Raw = object
"""What a CRM's field may hold before it is read."""

_NOWHERE = "\0"
"""The place of a system field that the CRM does not show: no CRM has a field of that name."""

_NO_FAULTS: tuple[FieldFault, ...] = ()


class Unreadable(ValueError):
    """No record can be made of it; the message says why and quotes no value."""


@dataclass(frozen=True, slots=True)
class FieldRule:
    """Our `name` is read from `crm_field`, its values replaced by `values`, then read `as_`.

    `values` are compared exactly, then without regard to case. Other values stay (`keep`) or become
    blank (not `keep`).
    """

    name: str
    crm_field: str
    as_: str = "text"
    values: Mapping[str, object] | None = None
    keep: bool = True

    def transform(self) -> Transform:
        """The rule as one function of a raw value that is neither None nor empty."""
        convert = TRANSFORMS[self.as_]
        if not self.values:
            return convert
        folded = {str(key).strip().casefold(): value for key, value in self.values.items()}
        exact = {str(key).strip(): value for key, value in self.values.items()}
        known = {**folded, **exact}
        keep = self.keep

        def one(raw: object) -> object:
            word = to_plain_text(raw)
            if word in known:
                return known[word]
            return known.get(str(word).casefold(), raw if keep else None)

        if self.as_ == "list":
            return lambda raw: convert([one(part) for part in _parts(raw)])

        def mapped(raw: object) -> Value:
            value = one(raw)
            return None if value is None else convert(value)

        return mapped


@dataclass(frozen=True)
class ObjectMap:
    """One CRM object in our words. `object` is the CRM's name of it, `system` ours -> CRM field."""

    kind: Kind
    object: str
    system: Mapping[str, str]
    read: tuple[FieldRule, ...]
    write: Mapping[str, str] = field(default_factory=dict)
    _plan: tuple[tuple[str, str, Transform], ...] = field(init=False, repr=False, compare=False)
    _places: tuple[str, str, str, str, str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        plan = tuple((rule.name, rule.crm_field, rule.transform()) for rule in self.read)
        places = tuple(self.system.get(name, _NOWHERE) for name in SYSTEM)
        object.__setattr__(self, "_plan", plan)
        object.__setattr__(self, "_places", places)

    def __getstate__(self) -> dict[str, Raw]:
        kept = ("kind", "object", "system", "read", "write")
        return {name: self.__dict__[name] for name in kept}

    def __setstate__(self, state: dict[str, Raw]) -> None:
        self.__dict__.update(state)
        self.__post_init__()

    def crm_fields(self) -> tuple[str, ...]:
        """Every CRM field to ask for, once each, those of the system first."""
        wanted = [*self.system.values(), *(rule.crm_field for rule in self.read)]
        return tuple(dict.fromkeys(wanted))

    def to_record(
        self,
        raw: Mapping[str, Raw],
        *,
        state: State = State.OPEN,
        merged_into: str | None = None,
        absorbed: tuple[str, ...] = (),
    ) -> tuple[Record, tuple[FieldFault, ...]]:
        """The record that flat `raw` (CRM field -> value) holds, and the values that did not fit.

        Raises Unreadable where the id or the modification time is missing.
        """
        get: Callable[[str], Raw] = raw.get
        read: dict[str, Value] = {}
        faults = _NO_FAULTS
        for name, crm_field, convert in self._plan:
            value = get(crm_field)
            if value is None or value == "":
                read[name] = None
                continue
            try:
                read[name] = convert(value)
            except Unfit as unfit:
                read[name] = unfit.kept
                faults += (FieldFault(name, crm_field, unfit.message),)
        id_at, owner_at, created_at, modified_at, by_at = self._places
        identity, modified, created = get(id_at), get(modified_at), get(created_at)
        if not identity or not modified:
            raise Unreadable(f"{self.object}: no {id_at if not identity else modified_at}")
        owner, by = get(owner_at), get(by_at)
        try:
            stamps = instant(str(modified)), instant(str(created)) if created else None
        except (ValueError, OverflowError):
            raise Unreadable(f"{self.object}: {modified_at} or {created_at} is no point in time") from None
        fields = activity_fields(self.kind, read, stamps[1]) if self.kind in ACTIVITIES else read
        record = Record(
            self.kind,
            str(identity),
            str(owner) if owner else None,
            stamps[1],
            stamps[0],
            str(by) if by else None,
            fields,
            state,
            merged_into,
            absorbed,
        )
        return record, faults

    def to_payload(self, extra: Mapping[str, Value]) -> dict[str, str | int | float | bool | None]:
        """CRM field -> value for those of `extra` (our names) that the table lets us write.

        A list becomes `;`-joined text; a blank stays None.
        """
        payload: dict[str, str | int | float | bool | None] = {}
        for name, value in extra.items():
            crm_field = self.write.get(name)
            if crm_field is not None:
                payload[crm_field] = ";".join(value) if isinstance(value, tuple) else value
        return payload

    def without(self, crm_field: str) -> ObjectMap:
        """The same table where the CRM does not show `crm_field`.

        Raises ValueError for the id and the modification time, without which nothing works.
        """
        if crm_field in (self.system["id"], self.system["modified_at"]):
            raise ValueError(f"{self.object}.{crm_field} cannot be done without")
        return ObjectMap(
            self.kind,
            self.object,
            {ours: theirs for ours, theirs in self.system.items() if theirs != crm_field},
            tuple(rule for rule in self.read if rule.crm_field != crm_field),
            {ours: theirs for ours, theirs in self.write.items() if theirs != crm_field},
        )


def _parts(raw: object) -> list[object]:
    parts = list(raw) if isinstance(raw, (list, tuple)) else str(raw).split(";")
    return [part for part in parts if part is not None and str(part).strip()]
