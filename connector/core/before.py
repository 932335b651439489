"""Before any route is asked: who is suppressed, what is junk, how many points a lead has.

Suppression and junk are settled before the account is looked for; points may ask about it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from connector.core.comparing import fold
from connector.core.conditions import Truth
from connector.core.desk import Desk, Taken
from connector.core.matching.hosts import host_of
from connector.core.matching.junk import junk_kind
from connector.core.owners import resolve
from connector.core.points import score
from connector.core.rules import Route, Target
from connector.core.screening import Junk
from connector.core.walk import Routed

_FOR_EXAMPLES = frozenset({"example.com", "example.net", "example.org"})
_NO_HOSTS = frozenset({"example", "invalid", "localhost", "test"})


@dataclass(frozen=True, slots=True)
class Left:
    """A lead that is left alone, because of `because`."""

    because: str


def screen(desk: Desk) -> Routed | Left | None:
    """What settles the matter before the account is looked for; None where the lead goes on."""
    rules = desk.policy.before
    if rules.suppress is not None:
        verdict = desk.known.test(rules.suppress, trusts_match=False)
        held = verdict.truth is Truth.TRUE
        desk.note("suppression", "suppressed" if held else "passed", verdict.detail, verdict.reads)
        if held:
            return Left(f"suppressed, because {verdict.detail}")
    return _junk(desk, rules.junk) if rules.junk is not None else None


def weigh(desk: Desk) -> Routed | None:
    """Counts the lead's points, once the account is known; where it goes that is under the lowest tier."""
    rules = desk.policy.before.score
    if rules is None:
        return None
    tier = score(desk, rules)
    if tier is not None or rules.below is None:
        return None
    return _sent(desk, "score", rules.below)


def _sent(desk: Desk, name: str, to: Target) -> Routed | None:
    route = Route(name, f"before / {name}", None, to)
    taken = resolve(desk, to, route, trusts_match=False)
    return Routed(taken, route, ()) if isinstance(taken, Taken) else None


def _junk(desk: Desk, rules: Junk) -> Routed | Left | None:
    found = _reads_like_junk(desk, rules.kinds) or _declared_junk(desk, rules)
    if found is None:
        return None
    because, reads = found
    desk.note("junk", "junk", because, reads)
    sent = _sent(desk, "junk", rules.to) if rules.to is not None else None
    return sent or Left(f"junk, because {because}")


def _declared_junk(desk: Desk, rules: Junk) -> tuple[str, Sequence[str]] | None:
    if rules.when is not None:
        verdict = desk.known.test(rules.when, trusts_match=False)
        if verdict.truth is Truth.TRUE:
            return verdict.detail, verdict.reads
        desk.note("junk", "passed", verdict.detail, verdict.reads)
    return None


def _reads_like_junk(desk: Desk, kinds: frozenset[str]) -> tuple[str, Sequence[str]] | None:
    """The matcher's eyes for what names no company, on the company and on the person's name; and
    addresses on hosts that are kept for examples and tests."""
    company = _text(desk, "lead.company")
    if company and junk_kind(company) in kinds:
        return f"lead.company is no company's name ({junk_kind(company)})", ("lead.company",)
    names = ("lead.first_name", "lead.last_name")
    called = " ".join(filter(None, [_text(desk, name) for name in names]))
    if called and junk_kind(called) in kinds:
        return f"lead.first_name and lead.last_name are no person's name ({junk_kind(called)})", names
    if "test" in kinds and _is_for_tests(_text(desk, "lead.email")):
        return "lead.email is on a host that is kept for examples and tests", ("lead.email",)
    return None


def _text(desk: Desk, name: str) -> str:
    value = desk.known.look(name)
    return value.strip() if isinstance(value, str) else ""


def _is_for_tests(address: str) -> bool:
    """RFC 2606's names, which nobody has."""
    host = host_of(address) or fold(address.rpartition("@")[2])
    labels = host.split(".")
    return "@" in address and (".".join(labels[-2:]) in _FOR_EXAMPLES or labels[-1] in _NO_HOSTS)
