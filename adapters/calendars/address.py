"""A calendar at an https address, as every provider gives one out: Google, Microsoft 365, iCloud, Nextcloud.

The address is the secret that opens the calendar: it appears in no error and in no log line.
"""

from __future__ import annotations

import requests

from adapters.contract import Asked, Calendar, CalendarConfig, Engagements
from adapters.errors import AdapterError, Broken, Refused, Retry
from adapters.wire import FAILURES, hush_paths, open_http, unanswered

LARGEST = 20_000_000
"""Bytes of a calendar that are read, unpacked."""

MOST_REDIRECTS = 3
_CHUNK = 65_536
_FINAL = frozenset({400, 401, 403, 404, 405, 410})  # asking again changes nothing until a person does
_BUSY = 429


class PublishedCalendar:
    """One address; each read is one request, and up to three more where it leads elsewhere."""

    def __init__(self, config: CalendarConfig) -> None:
        self._url = config.url
        self._http = open_http(config.ca_file, config.connect_timeout, config.read_timeout)
        self._http.mount("http://", _Nowhere())
        self._http.max_redirects = MOST_REDIRECTS
        hush_paths()

    def read(self, asked: Asked) -> Engagements:
        """Raises Retry where it cannot be had now, Refused where a person must mend the address, Broken
        where what came is no calendar."""
        from adapters.calendars.ics import engagements  # slow to import, and many have no calendars

        found = self._fetch()
        if isinstance(found, AdapterError):  # raised here, it has no context that quotes the address
            raise found
        return engagements(found, asked)

    def close(self) -> None:
        """Gives back connections."""
        self._http.close()

    def _fetch(self) -> bytes | AdapterError:
        try:
            with self._http.get(self._url, headers={"Accept": "text/calendar"}, stream=True) as answer:
                if answer.status_code != requests.codes.ok:
                    return _refusal(answer)
                return _within_limit(answer)
        except (requests.TooManyRedirects, requests.exceptions.InvalidSchema):
            return Refused("the calendar's address leads elsewhere: use the one it leads to")
        except FAILURES as failed:
            return unanswered(failed, who="the calendar")


class _Nowhere(requests.adapters.BaseAdapter):
    """What is not encrypted is not asked, even where a redirect leads there."""

    def send(self, *_: object, **__: object) -> requests.Response:
        raise requests.exceptions.InvalidSchema

    def close(self) -> None:
        """Nothing is open."""


def build_calendar(config: CalendarConfig) -> Calendar:
    """The calendar at an address."""
    return PublishedCalendar(config)


def _within_limit(answer: requests.Response) -> bytes | AdapterError:
    found = bytearray()
    for chunk in answer.iter_content(_CHUNK):
        found += chunk
        if len(found) > LARGEST:
            return Refused(
                f"the calendar is larger than {LARGEST // 1_000_000} MB: publish a shorter time of it"
            )
    return bytes(found)


def _refusal(answer: requests.Response) -> AdapterError:
    status = answer.status_code
    if status in _FINAL:
        return Refused(f"the calendar's address is refused ({status})", code=str(status))
    if status == _BUSY or status >= requests.codes.server_error:
        after = answer.headers.get("Retry-After", "")
        seconds = float(after) if after.isdecimal() else None
        return Retry(f"the calendar is not available now ({status})", after=seconds, code=str(status))
    return Broken(f"the calendar's answer is {status}", code=str(status))
