"""A rep answers from the notice they got, by its link, over real HTTP on the running company."""

from __future__ import annotations

import re
import urllib.error
import urllib.request
from base64 import b64encode
from collections.abc import Callable, Iterator
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

import pytest

from connector import answering
from connector.pages import Pages
from state import audit, clocks

BOTH = ["salesforce", "hubspot"]
CRM = {"salesforce": "sales", "hubspot": "marketing"}
OURS = "https://pointsman.arvenhall.example"
LINK = re.compile(r"\n\nAccept or decline: (https://\S+)$")
ACKNOWLEDGED = """
    sla:
      acknowledged: 30m
      remind: 20m
      on_miss: [{after: 60m, reassign: next}]
"""


@pytest.fixture
def reachable(company: Any) -> Any:
    """The company whose reps reach the daemon, and whose last route asks for an answer."""
    settings = company.folder / "pointsman.yaml"
    settings.write_text(settings.read_text().replace("port: 8460}", f"port: 8460, url: {OURS}/}}"))
    policy = company.folder / "policy" / "policy.yaml"
    inbound = "    to: {team: Inbound}\n"
    policy.write_text(policy.read_text().replace(inbound, inbound + ACKNOWLEDGED.lstrip("\n")))
    company.settles()
    return company


@pytest.fixture
def visit(reachable: Any) -> Iterator[Callable[..., tuple[int, str, Any]]]:
    """Opens a link, or presses a button there (`answer=accept`): code, page, headers."""
    served = Pages("127.0.0.1", 0, answering.pages(reachable.parts))

    def go(link: str, method: str | None = None, **form: str) -> tuple[int, str, Any]:
        url = link.replace(OURS, served.address)
        body = urlencode(form).encode() if form or method == "POST" else None
        try:
            with urllib.request.urlopen(urllib.request.Request(url, body, method=method)) as reply:
                return reply.status, reply.read().decode(), reply.headers
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode(), error.headers

    yield go
    served.close()


def given(company: Any, dialect: str = "salesforce") -> tuple[str, str]:
    """A French lead that somebody has just been given, and the link in their notice."""
    names = {"salesforce": ("LastName", "Country"), "hubspot": ("lastname", "country")}[dialect]
    lead: str = company.arrives(dialect, **{names[0]: "Dupont", names[1]: "France"})
    company.passes(15)
    return lead, link_to(company, company.owner(dialect, lead))


def link_to(company: Any, name: str) -> str:
    """The link in the last notice that went to somebody."""
    address = f"json://mail.example/{company.person(name).email}"
    body = [notice.body for notice in company.postbox.sent if notice.to == address][-1]
    found = LINK.search(body)
    assert found, body
    return found.group(1)


def changes(company: Any, lead: str) -> list[tuple[Any, ...]]:
    """Who changed what of the lead on the record."""
    query = "SELECT changed_by, after FROM audit_changes WHERE what LIKE ? ORDER BY changed_at"
    with company.parts.store.read() as conn:
        mark = "?" if company.parts.store.dialect == "sqlite" else "%s"
        return [tuple(row) for row in conn.exec_driver_sql(query.replace("?", mark), (f"lead:%:{lead}",))]


@pytest.mark.parametrize("dialect", BOTH)
def test_a_rep_accepts_by_the_link_and_keeps_the_lead(reachable: Any, visit: Any, dialect: str) -> None:
    company = reachable
    lead, link = given(company, dialect)
    owner = company.owner(dialect, lead)
    code, page, _ = visit(link, answer="accept")
    assert (code, "<h1>Accepted</h1>" in page) == (200, True)
    company.passes(7200, 60)
    assert company.owner(dialect, lead) == owner
    email = company.person(owner).email
    assert changes(company, lead) == [(email, f"accepted by {email}")]


