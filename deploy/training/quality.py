"""How good the matcher is: python -m deploy.training.quality [--ablation] [FOLDER OF THE BENCHMARK]

Prints held-out figures (families never seen), those of the shipped weights through the matcher itself, the
table by category, and what other methods reach; --ablation adds what each kind of key and evidence adds.
"""

from __future__ import annotations

import argparse
import math
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from connector.core.matching.arrays import Arrays
from connector.core.matching.candidates import find, hashed
from connector.core.matching.evidence import MEASURES
from connector.core.matching.keys import account_keys, lead_keys
from connector.core.matching.match import match
from connector.core.rules import MatchRules
from connector.core.view import AccountFacts
from deploy.training.benchmark import FILE, Benchmark, Pairs, Truth, load, pairs_of
from deploy.training.fit import design
from deploy.training.folds import held_out
from deploy.training.measures import Answer, Figures, answers_of, calibration_error, figures, recall_at
from mappings.records import Record

BENCHMARK = Path(__file__).resolve().parents[3] / "shared" / "matching"

OTHERS = """\
exact e-mail / web domain                       .81    .31   .45   .550    0
domain + exact cleaned name (cleanco)           .97    .54   .70   .695   .35
rapidfuzz WRatio over all names                 .86    .50   .63   .636    0
domain, else WRatio                             .88    .65   .75   .736    0
TF-IDF 3-grams (string_grouper)                 .81    .58   .67   .666    0
splink 4                                        .77    .66   .71   .705   .27
recordlinkage, logistic                         .85    .70   .77   .755   .34
hand-made cascade with TF-IDF                   .91    .74   .82   .802   .28
features + gradient boosting (prototype)        .97    .89   .93   .916   .86"""
"""Methods on the same files, thresholds tuned on them: precision, recall, F1, accuracy, R@P99."""

KEYS = {
    "d": "domain",
    "n": "whole names, initials, websites' names",
    "p": "phone",
    "w": "telling words",
    "g": "pairs of words",
    "s": "words by sound",
    "k": "the name by sound",
    "f": "first letters",
    "e": "last letters",
    "x": "first and last letters",
}

EVIDENCE = {
    "domains": (
        "mail_domain",
        "web_domain",
        "same_host",
        "other_domain",
        "own_domain",
        "domain_twin",
        "domain_named",
    ),
    "the name as a whole": (
        "name_written",
        "name_same",
        "name_part",
        "name_near",
        "slip",
        "first_word",
        "last_word",
    ),
    "words covered and left over": (
        "lead_covered",
        "account_covered",
        "lead_words",
        "account_words",
        "lead_telling",
        "account_telling",
    ),
    "rarity and spelling of words": (
        "name_rare",
        "words_written",
        "word_common",
        "name_generic",
        "single_word",
    ),
    "initials": ("initials", "initials_long", "initials_part", "initials_host"),
    "the website's name": ("name_is_host", "initials_host", "domain_named"),
    "parents, units, trades, bodies": (
        "parent_named",
        "unit",
        "begins_with",
        "lead_trade",
        "account_trade",
        "other_body",
        "lead_body",
        "other_place",
    ),
    "country": ("country_same", "country_other"),
    "state and city": ("state_same", "state_other", "city_same", "city_other", "place_named"),
    "phone": ("phone_same",),
}


@dataclass(frozen=True)
class Shown:
    """A line of a table."""

    name: str
    figures: Figures
    error: float
    at_99: float


def shipped(half: Benchmark, rules: MatchRules) -> list[Answer]:
    """Every lead through the very matcher that routes, with the weights as shipped."""
    index = Arrays.of(
        {(FILE, id_): [hashed(key) for key in account_keys(one)] for id_, one in half.accounts.items()}
    )

    def facts(id_: str) -> AccountFacts:
        account = half.accounts[id_]
        parent = half.accounts.get(str(account.fields.get("parent_id") or ""))
        return AccountFacts(FILE, account, ancestors=(AccountFacts(FILE, parent),) if parent else ())

    def answer(lead: Record) -> Answer:
        refs, holders = find(index, lead_keys(lead))
        found = match(lead, [facts(id_) for _, id_ in refs], rules, home=FILE, holders=holders)
        return Answer(found.account.record.id if found.account else None, found.confidence, found.band)

    return [answer(lead) for lead in half.leads]


