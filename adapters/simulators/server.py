"""HTTPS for the dialects: real sockets, real TLS, and the faults of the wire.

A dialect turns a Request into a Response while it holds the world's lock. One thread per connection,
HTTP/1.1 with keep-alive.
"""

from __future__ import annotations

import contextlib
import re
import socket
import ssl
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from email.utils import format_datetime
from functools import cached_property
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Lock, Thread
from typing import Any, Protocol
from urllib.parse import parse_qs, unquote, urlsplit

import orjson

from adapters.simulators.faults import SERVER, Call, Fault, FaultBook
from adapters.simulators.world import World

_MAX_LINE = 16_384
_ID = re.compile(r"/(?:\d+|[A-Za-z0-9]{15}(?:[A-Za-z0-9]{3})?(?:-\d+)?)(?=/|$)")
_HTML = b"<!DOCTYPE html><html><head><title>Down for Maintenance</title></head><body>Sorry.</body></html>"


@dataclass(frozen=True)
class Request:
    """One call. `path` is decoded and without the query; header names are lower case."""

    method: str
    path: str
    query: Mapping[str, list[str]]
    headers: Mapping[str, str]
    body: bytes

    @cached_property
    def json(self) -> Any:
        """The body as JSON. Raises ValueError where it is none."""
        return orjson.loads(self.body)

    def arg(self, name: str, default: str | None = None) -> str | None:
        """The first value of a query parameter."""
        found = self.query.get(name)
        return found[0] if found else default


@dataclass
class Response:
    """The answer: `body` is bytes as they are, None for nothing, and JSON otherwise."""

    status: int = 200
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    content_type: str = "application/json;charset=UTF-8"

    def payload(self) -> bytes:
        """The bytes of the body."""
        if self.body is None:
            return b""
        if isinstance(self.body, bytes):
            return self.body
        return orjson.dumps(self.body, option=orjson.OPT_NON_STR_KEYS)


class Dialect(Protocol):
    """One CRM's way to speak."""

    name: str

    def handle(self, request: Request) -> Response:
        """Answers one call; the caller holds the world's lock."""


