"""What an admin or a rep asks: explain, try, fields, people, waiting."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from connector.core.staff.turns import SCALE
from state import turns
from state.store import Store
from tests.company import Company, secrets_of

Command = Callable[..., Any]
BOTH = ["salesforce", "hubspot"]
NAME = {"salesforce": "LastName", "hubspot": "lastname"}
EMAIL = {"salesforce": "Email", "hubspot": "email"}
COUNTRY = {"salesforce": "Country", "hubspot": "country"}
OBJECT = {"salesforce": "Lead", "hubspot": "contacts"}
CRM = {"salesforce": "sales", "hubspot": "marketing"}
SHAPE = {"crm", "object", "lead_id", "sentence", "decisions", "clocks", "life"}
DECISION = {
    *("decision_id", "mode", "crm", "org_id", "object", "lead_id", "decided_at", "trigger", "generation"),
    *("outcome", "owner_id", "owner_name", "previous_owner_id", "route", "reason", "account_id"),
    *("match_confidence", "match_band", "policy_edition", "code_version", "leaf"),
    *("steps", "inputs", "candidates", "matches", "writes", "notices"),
    *("clocks", "sources", "policy_change"),
}


def routed(company: Company, command: Command, dialect: str, **values: object) -> str:
    """A lead that arrived after the first start and went its way."""
    assert command("run", "--once").code == 0
    lead = company.arrives(dialect, **{NAME[dialect]: "Muster", **values})
    company.moves_on(5)
    assert command("run", "--once").code == 0
    return lead


@pytest.mark.parametrize("dialect", BOTH)
def test_explain_answers_as_a_person_would(company: Company, command: Command, dialect: str) -> None:
    lead = routed(company, command, dialect, **{COUNTRY[dialect]: "Germany"})
    said = command("explain", lead)
    assert said.code == 0
    lines = said.out.splitlines()
    assert lines[0] == f"{CRM[dialect]} {OBJECT[dialect]} {lead}"
    owner = company.owner(dialect, lead)
    assert lines[2].startswith(f"Assigned to {owner} ")
    assert "Route DACH: " in lines[2]
    assert lines[2].endswith("The route fired: lead.country (Germany) is in list DACH.")
    assert lines[4] == "Decided at 2026-11-18 14:00:05 UTC."
    assert "Route A known account keeps its owner does not apply: account.match is not auto." in said.out
    assert "Could take it, in this order: " in said.out
    assert "The CRM took the new owner, at 2026-11-18 14:00:05 UTC." in said.out
    assert "Z" not in lines[4]


@pytest.mark.parametrize("dialect", BOTH)
def test_explain_as_json_has_the_shape_that_scripts_rely_on(
    company: Company, command: Command, dialect: str
) -> None:
    lead = routed(company, command, dialect)
    story = command("explain", lead, "--json").json
    assert set(story) == SHAPE
    assert (story["crm"], story["object"], story["lead_id"]) == (CRM[dialect], OBJECT[dialect], lead)
    (decision,) = story["decisions"]
    assert set(decision) == DECISION
    assert (decision["object"], decision["outcome"], decision["mode"]) == (OBJECT[dialect], "assign", "live")
    assert [step["position"] for step in decision["steps"]] == list(range(1, len(decision["steps"]) + 1))
    assert {"owner_id", "owner_name", "eligible", "reason", "rank"} == set(decision["candidates"][0])
    (write,) = decision["writes"]
    assert write["result"] == "written"


@pytest.mark.parametrize("dialect", BOTH)
def test_a_lead_goes_by_its_e_mail_too(company: Company, command: Command, dialect: str) -> None:
    lead = routed(company, command, dialect, **{EMAIL[dialect]: "Max@Muster.example"})
    assert command("explain", "max@muster.example", "--json").json["lead_id"] == lead
    assert command("explain", "max@muster.example", "--crm", CRM[dialect]).code == 0


def test_a_salesforce_lead_goes_by_its_short_id(company: Company, command: Command) -> None:
    lead = routed(company, command, "salesforce")
    assert command("explain", lead[:15], "--json").json["lead_id"] == lead


@pytest.mark.parametrize("dialect", BOTH)
def test_a_lead_from_before_the_first_start_is_left_alone(
    company: Company, command: Command, dialect: str
) -> None:
    lead = company.arrives(dialect, **{NAME[dialect]: "Early"})
    command("run", "--once")
    said = command("explain", lead)
    assert said.code == 0
    assert "Left alone: owned by " in said.out
    assert " since 2026-11-18 14:00:00 UTC or earlier. It was there before the first start" in said.out
    story = command("explain", lead, "--json").json
    assert (story["object"], story["decisions"]) == (OBJECT[dialect], [])


@pytest.mark.parametrize("dialect", BOTH)
def test_a_lead_of_a_person_gets_no_decision_but_an_answer(
    company: Company, command: Command, dialect: str
) -> None:
    seat = company.person("Ann").seat(dialect)
    owner = {"salesforce": "OwnerId", "hubspot": "hubspot_owner_id"}[dialect]
    lead = routed(company, command, dialect, **{owner: seat})
    said = command("explain", lead)
    assert said.code == 0
    assert "Left alone: owned by Ann Adler since " in said.out
    assert command("explain", lead, "--json").json["decisions"] == []


@pytest.mark.parametrize("dialect", BOTH)
def test_explain_tells_that_somebody_else_gave_the_lead_away_since(
    company: Company, command: Command, dialect: str
) -> None:
    lead = routed(company, command, dialect)
    company.moves_on(60)
    other = next(name for name in ("Farid", "Liam") if name != company.owner(dialect, lead))
    company.takes(dialect, lead, other)
    company.moves_on(5)
    command("run", "--once")
    assert f"Since then somebody else gave it to {other} " in command("explain", lead).out


def test_explain_tells_that_a_write_waits_for_the_pause_to_end(company: Company, command: Command) -> None:
    command("run", "--once")
    command("pause")
    lead = company.arrives("salesforce", LastName="Patient")
    company.moves_on(5)
    command("run", "--once", "--max-seconds", "1")
    assert "Not written yet: owner writes are paused." in command("explain", lead).out
    command("resume")
    command("run", "--once")
    assert "Not written yet" not in command("explain", lead).out


def test_an_unknown_lead_is_no_success(company: Company, command: Command) -> None:
    command("run", "--once")
    said = command("explain", "00QZZ000000ZZZZMAA")
    assert (said.code, said.out) == (1, "")
    assert "no lead '00QZZ000000ZZZZMAA' is known" in said.err
    assert command("explain", "x", "--crm", "nope").code == 2
    assert command("explain").code == 2


def test_before_the_first_run_there_is_nothing_to_explain(company: Company, command: Command) -> None:
    said = command("explain", "00QZZ000000ZZZZMAA")
    assert said.code == 1
    assert "there is no store yet: `pointsman run` makes it" in said.err


def test_explain_needs_no_secret_and_no_crm(company: Company, command: Command) -> None:
    lead = routed(company, command, "salesforce")
    (company.folder / "sf_secret").unlink()
    company.sim.faults.add("html_503", times=None)
    said = command("explain", lead)
    assert said.code == 0
    assert "1 warnings" not in said.out


def test_try_decides_a_lead_from_a_file_and_writes_nothing(company: Company, command: Command) -> None:
    command("run", "--once")
    (company.folder / "lead.yaml").write_text("email: jane@new.example\ncountry: AT\ncompny: New\n")
    said = command("try", "--lead", "lead.yaml", "--crm", "sales")
    assert said.code == 0
    assert "Route DACH: " in said.out
    assert said.out.endswith("Nothing was written.\n")
    assert "no mapping has lead.compny (did you mean `company`?)" in said.err
    again = command("try", "--lead", "lead.yaml", "--crm", "sales", "--json").json
    assert (again["outcome"], again["object"], again["route"]) == ("assign", "Lead", "DACH")
    assert "Farid" in said.out or "Liam" in said.out


def test_try_asks_one_route_by_itself(company: Company, command: Command) -> None:
    command("run", "--once")
    (company.folder / "lead.yaml").write_text("email: jane@new.example\ncountry: US\n")
    here = ("try", "--lead", "lead.yaml", "--crm", "sales", "--route")
    assert command(*here, "DACH").out == "Route DACH does not apply: lead.country (US) is not in list DACH.\n"
    assert command(*here, "DACH", "--json").json["result"] == "false"
    unknown = command(*here, "Nowhere")
    assert (unknown.code, "no route 'Nowhere'" in unknown.err) == (1, True)


def test_try_says_why_somebody_would_not_get_it_and_what_would_have_to_change(
    company: Company, command: Command
) -> None:
    command("run", "--once")
    (company.folder / "lead.yaml").write_text("email: jane@new.example\ncountry: US\n")
    here = ("try", "--lead", "lead.yaml", "--crm", "sales", "--why-not")
    owner = command("try", "--lead", "lead.yaml", "--crm", "sales", "--json").json["owner_name"]
    assert command(*here, owner).out.startswith(f"{owner} has it. ")
    said = command(*here, "farid.fischer@arvenhall.example")
    assert said.code == 0
    assert "First: Route DACH does not take it: lead.country is not in list DACH." in said.out
    assert "By route DACH (who is of team Germany):" in said.out
    assert "Whatever the lead says, they would not have it:" in said.out
    assert "They can't take it: away." in said.out
    assert said.out.endswith("Nothing was written.\n")
    told = command(*here, "liam.brandt@arvenhall.example", "--json").json
    assert [change["field"] for change in told["smallest_change"]["changes"]] == ["lead.country"]
    assert told["smallest_change"]["route"] == "DACH"
    unknown = command(*here, "nobody@nowhere.example")
    assert (unknown.code, "Nobody goes by that here" in unknown.err) == (1, True)


@pytest.mark.parametrize("dialect", BOTH)
def test_try_decides_a_lead_as_the_crm_shows_it_now(company: Company, command: Command, dialect: str) -> None:
    command("run", "--once")
    lead = company.arrives(dialect, **{NAME[dialect]: "Fresh", COUNTRY[dialect]: "Austria"})
    said = command("try", "--id", lead, "--json")
    assert said.code == 0
    assert said.json["route"] == "DACH"
    assert company.our_writes(dialect, lead) == []


def test_try_tells_the_accounts_considered_and_what_would_have_been_certain(
    company: Company, command: Command, edit: Callable[[str, str, str], None]
) -> None:
    edit("policy/policy.yaml", "auto: 0.90", "auto: 0.99")
    for name, site in (("Quillfeather Optics", "quillfeather.example"), ("Quillfeather", "quill.example")):
        fields = {"Name": name, "Website": site, "OwnerId": company.person("Ann").seat("salesforce")}
        with company.world.lock:
            company.world.organisation("salesforce").create("Account", fields, None, source="ui")
    command("run", "--once")
    (company.folder / "lead.yaml").write_text("email: jo@gmail.com\ncompany: Quillfeather\n")
    shown = command("try", "--lead", "lead.yaml", "--crm", "sales", "--json").json
    assert {one["crm"] for one in shown["matches"]} == {"sales"}
    assert [one["rank"] for one in shown["matches"]] == list(range(1, len(shown["matches"]) + 1))
    assert shown["match_band"] != "auto"
    told = command("try", "--lead", "lead.yaml", "--crm", "sales").out
    assert "the match would have been certain with " in told
    assert "a work e-mail at quill" in told


def test_try_wants_one_lead_and_says_which_crm(company: Company, command: Command) -> None:
    command("run", "--once")
    (company.folder / "lead.yaml").write_text("email: jane@new.example\n")
    assert command("try").code == 2
    assert command("try", "--lead", "lead.yaml").code == 2
    assert command("try", "--lead", "lead.yaml", "--crm", "nope").code == 2
    assert command("try", "--lead", "none.yaml", "--crm", "sales").err == "none.yaml: no such file\n"
    unknown = command("try", "--id", "00QZZ000000ZZZZMAA")
    assert unknown.code == 1
    assert "no CRM shows a lead '00QZZ000000ZZZZMAA'" in unknown.err


def test_fields_show_type_fill_rate_and_mapping(company: Company, command: Command) -> None:
    said = command("fields", "sales", "Lead")
    assert said.code == 0
    assert said.out.splitlines()[0].split() == ["field", "label", "type", "filled", "maps", "to"]
    rows = {row["field"]: row for row in command("fields", "marketing", "lead", "--json").json}
    assert rows["country"]["maps_to"] == ["lead.country"]
    assert 0 <= rows["country"]["fill"] <= 1
    assert command("fields", "nope", "lead").code == 2
    wrong = command("fields", "sales", "Invoice")
    assert wrong.code == 2
    assert "it mirrors lead (Lead), contact (Contact)" in wrong.err


def test_people_are_shown_with_seats_teams_and_turns(company: Company, command: Command) -> None:
    before = command("people")
    assert before.code == 0
    assert "nothing is known yet of the people in sales, marketing" in before.out
    routed(company, command, "salesforce")
    rows = {row["email"]: row for row in command("people", "--json").json}
    ann = rows["ann.adler@arvenhall.example"]
    assert ann["available"] is True
    assert set(ann["seats"]) == {"sales", "marketing"}
    assert ann["teams"] == ["Inbound"]
    assert sum(row["turns"].get("Inbound", 0) for row in rows.values()) == 1
    assert {name for row in rows.values() for name in row["alarm"]} == set()


def test_people_far_from_their_share_are_told(company: Company, command: Command) -> None:
    command("run", "--once")
    standings = {
        "ann.adler@arvenhall.example": (9, 2 * SCALE, 1, 0),
        "ben.brandt@arvenhall.example": (0, SCALE, 0, 0),
    }
    store = Store(company.store_url)
    with store.begin() as conn:
        turns.save(conn, "live", {"Inbound": standings})
    store.close()
    out = command("people").out
    assert "rotation Inbound: ann.adler@arvenhall.example is 7.0 turns ahead of their share" in out
    assert "(the policy's alarm is at 5)" in out
    assert "ben.brandt@arvenhall.example is" not in out


def test_somebody_who_is_paused_gets_nothing_until_resumed(company: Company, command: Command) -> None:
    command("run", "--once")
    for email in ("ann.adler@arvenhall.example", "ben.brandt@arvenhall.example"):
        assert command("people", "pause", email).code == 0
    leads = [company.arrives("salesforce", LastName=f"P{n}") for n in range(3)]
    company.moves_on(5)
    command("run", "--once")
    assert {company.owner("salesforce", lead) for lead in leads} == {"Emma"}
    assert "Ann Adler" in command("explain", leads[0]).out
    assert command("people", "resume", "ann.adler@arvenhall.example").out.endswith(": back\n")
    assert "was neither away nor paused" in command("people", "resume", "ann.adler@arvenhall.example").out


def test_somebody_who_is_away_is_covered(company: Company, command: Command) -> None:
    email, cover = "ann.adler@arvenhall.example", "ben.brandt@arvenhall.example"
    said = command("people", "away", email, "--until", "2026-11-30", "--cover", cover)
    assert said.out == (
        f"{email}: away from 2026-11-18 14:00:00 UTC until 2026-11-30 00:00:00 UTC, covered by {cover}\n"
    )
    (row,) = [row for row in command("people", "--json").json if row["email"] == email]
    assert row["absences"] == [
        {
            "kind": "away",
            "from": "2026-11-18T14:00:00.000000Z",
            "until": "2026-11-30T00:00:00.000000Z",
            "cover": cover,
        }
    ]
    assert command("people", "cover", email).code == 2
    assert command("people", "cover", email, "--cover", cover).code == 0
    assert command("people", "resume", email).code == 0
    store = Store(company.store_url)
    with store.read() as conn:
        query = "SELECT before, after FROM audit_changes WHERE what LIKE 'person:%' ORDER BY changed_at"
        texts = [tuple(row) for row in conn.exec_driver_sql(query)]
    store.close()
    away = f"away from 2026-11-18T14:00:00.000000Z until 2026-11-30T00:00:00.000000Z, covered by {cover}"
    further = f"away from 2026-11-18T14:00:00.000000Z until further notice, covered by {cover}"
    assert texts == [("", away), (away, further), (f"{away}; {further}", "back")]


@pytest.mark.parametrize(
    "words",
    [
        ("away",),
        ("promote", "ann.adler@arvenhall.example"),
        ("away", "ann.adler@arvenhall.example", "--until", "yesterday"),
        ("away", "ann.adler@arvenhall.example", "--until", "2020-01-01"),
        ("pause", "ann.adler@arvenhall.example", "--until", "2030-01-01"),
        ("away", "ann.adler@arvenhall.example", "--cover", "ann.adler@arvenhall.example"),
    ],
)
def test_what_makes_no_sense_of_people_is_wrong_usage(
    company: Company, command: Command, words: tuple[str, ...]
) -> None:
    assert command("people", *words).code == 2


def test_a_misspelt_person_is_not_paused_silently(company: Company, command: Command) -> None:
    said = command("people", "pause", "ann.alder@arvenhall.example")
    assert said.code == 1
    assert "did you mean `ann.adler@arvenhall.example`?" in said.err


def test_nothing_that_waits_is_said_so(company: Company, command: Command) -> None:
    said = command("waiting")
    assert (said.code, said.out) == (0, "nothing waits for a person\n")
    assert command("waiting", "--json").json == {"settled": {}, "waiting": [], "paused": []}
    unknown = command("waiting", "--release", "write:nope")
    assert (unknown.code, unknown.out) == (1, "write:nope: not waiting\n")


def test_what_the_brake_holds_is_listed_and_released(
    company: Company, command: Command, edit: Callable[[str, str, str], None]
) -> None:
    edit("pointsman.yaml", "writes_per_hour: 100000", "writes_per_hour: 2")
    command("run", "--once")
    leads = [company.arrives("salesforce", LastName=f"Many {n}") for n in range(5)]
    company.moves_on(5)
    ran = command("run", "--once")
    assert ran.code == 0
    assert "owner writes held (`pointsman waiting`): 3" in ran.err
    rows = command("waiting", "--json").json["waiting"]
    assert [row["what"] for row in rows] == ["held write"] * 3
    assert {row["lead_id"] for row in rows} <= set(leads)
    held = rows[0]
    assert "Not written yet: " in command("explain", held["lead_id"]).out
    assert command("waiting", "--drop", held["id"]).out.splitlines()[0] == f"{held['id']}: dropped"
    assert "will be written" in command("waiting", "--release", "all").out
    command("run", "--once")
    assert sum(bool(company.our_writes("salesforce", lead)) for lead in leads) == 4


def test_no_secret_is_ever_answered(company: Company, command: Command) -> None:
    lead = routed(company, command, "salesforce")
    asked = [("explain", lead), ("explain", lead, "--json"), ("try", "--id", lead), ("people",), ("waiting",)]
    told = "".join(command(*words).all for words in asked) + command("fields", "sales", "lead").all
    for secret in secrets_of(company):
        assert secret not in told
    assert json.loads(command("explain", lead, "--json").out)["lead_id"] == lead
