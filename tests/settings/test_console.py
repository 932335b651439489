"""Where the daemon's pages listen, and the address by which people reach them."""

from __future__ import annotations

import pytest

from tests.settings.test_settings import Write, sound

PORT = ("port: 8460", "port: 8460, url: {}")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("https://pointsman.acme.com", "https://pointsman.acme.com"),
        ("https://acme.com:8443/pointsman/", "https://acme.com:8443/pointsman"),
        ("null", None),
    ],
)
def test_the_address_by_which_people_reach_us(loaded: Write, written: str, meant: str | None) -> None:
    result = loaded((PORT[0], PORT[1].format(written)))
    assert (result.faults, sound(result).console.url) == ((), meant)


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("http://pointsman.acme.com", "not an https address"),
        ("'https://[x'", "no web address"),
        ("https://u:p@pointsman.acme.com", "more than an address"),
        ("'https://pointsman.acme.com/?a=b'", "more than an address"),
    ],
)
def test_what_is_no_address_of_ours(loaded: Write, written: str, told: str) -> None:
    (fault,) = loaded((PORT[0], PORT[1].format(written))).faults
    assert (fault.line, told in fault.message, "https://host" in fault.mend) == (23, True, True)


@pytest.mark.parametrize(
    ("change", "place", "told"),
    [
        (("  owner: reps\n", ""), 23, "without `notices.owner` it has no effect"),
        (("?to={email}", "?to=all"), 27, "notices there hold no links"),
    ],
)
def test_links_that_nobody_would_get_are_a_warning(
    loaded: Write, change: tuple[str, str], place: int, told: str
) -> None:
    result = loaded((PORT[0], PORT[1].format("https://pointsman.acme.com")), change)
    sound(result)
    (fault,) = result.faults
    assert (fault.line, fault.warning, told in fault.message) == (place, True, True)
