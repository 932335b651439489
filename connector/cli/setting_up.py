"""`init`, `check`, `doctor`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from connector.cli.app import (
    AsJson,
    Config,
    fail,
    known_crm,
    misused,
    print_json,
    print_table,
    settings_of,
)
from connector.cli.checking import check
from connector.policy.recipes import RECIPES

_RECIPES = ", ".join(RECIPES)

if TYPE_CHECKING:
    from adapters.contract import Finding
    from connector.core.rules import Policy
    from connector.settings import Settings
    from connector.shelf import Shelf
    from mappings.records import Directory


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    app.command()(init)
    app.command()(check)
    app.command()(doctor)


def init(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="Where to put it; made if missing.")],
    from_: Annotated[
        str | None,
        typer.Option("--from", metavar="CRM", help="Propose people, teams and mappings from this CRM of -c."),
    ] = None,
    recipe: Annotated[
        str | None,
        typer.Option(metavar="NAME", help=f"A complete example instead of the first policy: {_RECIPES}."),
    ] = None,
    config: Config = None,
) -> None:
    """Write a commented configuration with a first policy.

    Nothing of yours is overwritten. With --recipe the policy is a complete example with tests of its own,
    for folders without a policy of yours. With --from, which reads the settings in -c or DIR, the CRM's
    people, teams and fields take the place of the examples; a file that you have edited is kept, and
    its proposal is put beside it. So: init, enter the CRM in pointsman.yaml, then init --from.

    Example: pointsman init ./pointsman --recipe field-sales
    """
    from connector.policy.scaffold import scaffold

    if recipe is not None:
        _choose(directory, recipe, from_)
    proposal = _proposal(config or directory / "pointsman.yaml", from_) if from_ else None
    try:
        written = scaffold(directory, proposal, recipe)
    except OSError as error:
        fail(f"{directory}: cannot be written: {error.strerror}")
    for path in written.written:
        print(f"wrote {path}")
    for path in written.replaced:
        print(f"wrote {path} (in place of the example)")
    for path in written.kept:
        print(f"kept {path} (it was there)")
    step = "see that it is right" if from_ else f"edit {directory / 'pointsman.yaml'}"
    print(f"next: {step}, then `pointsman check -c {directory / 'pointsman.yaml'}`")


def _choose(directory: Path, recipe: str, crm: str | None) -> None:
    """Ends the command where the recipe is unknown, or there is a policy that it would be mixed with."""
    from connector.policy.scaffold import in_the_way

    if crm is not None:
        misused("take --recipe first; then --from puts what the CRM proposes beside it")
    if recipe not in RECIPES:
        known = "\n".join(f"  {name}: {holds}" for name, holds in RECIPES.items())
        misused(f"there is no recipe '{recipe}'; there are\n{known}")
    others = in_the_way(directory, recipe)
    if others:
        fail(f"{others[0]} is yours already; put the recipe into a folder of its own, and take from it")


def _proposal(config: Path, crm: str) -> Any:
    from adapters.errors import AdapterError
    from connector.policy.proposal import propose
    from connector.wiring import build_crm
    from mappings.records import Kind

    if not config.exists():
        fail(f"{config} is not there yet: `pointsman init` writes one, then enter the CRM in it")
    for folder in ("mappings", "policy"):  # what is about to be written is not missed
        (config.parent / folder).mkdir(exist_ok=True)
    settings = settings_of(config, resolved=True)
    adapter = build_crm(settings, known_crm(settings, crm))
    try:
        adapter.authorise()
        return propose(crm, settings.crms[crm].kind, adapter.directory(), adapter.fields(Kind.LEAD, 200))
    except AdapterError as error:
        fail(f"{crm}: {error.message}")
    finally:
        adapter.close()


def doctor(
    config: Config = None,
    probe: Annotated[
        str | None,
        typer.Option(help="A TEST lead's id: try on it what the CRM's documentation leaves open."),
    ] = None,
    crm: Annotated[str | None, typer.Option(help="Only this CRM.")] = None,
    as_json: AsJson = False,
) -> None:
    """Check log-in, rights, quota, clocks and the store.

    Asks each CRM for what would keep the daemon from its work, or work against it, and whether it
    knows whom the policy names; exit 1 where a fault is found. --probe writes to one TEST lead and
    puts back what it wrote.

    Example: pointsman doctor --probe 00QxY000001AbCdEAK --crm sales
    """
    settings = settings_of(config, resolved=True)
    names = [known_crm(settings, crm)] if crm else list(settings.crms)
    findings = _findings(settings, names, probe)
    if as_json:
        print_json([{"level": f.level, "what": f.what, "detail": f.detail, "mend": f.mend} for f in findings])
    else:
        print_table([[f.level.value, f.what, _sentence(f)] for f in findings], ["", "what", "found"])
    raise typer.Exit(1 if any(f.level.value == "fault" for f in findings) else 0)


def _sentence(finding: Finding) -> str:
    return f"{finding.detail}; {finding.mend}" if finding.mend else finding.detail


def _findings(settings: Settings, names: list[str], probe: str | None) -> list[Finding]:
    from adapters.contract import Finding, Level
    from connector import checkup
    from connector.clock import SystemClock
    from connector.wiring import build_crm, open_shelf

    shelf = open_shelf(settings)
    shelf.refresh()
    asked = shelf.sound and shelf.policy.asks_activities
    found = list(checkup.house())
    stored, bound = _store(settings)
    found += stored
    crms = {name: build_crm(settings, name) for name in names}
    directories: dict[str, Directory] = {}
    has_it = probe is None
    for name, adapter in crms.items():
        own = list(checkup.crm_findings(adapter, SystemClock(), bound.get(name), activities=asked))
        found += own
        if any(f.level is Level.FAULT and f.what.endswith("log-in") for f in own):
            continue
        known, said = checkup.directory_of(adapter)
        directories |= known
        found += said
        probed = _probed(adapter, probe)
        has_it = has_it or bool(probed)
        found += probed
    if not has_it:
        found.append(Finding(Level.FAULT, "probe", f"no CRM shows a lead {probe}", "give a TEST lead's id"))
    queues = {name: adapter.has_queues for name, adapter in crms.items()}
    found += _policy(settings, shelf, directories, queues)
    found += _calendars(settings, shelf.policy if shelf.sound else None)
    for adapter in crms.values():
        adapter.close()
    return found


def _store(settings: Settings) -> tuple[list[Finding], dict[str, str | None]]:
    """What there is to say of the store, and the organisation that it is bound to, by CRM."""
    from adapters.contract import Finding, Level
    from connector import checkup
    from connector.stores import open_store
    from state import organisations
    from state.store import StoreError

    try:
        store = open_store(settings)
    except StoreError as error:
        mend = "check `store:`, the folder's rights, the disk, the database"
        return [Finding(Level.FAULT, "store", str(error), mend)], {}
    try:
        with store.read() as conn:
            bound = {name: organisations.org_of(conn, name) for name in settings.crms}
        return list(checkup.store_findings(store)), bound
    except StoreError as error:
        return [Finding(Level.FAULT, "store", str(error))], {}
    finally:
        store.close()


def _policy(
    settings: Settings, shelf: Shelf, directories: dict[str, Directory], queues: dict[str, bool]
) -> list[Finding]:
    from adapters.contract import Finding, Level
    from connector import checkup

    found = list(checkup.fault_findings(shelf.faults))
    if not shelf.sound:
        return found
    unasked = [name for name in settings.crms if name not in directories]
    if unasked:
        detail = f"not looked up: the people of {', '.join(unasked)} are not known"
        found.append(Finding(Level.WARNING, "policy: names", detail))
        return found
    return found + list(checkup.policy_findings(shelf.policy, directories, queues))


def _calendars(settings: Settings, policy: Policy | None) -> list[Finding]:
    from connector import checkup
    from connector.clock import SystemClock
    from connector.wiring import build_calendars

    subscribed = build_calendars(settings)
    found = list(checkup.calendar_findings(subscribed, policy, SystemClock().now()))
    for one in subscribed.values():
        one.calendar.close()
    return found


def _probed(adapter: Any, probe: str | None) -> list[Finding]:
    from adapters.contract import Finding, Level
    from adapters.errors import AdapterError
    from mappings.records import Kind

    if probe is None:
        return []
    try:
        if not adapter.read(Kind.LEAD, [probe]):
            return []
        return [Finding(f.level, f"{adapter.name}: {f.what}", f.detail, f.mend) for f in adapter.probe(probe)]
    except AdapterError as error:
        return [Finding(Level.FAULT, f"{adapter.name}: probe", error.message)]
