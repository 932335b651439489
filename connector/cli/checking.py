"""`check`: every fault, and what can be proven of a sound policy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from connector.cli.app import AsJson, Config, config_path, print_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from connector.core.rules import Policy
    from connector.policy.prove import Finding
    from connector.settings import Settings
    from connector.texts import Fault


def check(config: Config = None, as_json: AsJson = False) -> None:
    """Check settings, mappings and policy, without a network.

    Lists every fault with file, line, column and a mend; exit 1 where there is one. Of a sound policy it
    proves which routes can never fire, what falls between routes, where their order decides, when a team
    has nobody: warnings and notes, each with an example lead.

    Example: pointsman check -c pointsman.yaml
    """
    from connector.policy.prove import Severity
    from connector.settings import load

    loaded = load(config_path(config), require_references=False)
    faults = list(loaded.faults)
    lists: list[str] = []
    findings: Sequence[Finding] = ()
    if loaded.readable is not None:
        policy, own, findings = policy_checked(loaded.readable)
        lists = policy.additions.told() if policy is not None else []
        faults += [fault for fault in own if fault not in faults]
    wrong = [fault for fault in faults if not fault.warning]
    if as_json:
        told = [fault.plain() | {"severity": "warning" if fault.warning else "fault"} for fault in faults]
        print_json([*told, *(finding.plain() for finding in findings)])
    else:
        for line in (*faults, *findings, *lists):
            print(line)
        warnings = len(faults) - len(wrong)
        warnings += sum(finding.severity is Severity.WARNING for finding in findings)
        print(f"{_count(len(wrong), 'fault')}, {_count(warnings, 'warning')}")
    raise typer.Exit(1 if wrong else 0)


def policy_checked(settings: Settings) -> tuple[Policy | None, Sequence[Fault], Sequence[Finding]]:
    """The policy and its faults; of a sound one, whose lists come into force, what is proven."""
    from connector.core.matching.installed import install
    from connector.policy.folder import read_folder
    from connector.policy.prove import prove
    from connector.policy.read import read_book
    from connector.policy.vocabulary import vocabulary

    book, words = read_folder(settings.policy), vocabulary(settings)
    reading = read_book(book, words, settings.freshness_seconds)
    if reading.policy is None:
        return None, reading.faults, ()
    install(reading.policy.additions)
    findings = prove(book, reading.policy, words, settings.several_valued())
    shown = {(one.file, one.line, one.column, one.message) for one in findings}
    faults = [
        fault
        for fault in reading.faults
        if (fault.file, fault.line, fault.column, fault.message) not in shown
    ]
    return reading.policy, faults, findings


def _count(number: int, noun: str) -> str:
    return f"{number or 'no'} {noun}{'' if number == 1 else 's'}"
