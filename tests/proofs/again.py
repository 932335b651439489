"""A simulated year, all of whose decisions are taken again from the record alone, and of some of which it is
asked why somebody else did not get the lead.

python -m tests.proofs.again --decisions 100000
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Connection

from connector.core.decide import decide, match_lead
from connector.core.instead.nearest import changed
from connector.core.instead.world import wanted, world_of
from connector.keeping.recall import Recall
from connector.replay.editions import Editions
from connector.replay.instead import instead
from connector.replay.replay import Replayed, replay
from state import recalled
from state.store import Store
from tests.proofs.year import MONTHS, PEOPLE, Year


@dataclass
class Asked:
    """What came of asking why somebody else did not get a lead: by how many decisions they had it, how many
    things stood in the way, how many smallest changes there were; and what deciding again did not confirm."""

    got: int = 0
    obstacles: int = 0
    changes: int = 0
    none: int = 0
    wrong: list[str] = field(default_factory=list)


def ask(conn: Connection, decision_id: str, email: str, told: Asked) -> None:
    """Asks why they did not get it, and decides again without what stood in the way, and with what would have
    helped."""
    one = recalled.one(conn, decision_id)
    if one is None:
        raise LookupError(decision_id)
    why, near = instead(conn, decision_id, email)
    policy, view = Editions(conn).policy(one.row["policy_edition"]), Recall(conn).view(one)
    world = world_of(policy, view, match_lead(policy, view))
    who = wanted(world, email)
    if who is None:
        raise LookupError(email)
    told.got += why.got
    for barred in why.ways:
        told.obstacles += len(barred.obstacles)
        there = decide(barred.world.policy, barred.world.view, barred.world.found)
        if not who.has(barred.world, there.owner_id):
            told.wrong.append(f"{decision_id}: {email} does not get it without {barred.obstacles}")
    if near.changes:
        told.changes += 1
        there = changed(world, {each.field: each.value for each in near.changes})
        if not who.has(there, decide(there.policy, there.view).owner_id):
            told.wrong.append(f"{decision_id}: {email} does not get it with {near.changes}")
    else:
        told.none += not why.got


@dataclass(frozen=True)
class Told:
    """What came of the proof."""

    decisions: int
    editions: int
    replayed: Replayed
    asked: Asked
    seconds: tuple[float, float]


def prove(folder: Path, decisions: int, accounts: int, questions: int) -> Told:
    """Lets a year pass in a store of `folder`, takes all of it again, and asks why somebody else did not get
    the lead of so many decisions."""
    store = Store(f"sqlite:///{folder / 'year.db'}")
    store.migrate()
    started = time.perf_counter()
    taken = Year(store, decisions, accounts).passes()
    passed = time.perf_counter()
    with store.read() as conn:
        found = replay(conn, "year")
        again = time.perf_counter()
        names = {one.row["decision_id"]: one.row for batch in recalled.batches(conn) for one in batch}
        asked, chance = Asked(), random.Random(2)
        for name in chance.sample([*names], min(questions, len(names))):
            ask(conn, name, f"rep{chance.randrange(PEOPLE)}@acme.example", asked)
    store.close()
    editions_used = len({row["policy_edition"] for row in names.values()})
    return Told(taken, editions_used, found, asked, (passed - started, again - passed))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--decisions", type=int, default=100_000)
    parser.add_argument("--accounts", type=int, default=5_000)
    parser.add_argument("--questions", type=int, default=1_000)
    parser.add_argument("--dir", type=Path, help="keep the store here")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        told = prove(asked.dir or Path(scratch), asked.decisions, asked.accounts, asked.questions)
    found = told.replayed
    print(f"{told.decisions:,} decisions under {told.editions} editions in {told.seconds[0]:.0f} s")
    print(f"again in {told.seconds[1]:.0f} s: {found.same:,} to the same bytes, {found.differ:,} otherwise")
    for why, count in found.untold.items():
        print(f"  {count:,} could not be: {why}")
    for each in found.differences[:5]:
        print(f"  {each.decision_id} {each.column}: {each.then} -> {each.now} ({each.cause})")
    why = told.asked
    print(f"{asked.questions:,} times somebody else: {why.got:,} had it, {why.obstacles:,} obstacles,")
    print(f"  {why.changes:,} smallest changes decided, {why.none:,} without one, {len(why.wrong)} wrong")
    print("\n".join(f"  {line}" for line in why.wrong[:5]))
    whole = found.same == told.decisions and told.editions == MONTHS
    return 0 if whole and not why.wrong else 1


if __name__ == "__main__":
    sys.exit(main())
