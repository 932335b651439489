"""The files of a policy folder, merged into one text that still knows the place of every value.

Lists are concatenated in the order of the files' names; a key of a mapping may stand in one file only.
What adds to the matcher's lists (`matching/*.txt`) belongs to the whole text, too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from connector.policy.additions import FOLDER, read_additions, read_list_file
from connector.policy.rows import read_csv
from connector.texts import Fault, Path_, Text, read_text, read_yaml

LARGEST_POLICY = 20_000_000
"""Bytes of all files together that are read."""


class Book:
    """The merged policy. `plain` is its values, `additions` what it adds to the matcher's lists, `text`
    the files' whole text, one after the other. `rows` are the CSV files beside it, by their path."""

    def __init__(
        self, texts: Sequence[tuple[Text, str]], lists: Sequence[Text] = (), rows: Sequence[Text] = ()
    ) -> None:
        self.texts = [text for text, _ in texts]
        self.lists = lists
        self.rows = {text.file.partition("/")[2]: text for text in rows}
        every = [*texts, *((text, text.content) for text in (*lists, *rows))]
        self.text = "".join(f"# {text.file}\n{_apart(content.rstrip())}\n" for text, content in every)
        self.additions = read_additions(lists)
        self.plain: dict[str, object] = {}
        self._sources: dict[Path_, tuple[Text, Path_]] = {}
        self._own: list[Fault] = []
        for text, _ in texts:
            self._take(text)

    @property
    def faults(self) -> list[Fault]:
        """Everything noted so far, in the order of the files and lines, once each."""
        found = [*self._own, *(fault for text in self._every for fault in text.faults)]
        return sorted(dict.fromkeys(found))

    @property
    def _every(self) -> list[Text]:
        return [*self.texts, *self.lists, *self.rows.values()]

    def fault(
        self,
        path: Sequence[str | int],
        message: str,
        mend: str = "",
        *,
        warning: bool = False,
        key: bool = False,
    ) -> None:
        """Notes a fault at a path of the merged policy."""
        source = self._source(tuple(path))
        if source is None:
            name = self.texts[0].file if self.texts else "policy"
            self._own.append(Fault(name, 1, 1, message, mend, warning))
        else:
            text, local = source
            text.fault(local, message, mend, warning=warning, key=key)

    def place(self, path: Sequence[str | int]) -> str:
        """`file:line` of a value."""
        source = self._source(tuple(path))
        return f"{source[0].file}:{source[0].place(source[1])[0]}" if source else "policy"

    def locate(self, path: Sequence[str | int], *, key: bool = False) -> tuple[str, int, int]:
        """File, line and column of a value of the merged policy, or with `key` of its key."""
        source = self._source(tuple(path))
        if source is None:
            return (self.texts[0].file if self.texts else "policy"), 1, 1
        return (source[0].file, *source[0].place(source[1], key=key))

    def _source(self, path: Path_) -> tuple[Text, Path_] | None:
        for length in (2, 1):
            found = self._sources.get(path[:length])
            if found is not None:
                return found[0], (*found[1], *path[length:])
        return None

    def _take(self, text: Text) -> None:
        if text.plain is None:
            return
        if not isinstance(text.plain, dict):
            text.fault((), "the parts of a policy belong here", "begin with `people:`, `teams:` or `routes:`")
            return
        for name, value in text.plain.items():
            self._merge(name, value, text)

    def _merge(self, name: str, value: object, text: Text) -> None:
        if value is None:
            return
        first = name not in self.plain
        if first:
            self.plain[name] = _empty_like(value)
            self._sources[(name,)] = (text, (name,))
        here = self.plain[name]
        if isinstance(here, list) and isinstance(value, list):
            for index, item in enumerate(value):
                self._sources[(name, len(here))] = (text, (name, index))
                here.append(item)
        elif isinstance(here, dict) and isinstance(value, dict):
            for key, item in value.items():
                if key in here:
                    other = self._sources[(name, key)][0].file
                    text.fault((name, key), f"`{key}` is in {other} too", "keep one of the two", key=True)
                    continue
                self._sources[(name, key)] = (text, (name, key))
                here[key] = item
        elif not first:
            other = self._sources[(name,)][0].file
            text.fault(
                (name,), f"`{name}` is in {other} too, in another form", "keep one of the two", key=True
            )


def read_folder(folder: Path) -> Book:
    """Every YAML file in `folder` and below it, but for those under `tests/` and hidden ones; and the
    lists under `matching/` and the CSV files anywhere."""
    if not folder.is_dir():
        missing = Text(
            folder.name, faults=[Fault(folder.name, 1, 1, "no such folder", "`pointsman init DIR` makes one")]
        )
        return Book([(missing, "")])
    found: list[tuple[Text, str]] = []
    lists: list[Text] = []
    rows: list[Text] = []
    size = 0
    for path in sorted(folder.rglob("*"), key=lambda each: each.relative_to(folder).as_posix()):
        parts = path.relative_to(folder).parts
        is_yaml, is_list = path.suffix in (".yaml", ".yml"), _is_list(path, parts)
        is_csv = path.suffix == ".csv" and path.is_file() and not is_list
        if not (is_yaml or is_list or is_csv) or parts[0] == "tests" or any(p.startswith(".") for p in parts):
            continue
        name = f"{folder.name}/{path.relative_to(folder).as_posix()}"
        size += path.stat().st_size if path.is_file() else 0
        if size > LARGEST_POLICY:
            text = Text(name)
            text.faults.append(
                Fault(name, 1, 1, f"the policy is larger than {LARGEST_POLICY:,} bytes", "shorten it")
            )
            return Book([*found, (text, "")])
        if is_list:
            lists.append(read_list_file(path, name))
            continue
        if is_csv:
            rows.append(read_csv(path, name))
            continue
        text = read_yaml(path, name)
        found.append((text, text.content))
    return Book(found, lists, rows)


def _is_list(path: Path, parts: Sequence[str]) -> bool:
    """Whether a file stands where lists do; notes for people (`README.md`) may stand there, too."""
    return parts[0] == FOLDER and path.suffix not in (".yaml", ".yml", ".md") and path.is_file()


def read_texts(texts: Sequence[tuple[str, str]]) -> Book:
    """A policy from (file name, content) pairs: an edition from the shelf, a draft, a test."""
    lists = [Text(name, content=content) for name, content in texts if name.endswith(".txt")]
    rows = [Text(name, content=content) for name, content in texts if name.endswith(".csv")]
    yaml = [(name, content) for name, content in texts if not name.endswith((".txt", ".csv"))]
    return Book([(read_text(content, name), content) for name, content in yaml], lists, rows)


def files_of(text: str) -> list[tuple[str, str]]:
    """The (file name, content) pairs that a policy's whole text was put together from."""
    found = list(_HEAD.finditer(text))
    ends = [head.start() for head in found[1:]] + [len(text)]
    return [(head[1], text[head.end() : end]) for head, end in zip(found, ends, strict=True)]


_HEAD = re.compile(r"^# (\S+/.*\.(?:yaml|yml|txt|csv))\n", re.MULTILINE)


def _apart(content: str) -> str:
    """A comment that looks like the head of a file gets one more sign: so the whole can be taken apart."""
    return _HEAD.sub(lambda head: f"#{head[0]}", content + "\n")[:-1]


def _empty_like(value: object) -> object:
    return [] if isinstance(value, list) else {} if isinstance(value, dict) else value
