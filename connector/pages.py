"""A few pages over HTTP: a table of them, each with the methods it takes. No page sees a header."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from typing import Any

import structlog

from connector.logs import place_of

log = structlog.get_logger("pointsman")

LARGEST = 4096
"""Bytes of a body that are read."""

SILENCE = 10.0
"""Seconds that a client may fall silent."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a page is asked for. `rest` is what follows its path, where that ends in a slash."""

    method: str
    rest: str = ""
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a page says; `kind` is its content type."""

    code: int
    kind: str
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Page:
    """`reply` is called from many threads. HEAD is asked as GET."""

    reply: Callable[[Asked], Reply]
    methods: tuple[str, ...] = ("GET",)


class Pages:
    """Serves the pages, by path, until closed. Port 0 takes a free one; `address` tells which. Raises OSError
    where it cannot listen."""

    def __init__(self, host: str, port: int, table: Mapping[str, Page]) -> None:
        self._server = _Server((host, port), _handler(table))
        self._thread = threading.Thread(target=self._server.serve_forever, name="pages", daemon=True)
        self._thread.start()

    @property
    def address(self) -> str:
        """Where it listens, as a URL."""
        host, port = self._server.server_address[:2]
        text = host if isinstance(host, str) else host.decode()
        shown = f"[{text}]" if ip_address(text).version == 6 else text
        return f"http://{shown}:{port}"

    def close(self) -> None:
        """Stops listening."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is no error of ours, and no address of one is logged."""
        error = sys.exception()
        if error is not None and not isinstance(error, OSError):
            log.error("unexpected", place=place_of(error))


def _plain(code: int, text: str, **headers: str) -> Reply:
    return Reply(code, "text/plain", f"{text}\n".encode(), headers)


def _answered(path: str, page: Page, asked: Asked) -> Reply:
    try:
        return page.reply(asked)
    except Exception as error:  # noqa: BLE001 - who asks is answered, the log has the place
        log.error("unexpected", page=path, place=place_of(error))
        return _plain(500, "it failed; the log tells where")


def _handler(table: Mapping[str, Page]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        server_version = "pointsman"
        sys_version = ""
        timeout = SILENCE

        def _serve(self) -> None:
            reply = self._reply()
            self.send_response(reply.code)
            self.send_header("Content-Type", reply.kind)
            self.send_header("Content-Length", str(len(reply.body)))
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(reply.body)

        do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = _serve  # noqa: N815 - http.server's

        def _reply(self) -> Reply:
            path = self.path.partition("?")[0]
            at = path if path in table else path[: path.rfind("/") + 1]
            page = table.get(at)
            if page is None:
                return _plain(404, "not found")
            method = "GET" if self.command == "HEAD" else self.command
            if method not in page.methods:
                return _plain(405, "not allowed", Allow=", ".join(page.methods))
            body = self._body() if method == "POST" else b""
            return (
                body if isinstance(body, Reply) else _answered(at, page, Asked(method, path[len(at) :], body))
            )

        def _body(self) -> bytes | Reply:
            told = self.headers.get("Content-Length", "")
            if not told.isascii() or not told.isdigit():
                return _plain(411, "say how long it is")
            if len(told) > len(str(LARGEST)) or int(told) > LARGEST:
                return _plain(413, f"longer than {LARGEST} bytes")
            return self.rfile.read(int(told))

        def log_message(self, format: str, *args: object) -> None:
            """Access lines would drown the log, and a path may hold a secret."""

    return Handler
