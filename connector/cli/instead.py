"""Why somebody else does not get a lead, and the smallest change by which they would: printed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from connector.cli.app import fail, print_json

if TYPE_CHECKING:
    from connector.core.instead.nearest import Nearest
    from connector.core.instead.why import WhyNot
    from state.pseudonyms import Pseudonyms


def show(why: WhyNot, near: Nearest, as_json: bool, read: Pseudonyms, *further: str) -> None:
    """Prints the answer, read through the pseudonyms; exit 1 where nobody goes by what was asked."""
    from connector.core.instead.telling import lines, plain

    told = read.shown(lines(why, near))
    if why.name is None:
        fail(told[0])
    if as_json:
        print_json(read.shown(plain(why, near)))
        return
    print("\n".join([*told, *further]))
