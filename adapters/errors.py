"""What can go wrong outside, named by what the caller does next.

Messages are for people: they never hold a secret, a request body or a lead's values.
"""

from __future__ import annotations


class AdapterError(Exception):
    """Anything that an adapter raises. `code` is the CRM's own name for it, where it gave one."""

    def __init__(self, message: str, *, code: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.code = code


class Retry(AdapterError):
    """Nothing was changed, or nothing can be said; the same call may work after `after` seconds
    (None: the caller's own back-off). `quota` is true where a daily allowance is used up."""

    def __init__(
        self, message: str, *, after: float | None = None, code: str | None = None, quota: bool = False
    ) -> None:
        super().__init__(message, code=code)
        self.after = after
        self.quota = quota


class Reauthorise(AdapterError):
    """The session is over: call `authorise` once, then the same call again."""


class Gone(AdapterError):
    """The record or the feed's bookmark no longer exists: resynchronise."""


class Refused(AdapterError):
    """The CRM will not do it until a person changes something there: rights, fields, log-in."""


class Broken(AdapterError):
    """The CRM answered something that its documentation does not allow: report it, try later."""
