"""A policy and what `check` finds in it -> the handbook."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from connector.core.rules import Policy
from connector.handbook.before import intake, lists, matching, screening
from connector.handbook.content import Handbook, Part, Section, Table, sentence
from connector.handbook.people import teams
from connector.handbook.routing import routing
from connector.policy.prove import Finding
from connector.policy.prove.finding import spelled
from connector.texts import Fault


def handbook(policy: Policy, day: date, faults: Sequence[Fault], findings: Sequence[Finding]) -> Handbook:
    """The whole policy in words. `faults` are the warnings of reading it, `findings` what is proven of it;
    `day` is when the page is made."""
    found = [
        routing(policy),
        teams(policy),
        lists(policy),
        intake(policy),
        screening(policy),
        matching(policy.match),
        _checked(faults, findings),
    ]
    return Handbook(policy.edition, day, [section for section in found if section is not None])


def _checked(faults: Sequence[Fault], findings: Sequence[Finding]) -> Section:
    told: list[tuple[str, Fault | Finding, str]] = [("warning", fault, "") for fault in faults]
    told += [(one.severity.value, one, spelled(one.example) or one.at or "") for one in findings]
    rows = tuple(
        (weight, f"{one.file}:{one.line}", _with_mend(one), example) for weight, one, example in told
    )
    says = "Nothing was found" if not rows else "Warnings are most likely slips; notes are worth knowing"
    table = Table(("weight", "place", "what", "for example"), rows).filled() if rows else None
    return Section("check", "What `pointsman check` says", (sentence(says),), parts=(Part("", (), table),))


def _with_mend(one: Fault | Finding) -> str:
    return sentence(one.message) + (f" Mend: {one.mend}." if one.mend else "")
