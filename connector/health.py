"""The daemon's health over HTTP: `/healthz` (it lives), `/readyz` (it works, with its lights) and
`/metrics` (Prometheus). Read-only; says nothing about any lead."""

from __future__ import annotations

import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from typing import Any

import orjson

from connector.metrics import Metrics
from connector.status import Colour, Status

Answer = tuple[int, str, bytes]


class Health:
    """Serves until closed. Port 0 takes a free one; `address` tells which."""

    def __init__(self, host: str, port: int, status: Status, metrics: Metrics) -> None:
        pages = {
            "/healthz": lambda: (200, "text/plain", b"ok\n"),
            "/readyz": lambda: _ready(status),
            "/metrics": lambda: _metrics(status, metrics),
        }
        self._server = ThreadingHTTPServer((host, port), _handler(pages))
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, name="health", daemon=True)
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


def _ready(status: Status) -> Answer:
    lights = status.lights()
    good = bool(lights) and status.worst() is not Colour.RED
    body: dict[str, Any] = {
        "ready": good,
        "lights": [
            {"name": light.name, "colour": light.colour, "message": light.message, "since": light.since}
            for light in lights
        ],
    }
    return 200 if good else 503, "application/json", orjson.dumps(body, option=orjson.OPT_INDENT_2)


def _metrics(status: Status, metrics: Metrics) -> Answer:
    metrics.show(status.lights())
    return 200, "text/plain; version=0.0.4; charset=utf-8", metrics.text()


def _handler(pages: dict[str, Callable[[], Answer]]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        server_version = "pointsman"
        sys_version = ""

        def do_GET(self) -> None:
            page = pages.get(self.path.partition("?")[0])
            code, kind, body = page() if page else (404, "text/plain", b"not found\n")
            self.send_response(code)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Access lines would drown the log."""

    return Handler
