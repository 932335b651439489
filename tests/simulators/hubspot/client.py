"""How the tests of the HubSpot dialect call it: plain HTTP with the token, and what they arrange."""

from __future__ import annotations

CONTACTS = "/crm/v3/objects/contacts"
COMPANIES = "/crm/v3/objects/companies"
BY_ID = [{"propertyName": "hs_object_id", "direction": "ASCENDING"}]


class Client:
    """Plain calls with the token; `calls(...)` answers the status and the body."""

    def __init__(self, sim, http):
        self.url, self.http = sim.hubspot_url, http
        self.headers = {"Authorization": f"Bearer {sim.world.secrets.hubspot_token}"}

    def raw(self, method, path, json=None, headers=None, **query):
        return self.http.request(
            method,
            self.url + path,
            json=json,
            params=query,
            headers=self.headers if headers is None else headers,
        )

    def call(self, method, path, json=None, **query):
        answer = self.raw(method, path, json, **query)
        return answer.status_code, answer.json() if answer.content else None

    def get(self, path, **query):
        return self.call("GET", path, **query)

    def post(self, path, body):
        return self.call("POST", path, body)

    def search(self, name, *filters, **more):
        groups = [{"filters": list(filters)}] if filters else []
        return self.post(f"/crm/v3/objects/{name}/search", {"filterGroups": groups, **more})

    def found(self, name, *filters, **more):
        status, body = self.search(name, *filters, limit=200, **more)
        assert status == 200, body
        return [record["id"] for record in body["results"]]


def a_filter(prop, operator, value=None, **more):
    return {"propertyName": prop, "operator": operator, **({} if value is None else {"value": value}), **more}


def new(org, name="contacts", owner=None, **values):
    return org.create(name, {"hubspot_owner_id": owner, **values}, None).id