@pytest.mark.parametrize("dialect", BOTH)
def test_a_rep_declines_by_the_link_and_the_next_one_gets_it(
    reachable: Any, visit: Any, dialect: str
) -> None:
    company = reachable
    lead, link = given(company, dialect)
    first = company.owner(dialect, lead)
    code, page, _ = visit(link, answer="decline", because="on  leave\nfrom Friday")
    assert (code, "<h1>Declined</h1>" in page) == (200, True)
    assert "it will be decided anew without" in page
    company.passes(15)
    second = company.owner(dialect, lead)
    assert second not in (first, "Inbound", None)
    email = company.person(first).email
    assert changes(company, lead) == [(email, f"declined by {email}: on leave from Friday")]
    assert "declined it" in company.decisions(dialect, lead)[0]["reason"]
    assert visit(link_to(company, second), answer="accept")[0] == 200


def test_opening_a_link_changes_nothing_however_often_and_with_whatever(reachable: Any, visit: Any) -> None:
    company = reachable
    lead, link = given(company)
    owner = company.owner("salesforce", lead)
    for address in (link, f"{link}?answer=decline", f"{link}?answer=accept"):
        code, page, _ = visit(address)
        assert (code, page.count("<button")) == (200, 2)
        assert visit(address, method="HEAD")[0] == 200
    company.passes(15)
    assert company.owner("salesforce", lead) == owner
    assert changes(company, lead) == []
    with company.parts.store.read() as conn:
        assert [row.status for row in clocks.of_lead(conn, "sales", lead)] == ["running"]


@pytest.mark.parametrize("dialect", BOTH)
def test_the_page_names_the_lead_by_its_id_and_leads_to_the_crm(
    reachable: Any, visit: Any, dialect: str
) -> None:
    company = reachable
    lead, link = given(company, dialect)
    _, page, headers = visit(link)
    portal = company.world.organisation("hubspot").org_id
    where = {
        "salesforce": f"{company.sim.salesforce_url}/{lead}",
        "hubspot": f"https://app.hubspot.com/contacts/{portal}/record/0-1/{lead}",
    }
    kind = {"salesforce": "Lead", "hubspot": "contacts"}
    assert f"{CRM[dialect]} {kind[dialect]} {lead}" in page
    assert f'href="{where[dialect]}"' in page
    assert "Dupont" not in page
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert 'name="robots" content="noindex"' in page
    policy = headers["Content-Security-Policy"]
    style = page[page.index("<style>") + 7 : page.index("</style>")]
    assert "default-src 'none'" in policy
    assert b64encode(sha256(style.encode()).digest()).decode() in policy
    assert "src=" not in page
    assert "url(" not in page


def test_a_link_that_was_altered_or_made_up_is_not_there(reachable: Any, visit: Any) -> None:
    company = reachable
    lead, link = given(company)
    other = link[:-1] + ("A" if link[-1] != "A" else "B")
    for forged in (other, link[:-9], f"{OURS}/answer/", f"{OURS}/answer/{'A' * 120}"):
        for form in ({}, {"answer": "decline"}):
            code, page, _ = visit(forged, **form)
            assert (code, "No such link" in page) == (404, True)
            assert lead not in page
            assert "arvenhall" not in page
    company.passes(15)
    assert changes(company, lead) == []


def test_a_link_is_good_for_fourteen_days(reachable: Any, visit: Any) -> None:
    company = reachable
    lead, link = given(company)
    company.moves_on(14 * 86_400 - 60)
    assert visit(link)[0] == 200
    company.moves_on(60)
    for form in ({}, {"answer": "decline"}):
        code, page, _ = visit(link, **form)
        assert (code, "has run out" in page) == (410, True)
        assert lead not in page
    assert changes(company, lead) == []


def test_a_second_answer_changes_nothing_more(reachable: Any, visit: Any) -> None:
    company = reachable
    lead, link = given(company)
    assert visit(link, answer="decline")[0] == 200
    code, page, _ = visit(link, answer="decline")
    assert (code, "declined already" in page) == (409, True)
    company.passes(15)
    second = company.owner("salesforce", lead)
    for answer in ("decline", "accept"):
        code, page, _ = visit(link, answer=answer)
        assert (code, "does not have it" in page) == (409, True)
    company.passes(15)
    assert company.owner("salesforce", lead) == second
    assert len(changes(company, lead)) == 1


