"""What may be done by a person, each on the record: the command line and the console share these."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from connector.core.matching.memory import company_about, company_named, company_shown
from connector.core.matching.places import country_code
from connector.recording import asked_again, request
from mappings.instants import to_text
from mappings.records import Kind, Record, State
from state import absences, audit, controls, inbox, memory, mirror, organisations, outbox, timers
from state.memory import Said


@dataclass(frozen=True)
class Actor:
    """Who does it, and when (UTC)."""

    name: str
    now: datetime


def set_pause(conn: Connection, actor: Actor, crm: str | None, on: bool) -> bool:
    """Stops or resumes owner writes and notices, for one CRM or all; false where it was so already."""
    name = f"pause:{crm or '*'}"
    before = bool(controls.get(conn, name))
    if before is on:
        return False
    controls.put(conn, name, on, actor.name, actor.now)
    audit.record_change(conn, name, actor.name, _on(before), _on(on), actor.now)
    return True


def set_away(
    conn: Connection, actor: Actor, email: str, span: tuple[datetime, datetime | None], cover: str | None
) -> str:
    """Marks a person away from `span[0]` until `span[1]` (None: until further notice); says so."""
    before, told = _out(conn, actor, email), _away(span, cover)
    absences.put(conn, email.lower(), "away", *span, cover, actor.name, actor.now)
    audit.record_change(conn, f"person:{email.lower()}", actor.name, before, told, actor.now)
    return told


def set_paused(conn: Connection, actor: Actor, email: str) -> None:
    """Takes a person out of all turns until resumed."""
    before = _out(conn, actor, email)
    absences.put(conn, email.lower(), "paused", actor.now, None, None, actor.name, actor.now)
    audit.record_change(conn, f"person:{email.lower()}", actor.name, before, "paused", actor.now)


def set_back(conn: Connection, actor: Actor, email: str) -> bool:
    """Ends a person's absences and pauses; false where there were none. What others stood in for goes back
    at once, where the policy gives it back."""
    before = _out(conn, actor, email)
    if not absences.clear(conn, email.lower(), actor.name, actor.now):
        return False
    timers.hasten(conn, f"{timers.GIVE_BACK}{email.lower()}:", actor.now)
    audit.record_change(conn, f"person:{email.lower()}", actor.name, before, "back", actor.now)
    return True


def _out(conn: Connection, actor: Actor, email: str) -> str:
    """What keeps a person out, now or later, in words; blank where nothing does."""
    rows = absences.active(conn, actor.now).get(email.lower(), [])
    return "; ".join(
        row.kind if row.kind == "paused" else _away((row.start, row.until), row.cover) for row in rows
    )


def _away(span: tuple[datetime, datetime | None], cover: str | None) -> str:
    start, until = span
    told = f"away from {to_text(start)} until {to_text(until) if until else 'further notice'}"
    return told + (f", covered by {cover}" if cover else "")


def settle(conn: Connection, actor: Actor, action: str, ids: Sequence[str]) -> dict[str, str]:
    """Settles what waits: `release` (held writes go out, leads are decided anew) or `drop`.

    `ids` are those of `waiting`, or `all`. Returns what became of each.
    """
    leads = {f"lead:{item.id}": item for item, _ in inbox.parked(conn)}
    held = {f"write:{item.write.key}" for item, _ in outbox.held(conn)}
    refused = {f"write:{item.write.key}" for item, _ in outbox.refused(conn)}
    wanted = [*leads, *held, *refused] if "all" in ids else ids
    told = {}
    for name in wanted:
        key = name.partition(":")[2]
        if name in leads and action == "release":
            number = f"{leads[name].id}@{to_text(actor.now)}"
            inbox.put(conn, [request(leads[name], number, actor.now)], actor.now)
            inbox.drop(conn, leads[name].id, actor.now, actor.name)
            told[name] = "will be decided anew"
        elif name in leads:
            inbox.drop(conn, leads[name].id, actor.now, actor.name)
            told[name] = "left as it is"
        elif name in held or name in refused:
            if action == "release":
                outbox.release_held(conn, [key], actor.now)
                told[name] = "will be written"
            else:
                outbox.drop_held(conn, [key], actor.now)
                told[name] = "dropped"
        else:
            told[name] = "not waiting"
            continue
        audit.record_change(conn, f"waiting:{name}", actor.name, "waiting", told[name], actor.now)
    return told


@dataclass(frozen=True)
class Told:
    """What came of it, in words; not `done` where it could not be done."""

    done: bool
    text: str


def judge(conn: Connection, actor: Actor, item: str, verdict: str, account: str | None) -> Told:
    """A person's word on the match of a lead: `alias` (it is that account) or `veto` (it is not), to be
    remembered of the lead's company; the lead is decided anew.

    `item` is `match:` and a decision, or a lead's id or e-mail, which stands for its latest decision.
    `account` is the id of another account than the one that was named, or its CRM and id (`sales:001...`).
    """
    decision = _decision(conn, item)
    if decision is None:
        return Told(False, "no such decision, or several leads go by that")
    found = _account(conn, account or decision["account_id"] or "", decision["matches"])
    if found is None:
        return Told(False, "no such account is mirrored" if account else "it names no account: give one")
    lead = mirror.get(conn, decision["crm"], Kind.LEAD, decision["lead_id"])
    company = company_about(lead, found[1]) if lead is not None else None
    if lead is None or company is None:
        return Told(False, "the lead names no company that could be remembered")
    said = Said(company, found[0], found[1].id, verdict, decision["decision_id"])
    if not _keep(conn, actor, said):
        return Told(True, f"{_words(said)}: was remembered already")
    if lead.state is not State.OPEN:
        return Told(True, f"{_words(said)}: remembered")
    number = f"{decision['decision_id']}@{to_text(actor.now)}"
    inbox.put(conn, [asked_again(decision, number, actor.now)], actor.now)
    return Told(True, f"{_words(said)}: remembered, and the lead will be decided anew")


def remember(
    conn: Connection, actor: Actor, company: tuple[str, str | None], verdict: str, account: str
) -> Told:
    """The same without a lead: of a company by its domain or name, in a country (or None: everywhere)."""
    name, country = company
    code = country_code(country) if country else None
    key = company_named(name, code)
    if key is None or (country and code is None):
        return Told(False, f"{country if key else name!r} names no {'country' if key else 'company'}")
    found = _account(conn, account, ())
    if found is None:
        return Told(
            False, "no such account is mirrored, or several are: write its CRM in front (sales:001...)"
        )
    said = Said(key, found[0], found[1].id, verdict)
    kept = _keep(conn, actor, said)
    return Told(True, f"{_words(said)}: {'remembered' if kept else 'was remembered already'}")


def forget(conn: Connection, actor: Actor, number: int) -> Told:
    """Takes a remembered verdict back."""
    found = memory.revoke(conn, number, actor.name, actor.now)
    if found is None:
        return Told(False, "nothing of that number is remembered")
    words = _words(found.said)
    audit.record_change(conn, f"memory:{found.said.company}", actor.name, words, "revoked", actor.now)
    return Told(True, f"{words}: no longer remembered")


def _keep(conn: Connection, actor: Actor, said: Said) -> bool:
    replaced = memory.put(conn, said, actor.name, actor.now)
    if replaced is None:
        return False
    before = "; ".join(_words(one.said) for one in replaced)
    audit.record_change(conn, f"memory:{said.company}", actor.name, before, _words(said), actor.now)
    return True


def _words(said: Said) -> str:
    verb = "is" if said.verdict == memory.ALIAS else "is not"
    return f"{company_shown(said.company)} {verb} {said.crm} account {said.account_id}"


def _decision(conn: Connection, item: str) -> dict[str, Any] | None:
    if item.startswith("match:"):
        return audit.decision(conn, item.removeprefix("match:"))
    found = mirror.find_leads(conn, item)
    if len(found) != 1:
        return None
    crm, lead = found[0]
    return next(iter(audit.history(conn, crm, lead.id)), None)


def _account(
    conn: Connection, text: str, considered: Sequence[Mapping[str, Any]]
) -> tuple[str, Record] | None:
    """The open account of this id, of those considered first; `crm:id` says of which CRM."""
    crm, _, id_ = text.rpartition(":")
    names = [crm] if crm else [one["crm"] for one in considered if one["account_id"] == id_]
    found = []
    for name in names or organisations.names(conn):
        record = mirror.get(conn, name, Kind.ACCOUNT, mirror.follow(conn, name, Kind.ACCOUNT, id_))
        if record is not None and record.state is State.OPEN:
            found.append((name, record))
    return found[0] if len(found) == 1 else None


def _on(state: bool) -> str:
    return "paused" if state else "running"
