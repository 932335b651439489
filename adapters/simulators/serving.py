"""Both dialects and the control interface, running in this process."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from adapters.simulators.control import Control
from adapters.simulators.faults import FaultBook
from adapters.simulators.server import Dialect, Sim, listening
from adapters.simulators.world import World

NAMES = ("salesforce", "hubspot", "control")


def _dialect(name: str, world: World, faults: FaultBook, hubspot_object: str) -> Dialect:
    if name == "salesforce":
        from adapters.simulators.salesforce import SalesforceDialect

        return SalesforceDialect(world, faults)
    if name == "hubspot":
        from adapters.simulators.hubspot import HubspotDialect

        return HubspotDialect(world, faults)
    return Control(world, faults, hubspot_object)


@contextlib.contextmanager
def serving(
    world: World,
    *,
    names: Sequence[str] = NAMES,
    ports: Mapping[str, int] | None = None,
    folder: Path | None = None,
    faults: FaultBook | None = None,
    hubspot_object: str = "contacts",
) -> Iterator[Sim]:
    """Serves the world on loopback until the block ends; ports are free ones unless given.

    `hubspot_object` is what arrives in HubSpot: contacts or leads. The CA's PEM is written to `folder`
    (default: a temporary one that goes with the block).
    """
    book = faults or FaultBook(world.seed)
    with contextlib.ExitStack() as stack:
        home = folder or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        chosen = {
            name: (_dialect(name, world, book, hubspot_object), (ports or {}).get(name, 0)) for name in names
        }
        sim = stack.enter_context(listening(world, book, chosen, home))
        for dialect, _ in chosen.values():
            if isinstance(dialect, Control):
                dialect.sim = sim
                stack.callback(dialect.stop)
        yield sim
