"""Working hours, holidays, lengths of time and time zones, as a policy writes them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta
from functools import lru_cache

from connector.core.staff.hours import zone_of
from connector.texts import Notes
from mappings.records import Hours, WorkingBlock
from mappings.spelling import closest, suggest

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
HOURS = ("zone", "days", "from", "to")
"""The keys of a stretch of working hours."""

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}
_LENGTH = re.compile(r"(\d{1,6})\s*([smhdw])")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})")
_MIDNIGHT = 24 * 60
_FORM = 'write {zone: Europe/Berlin, days: mon-fri, from: "09:00", to: "18:00"}'

Place = Sequence[str | int]


def length(value: object) -> timedelta | None:
    """The length of time that `30s`, `15m`, `2h`, `7d` or `1w` names; None for anything else."""
    match = _LENGTH.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None or int(match[1]) == 0:
        return None
    return timedelta(seconds=int(match[1]) * _UNITS[match[2]])


def hours(value: object, notes: Notes, at: Place) -> Hours | None:
    """Weekly hours; None with the faults noted. One block, or a list of blocks in one zone."""
    blocks = value if isinstance(value, list) else [value]
    found: list[WorkingBlock] = []
    zones: list[str] = []
    sound = True
    if not blocks:
        notes.fault(at, "working hours belong here", _FORM)
    for index, block in enumerate(blocks):
        place = (*at, index) if isinstance(value, list) else tuple(at)
        if not isinstance(block, dict):
            notes.fault(place, "working hours belong here", _FORM)
            sound = False
            continue
        parts, zone = _block(block, notes, place)
        sound = sound and parts is not None and zone is not None
        found += parts or []
        zones += [zone] if zone else []
    if len(set(zones)) > 1:
        notes.fault(at, "hours in two time zones", "give a person the hours of one zone")
        return None
    return Hours(zones[0], tuple(found)) if sound and zones else None


def check_holidays(value: object, notes: Notes, at: Place) -> None:
    """Names a code of public holidays (`DE`, `DE-BE`) that nobody knows."""
    if not isinstance(value, str):
        return
    from holidays import list_supported_countries  # slow to import, and many policies need none

    known = list_supported_countries()
    country, _, region = value.upper().partition("-")
    if country not in known:
        notes.fault(at, f"no public holidays are known for `{value}`", suggest(country, known))
    elif region and region not in known[country]:
        notes.fault(at, f"`{country}` has no region `{region}`", suggest(region, known[country]))


def _block(
    block: dict[str, object], notes: Notes, at: tuple[str | int, ...]
) -> tuple[list[WorkingBlock] | None, str | None]:
    for key in block:
        if key not in HOURS:
            notes.fault((*at, key), f"unknown key `{key}`", suggest(key, HOURS), key=True)
    for key in HOURS:
        if block.get(key) is None and key != "days":
            notes.fault(at, f"`{key}` is missing", _FORM)
    named = _zone(block.get("zone"), notes, (*at, "zone"))
    days = _days(block.get("days", "mon-fri"), notes, (*at, "days"))
    start = _clock(block.get("from"), notes, (*at, "from"))
    end = _clock(block.get("to"), notes, (*at, "to"))
    if days is None or start is None or end is None:
        return None, named
    if start in (end, _MIDNIGHT):
        mend = 'for the whole day write from: "00:00", to: "24:00"'
        notes.fault((*at, "to"), "the hours end when they begin", mend)
        return None, named
    if start < end:
        return [WorkingBlock(days, start, end)], named
    over = [WorkingBlock(days, start, _MIDNIGHT)]
    if end > 0:
        over.append(WorkingBlock(frozenset((day + 1) % 7 for day in days), 0, end))
    return over, named


def _zone(value: object, notes: Notes, at: Place) -> str | None:
    if value is None:
        return None
    try:
        zone_of(str(value))
    except ValueError:
        near = closest(str(value), _zones())
        mend = f"did you mean `{near}`?" if near else "use a name like Europe/Berlin or UTC"
        notes.fault(at, "unknown time zone", mend)
        return None
    return str(value)


@lru_cache
def _zones() -> frozenset[str]:
    from zoneinfo import available_timezones

    return frozenset(available_timezones())


def _days(value: object, notes: Notes, at: Place) -> frozenset[int] | None:
    words = value if isinstance(value, list) else str(value).replace(",", " ").split()
    found: set[int] = set()
    for word in words:
        first, dash, last = str(word).strip().lower().partition("-")
        ends = [_day(first), _day(last) if dash else _day(first)]
        if ends[0] is None or ends[1] is None:
            notes.fault(at, "unknown day", "write mon-fri, or [mon, wed, fri]")
            return None
        count = (ends[1] - ends[0]) % 7
        found.update((ends[0] + step) % 7 for step in range(count + 1))
    if not found:
        notes.fault(at, "no day", "write mon-fri, or [mon, wed, fri]")
        return None
    return frozenset(found)


def _day(word: str) -> int | None:
    short = word.strip()[:3]
    full = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    fits = short in DAYS and full[DAYS.index(short)].startswith(word.strip())
    return DAYS.index(short) if fits else None


def _clock(value: object, notes: Notes, at: Place) -> int | None:
    if value is None:
        return None
    match = _CLOCK.fullmatch(value.strip()) if isinstance(value, str) else None
    minutes = int(match[1]) * 60 + int(match[2]) if match and int(match[2]) < 60 else None
    if minutes is None or minutes > _MIDNIGHT:
        notes.fault(at, "no time of day", 'write it as "09:00", from "00:00" to "24:00"')
        return None
    return minutes
