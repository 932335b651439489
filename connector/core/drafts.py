"""What differs between two texts of a policy: the files, and in them the things that have a name."""

from __future__ import annotations

import re
from collections.abc import Mapping

_FILE = re.compile(r"# (\S+\.(?:yaml|yml|csv|txt))")
_NAME = re.compile(
    r"""^(?:\s*-)?\s*\{?\s*(?:name|email):\s*(?P<quote>["']?)(?P<name>.+?)(?P=quote)\s*(?:[,}#].*)?$"""
)
_SECTION = re.compile(r"^([A-Za-z_]\w*):")
_NAMED = 6


def what_changed(before: str, after: str) -> str:
    """Such as `policy/policy.yaml (EMEA, otherwise), policy/teams.yaml (Inbound)`; empty where nothing did.
    The texts are those that a policy's edition is the hash of: its files one after the other, each after a
    line with its path."""
    old, new = _files(before), _files(after)
    told = []
    for file in sorted({*old, *new}):
        if old.get(file) == new.get(file):
            continue
        if file not in old or file not in new:
            told.append(f"{file} ({'new' if file in new else 'gone'})")
            continue
        names = _differing(_blocks(old[file]), _blocks(new[file]))
        more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
        told.append(file + (f" ({', '.join(names[:_NAMED])}{more})" if names else ""))
    return ", ".join(told)


def _files(text: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    lines = found.setdefault("policy", [])
    for line in text.splitlines():
        file = _FILE.fullmatch(line)
        if file is not None:
            lines = found.setdefault(file[1], [])
        else:
            lines.append(line)
    return found


def _blocks(lines: list[str]) -> dict[str, list[str]]:
    """The lines of a file by what they belong to: a thing with a name, else the section they stand in."""
    found: dict[str, list[str]] = {}
    name = ""
    for line in lines:
        section, named = _SECTION.match(line), _NAME.match(line)
        if section is not None and not line.startswith("name:"):
            name = section[1]
        elif named is not None:
            name = named["name"]
        found.setdefault(name, []).append(line)
    return found


def _differing(old: Mapping[str, list[str]], new: Mapping[str, list[str]]) -> list[str]:
    return [name for name in dict.fromkeys([*new, *old]) if old.get(name) != new.get(name) and name]
