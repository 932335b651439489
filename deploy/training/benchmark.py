"""The benchmark's rows as the matcher sees them: every lead with its candidates and their measures."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from connector.core.matching.arrays import Arrays
from connector.core.matching.candidates import find, hashed
from connector.core.matching.evidence import MEASURES, compare
from connector.core.matching.hosts import firm_domain
from connector.core.matching.keys import account_keys, lead_keys
from connector.core.matching.names import name_of
from connector.core.matching.profile import account_profile, lead_profile
from connector.core.matching.weights import KEYS
from mappings.records import Kind, Record

FILE = "file"
NEVER = datetime(1970, 1, 1, tzinfo=UTC)

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Truth:
    """A lead's right account, None where none is right."""

    account: str | None
    category: str


@dataclass(frozen=True)
class Benchmark:
    """The half's files: records by id, truths in the leads' order."""

    accounts: Mapping[str, Record]
    leads: tuple[Record, ...]
    truths: tuple[Truth, ...]


@dataclass(frozen=True)
class Pairs:
    """Every lead's candidates. `measures` has a row per pair, its columns in the order of MEASURES;
    pairs of one lead stand together and `starts` tells where each lead's begin (one more than leads)."""

    measures: Floats
    accounts: tuple[str, ...]
    right: NDArray[np.bool_]
    starts: NDArray[np.int64]


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


def record(kind: Kind, id_: str, row: Mapping[str, str]) -> Record:
    fields = {
        name: value
        for name, value in row.items()
        if value and (name == "parent_id" or not name.endswith("_id"))
    }
    return Record(kind, id_, None, NEVER, NEVER, None, fields)


def load(folder: Path) -> Benchmark:
    accounts = {
        row["account_id"]: record(Kind.ACCOUNT, row["account_id"], row)
        for row in rows(folder / "accounts.csv")
    }
    leads = tuple(record(Kind.LEAD, row["lead_id"], row) for row in rows(folder / "leads.csv"))
    by_id = {row["lead_id"]: row for row in rows(folder / "truth.csv")}
    truths = tuple(
        Truth(by_id[lead.id]["account_id"] or None, by_id[lead.id].get("category", "")) for lead in leads
    )
    return Benchmark(accounts, leads, truths)


def parent_name(accounts: Mapping[str, Record], account: Record) -> str:
    parent = accounts.get(str(account.fields.get("parent_id") or ""))
    return str(parent.fields.get("name") or "") if parent else ""


def pairs_of(
    half: Benchmark,
    wanted: Callable[[str], bool] = lambda _: True,
    worths: Mapping[str, int] = KEYS,
) -> Pairs:
    """Finds and compares every lead's candidates, as routing does; of the keys those that are `wanted`, each
    kind worth what `worths` says."""
    index = Arrays.of(
        {
            (FILE, id_): [hashed(key) for key in account_keys(one) if wanted(key)]
            for id_, one in half.accounts.items()
        }
    )
    measured: list[list[float]] = []
    accounts: list[str] = []
    starts = [0]
    for lead in half.leads:
        refs, holders = find(index, [key for key in lead_keys(lead) if wanted(key)], worths)
        profile = lead_profile(lead)
        for _, id_ in refs:
            one = half.accounts[id_]
            found = compare(profile, account_profile(one, parent_name(half.accounts, one)), holders)
            measured.append([found.get(measure.name, 0.0) for measure in MEASURES])
            accounts.append(id_)
        starts.append(len(accounts))
    right = [
        id_ == truth.account
        for truth, start, end in zip(half.truths, starts[:-1], starts[1:], strict=True)
        for id_ in accounts[start:end]
    ]
    return Pairs(
        np.array(measured), tuple(accounts), np.array(right, dtype=np.bool_), np.array(starts, dtype=np.int64)
    )


def families(half: Benchmark) -> list[str]:
    """A name per lead, the same for leads whose accounts (or absent companies) belong together: by parent,
    by domain, by name. Folds never part a family."""
    joined: dict[str, str] = {}

    def head(one: str) -> str:
        joined.setdefault(one, one)
        while joined[one] != one:
            joined[one] = joined[joined[one]]
            one = joined[one]
        return one

    def join(one: str, other: str) -> None:
        joined[head(one)] = head(other)

    for id_, account in half.accounts.items():
        for tie in _ties(account):
            join(id_, tie)
    found = []
    for lead, truth in zip(half.leads, half.truths, strict=True):
        name = str(lead.fields.get("company") or "")
        forms = name_of(name) if name else ()
        found.append(head(truth.account or ("n:" + forms[0].key if forms else lead.id)))
    return found


def _ties(account: Record) -> Iterable[str]:
    fields = account.fields
    if fields.get("parent_id"):
        yield str(fields["parent_id"])
    domain = firm_domain(fields.get("website"))
    if domain:
        yield "d:" + domain
    forms = name_of(str(fields.get("name") or ""))
    if forms and len(forms[0].key) > 3:
        yield "n:" + forms[0].key


def folds(named: list[str], count: int = 5) -> NDArray[np.int64]:
    """A fold per lead: families go, the largest first, to the fold that has least; no chance in it."""
    sizes: dict[str, int] = defaultdict(int)
    for name in named:
        sizes[name] += 1
    fold: dict[str, int] = {}
    load_ = [0] * count
    for name in sorted(sizes, key=lambda one: (-sizes[one], hashed(one))):
        fold[name] = min(range(count), key=lambda number: (load_[number], number))
        load_[fold[name]] += sizes[name]
    return np.array([fold[name] for name in named], dtype=np.int64)
