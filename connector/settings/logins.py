"""How we log in to each kind of CRM: the flows, their keys, and which of these are secrets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from connector.references import Resolved, Unresolved
from connector.texts import Text
from mappings.spelling import suggest


@dataclass(frozen=True, slots=True)
class Flow:
    """The keys of a flow; `secret` ones must come by a reference."""

    clear: tuple[str, ...]
    secret: tuple[str, ...]


FLOWS: Mapping[str, Mapping[str, Flow]] = {
    "salesforce": {
        "client_credentials": Flow(("client_id",), ("client_secret",)),
        "access_token": Flow((), ("token",)),
    },
    "hubspot": {"token": Flow((), ("token",))},
}

_LATER = {"salesforce": {"jwt": "client_credentials"}, "hubspot": {"oauth": "token"}}
_SECRET_WORDS = ("secret", "token", "password", "key")


def check_logins(data: object, text: Text) -> None:
    """Notes what is wrong with `auth` of every CRM in the settings `data` (references resolved)."""
    crms = data.get("crms") if isinstance(data, dict) else None
    for name, crm in crms.items() if isinstance(crms, dict) else ():
        if not isinstance(crm, dict) or not isinstance(crm.get("auth"), dict):
            continue
        flows = FLOWS.get(str(crm.get("kind")))
        auth: dict[str, object] = crm["auth"]
        at = ("crms", str(name), "auth")
        _secrets_in_clear(auth, text, at)
        if flows is not None:
            _keys(auth, str(crm["kind"]), flows, text, at)


def _secrets_in_clear(auth: Mapping[str, object], text: Text, at: tuple[str, ...]) -> None:
    for key, value in auth.items():
        secret = any(word in key.lower() for word in _SECRET_WORDS) and not key.endswith("_file")
        if secret and value is not None and not isinstance(value, (Resolved, Unresolved)):
            text.fault(
                (*at, key), "a secret in clear text", "put it into ${NAME} or ${file:PATH}, and renew it"
            )


def _keys(
    auth: Mapping[str, object], kind: str, flows: Mapping[str, Flow], text: Text, at: tuple[str, ...]
) -> None:
    named = auth.get("flow")
    if named is None:
        text.fault(at, "`flow` is missing", suggest("", flows))
        return
    flow = flows.get(str(named))
    if flow is None:
        instead = _LATER[kind].get(str(named))
        if instead:
            text.fault((*at, "flow"), f"this version does not do `{named}`", f"use `flow: {instead}`")
        else:
            text.fault((*at, "flow"), f"no flow of {kind}", suggest(str(named), flows))
        return
    wanted = (*flow.clear, *flow.secret)
    for key in auth:
        if key not in ("flow", *wanted):
            text.fault((*at, key), f"unknown key `{key}`", suggest(key, wanted), key=True)
    for key in wanted:
        if not auth.get(key):
            text.fault(at, f"`{key}` is missing", f"flow {named} needs {', '.join(wanted)}")
