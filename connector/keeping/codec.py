"""Values of the core as plain JSON, and back, by the types that their classes declare.

A dataclass is an object of its fields; one that has its default is left out, so what is added later reads
as it was meant before there was anything to say. Instants and lengths of time are microseconds.
"""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from enum import Enum
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from mappings.records import Value

Code = Callable[[Any], Any]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_AS_IT_IS = frozenset({str, int, float, bool, type(None)})


class UnknownField(ValueError):
    """What was kept has a field that this version does not know: a later one kept it."""


def plain(value: Any, declared: Any) -> Any:
    """`value`, which is of the `declared` type, as plain JSON."""
    return _to_plain(declared)(value)


def known(told: Any, declared: Any) -> Any:
    """The value of a declared type that `plain` made this of. Raises UnknownField."""
    return _to_value(declared)(told)


def microseconds(at: datetime) -> int:
    """An instant as it is kept."""
    return (at - _EPOCH) // _MICROSECOND


def instant(told: int) -> datetime:
    """The instant that was kept."""
    return _EPOCH + told * _MICROSECOND


@cache
def _to_plain(declared: Any) -> Code:
    origin, inner = get_origin(declared), get_args(declared)
    if declared == Value or declared in _AS_IT_IS:
        return _same if declared != Value else _listed
    if declared is datetime:
        return microseconds
    if declared is timedelta:
        return lambda length: length // _MICROSECOND
    if origin in (Union, types.UnionType):
        return _choice_to_plain([each for each in inner if each is not type(None)])
    if origin in (tuple, Sequence, list):
        one = _to_plain(inner[0])
        if origin is tuple and inner[-1] is not Ellipsis:
            each = [_to_plain(part) for part in inner]
            return lambda values: [code(value) for code, value in zip(each, values, strict=True)]
        return lambda values: [one(value) for value in values]
    if origin is frozenset:
        one = _to_plain(inner[0])
        return lambda values: sorted([one(value) for value in values])
    if origin in (Mapping, dict):
        key, one = _to_plain(inner[0]), _to_plain(inner[1])
        return lambda values: {key(name): one(value) for name, value in values.items()}
    if issubclass(declared, Enum):
        return lambda member: member.value
    if issubclass(declared, tuple):
        return list
    return _object_to_plain(declared)


@cache
def _to_value(declared: Any) -> Code:
    origin, inner = get_origin(declared), get_args(declared)
    if declared == Value or declared in _AS_IT_IS:
        return _same if declared != Value else _unlisted
    if declared is datetime:
        return instant
    if declared is timedelta:
        return lambda length: length * _MICROSECOND
    if origin in (Union, types.UnionType):
        return _choice_to_value([each for each in inner if each is not type(None)])
    if origin in (tuple, Sequence, list):
        one = _to_value(inner[0])
        if origin is tuple and inner[-1] is not Ellipsis:
            each = [_to_value(part) for part in inner]
            return lambda told: tuple([code(part) for code, part in zip(each, told, strict=True)])
        return lambda told: tuple([one(part) for part in told])
    if origin is frozenset:
        one = _to_value(inner[0])
        return lambda told: frozenset([one(part) for part in told])
    if origin in (Mapping, dict):
        key, one = _to_value(inner[0]), _to_value(inner[1])
        return lambda told: {key(name): one(part) for name, part in told.items()}
    if issubclass(declared, Enum):
        return lambda told: declared(told)
    if issubclass(declared, tuple):
        return lambda told: declared(*told)
    return _object_to_value(declared)


def _same(value: Any) -> Any:
    return value


def _listed(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _unlisted(told: Any) -> Any:
    return tuple(told) if isinstance(told, list) else told


def _choice_to_plain(choices: Sequence[Any]) -> Code:
    if len(choices) == 1:
        code = _to_plain(choices[0])
        return lambda value: None if value is None else code(value)
    codes = {each.__name__: (each, _to_plain(each)) for each in choices}

    def choose(value: Any) -> Any:
        if value is None:
            return None
        return next([name, code(value)] for name, (kind, code) in codes.items() if isinstance(value, kind))

    return choose


def _choice_to_value(choices: Sequence[Any]) -> Code:
    if len(choices) == 1:
        code = _to_value(choices[0])
        return lambda told: None if told is None else code(told)
    codes = {each.__name__: _to_value(each) for each in choices}
    return lambda told: None if told is None else codes[told[0]](told[1])


def fields_plain(value: Any, names: Sequence[str]) -> dict[str, Any]:
    """Some fields of a dataclass, as `plain` makes them of all."""
    return {
        name: code(own)
        for name, default, code in _parts(value.__class__, tuple(names))
        if (own := getattr(value, name)) is not default and own != default
    }


def fields_known(told: Mapping[str, Any], declared: Any) -> dict[str, Any]:
    """The values of those fields of a dataclass that are told. Raises UnknownField."""
    codes = _codes(declared)
    try:
        return {name: codes[name](part) for name, part in told.items()}
    except KeyError as error:
        raise UnknownField(f"{declared.__name__} has no {error.args[0]}") from None


def _object_to_plain(declared: Any) -> Code:
    names = tuple(each.name for each in dataclasses.fields(declared) if each.init)
    return lambda value: fields_plain(value, names)


def _object_to_value(declared: Any) -> Code:
    return lambda told: declared(**fields_known(told, declared))


@cache
def _parts(declared: Any, names: tuple[str, ...]) -> Sequence[tuple[str, Any, Code]]:
    hints, by_name = get_type_hints(declared), {each.name: each for each in dataclasses.fields(declared)}
    return [(name, _default(by_name[name]), _to_plain(hints[name])) for name in names]


@cache
def _codes(declared: Any) -> Mapping[str, Code]:
    hints = get_type_hints(declared)
    return {each.name: _to_value(hints[each.name]) for each in dataclasses.fields(declared)}


def _default(field: dataclasses.Field[Any]) -> Any:
    if field.default_factory is not dataclasses.MISSING:
        return field.default_factory()
    return field.default
