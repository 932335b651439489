"""Whom a policy's tests may speak of: its people, queues, routes and rotations, by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from connector.core.rules import Policy, QueueMembers, Target, TargetKind
from connector.policy.people import is_email
from connector.policy.routes import every_route
from connector.policy.suite.case import NOBODY, Who
from connector.texts import Notes
from mappings.spelling import suggest

Path = tuple[str | int, ...]

OWNER_FORM = "write an e-mail, a queue's name, or nobody"


@dataclass(slots=True)
class Names:
    """The names of one policy. `people` maps every way to name a person, in lower case, to their e-mail;
    `queues` a lower-case name to the name; `routes` are the paths of all routes, and `otherwise`."""

    policy: Policy
    people: dict[str, str] = field(default_factory=dict)
    queues: dict[str, str] = field(default_factory=dict)
    routes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        twice: set[str] = set()
        for email, person in self.policy.people.items():
            word = (person.name or email).strip().lower()
            if word in self.people and word != email:
                twice.add(word)
            self.people[word] = email
        for word in twice:
            del self.people[word]
        self.people |= {email: email for email in self.policy.people}
        for kind, name in _named(self.policy):
            if kind == "queue":
                self.queues.setdefault(name.lower(), name)
            else:
                self.people.setdefault(name.lower(), name.lower())
        self.routes = (*(route.path for route in every_route(self.policy.routes)), "otherwise")

    def owner(self, value: object, at: Path, notes: Notes, *, also: Mapping[str, str] | None = None) -> Who:
        """The owner that a case names. `also`: people whom only the case knows; None: any e-mail will do."""
        kind, word = _spelled(value)
        if word is None:
            notes.fault(at, "no owner", OWNER_FORM)
            return NOBODY
        if kind is None and word.lower() == "nobody":
            return NOBODY
        if kind != "user" and word.lower() in self.queues:
            return Who(queue=self.queues[word.lower()])
        known = {**self.people, **(also or {})}
        if kind != "queue" and word.lower() in known:
            return Who(email=known[word.lower()])
        if kind != "queue" and also is None and is_email(word):
            return Who(email=word.lower())
        there = list(self.queues.values()) if kind == "queue" else [*known, *self.queues.values()]
        notes.fault(at, f"neither policy nor case knows `{word}`", suggest(word, there))
        return NOBODY

    def route(self, text: str, at: Path, notes: Notes) -> str | None:
        """The path of the route that a case names by its path, or by its own name where that is enough."""
        if text in self.routes:
            return text
        found = [path for path in self.routes if path.rpartition(" / ")[2] == text]
        if len(found) == 1:
            return found[0]
        if found:
            notes.fault(at, f"several routes are called `{text}`", f"one of: {', '.join(found)}")
        else:
            notes.fault(at, f"no route `{text}`", suggest(text, self.routes))
        return None


def _spelled(value: object) -> tuple[str | None, str | None]:
    """(kind, name) of `ann@acme.com`, `{queue: Inbound}`, `{user: Ann}`."""
    if isinstance(value, dict) and len(value) == 1:
        kind, name = next(iter(value.items()))
        return (kind, str(name).strip()) if kind in ("user", "queue") and name else (None, None)
    if isinstance(value, (str, int)) and not isinstance(value, bool):
        return None, str(value).strip() or None
    return None, None


def _named(policy: Policy) -> Iterator[tuple[str, str]]:
    """Every (`queue` or `user`, name) that the policy speaks of beside its people."""
    yield from (_ref(ref.kind, ref.name) for ref in policy.owned_by if ref.kind != "nobody")
    yield from (
        ("queue", each.queue)
        for team in policy.teams.values()
        for each in team.members
        if isinstance(each, QueueMembers)
    )
    for target in policy.targets():
        yield from _of_target(policy, target)


def _ref(kind: str, name: str) -> tuple[str, str]:
    if kind == "owner":
        return ("user" if is_email(name) else "queue"), name
    return kind, name


def _of_target(policy: Policy, target: Target) -> Iterator[tuple[str, str]]:
    if target.kind is TargetKind.QUEUE:
        yield "queue", target.name
    elif target.kind is TargetKind.USER and not _is_person(policy, target.name):
        yield "user", target.name


def _is_person(policy: Policy, text: str) -> bool:
    word = text.strip().lower()
    return word in policy.people or any(
        (p.name or "").strip().lower() == word for p in policy.people.values()
    )
