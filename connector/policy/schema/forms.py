"""Forms that the readers' keys take, as JSON Schema: small values, and mappings with known keys."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from connector.policy.schema.words import SAID
from connector.policy.traits import HIGHEST, LOWEST
from connector.shapes import Shape

Form = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
TEXT: Form = {"type": "string", "pattern": r"\S"}
PLAIN: Form = {"type": ["string", "number", "boolean"]}
ENTRY: Form = {"type": ["string", "number"]}
NAME: Form = {"type": ["string", "integer"]}
NULL: Form = {"type": "null"}
COUNT: Form = {"type": "integer", "minimum": 0}
YES_NO: Form = {"enum": ["yes", "no", True, False]}
EMAIL: Form = {"type": "string", "pattern": r"^\s*[^\s@,;<>\"]+@[^\s@,;<>\"]+\.[^\s@,;<>\"]+\s*$"}
CLOCK: Form = {"type": "string", "pattern": r"^\s*([01]?\d|2[0-4]):[0-5]\d\s*$"}
LENGTH: Form = {"type": "string", "pattern": r"^\s*(?!0+\s*[smhdw])\d{1,6}\s*[smhdw]\s*$"}
DATE: Form = {"type": "string", "pattern": r"^\d{4}-."}
LEVEL: Form = {"type": "integer", "minimum": LOWEST, "maximum": HIGHEST}


def ref(name: str) -> Form:
    """What stands under this name in the schema's `$defs`."""
    return {"$ref": f"#/$defs/{name}"}


def word(choices: Iterable[object]) -> Form:
    """One of these words."""
    return {"enum": [str(each) for each in choices]}


def any_case(choices: Iterable[str]) -> Form:
    """One of these words in any case; editors offer them as they are."""
    found = list(choices)
    signs = ("".join(f"[{s.upper()}{s.lower()}]" if s.isalpha() else s for s in each) for each in found)
    return either(word(found), {"type": "string", "pattern": f"^({'|'.join(signs)})$"})


def either(*forms: Form) -> Form:
    """Any of the forms."""
    return {"anyOf": list(forms)}


def maybe(form: Form) -> Form:
    """The form, or nothing behind the colon."""
    return either(form, NULL)


def several(form: Form) -> Form:
    """A list of at least one."""
    return {"type": "array", "items": form, "minItems": 1}


def one_or_more(form: Form) -> Form:
    """One, or a list of at least one."""
    return either(form, several(form))


def names_to(form: Form, keys: Iterable[str] | None = None) -> Form:
    """A mapping from users' names, or from these `keys` only, to the form."""
    made: Form = {"type": "object", "additionalProperties": form}
    return made if keys is None else made | {"propertyNames": word(keys)}


def keyed(part: str, forms: Mapping[str, Form], *, needs: Collection[str] = ()) -> Form:
    """A mapping of these keys and no others, each with what `SAID` says of it in `part`."""
    said = SAID.get(part, {})
    properties = {
        key: {**form, "description": said[key]} if key in said else form for key, form in forms.items()
    }
    made: Form = {"type": "object", "properties": properties, "additionalProperties": False}
    return made | {"required": list(needs)} if needs else made


def one_of_keys(part: str, forms: Mapping[str, Form]) -> Form:
    """A mapping of exactly one of these keys."""
    return keyed(part, forms) | {"minProperties": 1, "maxProperties": 1}


def shaped(part: str, shape: type[Shape], forms: Mapping[str, Form]) -> Form:
    """The keys of a shape: their forms as the shape says, or as `forms` does where it leaves them open. A
    shape within it is the part of its own name (`BrakeShape`: `brake`). Raises KeyError where `forms` names
    a key that the shape does not have."""
    made = shape.model_json_schema(by_alias=True)
    if unknown := forms.keys() - made["properties"].keys():
        raise KeyError(f"{shape.__name__} has no {', '.join(sorted(unknown))}")
    return _of_shape(part, made, made.get("$defs", {}), forms)


def _of_shape(part: str, made: Form, inner: Mapping[str, Form], forms: Mapping[str, Form]) -> Form:
    found: dict[str, Form] = {}
    for key, own in made["properties"].items():
        default = own.get("default")
        form = forms.get(key) or _own(own, inner)
        found[key] = form | {"default": default} if default not in (None, "", [], {}) else form
    return keyed(part, found, needs=made.get("required", ()))


def _own(form: Form, inner: Mapping[str, Form]) -> Form:
    """A form of pydantic's without titles and examples; bounds that it leaves as they are get their names."""
    if "$ref" in form:
        name = form["$ref"].rpartition("/")[2]
        return _of_shape(name.removesuffix("Shape").lower(), inner[name], inner, {})
    kept = {_BOUNDS.get(key, key): each for key, each in form.items() if key not in _DROPPED}
    for key, each in kept.items():
        if isinstance(each, dict):
            kept[key] = _own(each, inner)
        elif key == "anyOf":
            kept[key] = [_own(one, inner) for one in each]
    return kept


_BOUNDS = {"ge": "minimum", "le": "maximum"}
_DROPPED = frozenset({"title", "description", "default"})
