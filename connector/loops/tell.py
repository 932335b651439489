"""Sends notices from the outbox, on a thread of its own: a slow chat server delays no lead."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from adapters.contract import Notice, Notifier
from adapters.errors import AdapterError, Refused
from connector.clock import Clock
from connector.links import VALID_FOR, Links, Offer
from connector.pace import backoff
from connector.settings.shape import is_personal
from state import controls, outbox
from state.outbox import NoticeItem, NoticeRow
from state.store import Store

BATCH = 50
TRIES = 8


@dataclass(frozen=True)
class Channels:
    """Where notices go: addresses by channel name (they may hold secrets), and the channel that
    tells a new owner. `{email}` in an address stands for the person told, `{name}` for the part of
    the e-mail before the @."""

    addresses: Mapping[str, str]
    owner: str | None

    def address(self, channel: str, email: str | None) -> str | None:
        """The address for a notice, None where the settings name none for it."""
        address = self._named(channel)
        if address is None:
            return None
        if email is None:
            return None if is_personal(address) else address
        safe = quote(email, safe="@")
        return address.replace("{email}", safe).replace("{name}", safe.partition("@")[0])

    def personal(self, channel: str) -> bool:
        """Whether nobody but the person told reads what goes there."""
        address = self._named(channel)
        return address is not None and is_personal(address)

    def _named(self, channel: str) -> str | None:
        name = self.owner if channel == "owner" else channel
        return self.addresses.get(name) if name else None


class Tell:
    """The notices. With `links`, the one of a lead holds a link by which it is accepted or declined, if it
    goes to one person."""

    def __init__(
        self, store: Store, clock: Clock, notifier: Notifier, channels: Channels, links: Links | None = None
    ) -> None:
        self._store = store
        self._clock = clock
        self._notifier = notifier
        self._channels = channels
        self._links = links

    def tick(self) -> int:
        """Sends what is due; the number sent. At least once: only a crash repeats one."""
        with self._store.read() as conn:
            if controls.get(conn, "pause:*"):
                return 0
            items = outbox.claim_notices(conn, self._clock.now(), BATCH)
        return sum(self._send(item) for item in items)

    def _send(self, item: NoticeItem) -> int:
        notice = item.notice
        address = self._channels.address(notice.channel, notice.email)
        if address is None:
            self._settle(notice.key, False, f"no channel {notice.channel!r} in notices")
            return 0
        try:
            self._notifier.send(Notice(address, notice.title, self._body(notice)))
        except Refused as refusal:
            self._settle(notice.key, False, refusal.message)
        except AdapterError as error:
            self._postpone(item, error)
        else:
            self._settle(notice.key, True, "sent")
            return 1
        return 0

    def _body(self, notice: NoticeRow) -> str:
        """What is sent. A link is made anew for each try and is kept nowhere."""
        links, lead, email = self._links, notice.answers, notice.email
        if links is None or lead is None or email is None or not self._channels.personal(notice.channel):
            return notice.body
        crm, _, record_id = lead.partition(":")
        url = links.url_of(Offer(crm, record_id, email, self._clock.now() + VALID_FOR))
        return f"{notice.body}\n\nAccept or decline: {url}"

    def _settle(self, key: str, ok: bool, detail: str) -> None:
        with self._store.begin() as conn:
            outbox.settle_notice(conn, key, ok, detail, self._clock.now())

    def _postpone(self, item: NoticeItem, error: AdapterError) -> None:
        if item.attempts + 1 >= TRIES:
            self._settle(item.notice.key, False, f"gave up after {TRIES} tries: {error.message}")
            return
        until = self._clock.now() + backoff(item.attempts)
        with self._store.begin() as conn:
            outbox.postpone_notice(conn, item.notice.key, until, error.message)
