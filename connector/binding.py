"""Binds a store to one organisation of each CRM: ids of another one mean other people's records."""

from __future__ import annotations

from adapters.contract import Crm
from state import organisations
from state.store import Store


class WrongOrganisation(Exception):
    """The store is bound to another organisation of this CRM (a refreshed sandbox, a changed url)."""


class Binding:
    """The organisation behind one CRM, asked for once and bound to the store at first."""

    def __init__(self, crm: Crm, store: Store) -> None:
        self._crm = crm
        self._store = store
        self._org: str | None = None

    def organisation(self) -> str:
        """The CRM's organisation id. Raises WrongOrganisation before anything is read or written."""
        if self._org is None:
            found = self._crm.identity().org_id
            with self._store.begin() as conn:
                other = organisations.bind(conn, self._crm.name, found)
            if other is not None:
                raise WrongOrganisation(
                    f"{self._crm.name} is now organisation {found}, but this store belongs to {other}:"
                    " point the url back, or start a new store"
                )
            self._org = found
        return self._org
