"""The files beside the policy that add to the shipped lists, `matching/<list>.txt`, read line by line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from rapidfuzz.distance import OSA

from connector.core.matching.additions import Additions, Entry, additions
from connector.core.matching.hosts import registrable_domain
from connector.core.matching.plain import plain
from connector.policy.entries import LISTS, Problem, shipped_by, stands_for_form
from connector.texts import Fault, Text
from mappings.spelling import closest, suggest

FOLDER = "matching"
LARGEST_LIST = 4_000_000
"""Bytes of one file that are read."""

MOST_ENTRIES, LONGEST_ENTRY = 100_000, 200
"""Entries of one list, and characters of one entry."""

MOST_ALIKE = 200
"""Forms of several words that may begin with the same word: a name is compared with each of them."""

_GUESSES = 20  # how many slips of a list are looked up
_COMMENT = re.compile(r"(?:^|\s)#.*")
_ITEM = re.compile(r"[^,\s](?:[^,]*[^,\s])?")


_DOMAINS = ("free_mail", "page_hosts")


@dataclass(slots=True)
class _Reading:
    """One list being read: its entries to add and to take out, each with its place."""

    name: str
    text: Text
    adds: dict[Entry, tuple[int, int]] = field(default_factory=dict)
    drops: dict[Entry, tuple[int, int]] = field(default_factory=dict)
    guesses: int = _GUESSES

    def fault(self, place: tuple[int, int], message: str, mend: str, *, warning: bool = False) -> None:
        self.text.faults.append(Fault(self.text.file, *place, message, mend, warning))

    def guess(self, text: str, known: Sequence[str] | frozenset[str]) -> str:
        """What of the list may be meant; the first few times only, as it takes long."""
        self.guesses -= 1
        near = closest(text, known) if self.guesses >= 0 else None
        return f"did you mean `{near}`?" if near else "drop the line"


def read_list_file(path: Path, name: str) -> Text:
    """The text of a list's file, shown to users as `name`; an unreadable one is a text with a fault."""
    text = Text(name)
    if path.suffix != ".txt":
        mend = f"call it {path.stem}.txt, or move it away"
        text.faults.append(Fault(name, 1, 1, "not read: lists end with .txt", mend, warning=True))
        return text
    try:
        if path.stat().st_size > LARGEST_LIST:
            text.faults.append(Fault(name, 1, 1, f"larger than {LARGEST_LIST:,} bytes", "shorten it"))
            return text
        text.content = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        text.faults.append(Fault(name, 1, 1, f"cannot be read: {error.strerror}", "check the file's rights"))
    except UnicodeDecodeError as error:
        line = bytes(error.object[: error.start]).count(b"\n") + 1
        text.faults.append(Fault(name, line, 1, "not UTF-8 text", "save the file as UTF-8"))
    return text


def read_additions(texts: Sequence[Text]) -> Additions:
    """What these files add to the lists and take out; what is wrong is noted in each text."""
    readings = {}
    for text in texts:
        path = PurePosixPath(text.file)
        if path.suffix != ".txt":
            continue
        name = path.stem
        if path.parent.name != FOLDER or name not in LISTS:
            mend = suggest(name, LISTS, most=len(LISTS))
            text.faults.append(Fault(text.file, 1, 1, f"there is no list `{name}`", mend))
            continue
        readings[name] = _Reading(name, text)
        _read(readings[name])
    suffixes = (
        {text for text, _ in readings["public_suffixes"].adds} if "public_suffixes" in readings else set()
    )
    for reading in readings.values():
        _look_over(reading, suffixes)
    return additions({name: (one.adds, one.drops) for name, one in readings.items()})


def _read(reading: _Reading) -> None:
    spec, count = LISTS[reading.name], 0
    for number, line in enumerate(reading.text.content.split("\n"), 1):
        line = _COMMENT.sub("", line).rstrip()
        start = len(line) - len(line.lstrip())
        drops = line[start : start + 1] == "-"
        at = start + drops
        if not line.strip():
            continue
        meaning = ""
        if spec.means is not None:
            left, colon, _ = line[at:].partition(":")
            if not colon or not left.strip():
                reading.fault((number, start + 1), "no line of this list", f"write it like `{spec.example}`")
                continue
            said = _said(reading, (number, at + 1), left.strip(), spec.means)
            if said is None:
                continue
            meaning, at = said, at + len(left) + 1
        for column, text in _items(line, at, alone=spec.means is None):
            count += 1
            if count > MOST_ENTRIES:
                message = f"more than {MOST_ENTRIES:,} entries; what follows is not read"
                reading.fault((number, column), message, "shorten the list")
                return
            _take((number, column), text, meaning, reading, drops=drops)


