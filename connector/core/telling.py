"""Who is told of deadlines: the owner, their manager, channels. Notices name a lead by its id."""

from __future__ import annotations

from connector.core.deadlines import MANAGER, OWNER, Clock, Mark
from connector.core.decision import Notify
from connector.core.desk import Desk


def told(desk: Desk, clock: Clock, mark: Mark, because: str) -> tuple[Notify, ...]:
    """The notices of a clock's step."""
    found: list[Notify] = []
    keeps = mark.reassign is None
    title = _title(desk, "was missed" if mark.from_deadline else "is due", clock)
    for whom in mark.notify:
        if whom == OWNER and clock.email is not None:
            found.append(Notify(OWNER, clock.email, title, f"{because}.", answers=keeps))
        elif whom == MANAGER:
            found.extend(to_manager(desk, clock.email, because, title))
        elif whom != OWNER:
            found.append(Notify(whom, None, title, f"{because}; {name_of(desk, clock.email)} has it."))
    return tuple(found)


def to_manager(desk: Desk, email: str | None, because: str, title: str = "") -> tuple[Notify, ...]:
    """To the owner's manager; where nobody knows one, to the channels of the fallback."""
    title = title or f"Taken back too often: {lead_named(desk)}"
    body = f"{because}; {name_of(desk, email)} has it."
    manager = manager_of(desk, email)
    if manager is not None:
        return (Notify(OWNER, manager, title, body),)
    desk.note(
        "manager", "unknown", "nobody is known as the owner's manager, so the fallback's channels are told"
    )
    return tuple(Notify(channel, None, title, body) for channel in desk.policy.otherwise.notify)


def manager_of(desk: Desk, email: str | None) -> str | None:
    """The e-mail of somebody's manager, as the policy or else the CRM says."""
    if email is None:
        return None
    person = desk.policy.people.get(email)
    if person is not None and person.manager is not None:
        return desk.roster.named(person.manager) or person.manager
    seat = desk.roster.member(email).seat
    above = seat.manager_id if seat is not None else None
    return desk.roster.email_of(desk.view.cause.crm, above) if above is not None else None


def _title(desk: Desk, what: str, clock: Clock) -> str:
    return f"{clock.checkpoint.noun.capitalize()} {what}: {lead_named(desk)}"


def lead_named(desk: Desk) -> str:
    """The lead by its CRM, object and id."""
    cause = desk.view.cause
    return f"{cause.crm} {cause.object} {desk.view.lead.id}"


def name_of(desk: Desk, email: str | None) -> str:
    """What somebody is called; `email` None is whoever has a queue's lead."""
    return "nobody in person" if email is None else desk.roster.member(email).name