def shown(name: str, truths: Sequence[Truth], answers: Sequence[Answer]) -> Shown:
    return Shown(
        name,
        figures(truths, answers),
        calibration_error(truths, answers),
        recall_at(truths, answers, 0.99)[0],
    )


def line(one: Shown) -> str:
    f = one.figures
    return (
        f"{one.name:<46} {f.precision:.4f} {f.recall:.4f} {f.f1:.3f} {f.accuracy:.4f} {one.at_99:.3f}"
        f"  {f.left_alone:.4f} {f.suggested:.4f} {one.error:.4f}"
    )


def interval(share: float, count: int) -> str:
    """95 % interval of a share (Wilson)."""
    z = 1.96
    centre = (share + z * z / (2 * count)) / (1 + z * z / count)
    half = z * math.sqrt(share * (1 - share) / count + z * z / (4 * count * count)) / (1 + z * z / count)
    return f"{centre - half:.4f} to {centre + half:.4f}"


def by_category(truths: Sequence[Truth], answers: Sequence[Answer]) -> Iterator[str]:
    groups: dict[str, list[tuple[Truth, Answer]]] = defaultdict(list)
    for truth, one in zip(truths, answers, strict=True):
        groups[truth.category].append((truth, one))
    yield f"{'category':<30} leads   auto  precision  recall  accuracy  auto or review"
    for name in sorted(groups, key=lambda one: (one.startswith("neg"), one)):
        f = figures(*zip(*groups[name], strict=True))
        recall, told = (f"{f.recall:.3f}", f"{f.suggested:.3f}") if not name.startswith("neg") else ("-", "-")
        told_of = f"{f.precision:.3f}  {recall:>6}     {f.accuracy:.3f}  {told:>6}"
        yield f"{name:<30} {f.leads:5} {f.auto:6}      {told_of}"


def ablation(half: Benchmark, pairs: Pairs) -> Iterator[str]:
    """The held-out figures without each kind of evidence, then without each kind of key."""
    yield f"{'without':<46} at the shipped thresholds: precision, recall, accuracy; R@P99; candidates"
    names = [measure.name for measure in MEASURES]
    for says, group in EVIDENCE.items():
        measures = pairs.measures.copy()
        measures[:, [names.index(name) for name in group]] = 0.0
        yield without(says, half, Pairs(measures, pairs.accounts, pairs.right, pairs.starts))
    for kind, says in KEYS.items():
        yield without(f"keys: {says}", half, pairs_of(half, lambda key, kind=kind: key[0] != kind))


def without(says: str, half: Benchmark, pairs: Pairs) -> str:
    answers = answers_of(held_out(half, pairs, design(pairs)), MatchRules())
    f = figures(half.truths, answers)
    found = np.sum(pairs.right) / sum(truth.account is not None for truth in half.truths)
    at_99 = recall_at(half.truths, answers, 0.99)[0]
    return f"{says:<46} {f.precision:.4f} {f.recall:.4f} {f.accuracy:.4f}  {at_99:.4f}  {found:.4f}"


def main(folder: Path, say: Callable[[str], None], *, ablate: bool) -> None:
    half, rules = load(folder), MatchRules()
    pairs = pairs_of(half)
    unseen = answers_of(held_out(half, pairs, design(pairs)), rules)
    seen = shipped(half, rules)
    say(f"{len(half.leads):,} leads, {len(half.accounts):,} accounts")
    say(f"auto from {rules.auto}, review from {rules.review}\n")
    say(f"{'':<46} precis. recall F1    accur.  R@P99  alone  auto|rev. calibration")
    first = shown("Pointsman, families held out (five folds)", half.truths, unseen)
    say(line(first))
    say(line(shown("Pointsman as shipped (has seen these leads)", half.truths, seen)))
    say(OTHERS)
    having = sum(truth.account is not None for truth in half.truths)
    f = first.figures
    say(f"\n95 % intervals, held out: precision {interval(f.precision, f.auto)},")
    say(f"recall {interval(f.recall, having)}, accuracy {interval(f.accuracy, f.leads)}\n")
    for text in by_category(half.truths, unseen):
        say(text)
    if ablate:
        say("")
        for text in ablation(half, pairs):
            say(text)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=BENCHMARK)
    parser.add_argument("--ablation", action="store_true")
    given = parser.parse_args()
    main(given.folder, lambda text: print(text, flush=True), ablate=given.ablation)
