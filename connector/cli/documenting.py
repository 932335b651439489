"""`docs`: the policy as a page for people, or as a schema for editors."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from connector.cli.app import AsJson, Config, fail, misused, print_json, say, settings_of
from connector.cli.matching import replaced
from connector.policy.schema import Of

if TYPE_CHECKING:
    from connector.handbook.content import Handbook


class Format(StrEnum):
    """What the page is written in."""

    HTML = "html"
    MARKDOWN = "markdown"


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command()(docs)


def docs(
    config: Config = None,
    format_: Annotated[Format, typer.Option("--format", help="What the page is written in.")] = Format.HTML,
    schema: Annotated[
        bool, typer.Option("--schema", help="Print a JSON Schema for editors instead.")
    ] = False,
    of: Annotated[Of, typer.Option(help="With --schema: of which files.")] = Of.POLICY,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="Write there, not on the screen.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Write the policy as one page that people read.

    Who gets what, route by route in plain sentences, with the reasons; teams, lists, what comes before
    the routes, and what `check` finds. Works from the policy's files alone. With --schema prints the JSON
    Schema of your files, in the words of your mappings, by which editors complete and check; `init` puts
    them into .schemas/, and --output renews one after an edit of the mappings.

    Example: pointsman docs -o policy.html
    """
    if schema and as_json:
        misused("a schema is JSON already: drop --json")
    if schema:
        _write(_schema(config, of), output)
        return
    if of is not Of.POLICY:
        misused("--of goes with --schema")
    book = _handbook(config)
    if as_json:
        print_json(book.plain())
        return
    from connector.handbook.markdown import markdown
    from connector.handbook.page import page

    _write(page(book) if format_ is Format.HTML else markdown(book), output)


def _write(text: str, output: Path | None) -> None:
    if output is None:
        print(text, end="")
        return
    with replaced(output) as file:
        file.write(text)
    say(f"wrote {output}")


def _schema(config: Path | None, of: Of) -> str:
    """Those of settings and mappings ask nothing of the configuration, which may not be there yet."""
    from connector.policy.schema.making import schema_text
    from connector.policy.vocabulary import Vocabulary, vocabulary

    alone = of in (Of.SETTINGS, Of.MAPPINGS)
    words = Vocabulary({}, ()) if alone else vocabulary(settings_of(config, resolved=False))
    return schema_text(of, words)


def _handbook(config: Path | None) -> Handbook:
    from connector.cli.checking import policy_checked
    from connector.clock import SystemClock
    from connector.handbook.book import handbook

    policy, faults, findings = policy_checked(settings_of(config, resolved=False))
    if policy is None:
        for fault in faults:
            say(str(fault))
        fail("the policy has faults: `pointsman check` lists them")
    return handbook(policy, SystemClock().now().date(), faults, findings)
