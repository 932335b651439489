"""The world's back door: what a test or the demo arranges through it, and the truth it tells."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
import requests

from adapters.simulators import serve
from adapters.simulators.faults import KNOWN
from adapters.simulators.hubspot.properties import SCHEMA
from adapters.simulators.server import Sim
from adapters.simulators.switches import Switches
from adapters.simulators.traffic import Arrivals, Plan, Traffic, people_edit
from adapters.simulators.world import World

README = Path(serve.__file__).with_name("README.md")


class Door:
    """The control interface as a client uses it."""

    def __init__(self, sim: Sim, http: requests.Session) -> None:
        self._url, self._http = sim.control_url, http

    def get(self, name: str, **query: str) -> Any:
        return self._answer("GET", name, params=query)

    def post(self, name: str, body: Any) -> Any:
        return self._answer("POST", name, json=body)

    def delete(self, name: str) -> Any:
        return self._answer("DELETE", name)

    def status(self, method: str, name: str, **how: Any) -> int:
        return self._http.request(method, f"{self._url}/control/{name}", timeout=5, **how).status_code

    def _answer(self, method: str, name: str, **how: Any) -> Any:
        reply = self._http.request(method, f"{self._url}/control/{name}", timeout=5, **how)
        assert reply.status_code == 200, reply.text
        return reply.json()


@pytest.fixture
def door(sim: Sim, http: requests.Session) -> Iterator[Door]:
    yield Door(sim, http)


def test_activities_are_logged_as_each_crm_keeps_them(door: Door, world: World) -> None:
    people = [one for one in world.people if one.active and one.salesforce_user and one.hubspot_owner]
    about = {"by": people[0].email, "at": "2026-11-20T11:00:00Z"}
    (lead,) = door.post("leads", {"dialect": "salesforce", "count": 1})["ids"]
    told = {"dialect": "salesforce", "id": lead, **about}
    call = door.post("activity", {**told, "type": "call", "inbound": True})
    task = world.salesforce.objects["Task"].rows[call["id"]].values
    assert (task["WhoId"], task["OwnerId"], task["CallType"]) == (lead, people[0].salesforce_user, "Inbound")
    assert door.post("activity", {**told, "type": "meeting"})["object"] == "Event"
    (contact,) = door.post("leads", {"dialect": "hubspot", "count": 1})["ids"]
    mail = door.post(
        "activity", {"dialect": "hubspot", "id": contact, "type": "email", "done": False, **about}
    )
    row = world.hubspot.objects["emails"].rows[mail["id"]]
    assert (row.values["hs_email_status"], row.values["hs_timestamp"]) == (
        "SCHEDULED",
        "2026-11-20T11:00:00Z",
    )
    assert list(world.hubspot.links["emails", "contacts"][row.id]) == [contact]
    refused = {"dialect": "hubspot", "id": contact, "type": "task"}
    assert door.status("POST", "activity", json=refused) == 400


def test_leads_arrive_in_each_crm_and_the_truth_knows_them(door: Door) -> None:
    for dialect in ("salesforce", "hubspot"):
        ids = door.post("leads", {"dialect": dialect, "count": 5})["ids"]
        told = door.get("truth", dialect=dialect, since="2026-11-20T12:00:00Z")["leads"][dialect]
        assert [lead["id"] for lead in told] == ids
        assert all(lead["arrived"] and lead["history"][0]["by"] == "form" for lead in told)


def test_most_arrivals_belong_to_an_account_that_the_crm_has(door: Door, world: World) -> None:
    door.post("leads", {"dialect": "salesforce", "count": 60})
    told = door.get("truth", dialect="salesforce")["leads"]["salesforce"]
    expected = [lead["expected_account"] for lead in told if lead["arrived"]]
    assert 20 < sum(account is not None for account in expected) < 55
    assert {a for a in expected if a} <= set(world.salesforce.objects["Account"].rows)


def test_every_value_that_arrives_in_hubspot_is_a_property_of_it(door: Door, world: World) -> None:
    door.post("leads", {"dialect": "hubspot", "count": 40})
    for name in ("contacts", "companies", "deals", "users"):
        used = {key for row in world.hubspot.rows(name) for key in row.values}
        assert used <= set(SCHEMA[name]), name


def test_given_values_arrive_as_they_are(door: Door) -> None:
    values = {"LastName": "Given", "Company": "C", "Email": "a@b.example"}
    (made,) = door.post("leads", {"dialect": "salesforce", "leads": [values]})["ids"]
    told = {lead["id"]: lead for lead in door.get("truth", dialect="salesforce")["leads"]["salesforce"]}
    assert told[made]["values"] == values


def test_leads_spread_over_time_arrive_one_after_the_other(door: Door) -> None:
    door.post("leads", {"dialect": "salesforce", "count": 4, "spread_seconds": 40})
    arrived = []
    for _ in range(4):
        told = door.get("truth", dialect="salesforce", since="2026-11-20T12:00:00Z")
        arrived.append(len(told["leads"]["salesforce"]))
        door.post("clock", {"advance": 10})
    assert arrived == [0, 2, 3, 4] or arrived == [1, 2, 3, 4]


def test_a_persons_edit_is_in_the_history_under_their_name(door: Door, world: World) -> None:
    ann = next(p for p in world.people if p.salesforce_user and p.active)
    (lead,) = door.post("leads", {"dialect": "salesforce"})["ids"]
    door.post("edit", {"dialect": "salesforce", "id": lead, "owner": ann.email, "by": ann.email})
    door.post("edit", {"dialect": "salesforce", "id": lead, "owner": "Unrouted", "by": ann.email})
    told = {row["id"]: row for row in door.get("truth", dialect="salesforce")["leads"]["salesforce"]}[lead]
    assert [(c["owner"], c["by"]) for c in told["history"][1:]] == [
        (ann.salesforce_user, ann.email),
        (world.queues["Unrouted"], ann.email),
    ]


def test_our_writes_are_told_apart_from_peoples(
    door: Door, world: World, sim: Sim, http: requests.Session
) -> None:
    ann = next(p for p in world.people if p.salesforce_user and p.active)
    (lead,) = door.post("leads", {"dialect": "salesforce"})["ids"]
    reply = http.patch(
        f"{sim.salesforce_url}/services/data/v66.0/sobjects/Lead/{lead}",
        json={"OwnerId": ann.salesforce_user},
        headers={"Authorization": f"Bearer {world.secrets.salesforce_token}"},
        timeout=5,
    )
    assert reply.status_code == 204
    told = {row["id"]: row for row in door.get("truth", dialect="salesforce")["leads"]["salesforce"]}[lead]
    assert told["history"][-1]["by"] == "us"


def test_records_are_deleted_merged_converted_purged_and_brought_back(door: Door) -> None:
    ids = door.post("leads", {"dialect": "salesforce", "count": 4})["ids"]
    door.post("merge", {"dialect": "salesforce", "winner": ids[0], "losers": [ids[1]]})
    door.post("convert", {"id": ids[2]})
    door.post("delete", {"dialect": "salesforce", "id": ids[3]})

    def states() -> list[str]:
        told = {r["id"]: r["state"] for r in door.get("truth", dialect="salesforce")["leads"]["salesforce"]}
        return [told[row_id] for row_id in ids]

    assert states() == ["open", "merged", "converted", "deleted"]
    door.post("undelete", {"dialect": "salesforce", "id": ids[3]})
    door.post("purge", {"dialect": "salesforce", "id": ids[1]})
    assert states() == ["open", "purged", "converted", "open"]


def test_the_clock_is_set_moved_and_let_run(door: Door) -> None:
    assert door.post("clock", {"now": "2026-12-01T00:00:00+00:00"})["now"] == "2026-12-01T00:00:00.000Z"
    assert door.post("clock", {"advance": 1.5})["now"] == "2026-12-01T00:00:01.500Z"
    assert door.post("clock", {"run": True})["virtual"] is False


def test_switches_and_faults_come_and_go(door: Door) -> None:
    assert door.post("switches", {"assignment_rule": "active"})["assignment_rule"] == "active"
    fault = {"do": "status", "dialect": "salesforce", "times": 1, "args": {"status": 502}}
    assert door.post("faults", fault)["added"][0]["do"] == "status"
    assert len(door.get("faults")) == 1
    assert door.delete("faults") == {"cleared": 1}


def test_nonsense_is_refused_with_a_reason(door: Door) -> None:
    assert door.status("POST", "switches", json={"nope": 1}) == 400
    assert door.status("POST", "faults", json={"do": "explode"}) == 400
    assert door.status("POST", "edit", json={"dialect": "salesforce", "id": "nobody"}) == 404
    assert door.status("POST", "clock", json={"now": "2026-12-01T00:00:00"}) == 400
    assert door.status("GET", "nothing") == 404


def test_calls_are_counted_by_endpoint(door: Door, sim: Sim, http: requests.Session) -> None:
    http.get(f"{sim.salesforce_url}/services/data/v66.0/sobjects/Lead/00Q000000000000AAA", timeout=5)
    told = door.get("calls")
    assert told["salesforce"] == {"GET /services/data/v66.0/sobjects/Lead/{id}": 1}


def test_somebody_leaves_and_comes_back_in_both_crms(door: Door, world: World) -> None:
    ann = next(p for p in world.people if p.salesforce_user and p.hubspot_owner and p.active)
    door.post("person", {"email": ann.email, "active": False})
    assert world.salesforce.objects["User"].rows[str(ann.salesforce_user)].values["IsActive"] is False
    assert not world.hubspot.objects["owners"].rows[str(ann.hubspot_owner)].alive
    door.post("person", {"email": ann.email, "active": True})
    assert world.hubspot.objects["owners"].rows[str(ann.hubspot_owner)].alive
    assert {p["email"] for p in door.get("people")["people"] if p["active"]} >= {ann.email}


def test_traffic_brings_the_leads_of_its_plan_half_to_each_crm(world: World) -> None:
    traffic = Traffic(world, Arrivals(world), Plan(leads=10, rate=10_000))
    traffic.start()
    for thread in traffic._threads:
        thread.join(timeout=10)
    traffic.stop()
    assert traffic.done
    assert sorted(name for name, _ in world.expected) == ["hubspot"] * 5 + ["salesforce"] * 5


def test_traffic_can_be_started_and_stopped_from_outside(door: Door) -> None:
    assert door.post("traffic", {"leads": 0, "rate": 1})["done"] is True
    assert door.post("traffic", {"rate": 0})["arrived"] == 0
    assert door.get("traffic")["edited"] == 0


def test_people_edit_claim_merge_convert_and_delete_recent_leads(world: World) -> None:
    arrivals = Arrivals(world)
    for number in range(60):
        arrivals.make(("salesforce", "hubspot")[number % 2])
    assert sum(people_edit(world, arrivals, world.random) for _ in range(300)) > 200
    rows = [world.organisation(d).objects[n].rows[i] for d, n, i in arrivals.recent]
    assert any(len(row.owner_history) > 1 for row in rows)
    assert any(row.merged_into for row in rows) and any(row.deleted_ms for row in rows)


def test_lead_objects_arrive_with_their_contact(world: World) -> None:
    arrivals = Arrivals(world, "leads")
    row = arrivals.make("hubspot")
    (contact,) = world.hubspot.links["leads", "contacts"][row.id]
    assert row.values["hs_primary_contact_id"] == contact
    assert set(row.values) <= set(SCHEMA["leads"])


def test_the_process_tells_where_it_listens_and_ends_when_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stop = Event()
    argv = ["--dir", str(tmp_path), "--accounts", "10", "--exact", "--switch", "assignment_rule=active"]
    ended: list[int] = []
    runner = Thread(target=lambda: ended.append(serve.main([*argv, "--rate", "0.01"], stop)))
    runner.start()
    path = tmp_path / "simulators.json"
    while not (path.exists() and path.read_bytes().endswith(b"\n")):
        runner.join(timeout=0.01)
        assert runner.is_alive()
    told = json.loads(path.read_text())
    reply = requests.get(f"{told['control']}/control/health", timeout=5)
    assert reply.json()["rows"]["salesforce"]["Account"] == 10
    stop.set()
    runner.join(timeout=10)
    assert ended == [0]
    assert json.loads(capsys.readouterr().out) == told


def test_an_unknown_switch_on_the_command_line_is_wrong_usage(tmp_path: Path) -> None:
    assert serve.main(["--dir", str(tmp_path), "--accounts", "1", "--switch", "nope=1"], Event()) == 2


def test_the_readme_lists_every_switch_with_its_default_and_every_fault() -> None:
    text = README.read_text(encoding="utf-8")
    rows = {line.split("|")[1].strip(): line for line in text.splitlines() if line.startswith("| `")}
    for name, default in Switches().as_dict().items():
        assert f"`{default}`" in rows[f"`{name}`"], name
    assert all(f"`{name}`" in text for name in KNOWN)
