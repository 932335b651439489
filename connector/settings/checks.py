"""What must fit together in pointsman.yaml: names that point at each other, files that must be there."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from connector.glance import LEAD_OBJECTS
from connector.references import Unresolved
from connector.settings.shape import is_personal
from connector.texts import Text
from mappings.spelling import suggest

_NEW = "create it, or `pointsman init DIR` for a first one"


def check_settings(data: object, text: Text, folder: Path, *, needed: bool) -> None:
    """Notes what does not fit together in the settings `data`, whatever else is wrong with them.

    A file that is missing is a fault where it is `needed`, else a warning.
    """
    if not isinstance(data, dict):
        return
    crms = _mapping(data.get("crms"))
    _check_links(data, crms, text)
    _check_notices(_mapping(data.get("notices")), text)
    _check_links_to_us(_mapping(data.get("console")), _mapping(data.get("notices")), text)
    for name, crm in crms.items():
        if isinstance(crm, dict):
            _check_crm(crm, ("crms", name), text, folder, needed=needed)
    for email, calendar in _mapping(data.get("calendars")).items():
        _check_ca_file(_mapping(calendar), ("calendars", email), text, folder, needed=needed)
    policy = data.get("policy", "policy/")
    if isinstance(policy, str) and not isinstance(policy, Unresolved) and not (folder / policy).is_dir():
        text.fault(("policy",), f"no policy folder `{policy}`", _NEW)


def _check_crm(
    crm: Mapping[str, object], at: tuple[str, ...], text: Text, folder: Path, *, needed: bool
) -> None:
    known = LEAD_OBJECTS.get(str(crm.get("kind")))
    chosen = crm.get("objects")
    if known and isinstance(chosen, str) and chosen not in known:
        text.fault((*at, "objects"), f"not what a lead can be in {crm['kind']}", suggest(chosen, known))
    _check_ca_file(crm, at, text, folder, needed=needed)


def _check_ca_file(
    holder: Mapping[str, object], at: tuple[str, ...], text: Text, folder: Path, *, needed: bool
) -> None:
    ca_file = holder.get("ca_file")
    if isinstance(ca_file, str) and not isinstance(ca_file, Unresolved) and not (folder / ca_file).is_file():
        mend = "name a PEM file; its path is relative to this file"
        text.fault((*at, "ca_file"), "no such file", mend, warning=not needed)


def _check_notices(notices: Mapping[str, object], text: Text) -> None:
    owner, channels = notices.get("owner"), _mapping(notices.get("channels"))
    if isinstance(owner, str) and owner not in channels:
        text.fault(("notices", "owner"), f"no channel `{owner}`", suggest(owner, channels))
    if "owner" in channels:
        mend = "give it another name and say `owner: THAT NAME` beside `channels`"
        text.fault(("notices", "channels", "owner"), "`owner` is not a channel's name", mend, key=True)


def _check_links_to_us(console: Mapping[str, object], notices: Mapping[str, object], text: Text) -> None:
    """Links stand only in what goes to one person: whoever reads one may answer as that person."""
    if console.get("url") is None:
        return
    owner, channels = notices.get("owner"), _mapping(notices.get("channels"))
    if not isinstance(owner, str):
        mend = "name the channel that tells a new owner: `notices: {channels: ..., owner: reps}`"
        text.fault(("console", "url"), "without `notices.owner` it has no effect", mend, warning=True)
        return
    address = channels.get(owner)
    if isinstance(address, str) and not isinstance(address, Unresolved) and not is_personal(address):
        mend = "write {email} or {name} where it names the person told"
        told = "notices there hold no links: the address is not one person's"
        text.fault(("notices", "channels", owner), told, mend, warning=True)


def _check_links(data: Mapping[str, object], crms: Mapping[str, object], text: Text) -> None:
    owner, linked_by = data.get("owner_of_record"), _mapping(data.get("linked_by"))
    if isinstance(owner, str):
        if owner not in crms:
            text.fault(("owner_of_record",), f"no CRM `{owner}`", suggest(owner, crms))
        if not linked_by:
            mend = "add `linked_by: {marketing: salesforceleadid}`, or drop it"
            text.fault(("owner_of_record",), "without `linked_by` it has no effect", mend, warning=True)
    elif linked_by:
        text.fault(("linked_by",), "without `owner_of_record` it has no effect", "name that CRM", key=True)
    for name, crm_field in linked_by.items():
        at = ("linked_by", name)
        if name not in crms:
            text.fault(at, f"no CRM `{name}`", suggest(name, crms), key=True)
        elif name == owner:
            text.fault(at, f"`{name}` is the owner of record itself", "name another CRM", key=True)
        if isinstance(crm_field, str) and not crm_field.replace("_", "").isalnum():
            text.fault(at, "no name of a CRM field", "use its API name, as `pointsman fields` shows it")


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}
