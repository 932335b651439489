"""The daemon's health as pages: `/healthz` (it lives), `/readyz` (it works, with its lights) and
`/metrics` (Prometheus). Read-only; says nothing about any lead."""

from __future__ import annotations

from typing import Any

import orjson

from connector.metrics import Metrics
from connector.pages import Page, Reply
from connector.status import Colour, Status


def pages(status: Status, metrics: Metrics) -> dict[str, Page]:
    """The pages, by path."""
    return {
        "/healthz": Page(lambda _: Reply(200, "text/plain", b"ok\n")),
        "/readyz": Page(lambda _: _ready(status)),
        "/metrics": Page(lambda _: _metrics(status, metrics)),
    }


def _ready(status: Status) -> Reply:
    lights = status.lights()
    good = bool(lights) and status.worst() is not Colour.RED
    body: dict[str, Any] = {
        "ready": good,
        "lights": [
            {"name": light.name, "colour": light.colour, "message": light.message, "since": light.since}
            for light in lights
        ],
    }
    told = orjson.dumps(body, option=orjson.OPT_INDENT_2)
    return Reply(200 if good else 503, "application/json", told)


def _metrics(status: Status, metrics: Metrics) -> Reply:
    metrics.show(status.lights())
    return Reply(200, "text/plain; version=0.0.4; charset=utf-8", metrics.text())
