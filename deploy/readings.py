"""Makes connector/core/matching/lists/readings.py: how Japanese names sound, and what loan words were in
English.

python deploy/readings.py UNIDIC IPADIC companies.csv       (both sys.dic, compiled for MeCab)
"""

from __future__ import annotations

import csv
import re
import struct
import sys
from collections import Counter, defaultdict
from collections.abc import Container, Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from connector.core.matching.east import vocabulary  # noqa: E402
from connector.core.matching.kana import hepburn  # noqa: E402

MODULE = ROOT / "connector" / "core" / "matching" / "lists" / "readings.py"

SAYS = "How Japanese letters, names and words sound, and what loan words were in their language."
KANJI = re.compile("[々\u4e00-\u9fff]+")
KATAKANA = re.compile("[ァ-ヺー]{3,}")
MOST_NAMES = {"姓": 7_000, "地域": 7_000, "組織": 1_500}
LONGEST = {"姓": 4, "地域": 4, "組織": 2}
MOST_WORDS, MOST_LOANS = 1_000, 4_000
COMMON_LETTER, COSTLY = 7_000, 99_999
ROUNDS = 6


class Entry(NamedTuple):
    cost: int
    kind: tuple[str, ...]
    origin: str
    lemma: str
    written: str
    sound: str


def rows(source: Path) -> Iterator[tuple[int, list[str]]]:
    """Cost and features of each word of a compiled MeCab dictionary; a common word costs little."""
    data = source.read_bytes()
    sizes = struct.unpack("<10I", data[:40])
    tokens = 72 + sizes[6]
    features = tokens + sizes[7]
    for at in range(tokens, features, 16):
        cost, place = struct.unpack_from("<hI", data, at + 6)
        start = features + place
        yield cost, next(csv.reader([data[start : data.index(b"\0", start)].decode("utf-8")]))


def unidic(source: Path) -> list[Entry]:
    """Its nouns, with the origin of each."""
    return [
        Entry(cost, tuple(row[1:4]), row[12], row[7], row[8], spoken(row[9], row[17]))
        for cost, row in rows(source)
        if row[0] in {"名詞", "接尾辞", "接頭辞"} and len(row) > 17
    ]


def ipadic(source: Path) -> list[Entry]:
    """Its nouns; by the names of families, places and organisations, costs tell how common one is."""
    return [
        Entry(cost, tuple(row[1:4]), "", "", row[6], spoken(row[8], row[7]))
        for cost, row in rows(source)
        if row[0] == "名詞" and len(row) > 8
    ]


def spoken(sound: str, spelt: str) -> str:
    """The pronunciation, which tells long vowels from two, with `ei` as it is spelt."""
    if len(sound) != len(spelt):
        return sound
    return "".join(
        [two if (one, two) == ("ー", "イ") else one for one, two in zip(sound, spelt, strict=True)]
    )


def letters(found: list[Entry]) -> dict[str, str]:
    """The commonest Sino-Japanese reading of each character, by aligning words of two with their sound."""
    words = {
        (entry.written, entry.sound)
        for entry in found
        if entry.origin == "漢" and len(entry.written) == 2 and KANJI.fullmatch(entry.written)
    }
    chance: dict[tuple[str, str], float] = defaultdict(lambda: 1.0)
    for _ in range(ROUNDS):
        counts: dict[tuple[str, str], float] = defaultdict(float)
        for (first, second), sound in sorted(words):
            splits = [
                ((first, sound[:at]), (second, sound[at:]))
                for at in range(1, len(sound))
                if sound[at] not in "ーャュョンッァィゥェォ"
            ]
            whole = sum(chance[one] * chance[two] for one, two in splits)
            for one, two in splits if whole else ():
                share = chance[one] * chance[two] / whole
                counts[one] += share
                counts[two] += share
        totals: dict[str, float] = defaultdict(float)
        for (letter, _sound), count in counts.items():
            totals[letter] += count
        chance = defaultdict(float, {pair: count / totals[pair[0]] for pair, count in counts.items()})
    best: dict[str, tuple[float, str]] = {}
    for (letter, sound), likely in sorted(chance.items()):
        if likely > best.get(letter, (0.0, ""))[0]:
            best[letter] = (likely, sound)
    return {letter: sound for letter, (_, sound) in sorted(best.items())}


