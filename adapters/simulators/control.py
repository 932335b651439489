"""The world's back door (JSON over plain HTTP on loopback): what tests and the demo arrange and look up."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from adapters.simulators import truth
from adapters.simulators.activities import Deed, log
from adapters.simulators.clock import to_ms
from adapters.simulators.faults import Fault, FaultBook
from adapters.simulators.server import Request, Response, Sim
from adapters.simulators.traffic import LEAD_OBJECTS, Arrivals, Plan, Traffic, acting
from adapters.simulators.world import Organisation, Person, World

Body = dict[str, Any]


class Control:
    """Answers under /control: 200 with JSON, 400 for what makes no sense, 404 for what there is not."""

    name = "control"

    def __init__(self, world: World, faults: FaultBook, hubspot_object: str = "contacts") -> None:
        self.world = world
        self.faults = faults
        self.sim: Sim | None = None
        self.hubspot_object = hubspot_object
        self.traffic: Traffic | None = None
        self._arrivals: Arrivals | None = None
        self._routes: Mapping[tuple[str, str], Callable[[Request], Any]] = {
            ("GET", "health"): self._health,
            ("GET", "truth"): self._truth,
            ("GET", "calls"): self._calls,
            ("GET", "people"): lambda _: {"people": truth.people(world), "queues": world.queues},
            ("GET", "clock"): self._clock,
            ("POST", "clock"): self._clock,
            ("GET", "switches"): lambda _: world.switches.as_dict(),
            ("POST", "switches"): self._switches,
            ("GET", "faults"): lambda _: [_fault(fault) for fault in faults.all()],
            ("POST", "faults"): self._faults,
            ("DELETE", "faults"): lambda _: {"cleared": faults.clear()},
            ("POST", "leads"): self._leads,
            ("POST", "edit"): self._edit,
            ("POST", "activity"): self._activity,
            ("POST", "touch"): lambda r: self._on_row(r, "touch"),
            ("POST", "delete"): lambda r: self._on_row(r, "delete"),
            ("POST", "undelete"): lambda r: self._on_row(r, "undelete"),
            ("POST", "purge"): lambda r: self._on_row(r, "purge"),
            ("POST", "merge"): self._merge,
            ("POST", "convert"): self._convert,
            ("POST", "person"): self._person,
            ("GET", "traffic"): lambda _: self._traffic_state(),
            ("POST", "traffic"): self._traffic,
        }

    @property
    def arrivals(self) -> Arrivals:
        """Where leads come from; made at first use, when the company stands."""
        if self._arrivals is None:
            self._arrivals = Arrivals(self.world, self.hubspot_object)
        return self._arrivals

    def handle(self, request: Request) -> Response:
        """Answers one call; the caller holds the world's lock."""
        known = request.path.strip("/").split("/")
        route = self._routes.get((request.method, known[1])) if len(known) == 2 else None
        if route is None or known[0] != "control":
            return Response(404, {"error": f"nothing at {request.method} {request.path}"})
        try:
            return Response(200, route(request))
        except KeyError as error:
            return Response(404, {"error": f"there is no {error.args[0]}"})
        except (ValueError, TypeError) as error:
            return Response(400, {"error": str(error)})

    def stop(self) -> None:
        """Ends the traffic."""
        if self.traffic is not None:
            self.traffic.stop()

    def _health(self, _: Request) -> Body:
        counts = {
            org.name: {name: len(table.rows) for name, table in org.objects.items()}
            for org in (self.world.salesforce, self.world.hubspot)
        }
        return {"ok": True, "now": truth.instant(self.world.clock.now_ms()), "rows": counts}

    def _truth(self, request: Request) -> Body:
        since = request.arg("since")
        since_ms = to_ms(_moment(since)) if since else None
        asked = request.arg("dialect")
        names = [asked] if asked else list(LEAD_OBJECTS)
        objects = {"hubspot": self.hubspot_object, "salesforce": "Lead"}
        told = {n: truth.leads(self.world, n, since_ms, request.arg("object") or objects[n]) for n in names}
        return {"now": truth.instant(self.world.clock.now_ms()), "leads": told}

    def _calls(self, _: Request) -> Body:
        listeners = self.sim.listeners if self.sim else {}
        return {name: listener.counts.as_dict() for name, listener in listeners.items() if name != "control"}

    def _clock(self, request: Request) -> Body:
        clock = self.world.clock
        body = request.json if request.method == "POST" else {}
        if "now" in body:
            clock.set(_moment(body["now"]))
        if body.get("run"):
            clock.run()
        clock.advance(float(body.get("advance", 0)))
        self.world.salesforce.settle()
        self.world.hubspot.settle()
        return {"now": truth.instant(clock.now_ms()), "virtual": clock.virtual}

    def _switches(self, request: Request) -> dict[str, object]:
        self.world.switches.set(**request.json)
        return self.world.switches.as_dict()

    def _faults(self, request: Request) -> Body:
        wanted = request.json if isinstance(request.json, list) else [request.json]
        return {"added": [_fault(self.faults.add(**fault)) for fault in wanted]}

    def _leads(self, request: Request) -> Body:
        body = request.json
        org = self.world.organisation(body["dialect"])
        name = body.get("object") or LEAD_OBJECTS[org.name]
        visible_after = body.get("visible_after")
        created = to_ms(_moment(body["created"])) if body.get("created") else None
        if "leads" in body:
            by = self._signed(org, body.get("by")) if body.get("by") else org.form_user
            source = "ui" if body.get("by") else "form"
            made = [
                org.create(
                    name, values, by, source=source, created_ms=created, visible_after=visible_after
                ).id
                for values in body["leads"]
            ]
            return {"ids": made}
        count, spread = int(body.get("count", 1)), float(body.get("spread_seconds", 0))
        if not spread:
            rows = [
                self.arrivals.make(org.name, created_ms=created, visible_after=visible_after)
                for _ in range(count)
            ]
            return {"ids": [row.id for row in rows]}
        now_ms = self.world.clock.now_ms()
        for number in range(count):
            at_ms = now_ms + round(1000 * spread * number / count)
            org.schedule(at_ms, partial(self.arrivals.make, org.name, created_ms=at_ms))
        return {"scheduled": count}

    def _edit(self, request: Request) -> Body:
        body = request.json
        org, name, row_id = self._named(body)
        values = dict(body.get("values", {}))
        if "owner" in body:
            values[org.owner_field] = self._seat(org, body["owner"])
        by = self._signed(org, body.get("by"))
        org.update(name, row_id, values, by, visible_after=body.get("visible_after"))
        return {"id": row_id}

    def _activity(self, request: Request) -> Body:
        body = request.json
        org, name, row_id = self._named(body)
        at = to_ms(_moment(body["at"])) if body.get("at") else None
        by = self._find(body["by"]) if body.get("by") else None
        deed = Deed(body["type"], by, at, bool(body.get("inbound", False)), bool(body.get("done", True)))
        made = log(self.world, org.name, (name, row_id), deed)
        return {"object": made[0], "id": made[1].id}

    def _on_row(self, request: Request, deed: str) -> Body:
        org, name, row_id = self._named(request.json)
        getattr(org, deed)(name, row_id)
        return {"id": row_id}

    def _merge(self, request: Request) -> Body:
        body = request.json
        org, name, winner = self._named({**body, "id": body["winner"]})
        losers = [self._named({**body, "id": loser})[2] for loser in body["losers"]]
        return {"id": org.merge(name, winner, losers, self._signed(org, body.get("by"))).id}

    def _convert(self, request: Request) -> Body:
        body = request.json
        org, _, row_id = self._named({"dialect": "salesforce", **body})
        by = self._signed(org, body.get("by")) or org.our_user
        return {"id": org.convert(row_id, by, body.get("account_id")).id}

    def _person(self, request: Request) -> Body:
        """Somebody is deactivated (or comes back) in both CRMs."""
        person = self._find(request.json["email"])
        person.active = bool(request.json["active"])
        sales, market = self.world.salesforce, self.world.hubspot
        if person.salesforce_user:
            sales.update("User", person.salesforce_user, {"IsActive": person.active}, None, visible_after=0)
        if person.hubspot_owner:
            deed = market.undelete if person.active else market.delete
            deed("owners", person.hubspot_owner)
        return {"email": person.email, "active": person.active}

    def _traffic(self, request: Request) -> Body:
        """Starts traffic, in place of what there is; a rate of 0 only stops it."""
        body = request.json
        self.start_traffic(Plan(body.get("leads"), float(body.get("rate", 1)), float(body.get("edits", 0))))
        return self._traffic_state()

    def start_traffic(self, plan: Plan) -> None:
        """Lets things happen by themselves; earlier traffic ends."""
        if self.traffic is not None:
            self.traffic.end_soon()
        self.traffic = Traffic(self.world, self.arrivals, plan)
        self.traffic.start()

    def _traffic_state(self) -> Body:
        running = self.traffic
        if running is None:
            return {"arrived": 0, "edited": 0, "done": False}
        return {"arrived": running.arrived, "edited": running.edited, "done": running.done}

    def _named(self, body: Mapping[str, Any]) -> tuple[Organisation, str, str]:
        org = self.world.organisation(body["dialect"])
        name = body.get("object") or LEAD_OBJECTS[org.name]
        if body["id"] not in org.objects[name].rows:
            raise KeyError(f"{name} {body['id']}")
        return org, name, body["id"]

    def _find(self, email: str) -> Person:
        found = next((p for p in self.world.people if p.email == email.lower()), None)
        if found is None:
            raise KeyError(f"person {email}")
        return found

    def _signed(self, org: Organisation, by: str | None) -> str | None:
        return acting(self._find(by), org.name) if by and "@" in by else by

    def _seat(self, org: Organisation, owner: str | None) -> str | None:
        if owner in self.world.queues and org.name == "salesforce":
            return self.world.queues[owner]
        return self._find(owner).seat(org.name) if owner and "@" in owner else owner


def _moment(text: str) -> datetime:
    found = datetime.fromisoformat(text.replace(" ", "+"))
    if found.tzinfo is None:
        raise ValueError(f"{text!r} has no time zone")
    return found


def _fault(fault: Fault) -> Body:
    return {
        "do": fault.do, "dialect": fault.dialect, "match": dict(fault.match), "times": fault.times,
        "after": fault.after, "taken": fault.taken, "args": dict(fault.args),
    }  # fmt: skip
