"""Sends notices through apprise: mail, chat, SMS and some 170 other channels behind one kind of address.

An address may hold a secret: it appears in no error and in no log line.
"""

from __future__ import annotations

import logging
import re
import threading
import warnings
from functools import cache
from typing import Any

from adapters.contract import Notice, Notifier
from adapters.errors import Refused, Retry
from adapters.wire import hush_paths

CONNECT_SECONDS = 5.0
READ_SECONDS = 15.0
_LOG = logging.getLogger("apprise")
_STATUS = re.compile(r"error[=:\s]+(\d{3})\b")
_FINAL = frozenset({400, 401, 403, 404, 405, 410})  # asking again changes nothing until a person does


class AppriseNotifier:
    """Sends one notice a call, without retries."""

    def send(self, notice: Notice) -> None:
        """Raises Refused where the address is no channel or the channel will not have it, else Retry."""
        with _HeardLog() as heard:
            channel = _channel(notice.to)
            if channel is None:
                raise Refused("the channel's address is not understood", code="ADDRESS")
            failure = _failure(channel, notice)
        if failure is None:
            return
        status = heard.status()
        told = f"{failure}{f' ({status})' if status else ''}"
        if status in _FINAL:
            raise Refused(f"the channel refuses the notice: {told}", code=str(status))
        raise Retry(f"the notice was not delivered: {told}", code=str(status) if status else None)


def build_notifier() -> Notifier:
    """The notifier of every channel. Imports nothing heavy until the first notice."""
    return AppriseNotifier()


@cache
def _library() -> Any:
    """apprise with its plug-ins loaded: 9 MB, and only those who send notices pay."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # plug-ins import what Python 3.13 drops
        import apprise

        apprise.Apprise.instantiate("json://localhost")
    hush_paths()
    return apprise


def _channel(address: str) -> Any | None:
    try:
        channel = _library().Apprise.instantiate(address)
    except Exception:  # noqa: BLE001 - a plug-in's own fault with the address; its text may quote it
        return None
    if channel is None:
        return None
    if channel.socket_connect_timeout == type(channel).socket_connect_timeout:
        channel.socket_connect_timeout = CONNECT_SECONDS
    if channel.socket_read_timeout == type(channel).socket_read_timeout:
        channel.socket_read_timeout = READ_SECONDS
    return channel


def _failure(channel: Any, notice: Notice) -> str | None:
    apprise = _library()
    sender = apprise.Apprise()
    sender.add(channel)
    try:
        sent = sender.notify(body=notice.body, title=notice.title, body_format=apprise.NotifyFormat.TEXT)
    except Exception as fault:  # noqa: BLE001 - 170 plug-ins; their texts may quote the address
        return type(fault).__name__
    return None if sent else "no delivery"


class _HeardLog(logging.Handler):
    """Hears what apprise would log, which is the only place where a status is told, and lets none out.

    Notices of several threads are sent one after another: they share one log.
    """

    _turn = threading.Lock()

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._texts: list[str] = []

    def __enter__(self) -> _HeardLog:
        self._turn.acquire()
        self._outside = (_LOG.handlers[:], _LOG.propagate, _LOG.level)
        _LOG.handlers[:], _LOG.propagate = [self], False
        _LOG.setLevel(logging.WARNING)  # below, apprise logs whole addresses
        return self

    def __exit__(self, *raised: object) -> None:
        _LOG.handlers[:], _LOG.propagate = self._outside[0], self._outside[1]
        _LOG.setLevel(self._outside[2])
        self._turn.release()

    def emit(self, record: logging.LogRecord) -> None:
        self._texts.append(record.getMessage())

    def status(self) -> int | None:
        """The HTTP status that was told last."""
        found = [int(one) for text in self._texts for one in _STATUS.findall(text)]
        return found[-1] if found else None
