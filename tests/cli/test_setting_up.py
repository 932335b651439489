"""From an empty folder to a sound configuration: init, check, doctor."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from adapters.contract import Level
from connector import checkup
from tests.company import Company, secrets_of
from tests.publishing import SECRET, calendar, published

Command = Callable[..., Any]
Edit = Callable[[str, str, str], None]


def test_init_writes_what_check_finds_sound(command: Command, tmp_path: Path) -> None:
    made = command("init", "new")
    assert made.code == 0
    assert "wrote new/policy/routes.yaml" in made.out
    assert "next: edit new/pointsman.yaml, then `pointsman check -c new/pointsman.yaml`" in made.out
    checked = command("check", "-c", "new/pointsman.yaml")
    assert checked.code == 0
    assert checked.out.endswith("no faults, 2 warnings\n")


def test_init_again_overwrites_nothing(command: Command, tmp_path: Path) -> None:
    command("init", "new")
    again = command("init", "new")
    assert again.code == 0
    assert "wrote" not in again.out
    assert "kept new/pointsman.yaml (it was there)" in again.out


def test_init_from_a_crm_takes_the_place_of_the_examples(company: Company, command: Command) -> None:
    command("init", "new")
    folder = company.folder / "new"
    shutil.copy(company.folder / "pointsman.yaml", folder / "pointsman.yaml")
    for name in ("sf_id", "sf_secret", "hs_token", "chat", "mail", "simulators-ca.pem"):
        shutil.copy(company.folder / name, folder / name)
    made = command("init", "new", "--from", "sales")
    assert made.code == 0
    assert "wrote new/policy/people.yaml (in place of the example)" in made.out
    assert "ann.adler@arvenhall.example" in (folder / "policy" / "people.yaml").read_text(encoding="utf-8")
    assert command("check", "-c", "new/pointsman.yaml").code == 0
    findings = command("doctor", "-c", "new/pointsman.yaml", "--json").json
    assert [f for f in findings if f["level"] == "fault"] == []


def test_init_from_a_crm_needs_no_policy_beforehand(company: Company, command: Command) -> None:
    shutil.rmtree(company.folder / "policy")
    made = command("init", ".", "--from", "marketing")
    assert made.code == 0
    assert (company.folder / "policy" / "people.yaml").exists()


def test_init_from_an_unknown_crm_is_wrong_usage(company: Company, command: Command) -> None:
    said = command("init", ".", "--from", "nope")
    assert said.code == 2
    assert "there is no CRM 'nope'; the settings name sales, marketing" in said.err


def test_init_from_a_crm_without_settings_says_what_comes_first(command: Command) -> None:
    said = command("init", "new", "--from", "sales")
    assert said.code == 1
    assert "`pointsman init` writes one" in said.err


def test_check_lists_every_fault_of_every_file_at_once(
    company: Company, command: Command, edit: Edit
) -> None:
    edit("pointsman.yaml", "poll_seconds: 5", "poll_secnods: 5")
    edit("policy/policy.yaml", "to: {team: Inbound}", "to: {team: Inbuond}")
    edit("policy/policy.yaml", "lead.country: {in_list: DACH}", "lead.cuontry: {in_list: DACH}")
    said = command("check")
    assert said.code == 1
    assert "pointsman.yaml:9:5: unknown key `poll_secnods` (did you mean `poll_seconds`?)" in said.out
    assert "unknown field `lead.cuontry` (did you mean `lead.country`?)" in said.out
    assert "unknown team `Inbuond` (did you mean `Inbound`?)" in said.out
    assert "4 faults" in said.out


def test_check_lists_the_faults_of_a_policy_with_places_and_mends(
    company: Company, command: Command, edit: Edit
) -> None:
    edit("policy/policy.yaml", "to: {team: Inbound}", "to: {team: Inbuond}")
    edit("policy/policy.yaml", "lead.country: {in_list: DACH}", "lead.cuontry: {in_list: DACH}")
    edit("policy/policy.yaml", "    members: [farid.fischer", "    membres: [farid.fischer")
    edit("policy/policy.yaml", "otherwise: {to: {queue: Unrouted}, notify: revops}", "")
    edit("policy/policy.yaml", "auto: 0.90", "auto: high")
    edit("policy/policy.yaml", "lists:\n", "lists:\n  DACH: {countries: [DE]}\n")
    said = command("check", "--json")
    assert said.code == 1
    faults = [fault for fault in said.json if not fault["warning"]]
    told = "\n".join(f"{fault['message']}: {fault['mend']}" for fault in faults)
    for part in (
        "unknown field `lead.cuontry`: did you mean `lead.country`?",
        "unknown team `Inbuond`: did you mean `Inbound`?",
        "unknown key `membres`: did you mean `members`?",
        "no fallback: `otherwise` is missing",
        "the team is empty",
        "`DACH` stands here twice",
        "write it without quotes",
    ):
        assert part in told, part
    assert all(fault["file"] == "policy/policy.yaml" and fault["line"] > 0 for fault in faults)


def test_check_names_two_teams_of_one_name_and_an_empty_one(
    company: Company, command: Command, edit: Edit
) -> None:
    edit("policy/policy.yaml", "  - name: Germany", "  - {name: Inbound, members: []}\n  - name: Germany")
    said = command("check")
    assert said.code == 1
    assert "policy.yaml:11:12: two teams of the name `Inbound` (give each a name of its own)" in said.out
    assert "the team is empty" in said.out


def test_check_warns_of_a_missing_secret_and_run_refuses_it(company: Company, command: Command) -> None:
    (company.folder / "sf_secret").unlink()
    checked = command("check")
    assert checked.code == 0
    assert "warning: the file `sf_secret` cannot be read" in checked.out
    ran = command("run", "--once")
    assert ran.code == 1
    assert "the file `sf_secret` cannot be read" in ran.err


def test_a_file_that_is_not_there_is_named(command: Command) -> None:
    said = command("check", "-c", "nowhere.yaml")
    assert said.code == 1
    assert "nowhere.yaml:1:1: no such file" in said.out


def test_doctor_finds_nothing_wrong_with_a_sound_company(company: Company, command: Command) -> None:
    said = command("doctor")
    assert said.code == 0, said.out
    assert "sales: log-in" in said.out
    assert "marketing: log-in" in said.out
    assert command("doctor", "--crm", "nope").code == 2


def faults(said: Any) -> str:
    """The findings that are no good, a line each."""
    return "\n".join(
        f"{f['level']} {f['what']}: {f['detail']} {f['mend']}" for f in said.json if f["level"] != "ok"
    )


@pytest.mark.parametrize(("secret", "crm"), [("sf_secret", "sales"), ("hs_token", "marketing")])
def test_doctor_names_wrong_credentials_without_showing_them(
    company: Company, command: Command, secret: str, crm: str
) -> None:
    (company.folder / secret).write_text("pat-na1-wrong-canary-secret")
    said = command("doctor", "--json")
    assert said.code == 1
    assert f"fault {crm}: log-in" in faults(said)
    assert f"not looked up: the people of {crm} are not known" in faults(said)
    assert "canary" not in said.all


def test_doctor_names_a_right_that_is_missing(company: Company, command: Command) -> None:
    company.sim.faults.add("readonly_field", dialect="salesforce", object="Lead", field="OwnerId")
    said = command("doctor", "--json")
    assert said.code == 1
    assert "fault sales: owner: Lead.OwnerId may not be written" in faults(said)


def test_doctor_names_a_hidden_mapped_field(company: Company, command: Command) -> None:
    company.sim.faults.add("hide_field", dialect="salesforce", object="Lead", field="Country")
    assert "Lead hides Country" in faults(command("doctor", "--json"))


def test_doctor_names_an_object_that_may_not_be_read(company: Company, command: Command) -> None:
    company.sim.faults.add("hide_object", dialect="salesforce", object="Account")
    company.sim.faults.add("permission", dialect="hubspot", match={"object": "companies"}, times=None)
    said = command("doctor", "--json")
    assert said.code == 1
    assert "fault sales: read account" in faults(said)
    assert "fault marketing: account: companies" in faults(said)


def test_doctor_names_activities_that_may_not_be_read_where_the_policy_asks_for_them(
    company: Company, command: Command
) -> None:
    company.sim.faults.add("hide_object", dialect="salesforce", object="Task")
    assert "read task" not in faults(command("doctor", "--json"))
    path = company.folder / "policy" / "policy.yaml"
    path.write_text(path.read_text().replace("routes:", "routes:\n  - {name: Spoke, to: activity.owner}"))
    assert "fault sales: read task" in faults(command("doctor", "--json"))


def test_doctor_names_people_that_may_not_be_read(company: Company, command: Command) -> None:
    company.world.switches.set(hubspot_missing_scopes="crm.objects.owners.read")
    said = command("doctor", "--json")
    assert said.code == 1
    assert "fault marketing: people: " in faults(said)


def test_doctor_names_a_version_that_is_gone(company: Company, command: Command) -> None:
    company.sim.faults.add("retired_version", dialect="salesforce", version=99.0)
    said = command("doctor", "--json")
    assert said.code == 1
    assert "sales" in faults(said)


def test_doctor_names_an_active_assignment_rule(company: Company, command: Command) -> None:
    company.world.switches.set(assignment_rule="active")
    assert "warning sales: assignment rules" in faults(command("doctor", "--json"))


def test_doctor_names_a_clock_that_is_wrong(company: Company, command: Command) -> None:
    company.world.clock.advance(3600)
    told = faults(command("doctor", "--json"))
    assert "marketing: clock" in told
    assert "NTP" in told


def test_doctor_names_a_used_up_allowance(company: Company, command: Command) -> None:
    company.world.switches.set(api_quota=12)
    assert "warning sales: API calls" in faults(command("doctor", "--json"))


def test_doctor_names_whom_no_crm_knows_or_knows_twice(
    company: Company, command: Command, edit: Edit
) -> None:
    edit("policy/policy.yaml", "{queue: Inbound}", "{queue: Inbuond}")
    edit(
        "policy/policy.yaml",
        "  - {email: ben.brandt@",
        "  - {email: ghost@nowhere.example}\n  - {email: ben.brandt@",
    )
    with company.world.lock:
        company.world.salesforce.create("Group", {"Name": "Unrouted", "Type": "Queue"}, None)
    said = command("doctor", "--json")
    assert said.code == 1
    told = faults(said)
    assert "policy: queue Inbuond: not known in sales" in told
    assert "policy: ghost@nowhere.example: has no seat in any CRM" in told


def test_doctor_looks_up_where_junk_and_cold_leads_go(company: Company, command: Command, edit: Edit) -> None:
    early = """before:
  junk: {to: {queue: Jukn}}
  score: {points: [{when: {lead.country: DE}, add: 5}], tiers: {A: 5}, below: {to: {queue: Nuture}}}
