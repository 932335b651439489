"""Files of a made-up market: accounts with a name, a domain and a place each, and leads that know some."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from itertools import product
from pathlib import Path

from connector.offline.pairings import ACCOUNTS, LEADS

FIRST = ("Alder", "Birch", "Cedar", "Dogwood", "Elm", "Fir", "Ginkgo", "Hazel", "Ivy", "Juniper")
SECOND = ("Bakery", "Brewing", "Carpentry", "Dairy", "Foundry", "Glassworks", "Logistics", "Robotics")
CITIES = ("Bern", "Lyon", "Oslo", "Porto")
NAMES = tuple(f"{first} {second}" for first, second in product(FIRST, SECOND))


def write(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return path


def accounts(path: Path) -> Path:
    """80 accounts; every third without a website."""
    rows = []
    for number, name in enumerate(NAMES):
        site = "" if number % 3 == 0 else f"https://www.{name.replace(' ', '').lower()}.com"
        rows.append((f"A{number:03d}", name, site, "", "", CITIES[number % 4], "", ""))
    return write(path, ACCOUNTS.names, rows)


def leads(path: Path, count: int) -> Path:
    """`count` leads who know the accounts by mail, by name, by half a name, or not at all."""
    rows = []
    for number in range(count):
        name, way = NAMES[number * 7 % len(NAMES)], number % 4
        email = f"jo@{name.replace(' ', '').lower()}.com" if way == 0 else "jo@gmail.com"
        company = (name, f"{name} Inc.", name.split()[0], "not applicable")[way]
        rows.append((f"L{number:05d}", "Jo", "Doe", email, company, "", "", "", CITIES[number % 4], ""))
    return write(path, LEADS.names, rows)
