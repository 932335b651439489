"""`policy/tests/*.yaml` -> cases, or every fault with its place. A case with faults is left out, the
others run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from connector.core.rules import Policy
from connector.policy.suite.case import Case
from connector.policy.suite.casing import CaseReader
from connector.policy.suite.names import Names
from connector.policy.vocabulary import Vocabulary
from connector.texts import Fault, Text, read_yaml

FOLDER = "tests"
"""Where the tests stand in a policy's folder."""


@dataclass(frozen=True, slots=True)
class Suite:
    """The sound cases, in the order of files and lines, and the faults of the rest."""

    cases: tuple[Case, ...]
    faults: tuple[Fault, ...]


def read_suite(folder: Path, policy: Policy, words: Vocabulary) -> Suite:
    """The tests beside the policy that stands in `folder`."""
    root = folder / FOLDER
    paths = (
        sorted(path for path in root.rglob("*") if path.suffix in (".yaml", ".yml")) if root.is_dir() else []
    )
    names = {path: f"{folder.name}/{path.relative_to(folder).as_posix()}" for path in paths}
    return cases_of([read_yaml(path, names[path]) for path in paths], policy, words)


def cases_of(texts: Sequence[Text], policy: Policy, words: Vocabulary) -> Suite:
    """The cases of texts that were read already."""
    names = Names(policy)
    taken: dict[str, str] = {}
    cases: list[Case] = []
    for text in texts:
        for index, entry in _entries(text):
            _once(text, index, entry, taken)
            found = CaseReader(text, (index,), words, names).read(entry)
            if found is not None:
                cases.append(found)
    return Suite(tuple(cases), tuple(fault for text in texts for fault in sorted(text.faults)))


def _entries(text: Text) -> list[tuple[int, Mapping[str, object]]]:
    if text.plain is None:
        return []
    mend = "write lines with `- name:`, `lead:` and `expect:`"
    if not isinstance(text.plain, list):
        text.fault((), "a list of tests belongs here", mend)
        return []
    found: list[tuple[int, Mapping[str, object]]] = []
    for index, entry in enumerate(text.plain):
        if isinstance(entry, dict):
            found.append((index, entry))
        else:
            text.fault((index,), "a test belongs here", mend)
    return found


def _once(text: Text, index: int, entry: Mapping[str, object], taken: dict[str, str]) -> None:
    name = entry.get("name")
    if not isinstance(name, str):
        return
    if name in taken:
        text.fault((index, "name"), f"two tests of this name, the other in {taken[name]}", "rename one")
    taken.setdefault(name, f"{text.file}:{text.place((index,))[0]}")
