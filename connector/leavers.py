"""Gives a colleague who left a pseudonym, and takes it back.

Their seats in all CRMs, their e-mails and every spelling of their name become one pseudonym wherever the
record is shown. Nothing on record is altered.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from connector.commands import Actor
from state import audit, in_force, pseudonyms
from state.pseudonyms import EMAIL, NAME, SEAT, Known, Pseudonyms, Spelling, low

BEGINNING = "former colleague"
"""What a pseudonym is unless said; a number follows that nobody else ever had."""

LONGEST = 60


class Refused(Exception):
    """Why somebody gets no pseudonym, and what can be done."""


@dataclass(frozen=True, slots=True)
class Leaver:
    """Who goes by a pseudonym: `spellings` are replaced; `shared` are names that somebody else has, too, and
    that stay in texts; `before` is how they went by the same pseudonym until now."""

    pseudonym: str
    spellings: tuple[Spelling, ...]
    shared: tuple[str, ...] = ()
    before: tuple[Spelling, ...] = ()

    def of(self, form: str) -> list[str]:
        """Their spellings of one form."""
        return [one.spelling for one in self.spellings if one.form == form]


def find(conn: Connection, who: str, also: Sequence[str] = (), called: str | None = None) -> Leaver:
    """Who goes by this e-mail, name or owner id, in a directory or on record, and what they are to be called:
    `called`, what they are called already, or the next free number. `also` are further seats or spellings of
    the same person. Raises Refused."""
    people = pseudonyms.known(conn)
    own = _found(conn, people, who)
    for more in also:
        own |= _found(conn, people, more, must=False)
    if any(one.active for one in own):
        raise Refused(f"{who!r} is active in a CRM: deactivate their user there and poll it again first")
    others = {one.name for one in people - own if one.name}
    given = pseudonyms.read(conn).spellings
    words = {(SEAT, one.seat) for one in own if one.seat}
    words |= {(EMAIL, low(one.email)) for one in own if one.email}
    names = {one.name.strip() for one in own if one.name and one.name.strip() != one.seat}
    shared = {name for name in names if _within(others, name)}
    words |= {(EMAIL, low(one)) if "@" in one else (NAME, one) for one in names - shared}
    before = [one for one in given if (one.form, one.spelling) in words]
    pseudonym = _called(conn, {one.pseudonym for one in before}, called)
    before = [one for one in given if one.pseudonym == pseudonym]
    words |= {(form, had) for form, had, *_ in before if form != NAME or not _within(others, had)}
    spellings = pseudonyms.in_order(Spelling(*word, pseudonym) for word in words)
    leaver = Leaver(pseudonym, tuple(spellings), tuple(sorted(shared)), tuple(before))
    _check(conn, leaver, [one for one in given if one.pseudonym != pseudonym], people - own)
    return leaver


def give(conn: Connection, leaver: Leaver, actor: Actor, reason: str | None) -> None:
    """From now on they are called so; on record are the pseudonym, the seats and a code of who it is, no
    name."""
    rest = [one for one in pseudonyms.read(conn).spellings if one.pseudonym != leaver.pseudonym]
    kept = pseudonyms.salted(leaver.spellings)
    pseudonyms.put(conn, [*rest, *kept])
    told = f"{pseudonyms.code(kept)} stands for {_seats(kept)}"
    _record(conn, leaver, actor, (_seats(leaver.before) if leaver.before else None, told), reason)


def named(conn: Connection, who: str) -> Leaver:
    """Who has this pseudonym, or a pseudonym in the place of this spelling. Raises Refused."""
    given = pseudonyms.read(conn).spellings
    asked = low(who)
    found = {one.pseudonym for one in given if asked in (low(one.pseudonym), low(one.spelling))}
    if len(found) != 1:
        many = f"several go by {who!r}: {', '.join(sorted(found))}" if found else f"nobody is called {who!r}"
        raise Refused(f"{many}; give the pseudonym")
    [pseudonym] = found
    return Leaver(pseudonym, tuple(one for one in given if one.pseudonym == pseudonym))


def take_back(conn: Connection, leaver: Leaver, actor: Actor, reason: str | None) -> None:
    """They are called by their name again."""
    _record(conn, leaver, actor, (_seats(leaver.spellings), "taken back"), reason)
    pseudonyms.put(
        conn, [one for one in pseudonyms.read(conn).spellings if one.pseudonym != leaver.pseudonym]
    )


def _found(conn: Connection, people: set[Known], text: str, *, must: bool = True) -> set[Known]:
    """All that is known of the one person who goes by the text."""
    text = text.strip()
    persons: list[set[Known]] = []
    for one in people:
        if _goes_by(one, text) and not any(one in person for person in persons):
            persons.append(_person(people, one))
    if len(persons) > 1:
        told = "; ".join(sorted(", ".join(_words(person)) for person in persons))
        raise Refused(
            f"{len(persons)} go by {text!r}: {told}. Give an e-mail or an owner id, and --also for another "
            "seat of the same person"
        )
    if persons:
        return persons[0]
    if must and text not in pseudonyms.acted(conn):
        raise Refused(
            f"nobody goes by {text!r}, in a directory or on record: give an e-mail, a name as it stands on "
            "record, or an owner id"
        )
    return {Known(None, None, text) if "@" in text else Known(None, text, None)}


def _goes_by(one: Known, text: str) -> bool:
    seat = one.seat or ""
    return text in (seat, seat[:15] if len(seat) == 18 else seat) or text.lower() in (
        (one.name or "").strip().lower(),
        low(one.email or ""),
    )


def _person(people: Collection[Known], one: Known) -> set[Known]:
    """Everything that shares a seat or an e-mail with it, and so on."""
    own = {one}
    while True:
        seats = {each.seat for each in own if each.seat}
        emails = {low(each.email) for each in own if each.email}
        more = {each for each in people if each.seat in seats or (each.email and low(each.email) in emails)}
        if more <= own:
            return own
        own |= more


def _words(person: Iterable[Known]) -> list[str]:
    return sorted({word for one in person for word in (one.seat, one.email, one.name) if word})


def _within(names: Iterable[str], name: str) -> bool:
    """Whether it is a word of one of the names."""
    read = Pseudonyms([Spelling(NAME, name, "")])
    return any(read.text(other) != other for other in names)


def _called(conn: Connection, had: set[str], called: str | None) -> str:
    called = called.strip() if called is not None else None
    if len(had) > 1:
        raise Refused(f"they are {' and '.join(sorted(had))}: take one of them back first")
    if had:
        [already] = had
        if called not in (None, already):
            raise Refused(f"they are {already} already: take that back first")
        return already
    if called is None:
        return f"{BEGINNING} {max(pseudonyms.numbers(conn, BEGINNING), default=0) + 1}"
    if not called or len(called) > LONGEST or not called.isprintable() or "@" in called:
        raise Refused(f"--as {called!r}: write up to {LONGEST} letters, and no e-mail")
    return called


def _check(conn: Connection, leaver: Leaver, rest: Sequence[Spelling], others: Iterable[Known]) -> None:
    """Raises Refused where the pseudonym is somebody else's, tells the name, or the policy needs the name."""
    policy = in_force.told(conn, "policy") or ""
    own = Pseudonyms(leaver.spellings)
    if own.text(policy) != policy or any(seat in policy for seat in leaver.of(SEAT)):
        raise Refused(
            "the policy in force still names them: take them out of it, and let the daemon take that up"
        )
    every = Pseudonyms([*rest, *leaver.spellings])
    taken = {one.pseudonym for one in rest}
    for pseudonym in (leaver.pseudonym, *taken):
        if every.text(pseudonym) != pseudonym:
            raise Refused(f"{pseudonym!r} has a name in it that is to go: choose another with --as")
    known = {low(word) for one in others for word in (one.seat, one.email, one.name) if word}
    if low(leaver.pseudonym) in known | {low(one) for one in taken}:
        raise Refused(f"{leaver.pseudonym!r} is somebody else: choose another with --as")


def _seats(spellings: Iterable[Spelling]) -> str:
    seats = sorted(one.spelling for one in spellings if one.form == SEAT)
    return f"owner {', '.join(seats)}" if seats else "no owner of records"


def _record(
    conn: Connection, leaver: Leaver, actor: Actor, texts: tuple[str | None, str], reason: str | None
) -> None:
    """Before and after as everybody may read them, whatever was typed as a reason."""
    read = pseudonyms.read(conn)
    before, after = texts
    told = f"{after}: {read.text(reason)}" if reason else after
    what = f"{pseudonyms.CHANGE}{leaver.pseudonym}"
    audit.record_change(conn, what, read.text(actor.name), before, told, actor.now)
