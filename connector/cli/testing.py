"""`test`: the policy's own tests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from connector.cli.app import AsJson, Config, fail, misused, policy_of, print_json, settings_of

if TYPE_CHECKING:
    from connector.policy.suite import Ran, Suite


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command(name="test")(test)


def test(
    config: Config = None,
    only: Annotated[
        str | None, typer.Option("-k", metavar="TEXT", help="Only tests whose name has this text.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Run the policy's own tests, policy/tests/*.yaml.

    Each gives a lead and its world, and says who must get it. Needs neither network nor store; exit 1
    where one fails, has a fault, or there is none.

    Example: pointsman test -k Germany
    """
    from connector.policy.suite import read_suite, run
    from connector.policy.suite.stage import World
    from connector.policy.vocabulary import vocabulary

    settings = settings_of(config, resolved=False)
    policy = policy_of(settings, warnings=False)
    suite = read_suite(settings.policy, policy, vocabulary(settings))
    cases = [case for case in suite.cases if only is None or only.lower() in case.name.lower()]
    if only is not None and suite.cases and not cases:
        misused(f"no test's name has {only!r} in it; there are {len(suite.cases)} tests")
    world = World(
        {name: crm.kind == "salesforce" for name, crm in settings.crms.items()}, settings.owner_of_record
    )
    ran = list(run(policy, world, cases))
    if as_json:
        print_json(_plain(suite, ran))
    else:
        _print(suite, ran)
    if not ran and not suite.faults:
        fail(f"there are no tests in {settings.policy.name}/tests/: the policy's reference shows how")
    raise typer.Exit(1 if suite.faults or any(not one.passed for one in ran) else 0)


def _print(suite: Suite, ran: list[Ran]) -> None:
    for fault in suite.faults:
        print(fault)
    for one in ran:
        print(f"{'ok    ' if one.passed else 'FAILED'}  {one.case.name}")
        if not one.passed:
            print("\n".join(f"        {line}" for line in _difference(one)))
    failed = sum(not one.passed for one in ran)
    faults = len(suite.faults)
    told = [f"{len(ran) - failed} passed", f"{failed} failed"]
    print(", ".join([*told, f"{faults} fault{'' if faults == 1 else 's'}"] if faults else told))


def _difference(one: Ran) -> list[str]:
    case = one.case
    lines = [f"{case.file}:{case.line}:{case.column}"]
    width = max(len(miss.what) for miss in one.misses)
    for miss in one.misses:
        lines.append(f"{miss.what.ljust(width)}  expected  {miss.expected}")
        lines.append(f"{' ' * width}  got       {miss.got}")
    return [*lines, one.decision.reason, *one.told]


def _plain(suite: Suite, ran: list[Ran]) -> dict[str, Any]:
    failed = sum(not one.passed for one in ran)
    return {
        "passed": len(ran) - failed,
        "failed": failed,
        "faults": [fault.plain() for fault in suite.faults],
        "tests": [_case(one) for one in ran],
    }


def _case(one: Ran) -> dict[str, Any]:
    case, decision = one.case, one.decision
    misses = [{"what": miss.what, "expected": miss.expected, "got": miss.got} for miss in one.misses]
    return {
        "name": case.name,
        "file": case.file,
        "line": case.line,
        "column": case.column,
        "passed": one.passed,
        "misses": misses,
        "outcome": decision.outcome.value,
        "owner": str(one.owner),
        "route": decision.route,
        "reason": decision.reason,
        "steps": list(one.told),
    }
