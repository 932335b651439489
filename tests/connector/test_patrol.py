"""While the daemon runs, its board names what doctor would."""

from __future__ import annotations

from typing import Any

from connector.status import Colour, Light
from tests.company import Company


def lights(company: Company) -> dict[str, Light]:
    assert company.parts is not None
    return {light.name: light for light in company.parts.status.lights()}


def red(company: Company) -> dict[str, str]:
    return {name: light.message for name, light in lights(company).items() if light.colour is Colour.RED}


def test_a_sound_company_has_no_red_light(company: Company) -> None:
    company.settles()
    assert red(company) == {}


def test_an_owner_field_that_may_not_be_written_is_named_and_cleared(company: Company) -> None:
    company.sim.faults.add("readonly_field", dialect="salesforce", object="Lead", field="OwnerId")
    company.settles()
    assert "Lead.OwnerId may not be written" in red(company)["sales: owner"]
    company.sim.faults.clear()
    company.passes(1900, step=100)
    assert red(company) == {}


def test_a_mapped_field_that_gets_hidden_is_named_within_the_hour(company: Company) -> None:
    company.settles()
    company.sim.faults.add("hide_field", dialect="salesforce", object="Lead", field="Country")
    company.passes(3700, step=300)
    light = lights(company)["sales: read lead"]
    assert light.colour is Colour.AMBER
    assert "Lead hides Country" in light.message


def test_a_hidden_object_is_named_and_the_rest_goes_on(company: Company) -> None:
    company.settles()
    company.sim.faults.add("hide_object", dialect="salesforce", object="Opportunity")
    company.passes(3700, step=300)
    assert any("pportunity" in name + message for name, message in red(company).items())
    lead = company.arrives("salesforce", LastName="Still routed")
    company.passes(60)
    assert company.owner("salesforce", lead) in {"Ann", "Ben", "Emma"}
    company.sim.faults.clear()
    company.passes(2000, step=100)
    assert red(company) == {}


def test_missing_rights_are_named_by_the_poll(company: Company) -> None:
    company.settles()
    company.sim.faults.add("permission", dialect="hubspot", match={"object": "contacts"}, times=None)
    company.passes(30)
    assert "poll:marketing" in red(company)
    company.sim.faults.clear()
    company.passes(2000, step=100)
    assert red(company) == {}


def test_a_version_that_is_gone_is_named(company: Company) -> None:
    company.settles()
    company.sim.faults.add("retired_version", dialect="salesforce", version=99.0)
    company.passes(30)
    assert "poll:sales" in red(company)


def test_wrong_credentials_are_named(company: Company) -> None:
    (company.folder / "hs_token").write_text("pat-na1-wrong")
    company.settles()
    assert "poll:marketing" in red(company)
    assert "pat-na1" not in " ".join(red(company).values())


def test_whom_no_crm_knows_is_named_and_cleared_by_an_edit(company: Company) -> None:
    path = company.folder / "policy" / "policy.yaml"
    sound = path.read_text()
    path.write_text(sound.replace("{queue: Inbound}", "{queue: Inbuond}"))
    company.settles()
    assert red(company)["policy: queue Inbuond"].startswith("not known in sales")
    path.write_text(sound)
    company.passes(60, step=10)
    assert red(company) == {}


def test_an_assignment_rule_and_a_tight_allowance_are_amber(company: Company) -> None:
    company.world.switches.set(assignment_rule="active")
    company.settles()
    assert lights(company)["sales: assignment rules"].colour is Colour.AMBER
    assert company.parts is not None
    used: Any = company.parts.crms["sales"].quota().used
    company.world.switches.set(api_quota=int(used * 1.1) + 4)
    company.passes(5)
    assert lights(company)["quota:sales"].colour is Colour.AMBER