def _items(line: str, at: int, *, alone: bool) -> Iterator[tuple[int, str]]:
    """The texts of a line from `at` on, each with its column."""
    if alone:
        rest = line[at:]
        yield at + 1 + len(rest) - len(rest.lstrip()), rest.strip()
        return
    found = list(_ITEM.finditer(line, at))
    yield from ((item.start() + 1, item[0]) for item in found)
    if not found:
        yield len(line) + 1, ""


def _said(
    reading: _Reading, place: tuple[int, int], text: str, read: Callable[[str], str | Problem]
) -> str | None:
    """What the matcher compares of a text; None, with a fault, where it can stand for nothing."""
    if len(text) > LONGEST_ENTRY:
        reading.fault(place, f"longer than {LONGEST_ENTRY} characters", "shorten it")
        return None
    found = (
        read(text)
        if text
        else Problem("nothing stands here", f"write it like `{LISTS[reading.name].example}`")
    )
    if isinstance(found, Problem):
        reading.fault(place, found.message, found.mend)
        return None
    return found


def _take(place: tuple[int, int], text: str, meaning: str, reading: _Reading, *, drops: bool) -> None:
    said = _said(reading, place, text, LISTS[reading.name].entry)
    if said is None:
        return
    if reading.name in ("legal_forms", "leading_forms"):
        meaning = stands_for_form(said)
    if not drops:
        reading.adds.setdefault((said, meaning), place)
        return
    if reading.name == "no_company":  # much is told by rule, not by the list: it is a company all the same
        reading.drops[said, meaning] = place
        return
    known = shipped_by(reading.name).get(meaning, ())
    found = [one for one in known if _bare(one) == _bare(said)] if reading.name == "words" else [said]
    if not any(one in known for one in found):
        mend = reading.guess(said, known if isinstance(known, frozenset) else frozenset(known))
        reading.fault(place, "not in the shipped list: nothing is taken out", mend, warning=True)
        return
    reading.drops.update(((one, meaning), place) for one in found)


def _bare(form: str) -> str:
    return plain(form.removesuffix("*"))


def _look_over(reading: _Reading, suffixes: set[str]) -> None:
    """Notes what is wrong between lines."""
    for entry, place in reading.drops.items():
        if entry in reading.adds:
            line = reading.adds[entry][0]
            reading.fault(place, f"is added in line {line} too", "keep one of the two")
    if reading.name in _DOMAINS:
        for (host, _), place in reading.adds.items():
            domain = registrable_domain(host)
            if domain != host and host.partition(".")[2] not in suffixes:
                mend = f"write `{domain}`" if domain else "drop the line"
                reading.fault(place, "never compared: nobody registers this name", mend, warning=True)
    elif LISTS[reading.name].means is not None:
        _one_meaning_each(reading)
    if reading.name == "words":
        _look_over_words(reading)


def _one_meaning_each(reading: _Reading) -> None:
    """A text that stands for two things: states may share a name if they are of two countries."""
    first: dict[str, tuple[str, int]] = {}
    for (text, meaning), place in reading.adds.items():
        if reading.name == "nicknames":
            continue
        text = f"{text} {meaning[:2]}" if reading.name == "states" else text
        other, line = first.setdefault(text, (meaning, place[0]))
        if other != meaning:
            reading.fault(place, f"stands for `{other}` in line {line}", "keep one of the two")


def _look_over_words(reading: _Reading) -> None:
    concepts = {*shipped_by("words"), *(meaning for _, meaning in reading.adds)}
    alike: dict[str, int] = {}
    seen: set[str] = set()
    for (form, meaning), place in reading.adds.items():
        if form in concepts and form != meaning:
            reading.fault(place, f"`{form}` is a concept of its own", f"write its forms after `{form}:`")
        if meaning not in seen and meaning not in shipped_by("words") and len(seen) < 10 * _GUESSES:
            seen.add(meaning)
            _new_concept(reading, meaning, place)
        first, more, _ = form.partition("_")
        alike[first] = alike.get(first, 0) + bool(more)
        if alike[first] == MOST_ALIKE + 1 and more:
            message = f"more than {MOST_ALIKE} forms of several words begin with `{first}`"
            reading.fault(place, message, "leave some out")


def _new_concept(reading: _Reading, meaning: str, place: tuple[int, int]) -> None:
    near = next((one for one in shipped_by("words") if OSA.distance(one, meaning, score_cutoff=1) == 1), None)
    if near is not None and len(meaning) > 4:
        message = f"`{meaning}` is no concept that is shipped: a new one"
        reading.fault((place[0], 1), message, f"did you mean `{near}`?", warning=True)
