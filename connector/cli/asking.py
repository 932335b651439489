"""`try`, `fields`."""

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
    opened,
    policy_of,
    print_json,
    print_table,
    say,
    settings_of,
)

if TYPE_CHECKING:
    from connector.gather import Surroundings
    from connector.settings import Settings
    from connector.trial import Tried
    from mappings.records import Record
    from state.store import Store


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    app.command(name="try")(try_)
    app.command()(fields)


def try_(
    config: Config = None,
    lead: Annotated[
        Path | None, typer.Option(help="A YAML or JSON file, a field a line: `email: jane@acme.com`.")
    ] = None,
    id_: Annotated[str | None, typer.Option("--id", help="A lead's CRM id: read from the CRM now.")] = None,
    crm: Annotated[str | None, typer.Option(help="The CRM; needed where there are several.")] = None,
    route: Annotated[str | None, typer.Option(help="Say what this route asks and how it stands.")] = None,
    why_not: Annotated[
        str | None, typer.Option(metavar="OWNER", help="Say why this person or queue would not get it.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show what would happen to a lead now; writes nothing.

    With --lead, fields go by the names of your mappings; `owner` is an owner's id, `created` a time.
    With --route "EMEA / Enterprise", one route is asked by itself, also one that is passed over with others.
    With --why-not ann@acme.com, what keeps her from it and the smallest change by which she gets it.

    Example: pointsman try --lead lead.yaml --crm sales
    """
    if (lead is None) == (id_ is None):
        misused("give either --lead FILE or --id LEAD")
    settings = settings_of(config, resolved=id_ is not None)
    if crm is not None:
        known_crm(settings, crm)
    with opened(settings, make=False) as store:
        name, record = (
            _from_file(settings, lead, crm) if lead is not None else _from_crm(settings, id_ or "", crm)
        )
        tried = _tried(settings, store, name, record)
    if route is not None:
        _print_route(settings, tried, route, as_json)
        return
    if why_not is not None:
        _print_why_not(settings, tried, why_not, as_json)
        return
    if as_json:
        print_json({"sentence": tried.sentence, **tried.shown})
        return
    from connector.core.explain import grounds

    print("\n".join([f"Now: {tried.sentence}", "", *grounds(tried.shown), "", "Nothing was written."]))


def _print_route(settings: Settings, tried: Tried, path: str, as_json: bool) -> None:
    from connector.core.asked import ask_route
    from connector.core.explain import told

    step = ask_route(policy_of(settings), tried.view, tried.found, path)
    if step is None:
        fail(f"the policy has no route {path!r}: write its names from the outermost, joined by ` / `")
    plain = tried.read.shown(
        {"step": step.step, "result": step.result, "detail": step.detail, "reads": list(step.reads)}
    )
    if as_json:
        print_json(plain)
        return
    print(told(plain, tried.shown))


def _print_why_not(settings: Settings, tried: Tried, owner: str, as_json: bool) -> None:
    from connector.cli.instead import show
    from connector.core.instead.nearest import nearest
    from connector.core.instead.why import why_not

    policy = policy_of(settings)
    why = why_not(policy, tried.view, owner, tried.found)
    near = nearest(policy, tried.view, owner, tried.found, why)
    show(why, near, as_json, tried.read, "", "Nothing was written.")


def _pick(settings: Settings, crm: str | None) -> str:
    if crm is None and len(settings.crms) == 1:
        return next(iter(settings.crms))
    if crm is None:
        misused(f"which CRM? give --crm with one of {', '.join(settings.crms)}")
    return known_crm(settings, crm)


def _from_file(settings: Settings, path: Path, crm: str | None) -> tuple[str, Record]:
    from connector.clock import SystemClock
    from connector.texts import read_yaml, suggest
    from connector.trial import lead_from_plain
    from mappings.records import Kind

    text = read_yaml(path)
    for fault in text.faults:
        say(f"{path}: no such file" if fault.message == "no such file" else str(fault))
    if text.faults:
        raise typer.Exit(1)
    if not isinstance(text.plain, dict):
        fail(f"{path}: write one field a line, like `email: jane@acme.com`")
    record, wrong = lead_from_plain(text.plain, SystemClock().now())
    if wrong:
        fail("\n".join(f"{path}: {line}" for line in wrong))
    known = settings.fields(Kind.LEAD)
    for name in sorted(set(record.fields) - known):
        mend = suggest(name, known)
        say(f"{path}: note: no mapping has lead.{name}" + (f" ({mend})" if mend else ""))
    return _pick(settings, crm or text.plain.get("crm")), record


def _from_crm(settings: Settings, lead_id: str, crm: str | None) -> tuple[str, Record]:
    from adapters.errors import AdapterError
    from connector.wiring import build_crm
    from mappings.records import Kind

    silent: list[str] = []
    for name in [crm] if crm else settings.crms:
        adapter = build_crm(settings, name)
        try:
            adapter.authorise()
            found = adapter.read(Kind.LEAD, [lead_id])
        except AdapterError as error:
            silent.append(f"{name}: {error.message}")
            continue
        finally:
            adapter.close()
        if found:
            break
    else:
        fail("\n".join([*silent, f"no CRM shows a lead {lead_id!r}"]))
    return name, found[0].record


def _tried(settings: Settings, store: Store, crm: str, record: Record) -> Tried:
    from connector.trial import try_lead

    with store.read() as conn:
        around = surroundings(settings, conn)
        if crm not in around.crms:
            fail(f"nothing is known of {crm}'s people yet: start `pointsman run` once")
        return try_lead(conn, crm, settings.lead_object(crm), record, around)


def surroundings(settings: Settings, conn: Any) -> Surroundings:
    """What a decision is taken in now; exit 1 where the policy has faults."""
    from connector.clock import SystemClock
    from connector.gather import CrmFacts, Surroundings
    from connector.mirroring import made_otherwise
    from state import directories

    policy = policy_of(settings)
    if made_otherwise(conn):
        say("note: the match keys in the store were made by other lists: `pointsman run` makes them anew")
    crms = {
        name: CrmFacts(directory, settings.crms[name].kind == "salesforce")
        for name in settings.crms
        if (directory := directories.latest(conn, name)) is not None
    }
    return Surroundings(SystemClock().now(), "live", policy, crms, settings.owner_of_record)


def fields(
    crm: Annotated[str, typer.Argument(metavar="CRM", help="The CRM's name in the settings.")],
    object_: Annotated[
        str,
        typer.Argument(
            metavar="OBJECT", help="lead, contact, account or opportunity, or what the CRM calls it."
        ),
    ],
    config: Config = None,
    sample: Annotated[int, typer.Option(help="Records to measure fill rates on.", min=0, max=2000)] = 200,
    as_json: AsJson = False,
) -> None:
    """List a CRM's fields with type, fill rate, and mapping.

    Example: pointsman fields sales lead
    """
    from adapters.errors import AdapterError
    from connector.settings import crm_config
    from connector.wiring import build_crm
    from mappings.records import Kind

    settings = settings_of(config, resolved=True)
    maps = crm_config(settings, known_crm(settings, crm)).maps
    names = {m.object.lower(): kind for kind, m in maps.items()} | {kind.value: kind for kind in maps}
    kind = names.get(object_.lower())
    if kind is None:
        listed = ", ".join(f"{kind} ({m.object})" for kind, m in maps.items())
        misused(f"{crm} has no object {object_!r} here; it mirrors {listed}")
    adapter = build_crm(settings, crm)
    try:
        adapter.authorise()
        described = adapter.fields(Kind(kind), sample)
    except AdapterError as error:
        fail(f"{crm}: {error.message}")
    finally:
        adapter.close()
    ours: dict[str, list[str]] = {}
    for rule in maps[kind].read:
        ours.setdefault(rule.crm_field, []).append(f"{kind.value}.{rule.name}")
    rows = [
        {"field": f.name, "label": f.label, "type": f.type, "fill": f.fill, "maps_to": ours.get(f.name, [])}
        for f in described
    ]
    if as_json:
        print_json(rows)
        return
    table = [[f.name, f.label, f.type, _percent(f.fill), ", ".join(ours.get(f.name, []))] for f in described]
    print_table(table, ["field", "label", "type", "filled", "maps to"])


def _percent(share: Any) -> str:
    return "" if share is None else f"{share:.0%}"
