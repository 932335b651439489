"""Pages over HTTP: what a client may ask for, and what becomes of one that misbehaves."""

from __future__ import annotations

import http.client
import json
import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
import structlog

from connector.logs import configure
from connector.pages import Asked, Page, Pages, Reply

Told = tuple[int, dict[str, str], bytes]


def echo(asked: Asked) -> Reply:
    told = f"{asked.method} {asked.rest} {asked.body.decode()}"
    return Reply(200, "text/plain", told.encode(), {"Cache-Control": "no-store"})


def fails(asked: Asked) -> Reply:
    raise ValueError("Jane Doe")


TABLE = {"/one": Page(echo), "/under/": Page(echo, ("GET", "POST")), "/fails/": Page(fails)}


@pytest.fixture
def pages() -> Iterator[Pages]:
    served = Pages("127.0.0.1", 0, TABLE)
    yield served
    served.close()


def ask(pages: Pages, method: str, path: str, body: bytes | None = None, **headers: str) -> Told:
    client = http.client.HTTPConnection(urlsplit(pages.address).netloc, timeout=10)
    try:
        client.request(method, path, body, headers)
        reply = client.getresponse()
        return reply.status, dict(reply.headers), reply.read()
    finally:
        client.close()


def test_a_page_is_found_by_its_path_and_those_under_it_by_what_follows(pages: Pages) -> None:
    assert ask(pages, "GET", "/one?x=1")[::2] == (200, b"GET  ")
    assert ask(pages, "GET", "/under/abc?x=1")[::2] == (200, b"GET abc ")
    assert ask(pages, "POST", "/under/abc", b"a=b")[::2] == (200, b"POST abc a=b")
    assert ask(pages, "GET", "/under/")[::2] == (200, b"GET  ")
    for path in ("/", "/one/", "/under", "/under/abc/def", "/else", "/under/../one"):
        assert ask(pages, "GET", path)[0] == 404


def test_what_a_page_says_of_itself_is_sent_and_our_versions_are_not(pages: Pages) -> None:
    _, headers, _ = ask(pages, "GET", "/one")
    assert headers["Cache-Control"] == "no-store"
    assert "Python" not in headers["Server"]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_a_method_that_a_page_does_not_take_is_refused(pages: Pages, method: str) -> None:
    code, headers, _ = ask(pages, method, "/one", b"x")
    assert (code, headers["Allow"]) == (405, "GET")


def test_whoever_asks_for_the_head_gets_no_body(pages: Pages) -> None:
    code, headers, body = ask(pages, "HEAD", "/under/abc")
    assert (code, headers["Content-Length"], body) == (200, "8", b"")


def test_a_body_that_is_too_long_is_refused_unread(pages: Pages) -> None:
    assert ask(pages, "POST", "/under/x", b"a" * 4096)[0] == 200
    for length in ("4097", "9" * 30):
        assert ask(pages, "POST", "/under/x", **{"Content-Length": length})[0] == 413
    for length in ("-1", "٣", "x", ""):
        assert ask(pages, "POST", "/under/x", **{"Content-Length": length.encode()})[0] == 411  # type: ignore[arg-type]


def test_a_page_that_fails_says_so_and_the_log_says_where_without_what_it_read(
    pages: Pages, capsys: pytest.CaptureFixture[str]
) -> None:
    configure()
    try:
        code, _, body = ask(pages, "GET", "/fails/token")
        said = json.loads(capsys.readouterr().err)
    finally:
        structlog.reset_defaults()
    assert (code, body) == (500, b"it failed; the log tells where\n")
    assert (said["event"], said["page"]) == ("unexpected", "/fails/")
    assert said["place"].startswith("ValueError at ")
    assert "Jane" not in repr(said) + body.decode()
    assert "token" not in repr(said)


def test_a_client_that_goes_away_is_no_error(pages: Pages, capsys: pytest.CaptureFixture[str]) -> None:
    parts = urlsplit(pages.address)
    for _ in range(5):
        with socket.create_connection((parts.hostname, parts.port), timeout=10) as client:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")  # a reset
            client.sendall(b"POST /under/x HTTP/1.0\r\nContent-Length: 10\r\n\r\nab")
    assert ask(pages, "GET", "/one")[0] == 200
    assert capsys.readouterr().err == ""