@pytest.mark.parametrize("dialect", BOTH)
def test_a_lead_that_somebody_else_took_stays_theirs(reachable: Any, visit: Any, dialect: str) -> None:
    company = reachable
    lead, link = given(company, dialect)
    company.takes(dialect, lead, "Farid")
    company.passes(15)
    for answer in ("accept", "decline"):
        code, page, _ = visit(link, answer=answer)
        assert (code, "somebody else has it by now" in page) == (409, True)
    company.passes(15)
    assert company.owner(dialect, lead) == "Farid"
    assert changes(company, lead) == []


def test_only_the_two_buttons_act(reachable: Any, visit: Any) -> None:
    company = reachable
    lead, link = given(company)
    for form in ({"answer": "perhaps"}, {"because": "x"}, {f"k{n}": "v" for n in range(20)}):
        assert visit(link, method="POST", **form)[0] == 400
    assert visit(link, method="POST")[0] == 400
    assert visit(link, method="PUT", answer="accept")[0] == 405
    assert visit(link, answer="decline", because="x" * 4096)[0] == 413
    assert changes(company, lead) == []


def test_a_reminder_can_be_answered_too(reachable: Any, visit: Any) -> None:
    company = reachable
    lead, _ = given(company)
    owner = company.owner("salesforce", lead)
    before = len(company.postbox.sent)
    company.passes(1260, 30)
    (reminder,) = company.postbox.sent[before:]
    assert reminder.title.startswith("Acknowledgement is due")
    assert visit(link_to(company, owner), answer="accept")[0] == 200
    company.passes(3600, 60)
    assert company.owner("salesforce", lead) == owner


def test_a_link_made_before_a_restart_is_good_after_it(reachable: Any) -> None:
    company = reachable
    lead, link = given(company)
    company.start()
    table = answering.pages(company.parts)
    served = Pages("127.0.0.1", 0, table)
    try:
        with urllib.request.urlopen(link.replace(OURS, served.address), b"answer=accept") as reply:
            assert reply.status == 200
    finally:
        served.close()
    assert len(changes(company, lead)) == 1


def test_no_link_and_no_key_of_one_is_stored_or_logged(
    reachable: Any, visit: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    company = reachable
    lead, link = given(company)
    visit(link, answer="decline")
    visit(link[:-4])
    company.passes(15)
    links = company.parts.links
    secrets = [link.rpartition("/")[2], links._secret.hex(), repr(links._secret)]
    with company.parts.store.read() as conn:
        tables = [row[0] for row in conn.exec_driver_sql(TABLES[company.parts.store.dialect])]
        stored = " ".join(
            repr(row) for table in tables for row in conn.exec_driver_sql(f'SELECT * FROM "{table}"')
        )
        assert lead in stored
        told = audit.history(conn, "sales", lead)
    shown = stored + repr(told) + capsys.readouterr().err
    for secret in secrets:
        assert secret not in shown
    assert "/answer/" not in shown


TABLES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
    "postgresql": "SELECT tablename FROM pg_tables WHERE schemaname = 'public'",
}


def test_without_an_address_of_ours_there_are_no_links_and_no_page(company: Any) -> None:
    company.settles()
    company.arrives("salesforce", LastName="Dupont", Country="France")
    company.passes(15)
    assert any("A lead for you" in notice.title for notice in company.postbox.sent)
    assert not any("Accept or decline" in notice.body for notice in company.postbox.sent)
    assert answering.pages(company.parts) == {}


def test_a_channel_that_many_read_gets_no_links(reachable: Any) -> None:
    company = reachable
    (company.folder / "mail").write_text("json://chat.example/everybody")
    company.start()
    company.arrives("salesforce", LastName="Dupont", Country="France")
    company.passes(15)
    (notice,) = [each for each in company.postbox.sent if each.title.startswith("A lead for you")]
    assert notice.to == "json://chat.example/everybody"
    assert "Accept or decline" not in notice.body


def test_a_dry_run_takes_no_answers(reachable: Any) -> None:
    company = reachable
    company.mode = "shadow"
    company.start()
    assert answering.pages(company.parts) == {}
