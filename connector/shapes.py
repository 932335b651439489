"""Shapes of users' texts: a pydantic model on one side, faults with places on the other.

Strict: `false` is no number and `1` no text. A message never quotes the value, which may be a secret.
"""

from __future__ import annotations

import re
import types
from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Annotated, Any, ClassVar, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from connector.references import Resolved, Unresolved
from connector.texts import Notes
from mappings.spelling import suggest


class Shape(BaseModel):
    """A mapping with known keys. `later` names keys that a later version brings, with what there is
    today."""

    model_config = ConfigDict(strict=True, extra="forbid", hide_input_in_errors=True)
    later: ClassVar[Mapping[str, str]] = {}


S = TypeVar("S", bound=Shape)


def refuse(message: str, mend: str) -> PydanticCustomError:
    """What a validator raises: a fault's two sentences."""
    return PydanticCustomError("fault", "{message}", {"message": message, "mend": mend})


def fit(shape: type[S], data: object, text: Notes, path: Sequence[str | int] = ()) -> S | None:
    """`data` in its shape; None where it has faults, each of them noted in `text` below `path`."""
    try:
        return shape.model_validate(data)
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            _note(shape, data, detail, text, tuple(path))
        return None


def without_unknown_keys(shape: type[S], data: object) -> S | None:
    """`data` in its shape once its unknown keys are taken out; None where more is wrong with it."""
    rest = deepcopy(data)
    try:
        return shape.model_validate(rest)
    except ValidationError as error:
        details = error.errors(include_url=False)
    for detail in details:
        *above, key = _within(rest, detail["loc"]) or (None,)
        holder: Any = rest
        for part in above:
            holder = holder[part]
        if detail["type"] != "extra_forbidden" or not isinstance(holder, dict):
            return None
        holder.pop(key, None)
    try:
        return shape.model_validate(rest)
    except ValidationError:
        return None


def _whole(value: object) -> object:
    if isinstance(value, Unresolved):
        return 1  # stands for a number that only the daemon's environment knows
    if isinstance(value, Resolved) and value.strip().isdigit() and len(value) < 19:
        return int(value)
    return value


def _words(value: object) -> object:
    """A number where a name is expected is the name that its digits spell (ids)."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _one_or_more(value: object) -> object:
    return [value] if isinstance(value, (str, dict)) else value


Whole = Annotated[int, BeforeValidator(_whole)]
Number = Annotated[float, BeforeValidator(_whole)]
Id = Annotated[str, BeforeValidator(_words)]
Names = Annotated[list[str], BeforeValidator(_one_or_more)]


def _note(
    shape: type[Shape], data: object, detail: ErrorDetails, text: Notes, path: tuple[str | int, ...]
) -> None:
    kind, loc = detail["type"], detail["loc"]
    context: Mapping[str, Any] = detail.get("ctx") or {}
    at = path + _within(data, loc)
    if kind == "extra_forbidden":
        word = str(loc[-1])
        owner = _shape_at(shape, loc[:-1])
        if owner is not None and word in owner.later:
            text.fault(at, f"this version does not do `{word}`", owner.later[word], key=True)
        else:
            text.fault(at, f"unknown key `{word}`", suggest(word, _keys(owner)), key=True)
    elif kind == "missing":
        owner = _shape_at(shape, loc[:-1])
        text.fault(at, f"`{loc[-1]}` is missing", _example(owner, str(loc[-1])))
    elif kind == "fault":
        text.fault(at, str(context["message"]), str(context["mend"]), key="[key]" in loc)
    elif kind in ("literal_error", "enum"):
        words = re.findall(r"'([^']+)'", str(context.get("expected", "")))
        text.fault(at, "not a word that is known here", suggest(str(detail["input"]), words))
    else:
        message, mend = _EXPECTED.get(kind, ("does not fit here", "see the reference for its form"))
        text.fault(at, message.format(**context), mend)


_NUMBER_HERE = ("a number belongs here", "write it without quotes")
_KEYS_HERE = ("keys and values belong here", "write `key: value` lines below it")
_LIST_HERE = ("a list belongs here", "write `[a, b]` or lines with `- `")
_EXPECTED: Mapping[str, tuple[str, str]] = {
    "string_type": ("text belongs here", "put a number or yes/no that is meant as text in quotes"),
    "int_type": ("a whole number belongs here", "write it without quotes and without a fraction"),
    "int_from_float": ("a whole number belongs here", "write it without a fraction"),
    "float_type": _NUMBER_HERE,
    "finite_number": _NUMBER_HERE,
    "bool_type": ("true or false belongs here", "write true or false"),
    "dict_type": _KEYS_HERE,
    "model_type": _KEYS_HERE,
    "model_attributes_type": _KEYS_HERE,
    "list_type": _LIST_HERE,
    "greater_than_equal": ("must be at least {ge}", "choose a greater number"),
    "greater_than": ("must be more than {gt}", "choose a greater number"),
    "less_than_equal": ("must be at most {le}", "choose a smaller number"),
    "too_short": ("must not be empty", "add an entry"),
    "string_too_short": ("must not be empty", "write a name"),
    "string_too_long": ("longer than {max_length} characters", "shorten it"),
}


def _within(data: object, loc: Sequence[str | int]) -> tuple[str | int, ...]:
    """The part of pydantic's location that exists in the data (it adds words of its own)."""
    found: list[str | int] = []
    here: Any = data
    for part in loc:
        in_list = isinstance(here, list) and isinstance(part, int) and part < len(here)
        if in_list or (isinstance(here, dict) and part in here):
            here = here[part]
            found.append(part)
    return tuple(found)


def _shape_at(shape: type[Shape], loc: Sequence[str | int]) -> type[Shape] | None:
    here: Any = shape
    for part in loc:
        if isinstance(here, type) and issubclass(here, Shape):
            fields = {field.alias or name: field.annotation for name, field in here.model_fields.items()}
            here = fields.get(str(part))
        else:
            args = get_args(here)
            here = args[-1] if args else None
        here = _plain(here)
    return here if isinstance(here, type) and issubclass(here, Shape) else None


def _plain(annotation: Any) -> Any:
    """An annotation without `| None` and `Annotated`."""
    while True:
        origin = get_origin(annotation)
        if origin is Annotated:
            annotation = get_args(annotation)[0]
        elif origin in (Union, types.UnionType):
            rest = [arg for arg in get_args(annotation) if arg is not type(None)]
            if len(rest) != 1:
                return annotation
            annotation = rest[0]
        else:
            return annotation


def _keys(shape: type[Shape] | None) -> list[str]:
    return [field.alias or name for name, field in shape.model_fields.items()] if shape else []


def _example(shape: type[Shape] | None, key: str) -> str:
    if shape is not None:
        for name, field in shape.model_fields.items():
            if key == (field.alias or name) and field.description:
                return f"for example `{field.description}`"
    return f"add `{key}:`"
