"""A calendar published at a secret https address, over real TLS."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from adapters.simulators.server import certificate

SECRET = "private-2f8ac1d0"


class Published(http.server.ThreadingHTTPServer):
    """Answers each request with `content`, or as `status` and `headers` say."""

    daemon_threads = True

    def __init__(self, folder: Path) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        context, self.ca_file = certificate(folder / "calendars")
        self.socket = context.wrap_socket(self.socket, server_side=True)
        self.content = b""
        self.status = 200
        self.headers: dict[str, str] = {}
        self.asked: list[str] = []

    @property
    def url(self) -> str:
        return f"https://127.0.0.1:{self.server_port}/{SECRET}/basic.ics"

    def handle_error(self, request: object, client_address: object) -> None:
        """Nothing to say of clients that hang up."""


class _Answer(http.server.BaseHTTPRequestHandler):
    server: Published

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        self.send_response(self.server.status)
        for name, value in self.server.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(self.server.content)))
        self.end_headers()
        self.wfile.write(self.server.content)

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def published(folder: Path) -> Iterator[Published]:
    """The server, until the block ends."""
    server = Published(folder)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def calendar(*entries: str, zone: str = "Europe/Berlin") -> bytes:
    """A calendar's text; each entry is the lines of one, joined by `;;`."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//test//EN",
        *([f"X-WR-TIMEZONE:{zone}"] if zone else []),
    ]
    for number, entry in enumerate(entries):
        own = entry.split(";;")
        named = [] if any(line.startswith("UID:") for line in own) else [f"UID:{number}"]
        lines += ["BEGIN:VEVENT", *named, "SUMMARY:Surgery of Ann Adler", *own, "END:VEVENT"]
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()
