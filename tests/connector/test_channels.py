"""Where a notice goes."""

from __future__ import annotations

from connector.loops.tell import Channels

CHANNELS = Channels(
    {
        "revops": "json://chat.example/revops",
        "reps": "mailto://x@example/?to={email}",
        "slack": "json://c/@{name}",
    },
    owner="reps",
)


def test_the_new_owner_is_told_on_the_owners_channel_at_their_own_address() -> None:
    assert CHANNELS.address("owner", "ann@acme.com") == "mailto://x@example/?to=ann@acme.com"


def test_a_name_in_an_address_is_the_part_before_the_at() -> None:
    assert CHANNELS.address("slack", "ann.adler@acme.com") == "json://c/@ann.adler"


def test_signs_that_would_change_the_address_are_escaped() -> None:
    assert CHANNELS.address("owner", "a&b=c/?@acme.com") == "mailto://x@example/?to=a%26b%3Dc%2F%3F@acme.com"


def test_an_address_that_names_who_is_told_is_theirs_alone() -> None:
    assert CHANNELS.personal("owner")
    assert CHANNELS.personal("slack")
    assert not CHANNELS.personal("revops")
    assert not CHANNELS.personal("nowhere")


def test_an_address_for_somebody_is_none_where_nobody_is_told() -> None:
    assert CHANNELS.address("owner", None) is None
    assert CHANNELS.address("revops", None) == "json://chat.example/revops"


def test_a_channel_that_the_settings_do_not_name_has_no_address() -> None:
    assert CHANNELS.address("sales", "ann@acme.com") is None
    assert Channels({}, None).address("owner", "ann@acme.com") is None
