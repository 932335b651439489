"""Notices go out over real HTTP, and what is secret in an address stays inside."""

from __future__ import annotations

import http.server
import json
import logging
import subprocess
import sys
import threading
from collections.abc import Iterator

import pytest

from adapters.contract import Notice
from adapters.errors import AdapterError, Refused, Retry
from adapters.notices import build_notifier

SECRET = "sEcr3t-t0ken"


class Channel(http.server.ThreadingHTTPServer):
    """Answers each POST with the status that its path names."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.heard: list[bytes] = []

    def address(self, status: int) -> str:
        return f"json://ann:{SECRET}@127.0.0.1:{self.server_port}/{status}/{SECRET}"


class _Answer(http.server.BaseHTTPRequestHandler):
    server: Channel

    def do_POST(self) -> None:
        self.server.heard.append(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(int(self.path.split("/")[1]))
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def channel() -> Iterator[Channel]:
    server = Channel()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def test_a_notice_arrives_with_its_title_and_body_as_they_are(channel: Channel) -> None:
    build_notifier().send(Notice(channel.address(200), "A lead <for you>", "Zoë & Söhne\nsecond line"))

    heard = json.loads(channel.heard[0])
    assert (heard["title"], heard["message"]) == ("A lead <for you>", "Zoë & Söhne\nsecond line")


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_a_channel_that_will_not_have_it_is_refused(channel: Channel, status: int) -> None:
    with pytest.raises(Refused) as refusal:
        build_notifier().send(Notice(channel.address(status), "t", "b"))
    assert refusal.value.code == str(status)


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_channel_in_trouble_is_tried_again_later(channel: Channel, status: int) -> None:
    with pytest.raises(Retry):
        build_notifier().send(Notice(channel.address(status), "t", "b"))


def test_a_channel_that_cannot_be_reached_is_tried_again_later(channel: Channel) -> None:
    address = channel.address(200)
    channel.shutdown()
    channel.server_close()

    with pytest.raises(Retry):
        build_notifier().send(Notice(address, "t", "b"))


@pytest.mark.parametrize(
    "address", ["", "nonsense", "json://", f"nobody://{SECRET}@x", f"slack://x/{SECRET}"]
)
def test_an_address_that_is_no_channel_is_refused(address: str) -> None:
    with pytest.raises(Refused):
        build_notifier().send(Notice(address, "t", "b"))


def test_no_log_line_and_no_error_tells_the_secret(
    channel: Channel, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    notifier = build_notifier()
    told = []
    for address in (channel.address(200), channel.address(401), channel.address(500), f"slack://x/{SECRET}"):
        try:
            notifier.send(Notice(address, "t", "b"))
        except AdapterError as fault:
            told += [str(fault), repr(fault), str(fault.code), repr(fault.__context__)]

    assert SECRET not in caplog.text
    assert SECRET not in "".join(told)
    assert SECRET not in "".join(capfd.readouterr())


def test_the_log_of_the_library_is_as_it_was_after_a_notice(channel: Channel) -> None:
    log = logging.getLogger("apprise")
    before = (log.handlers[:], log.propagate, log.level)

    build_notifier().send(Notice(channel.address(200), "t", "b"))

    assert (log.handlers[:], log.propagate, log.level) == before


def test_building_a_notifier_imports_no_channel() -> None:
    code = "import sys, adapters.notices as n; n.build_notifier(); sys.exit('apprise' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
