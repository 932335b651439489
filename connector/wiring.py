"""Settings -> parts: the one place that knows every concrete class."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from importlib import metadata

from adapters import registry
from adapters.contract import CalendarConfig, Crm, Notifier
from connector.binding import Binding
from connector.calendars import Calendars, Subscribed
from connector.clock import Clock, SystemClock
from connector.directories import Directories
from connector.links import Links
from connector.loops.deliver import Deliver
from connector.loops.expire import Expire
from connector.loops.poll import Poll, PollPlan
from connector.loops.route import Route, RoutePlan
from connector.loops.tell import Channels, Tell
from connector.metrics import Metrics
from connector.policy.read import read_policy
from connector.settings import Settings, crm_config
from connector.shelf import Shelf
from connector.status import Status
from connector.stores import open_store
from state.seal import Sealer
from state.store import Store


@dataclass
class Parts:
    """A wired daemon's parts."""

    settings: Settings
    mode: str
    clock: Clock
    store: Store
    crms: dict[str, Crm]
    shelf: Shelf
    directories: Directories
    calendars: Calendars
    status: Status
    metrics: Metrics
    polls: dict[str, Poll]
    delivers: dict[str, Deliver]
    route: Route
    expire: Expire
    tell: Tell
    links: Links | None = field(repr=False)
    sealer: Sealer = field(repr=False)

    def close(self) -> None:
        """Gives back connections and the store."""
        for crm in self.crms.values():
            crm.close()
        self.calendars.close()
        self.store.close()


def code_version() -> str:
    """Our version, as decisions record it."""
    return metadata.version("pointsman")


def build_crm(settings: Settings, name: str) -> Crm:
    """The adapter of one CRM."""
    return registry.BUILDERS[settings.crms[name].kind](crm_config(settings, name))


def build_calendars(settings: Settings) -> dict[str, Subscribed]:
    """The calendars of all people who have one here, by e-mail."""
    from adapters.calendars import build_calendar

    return {
        email: Subscribed(build_calendar(CalendarConfig(each.url, each.ca_file)), each.busy)
        for email, each in settings.calendars.items()
    }


def open_shelf(settings: Settings) -> Shelf:
    """The policy shelf over the settings' folder (not yet read)."""
    return Shelf(settings.policy, lambda: read_policy(settings))


def build(
    settings: Settings, mode: str, clock: Clock | None = None, notifier: Notifier | None = None
) -> Parts:
    """Everything a daemon needs; `mode` is `live` or `shadow`."""
    clock = clock or SystemClock()
    store = open_store(settings)
    crms = {name: build_crm(settings, name) for name in settings.crms}
    shelf = open_shelf(settings)
    people = Directories(store, clock, crms)
    status = Status(clock)
    bindings = {name: Binding(crm, store) for name, crm in crms.items()}
    plan = PollPlan(mode, lambda: shelf.policy, timedelta(seconds=settings.freshness_seconds))
    links = Links(settings.console.url, store.key_file) if settings.console.url else None
    route_plan = RoutePlan(
        mode=mode,
        policy=lambda: shelf.policy,
        crms=people.facts,
        owner_of_record=settings.owner_of_record,
        code_version=code_version(),
        writes_per_hour=settings.brake.writes_per_hour,
        stale_per_hour=settings.brake.stale_per_hour,
        tells_owner=settings.notices.owner is not None,
    )
    return Parts(
        settings=settings,
        mode=mode,
        clock=clock,
        store=store,
        crms=crms,
        shelf=shelf,
        directories=people,
        calendars=Calendars(store, clock, status, lambda: shelf.policy, build_calendars(settings)),
        status=status,
        metrics=Metrics(),
        polls={name: Poll(crm, bindings[name], store, clock, plan) for name, crm in crms.items()},
        delivers={name: Deliver(crm, bindings[name], store, clock) for name, crm in crms.items()},
        route=Route(store, clock, route_plan),
        expire=Expire(store, clock, mode, timedelta(seconds=settings.freshness_seconds)),
        tell=Tell(store, clock, notifier or _notifier(), _channels(settings), links),
        links=links,
        sealer=Sealer(store, clock.now, settings.heads_file),
    )


def _notifier() -> Notifier:
    from adapters.notices import build_notifier

    return build_notifier()


def _channels(settings: Settings) -> Channels:
    return Channels(settings.notices.channels, settings.notices.owner)
