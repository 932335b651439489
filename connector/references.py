"""References in settings: `${NAME}` from the environment and `${file:PATH}`, for whole values only.

Resolved after parsing, so that a secret's own characters are never YAML. No message quotes a value.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from connector.texts import Path_, Text

LARGEST_SECRET = 65_536
"""Bytes of a referenced file that are read."""

_WHOLE = re.compile(r"\$\{(?:file:(?P<file>[^${}]+)|(?P<name>[A-Za-z_][A-Za-z0-9_]*))\}")


class Resolved(str):
    """A value that a reference stood for."""

    __slots__ = ()


class Unresolved(str):
    """A reference that could not be resolved, where that is only a warning; holds the reference."""

    __slots__ = ()


def resolve(text: Text, environment: Mapping[str, str], folder: Path, *, needed: bool) -> object:
    """The data of `text` with its references replaced by Resolved or Unresolved texts.

    Relative paths are relative to `folder`. What cannot be resolved is a fault where it is `needed`,
    else a warning.
    """

    def walk(value: object, path: Path_) -> object:
        if isinstance(value, dict):
            return {key: walk(each, (*path, key)) for key, each in value.items()}
        if isinstance(value, list):
            return [walk(each, (*path, index)) for index, each in enumerate(value)]
        return one(value, path) if isinstance(value, str) and "${" in value else value

    def one(value: str, path: Path_) -> str:
        match = _WHOLE.fullmatch(value.strip())
        if match is None:
            message = "a reference stands for a whole value"
            text.fault(path, message, "write `${NAME}` or `${file:PATH}` alone and put the rest into it too")
            return Unresolved("${}")
        found, why, mend = _look_up(match, environment, folder)
        if found is None:
            text.fault(path, why, mend, warning=not needed)
            return Unresolved(value)
        return Resolved(found)

    return walk(text.plain, ())


def _look_up(
    match: re.Match[str], environment: Mapping[str, str], folder: Path
) -> tuple[str | None, str, str]:
    name, file = match["name"], match["file"]
    if name is not None:
        found = environment.get(name)
        if found:
            return found, "", ""
        state = "is not set" if found is None else "is empty"
        return (
            None,
            f"the environment variable `{name}` {state}",
            f"set it where the daemon starts: {name}=...",
        )
    path = folder / Path(file.strip())
    try:
        if path.stat().st_size > LARGEST_SECRET:
            return None, f"the file `{file}` is larger than {LARGEST_SECRET:,} bytes", "name another file"
        content = path.read_bytes().decode("utf-8-sig").strip("\r\n")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "not UTF-8 text"
        return None, f"the file `{file}` cannot be read: {reason}", "check its path and rights"
    if not content:
        return None, f"the file `{file}` is empty", "write the value into it"
    return content, "", ""
