"""The promise that a crash loses nothing, proved: the daemon is killed with -9 at random moments while
leads arrive and people work; afterwards every lead must be owned as decided, each cause decided once, no
person's choice replaced, and the turns must be even.

python -m deploy.demo.kill --leads 2000 --kills 10
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from connector.core.rules import Policy, Turn
from connector.policy.read import read_policy
from connector.settings import load
from deploy.demo import summary, tally
from deploy.demo.company import CRMS, Child, Daemon, Simulators, Trouble, configure, fresh, tail
from deploy.demo.tally import Evenness, Tally
from state import inbox, organisations, outbox
from state.store import Store, StoreError

QUIET_LOOKS = 3
SETTLE_WITHIN = 180.0
SHORTEST_LIFE = 0.8


@dataclass(frozen=True)
class Plan:
    """What the proof does. `rate` is leads a second, `edits` what people do in a minute; the daemon is
    killed `kills` times while the leads arrive. `latency_ms` makes calls slow, so that more of them are
    under way when the end comes."""

    leads: int = 2000
    kills: int = 10
    rate: float = 20.0
    edits: float = 240.0
    seed: int = 1
    accounts: int = 2000
    poll_seconds: float = 1.0
    latency_ms: int = 40


@dataclass
class Proof:
    """What came of it. `lives` are the seconds from each start to its kill."""

    tally: Tally
    evenness: list[Evenness]
    lives: list[float] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def uneven(self) -> list[Evenness]:
        """Pairs with the same eligibility whose turns lie more than 1 apart."""
        return [pair for pair in self.evenness if pair.apart > 1 + 1e-9]


Hear = Callable[[str], None]


def prove(folder: Path, plan: Plan, say: Hear) -> Proof:
    """Does it, telling `say` how it goes. Raises Trouble where a process ends that was not killed."""
    children: list[Child] = []
    try:
        lock = fresh(folder)
        switches = [f"latency_ms={plan.latency_ms}"]
        simulators = Simulators(folder, lock, seed=plan.seed, accounts=plan.accounts, switches=switches)
        children.append(simulators)
        config = configure(folder, simulators.told, poll_seconds=plan.poll_seconds)
        _round_the_clock(config.parent / "policy" / "people.yaml")
        daemon = Daemon(config, lock)
        children.append(daemon)
        store = Store(f"sqlite:///{folder.resolve()}/var/pointsman.db")
        with closing(store):
            return _Trial(plan, simulators, daemon, store).run(say)
    finally:
        for child in reversed(children):
            child.stop()


def _round_the_clock(people: Path) -> None:
    """Teams that never sleep: what is proven must not hang on the hour at which it is."""
    hours = '    hours: {zone: UTC, days: mon-sun, from: "00:00", to: "24:00"}\n'
    text = people.read_text()
    people.write_text(text.replace("    members:", f"{hours}    members:"))


@dataclass
class _Trial:
    plan: Plan
    simulators: Simulators
    daemon: Daemon
    store: Store
    lives: list[float] = field(default_factory=list)

    def run(self, say: Hear) -> Proof:
        began = time.monotonic()
        self._wait_for_baseline()
        say(f"both CRMs are loaded; {self.plan.leads} leads begin to arrive")
        plan = {"leads": self.plan.leads, "rate": self.plan.rate, "edits": self.plan.edits}
        self.simulators.post("traffic", plan)
        self._kill_at_random(say)
        while not self.simulators.get("traffic")["done"]:
            self._rest(0.5)
        self.simulators.post("traffic", {"leads": 0, "rate": 0, "edits": 0})
        say("all leads have arrived, people have gone home; waiting until nothing is left to do")
        found = self._settle()
        with self.store.read() as conn:
            even = tally.evenness(conn, tally.decisions(conn), self._weights())
        return Proof(found, even, self.lives, time.monotonic() - began)

    def _kill_at_random(self, say: Hear) -> None:
        rng = random.Random(f"kill {self.plan.seed}")
        mean = self.plan.leads / self.plan.rate / (self.plan.kills + 1)
        for number in range(1, self.plan.kills + 1):
            life = SHORTEST_LIFE + rng.uniform(0, 2 * max(0.0, mean - SHORTEST_LIFE))
            self._rest(life)
            self.daemon.kill()
            self.lives.append(life)
            say(f"kill -9, {number} of {self.plan.kills}, {life:.2f} s after its start; {self._waiting()}")
            self.daemon.again()

    def _waiting(self) -> str:
        with self.store.read() as conn:
            arrivals, writes = inbox.counts(conn, "live"), outbox.counts(conn)
        return f"left behind: {arrivals['waiting']} undecided, {writes['due']} to write"

    def _rest(self, seconds: float) -> None:
        time.sleep(seconds)
        self.simulators.check()
        self.daemon.check()

    def _wait_for_baseline(self) -> None:
        deadline = time.monotonic() + SETTLE_WITHIN
        while time.monotonic() < deadline:
            self._rest(0.2)
            try:
                with self.store.read() as conn:
                    if all(organisations.baseline(conn, "live", crm) for crm in CRMS):
                        return
            except StoreError:
                continue
        raise Trouble("the first load did not end in time")

    def _settle(self) -> Tally:
        """Until nothing has changed for a few looks and every lead is accounted for, or time is over."""
        deadline = time.monotonic() + SETTLE_WITHIN
        quiet, before = 0, -1
        while True:
            self._rest(self.plan.poll_seconds + 0.5)
            with self.store.read() as conn:
                decided = tally.decisions(conn)
                idle = not inbox.counts(conn, "live")["waiting"] and not outbox.counts(conn)["due"]
            found = tally.compare(self.simulators.get("truth"), decided)
            quiet = quiet + 1 if idle and len(decided) == before else 0
            before = len(decided)
            done = quiet >= QUIET_LOOKS and found.arrived == self.plan.leads and not found.problems
            if done or time.monotonic() > deadline:
                return found

    def _weights(self) -> Mapping[str, Mapping[str, int]]:
        """Weights by name in the teams that a route gives weighted turns."""
        loaded = load(self.daemon.config, require_references=True)
        policy = read_policy(loaded.settings)[0] if loaded.settings else None
        if policy is None:
            raise Trouble("the policy has faults")
        names = {one["email"]: one["name"] for one in self.simulators.get("people")["people"]}
        weights = {names[email]: person.weight for email, person in policy.people.items() if email in names}
        return dict.fromkeys(_weighted_teams(policy), weights)


def _weighted_teams(policy: Policy) -> set[str]:
    found, routes = set(), list(policy.routes)
    while routes:
        route = routes.pop()
        routes += route.routes
        if route.to is not None and route.turn is Turn.WEIGHTED:
            found.add(route.to.name)
    return found


def report(proof: Proof) -> list[str]:
    """The proof as text."""
    told = [*summary.lines(proof.tally), ""]
    told.append(f"Killed {len(proof.lives)} times with -9; {proof.seconds:.0f} s in all.")
    most = max((pair.apart for pair in proof.evenness), default=0.0)
    told.append(
        f"Turns of {len(proof.evenness)} pairs of people with the same eligibility in a team"
        f" lie at most {most:.2f} apart."
    )
    told += [
        f"  {pair.team}: {' and '.join(pair.people)} are {pair.apart:.2f} apart after {pair.turns} turns"
        for pair in proof.uneven
    ]
    return told


def main(argv: Sequence[str] | None = None) -> int:
    """Proves it; 1 where the promise is broken."""
    parser = argparse.ArgumentParser(prog="make prove", description=__doc__)
    parser.add_argument("--dir", type=Path, default=Path("var/prove"), help="emptied at the start")
    given = Plan()
    for name in ("leads", "kills", "rate", "edits", "seed", "accounts", "poll_seconds", "latency_ms"):
        value = getattr(given, name)
        parser.add_argument(f"--{name.replace('_', '-')}", type=type(value), default=value)
    chosen = vars(parser.parse_args(argv))
    folder = chosen.pop("dir")
    try:
        proof = prove(folder, Plan(**chosen), lambda text: print(text, flush=True))
    except (Trouble, StoreError) as error:
        print(f"no proof: {error}\n{tail(folder / 'pointsman.log')}")
        return 1
    print("\n" + "\n".join(report(proof)))
    return 1 if proof.tally.problems or proof.uneven else 0


if __name__ == "__main__":
    sys.exit(main())