routes:
"""
    edit("policy/policy.yaml", "routes:\n", early)
    told = faults(command("doctor", "--json"))
    assert "policy: queue Jukn: not known in sales" in told
    assert "policy: queue Nuture: not known in sales" in told


def test_doctor_looks_up_where_missed_deadlines_send(company: Company, command: Command, edit: Edit) -> None:
    missed = "sla: {first_touch: 1h, on_miss: [{reassign: {queue: Late leasd}}]}"
    edit("policy/policy.yaml", "to: {team: Inbound}", f"to: {{team: Inbound}}\n    {missed}")
    assert "policy: queue Late leasd: not known in sales" in faults(command("doctor", "--json"))


def test_a_queue_is_not_missed_in_a_crm_that_has_none(company: Company, command: Command) -> None:
    assert "queue" not in faults(command("doctor", "--json"))


def test_doctor_names_another_organisation_than_the_stores(company: Company, command: Command) -> None:
    assert command("run", "--once").code == 0
    table = company.world.salesforce.objects["Organization"]
    (organisation,) = table.rows.values()
    organisation.id = "00DZZ0000009999MAA"
    table.rows = {organisation.id: organisation}
    table._index = [(organisation.stamp_ms // table.grain_ms, organisation.id)]
    said = command("doctor", "--json")
    assert said.code == 1
    assert "fault sales: organisation: the store belongs to" in faults(said)


def test_doctor_names_a_store_that_cannot_be_used(company: Company, command: Command, edit: Edit) -> None:
    (company.folder / "file").write_text("no folder")
    edit("pointsman.yaml", str(company.folder / "pointsman.db"), str(company.folder / "file" / "p.db"))
    said = command("doctor", "--json")
    assert said.code == 1
    assert "fault store: " in faults(said)
    assert "ok sales: log-in" in "\n".join(f"{f['level']} {f['what']}" for f in said.json)


def test_doctor_names_another_distribution_of_our_package_names(monkeypatch: pytest.MonkeyPatch) -> None:
    taken = {"state": ["pointsman", "united-states"], "adapters": ["pointsman"]}
    monkeypatch.setattr(checkup.metadata, "packages_distributions", lambda: taken)
    (fault,) = [finding for finding in checkup.house() if finding.level is Level.FAULT]
    assert (fault.what, fault.detail) == ("package state", "is also provided by united-states")


def test_doctor_probes_one_lead_and_leaves_it_as_it_was(company: Company, command: Command) -> None:
    lead = company.arrives("salesforce", LastName="Probe")
    said = command("doctor", "--probe", lead)
    assert said.code == 0, said.out
    assert "sales: conditional write" in said.out
    assert company.owner("salesforce", lead) == "Inbound"


def test_doctor_says_that_no_crm_has_the_lead_to_probe(company: Company, command: Command) -> None:
    said = command("doctor", "--probe", "00QZZ000000ZZZZMAA")
    assert said.code == 1
    assert "no CRM shows a lead 00QZZ000000ZZZZMAA" in said.out


def test_no_secret_is_ever_printed_while_setting_up(company: Company, command: Command) -> None:
    told = command("check").all + command("doctor").all + command("doctor", "--json").all
    for secret in secrets_of(company):
        assert secret not in told


def test_check_proves_and_shows_an_example_lead(command: Command, edit: Edit) -> None:
    command("init", ".")
    edit(
        "policy/routes.yaml",
        "  - name: Everyone else",
        "  - {name: Germany, when: {lead.country: DE}, blank: skips, to: {team: Inbound}}\n"
        "  - {name: France, when: {lead.country: FR}, to: {team: Inbound}, nobody: next}\n"
        "  - name: Everyone else",
    )
    said = command("check")
    assert said.code == 0
    germany = "warning: route `Germany` can never fire: `EMEA` takes every such lead before "
    mend = "(put it before `EMEA`, narrow that, or drop it); for example lead.country DE\n"
    assert f"policy/routes.yaml:24:12: {germany}{mend}" in said.out
    (undecided,) = [line for line in said.out.splitlines() if "can be blank" in line]
    assert undecided.startswith(
        "policy/routes.yaml:25:20: warning: route `France` can be blank (lead.country)"
    )
    assert undecided.endswith("`fires` or `holds`); for example without lead.country")
    assert said.out.endswith("no faults, 5 warnings\n")


def test_check_proves_as_json(command: Command, edit: Edit) -> None:
    command("init", ".")
    edit("policy/routes.yaml", "[AT, CH, DE, FR, GB]", "[AT]")
    edit("policy/routes.yaml", "{lead.country: {in_list: EMEA}}", "{lead.country: {in_list: EMEA, is: DE}}")
    said = command("check", "--json")
    assert said.code == 0
    assert {one["severity"] for one in said.json} == {"warning", "note"}
    (found,) = [one for one in said.json if one.get("kind") == "contradiction"]
    assert found["message"] == "route `EMEA` can never fire: nothing fulfils its condition"
    assert found["example"] == {"lead.country": "AT"}
    assert found["warning"] is True


def test_doctor_tries_each_calendar_and_shows_no_address(company: Company, command: Command) -> None:
    with published(company.folder) as server:
        server.content = calendar("DTSTART:20260310T100000Z", "DTSTART:whenever")
        (company.folder / "ann_ics").write_text(server.url)
        (company.folder / "ben_ics").write_text(f"https://127.0.0.1:9/{SECRET}")
        with (company.folder / "pointsman.yaml").open("a") as settings:
            settings.write("calendars:\n")
            settings.write(f"  ann@acme.com: {{url: '${{file:ann_ics}}', ca_file: {server.ca_file}}}\n")
            settings.write("  ben@acme.com: {url: '${file:ben_ics}'}\n")
        said = command("doctor", "--json")
    assert said.code == 1
    assert "calendar: ann@acme.com" in [f["what"] for f in said.json if f["level"] == "ok"]
    assert "warning calendar: ann@acme.com: entries left out" in faults(said)
    assert "fault calendar: ben@acme.com: the calendar cannot be reached" in faults(said)
    assert SECRET not in said.all