def names(found: list[Entry], known: Container[str]) -> dict[str, str]:
    """Names of families, places and organisations, the commonest; of one letter only very common ones."""
    best: dict[str, dict[str, tuple[int, str]]] = {kind: {} for kind in MOST_NAMES}
    for entry in found:
        kind = entry.kind[2] if entry.kind[1] == "人名" else entry.kind[1]
        word = entry.written
        if entry.kind[0] != "固有名詞" or kind not in best or word in known or not KANJI.fullmatch(word):
            continue
        if len(word) <= LONGEST[kind] and (len(word) > 1 or entry.cost < COMMON_LETTER):
            held = best[kind]
            held[word] = min(held.get(word, (COSTLY, "")), (entry.cost, hepburn(entry.sound)))
    kept: dict[str, tuple[int, str]] = {}
    for kind, most in MOST_NAMES.items():
        for word in sorted(best[kind], key=lambda word: (best[kind][word][0], word))[:most]:
            kept[word] = min(kept.get(word, (COSTLY, "")), best[kind][word])
    return {word: sound for word, (_, sound) in kept.items()}


def common(found: list[Entry], source: Path, known: Container[str], letter: dict[str, str]) -> dict[str, str]:
    """Words that names of companies hold, and common words that sound otherwise than their letters."""
    with source.open(encoding="utf-8", newline="") as stream:
        texts = " ".join(row["also_known_as"] for row in csv.DictReader(stream))
    best: dict[str, tuple[int, str]] = {}
    for entry in found:
        word = entry.written
        if (
            entry.kind[0] in {"一般", "サ変接続"}
            and KANJI.fullmatch(word)
            and 1 < len(word) < 5
            and word not in known
        ):
            best[word] = min(best.get(word, (COSTLY, "")), (entry.cost, hepburn(entry.sound)))
    held = [word for word in best if texts.count(word) > 1]
    irregular = [
        word
        for word in sorted(best, key=lambda word: (best[word][0], word))
        if best[word][1] != hepburn("".join(letter.get(one, one) for one in word))
    ]
    return {word: best[word][1] for word in [*held, *irregular[:MOST_WORDS]]}


def loans(found: list[Entry], source: Path) -> dict[str, str]:
    """Katakana words by the English word they come from, if companies' names hold that word."""
    with source.open(encoding="utf-8", newline="") as stream:
        held = Counter(
            word
            for row in csv.DictReader(stream)
            for word in set(re.findall("[a-z]+", (row["name"] + " " + row["also_known_as"]).lower()))
        )
    best: dict[str, tuple[int, str]] = {}
    for entry in found:
        origin = entry.lemma.partition("-")[2].partition("（")[0].lower().replace("-", " ")
        if (
            KATAKANA.fullmatch(entry.written)
            and entry.kind[1] != "人名"
            and re.fullmatch("[a-z][a-z ]+", origin)
        ):
            count = min(held[word] for word in origin.split())
            if count > 1:
                best[entry.written] = max(best.get(entry.written, (0, "")), (count, origin))
    ranked = sorted(best, key=lambda word: (-best[word][0], word))[:MOST_LOANS]
    return {word: best[word][1] for word in ranked}


def write(parts: dict[str, dict[str, str]]) -> None:
    """The module: `sound word word|sound word`, a line per first letter of the sound."""
    text = [f'"""{SAYS} Generated by deploy/readings.py."""']
    for variable, words in parts.items():
        grouped: dict[str, list[str]] = defaultdict(list)
        for word, sound in sorted(words.items()):
            grouped[sound].append(word)
        lines: dict[str, list[str]] = defaultdict(list)
        for sound, held in sorted(grouped.items()):
            lines[sound[:1]].append(f"{sound.replace(' ', '_')} {' '.join(held)}")
        rows = ["|".join(held) for held in lines.values()]
        text.append(f'{variable} = """\\\n' + "\n".join(rows) + '\n"""')
    MODULE.write_text("\n\n".join(text) + "\n", encoding="utf-8")


def main(arguments: list[str]) -> int:
    if len(arguments) != 3:
        print(__doc__)
        return 2
    first, second, companies = map(Path, arguments)
    known = vocabulary().known
    origins, nouns = unidic(first), ipadic(second)
    sounds = letters(origins)
    proper = names(nouns, known)
    write(
        {
            "LETTERS": {letter: hepburn(sound) for letter, sound in sounds.items()},
            "NAMES": proper,
            "WORDS": common(nouns, companies, {*known, *proper}, sounds),
            "LOANS": loans(origins, companies),
        }
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
