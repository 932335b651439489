"""Record ids as the CRMs make them."""

from __future__ import annotations

SALESFORCE_PREFIXES = {
    "Lead": "00Q", "Contact": "003", "Account": "001", "Opportunity": "006", "User": "005", "Group": "00G",
    "GroupMember": "011", "QueueSobject": "03g", "BusinessHours": "01m", "AssignmentRule": "01Q",
    "OutOfOffice": "0OO", "Organization": "00D", "Task": "00T", "Event": "00U",
}  # fmt: skip
HUBSPOT_OBJECTS = (
    *("contacts", "companies", "deals", "leads", "users", "owners"),
    *("calls", "emails", "meetings"),
)
_BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_CHECK = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"


def salesforce_id(prefix: str, number: int) -> str:
    """The 18-character id of a record."""
    digits = ""
    for _ in range(8):
        number, digit = divmod(number, 62)
        digits = _BASE62[digit] + digits
    return full_id(f"{prefix}Qy00{digits}")


def full_id(text: str) -> str:
    """18 characters of an id given in 15; anything else comes back as it is."""
    if len(text) != 15:
        return text
    suffix = ""
    for start in (0, 5, 10):
        bits = sum(1 << place for place, char in enumerate(text[start : start + 5]) if "A" <= char <= "Z")
        suffix += _CHECK[bits]
    return text + suffix


class SalesforceIds:
    """Counts each object's records from one."""

    def __init__(self) -> None:
        self._next: dict[str, int] = {}

    def __call__(self, name: str) -> str:
        number = self._next[name] = self._next.get(name, 0) + 1
        return salesforce_id(SALESFORCE_PREFIXES[name], number)


class HubspotIds:
    """Counts each object from elsewhere, so that an id used for the wrong object is found out."""

    def __init__(self) -> None:
        self._next: dict[str, int] = {}

    def __call__(self, name: str) -> str:
        start = 1_000 * (HUBSPOT_OBJECTS.index(name) + 1) if name in HUBSPOT_OBJECTS else 0
        number = self._next[name] = self._next.get(name, start * 1_000) + 7
        return str(number)