class Counts:
    """Calls by endpoint, ids replaced by `{id}`."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._calls: Counter[str] = Counter()

    def add(self, method: str, path: str) -> None:
        """Counts one call."""
        label = f"{method} {_ID.sub('/{id}', path)}"
        with self._lock:
            self._calls[label] += 1

    def as_dict(self) -> dict[str, int]:
        """Calls so far by endpoint."""
        with self._lock:
            return dict(self._calls)


class Listener:
    """One dialect on one port of loopback (`tls` None: plain HTTP)."""

    def __init__(
        self, dialect: Dialect, world: World, faults: FaultBook, tls: ssl.SSLContext | None, port: int = 0
    ) -> None:
        self.dialect = dialect
        self.world = world
        self.faults = faults
        self.counts = Counts()
        self.stopping = Event()
        self._server = _Server(("127.0.0.1", port), self, tls)
        self._thread = Thread(target=self._server.accept_until, args=(self.stopping,), daemon=True)
        scheme = "https" if tls else "http"
        self.url = f"{scheme}://localhost:{self._server.server_address[1]}"

    def start(self) -> None:
        """Begins to answer."""
        self._thread.start()

    def stop(self) -> None:
        """Closes the port and every connection."""
        self.stopping.set()
        with contextlib.suppress(OSError):
            socket.create_connection(self._server.socket.getsockname(), timeout=1).close()
        self._thread.join()
        self._server.hang_up()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = False
    block_on_close = True
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], listener: Listener, context: ssl.SSLContext | None) -> None:
        self.listener = listener
        self._context = context
        self._open: set[socket.socket] = set()
        self._open_lock = Lock()
        super().__init__(address, _Handler)

    def accept_until(self, stopping: Event) -> None:
        """Takes connections until a last one comes after `stopping` (no polling: tests end at once)."""
        while True:
            try:
                connection, address = self.get_request()
            except OSError:
                if stopping.wait(0.05):
                    return
                continue
            if stopping.is_set():
                self.shutdown_request(connection)
                return
            self.process_request(connection, address)

    def server_bind(self) -> None:
        # HTTPServer.server_bind looks the host name up, which can take seconds without a resolver.
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()

    def get_request(self) -> tuple[socket.socket, Any]:
        connection, address = self.socket.accept()
        if self._context is not None:
            # The handshake waits for the connection's own thread: a slow client must not block others.
            connection = self._context.wrap_socket(
                connection, server_side=True, do_handshake_on_connect=False
            )
        with self._open_lock:
            self._open.add(connection)
        return connection, address

    def shutdown_request(self, request: Any) -> None:
        with self._open_lock:
            self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        # A client that went away is the client's affair.
        import sys

        if not isinstance(sys.exc_info()[1], OSError | ValueError):
            super().handle_error(request, client_address)

    def hang_up(self) -> None:
        with self._open_lock:
            connections = list(self._open)
        for connection in connections:
            with contextlib.suppress(OSError):
                socket.socket.shutdown(connection, socket.SHUT_RDWR)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    rbufsize = 65_536
    wbufsize = 0
    server: _Server

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: the counts tell what was called."""

    def _answer(self) -> None:
        listener = self.server.listener
        target = urlsplit(self.path)
        path = unquote(target.path)
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length) if length else b""
        listener.counts.add(self.command, path)
        if listener.world.switches.latency_ms:
            time.sleep(listener.world.switches.latency_ms / 1000)
        if len(self.requestline) > _MAX_LINE:
            self._send(Response(414, b"<h1>URI Too Long</h1>", content_type="text/html"))
            return
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(self.command, path, parse_qs(target.query, keep_blank_values=True), headers, body)
        fault = listener.faults.take(Call(listener.dialect.name, request.method, request.path), SERVER)
        if fault is None or not self._refused(fault):
            with listener.world.lock:
                self._settle()
                response = listener.dialect.handle(request)
            self._finish(response, fault)

    do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = do_HEAD = _answer  # noqa: N815

    def _settle(self) -> None:
        self.server.listener.world.salesforce.settle()
        self.server.listener.world.hubspot.settle()

    def _refused(self, fault: Fault) -> bool:
        args = fault.args
        if fault.do == "status":
            self._send(
                Response(int(args.get("status", 500)), args.get("body"), dict(args.get("headers", {})))
            )
        elif fault.do == "html_503":
            self._send(Response(int(args.get("status", 503)), _HTML, content_type="text/html; charset=utf-8"))
        elif fault.do == "cut_before":
            self.close_connection = True
        elif fault.do in ("hang", "delay"):
            self.server.listener.stopping.wait(float(args.get("seconds", 3600)))
            self.close_connection = fault.do == "hang"
            return fault.do == "hang"
        else:
            return False
        return True

    def _finish(self, response: Response, fault: Fault | None) -> None:
        if fault is not None and fault.do == "cut_after":
            self.close_connection = True
        else:
            self._send(response, half=fault is not None and fault.do == "cut_middle")

    def _send(self, response: Response, *, half: bool = False) -> None:
        payload = response.payload()
        lines = [f"HTTP/1.1 {response.status} {self.responses.get(response.status, ('Unknown',))[0]}"]
        lines.append(f"Date: {format_datetime(self.server.listener.world.clock.now(), usegmt=True)}")
        lines += [f"{name}: {value}" for name, value in response.headers.items()]
        if payload:
            lines.append(f"Content-Type: {response.content_type}")
        if response.status != 204:
            lines.append(f"Content-Length: {len(payload)}")
        head = ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")
        if half:
            self.close_connection = True
            payload = payload[: len(payload) // 2]
        self.wfile.write(head + (b"" if self.command == "HEAD" else payload))


@dataclass
class Sim:
    """The running simulators. URLs are https on localhost; `ca_file` is the throw-away CA's PEM."""

    world: World
    faults: FaultBook
    ca_file: Path
    listeners: Mapping[str, Listener]

    @property
    def salesforce_url(self) -> str:
        """Base address of the Salesforce dialect."""
        return self.listeners["salesforce"].url

    @property
    def hubspot_url(self) -> str:
        """Base address of the HubSpot dialect."""
        return self.listeners["hubspot"].url

    @property
    def control_url(self) -> str:
        """Base address of the control interface (plain HTTP)."""
        return self.listeners["control"].url

    def calls(self, dialect: str) -> dict[str, int]:
        """Calls so far by endpoint."""
        return self.listeners[dialect].counts.as_dict()


@contextlib.contextmanager
def listening(
    world: World, faults: FaultBook, dialects: Mapping[str, tuple[Dialect, int]], folder: Path
) -> Iterator[Sim]:
    """Serves each dialect on its port (0: any free one) until the block ends.

    `control` is plain HTTP, everything else TLS with a certificate whose CA lies in `folder`.
    """
    context, ca_file = certificate(folder)
    listeners: dict[str, Listener] = {}
    try:
        for name, (dialect, port) in dialects.items():
            listeners[name] = Listener(dialect, world, faults, None if name == "control" else context, port)
            listeners[name].start()
        yield Sim(world, faults, ca_file, listeners)
    finally:
        for listener in listeners.values():
            listener.stop()


def certificate(folder: Path) -> tuple[ssl.SSLContext, Path]:
    """A fresh server certificate for localhost, and the file of the CA that signed it."""
    import trustme

    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost", "127.0.0.1").configure_cert(context)
    folder.mkdir(parents=True, exist_ok=True)
    ca_file = folder / "simulators-ca.pem"
    authority.cert_pem.write_to_path(str(ca_file))
    return context, ca_file
