"""Reads HubSpot's records: the first load, what changed since, and single ids as they are now.

What is archived, purged or merged away leaves HubSpot's feed without a word: only `read` sees it.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from adapters.errors import Gone, Refused
from adapters.hubspot.session import LINKS, LIST, ONE, READ, SEARCH, Rejected, Reply, Session
from mappings.changes import Change, Page, Window, version_of
from mappings.fieldmap import ObjectMap, Unreadable
from mappings.records import Kind, State

MERGED = "hs_merged_object_ids"
DEAL_COMPANY = "hs_primary_associated_company"
CONTACTS = "associations.contacts"
"""What the tables call the contacts of an activity: no property, so it is read as associations are."""

_PRIMARY_COMPANY = 5  # association type: a deal's primary company
_PROPERTIES_IN_URL = 5_000  # characters; HubSpot answers 414 somewhere above
_REFUSED_FOR = 300.0  # seconds until a kind that we may not read is tried again
_Item = dict[str, Any]


def modified_property(name: str) -> str:
    """The property that a search by time must use; the other one finds nothing, without an error."""
    return "lastmodifieddate" if name == "contacts" else "hs_lastmodifieddate"


class Feed:
    """Reads the records of one portal."""

    def __init__(self, session: Session, maps: Mapping[Kind, ObjectMap]) -> None:
        self._session = session
        self._maps = dict(maps)
        self._asked = {
            kind: [*(name for name in table.crm_fields() if name != CONTACTS), MERGED]
            for kind, table in maps.items()
        }
        self._refused: dict[Kind, tuple[float, Refused]] = {}

    def changes(self, windows: Sequence[Window]) -> list[Page]:
        """One page of each window. Beyond the pace a window comes back unread, as its own rest."""
        for window in windows:  # before any search: a refused kind must not eat the pace of the others
            self._check_refused(window.kind)
        searches = sum(window.since is not None for window in windows)
        allowed = self._session.pace.take(searches) if searches else 0
        pages: list[Page] = []
        for window in windows:
            if window.since is not None and allowed == 0:
                pages.append(Page(window.kind, (), window, pages[0].seen_at))
            else:
                allowed -= window.since is not None
                pages.append(self._page(window))
        return pages

    def read(self, kind: Kind, ids: Collection[str]) -> list[Change]:
        """These records as they are now. A merge's loser is told where an answer shows it."""
        name, asked = self._maps[kind].object, self._asked[kind]
        found = self.by_id(name, ids, asked)
        missing = [key for key in ids if key not in found and key.isdigit()]
        archived = self.by_id(name, missing, asked, archived=True)
        for key in (key for key in missing if key not in archived):
            try:
                item = self._session.get(ONE, [("properties", MERGED)], object=name, id=key).data
            except Gone:
                continue
            found |= {key: item} if str(item.get("id")) != key else self.by_id(name, [key], asked)
        self._link(kind, list(found.values()))
        return [
            *(self._change(kind, item, key) for key, item in found.items()),
            *(self._change(kind, item, key, State.DELETED) for key, item in archived.items()),
        ]

    def by_id(
        self,
        name: str,
        ids: Iterable[str],
        properties: Sequence[str],
        *,
        history: str = "",
        archived: bool = False,
    ) -> dict[str, _Item]:
        """Items by the id that was asked for; one that carries another id is a merge's survivor."""
        wanted = [key for key in dict.fromkeys(ids) if key.isdigit()]
        step = 50 if history else 100
        found: dict[str, _Item] = {}
        heirs: dict[str, _Item] = {}
        for start in range(0, len(wanted), step):
            body: dict[str, Any] = {
                "inputs": [{"id": key} for key in wanted[start : start + step]],
                "properties": list(properties),
            }
            if history:
                body["propertiesWithHistory"] = [history]
            query = [("archived", "true")] if archived else []
            for item in self._session.post(READ, body, query, object=name).results():
                found[str(item["id"])] = item
                heirs.update(dict.fromkeys(_merged(item), item))
        heirs |= found
        return {key: heirs[key] for key in wanted if key in heirs}

    def forget_refusals(self) -> None:
        """After a new log-in every kind is tried again."""
        self._refused.clear()

    def _page(self, window: Window) -> Page:
        kind = window.kind
        try:
            reply, rest = (
                self._listed(window) if window.since is None else self._searched(window, window.since)
            )
            items = reply.results()
            self._link(kind, items)
        except Rejected as fault:
            if window.since is None and window.after:
                raise Gone(f"the bookmark in {kind} is dead", code=fault.code) from None
            raise
        except (Refused, Gone) as fault:  # Gone: no such object in this portal
            if window.after and isinstance(fault, Gone):
                raise
            refusal = Refused(f"{kind} ({self._maps[kind].object}): {fault.message}", code=fault.code)
            self._refused[kind] = (time.monotonic() + _REFUSED_FOR, refusal)
            raise refusal from None
        changes, unreadable = [], []
        for item in items:
            try:
                changes.append(self._change(kind, item, str(item["id"])))
            except Unreadable as fault:
                unreadable.append((str(item.get("id") or ""), str(fault)))
        return Page(kind, tuple(changes), rest, reply.at, tuple(unreadable))

    def _listed(self, window: Window) -> tuple[Reply, Window | None]:
        name, asked = self._maps[window.kind].object, self._asked[window.kind]
        text = ",".join(asked)
        short = len(text) <= _PROPERTIES_IN_URL
        query = [("limit", "100"), ("properties", text if short else MERGED)]
        reply = self._session.get(
            LIST, query + ([("after", window.after)] if window.after else []), object=name
        )
        after = reply.after()
        if not short:
            items = self.by_id(name, [str(item["id"]) for item in reply.results()], asked)
            reply = Reply({"results": list(items.values())}, reply.at)
        return reply, Window(window.kind, None, after) if after else None

    def _searched(self, window: Window, since: datetime) -> tuple[Reply, Window | None]:
        """A page of the ids above the bookmark `low[:high]`, in the order of ids.

        The window is open at its end: a record that changes while we page stays in it, and new ids
        end sometime. HubSpot may ignore the order: then the ids are halved until a part fits.
        """
        low, _, high = (window.after or "").partition(":")
        if not (low + high).isdigit() and window.after:
            raise Gone(f"the bookmark in {window.kind} is none of ours")
        name = self._maps[window.kind].object
        floor = max(int(since.timestamp() * 1000), 1000)  # 0 makes HubSpot fail
        bounds = [(modified_property(name), "GTE", str(floor))]
        bounds += [("hs_object_id", "GT", low)] if low else []
        bounds += [("hs_object_id", "LTE", high)] if high else []
        filters = [{"propertyName": prop, "operator": how, "value": value} for prop, how, value in bounds]
        body = {
            "filterGroups": [{"filters": filters}],
            "sorts": [{"propertyName": "hs_object_id", "direction": "ASCENDING"}],
            "properties": self._asked[window.kind],
            "limit": 200,
        }
        reply = self._session.post(SEARCH, body, object=name)
        ids = [int(item["id"]) for item in reply.results() if str(item.get("id")).isdigit()]
        if ids and (reply.after() or int(reply.data.get("total") or 0) > len(reply.results())):
            if ids == sorted(ids):
                low = str(ids[-1])
            else:
                high = str(sorted(ids)[(len(ids) - 1) // 2])
        elif high:
            low, high = high, ""
        else:
            return reply, None
        return reply, replace(window, after=f"{low}:{high}")

    def _link(self, kind: Kind, items: Sequence[_Item]) -> None:
        """Fills in what only associations tell: the contacts of an activity, and the company of deals
        that do not name it themselves."""
        table = self._maps[kind]
        if CONTACTS in table.crm_fields():
            for item, targets in self._linked(table.object, "contacts", items):
                ids = sorted(int(target["toObjectId"]) for target in targets)
                item.setdefault("properties", {})[CONTACTS] = ";".join(map(str, ids))
        elif kind is Kind.OPPORTUNITY and DEAL_COMPANY in self._asked[kind]:
            bare = [item for item in items if not (item.get("properties") or {}).get(DEAL_COMPANY)]
            for item, targets in self._linked(table.object, "companies", bare):
                company = str(min(targets, key=_rank)["toObjectId"])
                item.setdefault("properties", {})[DEAL_COMPANY] = company

    def _linked(self, name: str, to: str, items: Sequence[_Item]) -> Iterator[tuple[_Item, list[_Item]]]:
        """Those of the items that have associations to `to`, each with them."""
        by_id = {str(item["id"]): item for item in items}
        keys = list(by_id)
        for start in range(0, len(keys), 1000):
            body = {"inputs": [{"id": key} for key in keys[start : start + 1000]]}
            for link in self._session.post(LINKS, body, object=name, to=to).results():
                item = by_id.get(str(link["from"]["id"]))
                if item is not None and link.get("to"):
                    yield item, link["to"]

    def _check_refused(self, kind: Kind) -> None:
        until, refusal = self._refused.get(kind, (0.0, None))
        if refusal is not None and time.monotonic() < until:
            raise Refused(refusal.message, code=refusal.code)

    def _change(self, kind: Kind, item: _Item, key: str, state: State = State.OPEN) -> Change:
        table = self._maps[kind]
        raw, heir = item.get("properties") or {}, str(item.get("id"))
        stamp = raw.get(table.system["modified_at"]) or item.get("updatedAt")
        absorbed: tuple[str, ...] = ()
        if heir != key:
            raw, state = {}, State.MERGED
        else:
            absorbed = _merged(item)
        raw[table.system["modified_at"]] = stamp
        raw[table.system["id"]] = key if item.get("id") else None
        merged_into = heir if heir != key else None
        record, faults = table.to_record(raw, state=state, merged_into=merged_into, absorbed=absorbed)
        return Change(record, version_of(record), faults)


def _merged(item: _Item) -> tuple[str, ...]:
    text = (item.get("properties") or {}).get(MERGED)
    return tuple(filter(None, text.split(";"))) if text else ()


def _rank(target: _Item) -> tuple[bool, int]:
    types = {kind.get("typeId") for kind in target.get("associationTypes") or ()}
    return _PRIMARY_COMPANY not in types, int(target["toObjectId"])
