"""The page on which whoever was given a lead accepts or declines it, reached by the link in their notice.

Opening it changes nothing: mail scanners and previews open links. Only its buttons act. It shows the lead by
its id, and nothing that the CRM knows of it.
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from functools import partial
from html import escape
from urllib.parse import parse_qs

import structlog

from connector.answers import LONGEST, accept_lead, decline_lead
from connector.commands import Actor, Told
from connector.links import PLACE, Links, Offer
from connector.pages import Asked, Page, Reply
from connector.wiring import Parts
from state import organisations
from state.store import StoreError

log = structlog.get_logger("pointsman")

_STYLE = """
:root { color-scheme: light dark;
  --ink: #1d2733; --paper: #f4f5f7; --card: #fff; --line: #c9ced6; --go: #0b5cad }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6e9ee; --paper: #14181d; --card: #1f252c; --line: #465160; --go: #8fc1ff }
}
* { box-sizing: border-box }
body { margin: 0; padding: 1rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif }
main { max-width: 30rem; margin: 8vh auto 0; padding: 1.5rem; background: var(--card);
  border: 1px solid var(--line); border-radius: .75rem; overflow-wrap: anywhere }
h1 { margin: 0 0 .75rem; font-size: 1.35rem }
a { color: var(--go) }
label { display: block; margin-top: 1rem }
input, button { width: 100%; min-height: 2.75rem; padding: .5rem .75rem; font: inherit; border-radius: .5rem;
  border: 1px solid var(--line); background: var(--card); color: var(--ink) }
button { margin-top: .75rem; font-weight: 600; cursor: pointer }
button[value=accept] { background: var(--go); border-color: var(--go); color: var(--card) }
"""
_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>{title}</title>
<style>{style}</style>
</head>
<body><main>
<h1>{title}</h1>
{content}
</main></body>
</html>
"""
_FORM = """<p>{lead}{link}</p>
<p>You answer as {email}.</p>
<form method="post"><button name="answer" value="accept">Accept</button></form>
<form method="post">
<label for="because">Why not? For the record, and nothing about the lead.</label>
<input id="because" name="because" maxlength="{longest}" autocomplete="off">
<button name="answer" value="decline">Decline</button>
</form>"""
_MAY = b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{_MAY}'; form-action 'self';"
    " base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}
_HEADINGS = {"accept": "Accepted", "decline": "Declined"}


def pages(parts: Parts) -> dict[str, Page]:
    """The page, by path; none in shadow mode, and none where the settings name no address of ours."""
    if parts.links is None or parts.mode != "live":
        return {}
    return {PLACE: Page(partial(_answer, parts, parts.links), ("GET", "POST"))}


def _answer(parts: Parts, links: Links, asked: Asked) -> Reply:
    offer = links.offer_of(asked.rest)
    if offer is None or offer.crm not in parts.crms:
        return _said(404, "No such link", "It is not one of ours, or was cut short on its way.")
    if offer.until <= parts.clock.now():
        return _said(410, "This link has run out", "Answer in the CRM instead.")
    try:
        return _question(parts, offer) if asked.method == "GET" else _act(parts, offer, asked.body)
    except StoreError:
        return _said(503, "Not now", "The record cannot be written at the moment. Try again in a minute.")


def _question(parts: Parts, offer: Offer) -> Reply:
    crm = parts.crms[offer.crm]
    with parts.store.read() as conn:
        org = organisations.org_of(conn, offer.crm)
    address = escape(crm.address_of(org, offer.record_id)) if org is not None else None
    link = f'<br><a href="{address}" rel="noreferrer">Open it in the CRM</a>' if address is not None else ""
    lead = f"{offer.crm} {crm.lead_object} {offer.record_id}"
    form = _FORM.format(lead=escape(lead), link=link, email=escape(offer.email), longest=LONGEST)
    return _page(200, "A lead for you", form)


def _act(parts: Parts, offer: Offer, body: bytes) -> Reply:
    try:
        form = parse_qs(body.decode(), max_num_fields=8)
    except ValueError:
        form = {}
    answer = form.get("answer", [""])[0]
    if answer not in _HEADINGS:
        return _said(400, "Nothing was changed", "Press one of the two buttons.")
    because = " ".join(form.get("because", [""])[0].split())
    told = _settle(parts, offer, answer, because)
    log.info("answered", crm=offer.crm, answer=answer, done=told.done)
    if told.done:
        return _said(200, _HEADINGS[answer], told.text)
    return _said(409, "Nothing was changed", told.text)


def _settle(parts: Parts, offer: Offer, answer: str, because: str) -> Told:
    actor = Actor(offer.email, parts.clock.now())
    lead = f"{offer.crm}:{offer.record_id}"
    with parts.store.begin() as conn:
        if answer == "accept":
            return accept_lead(conn, actor, lead, offer.email)
        return decline_lead(conn, actor, lead, because, offer.email)


def _said(code: int, title: str, text: str) -> Reply:
    return _page(code, title, f"<p>{escape(text)}</p>")


def _page(code: int, title: str, content: str) -> Reply:
    html = _PAGE.format(title=title, style=_STYLE, content=content)
    return Reply(code, "text/html; charset=utf-8", html.encode(), _HEADERS)
