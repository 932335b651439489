from __future__ import annotations

from datetime import timedelta

from connector.pace import QUOTA_REST, Pace, backoff
from tests.company import NOW


def test_a_loop_that_works_never_rests() -> None:
    pace = Pace()
    assert pace.ready(NOW)
    assert pace.remaining(NOW) is None


def test_pauses_grow_to_a_limit_and_end_with_the_first_success() -> None:
    pace = Pace(first=1, longest=300)
    rests = [pace.failed(NOW).total_seconds() for _ in range(14)]
    assert 1 <= rests[0] <= 2
    assert rests[0] < rests[3] < rests[6]
    assert max(rests) <= 300
    assert not pace.ready(NOW)
    assert pace.ready(NOW + timedelta(seconds=301))
    pace.fine()
    assert pace.ready(NOW)
    assert pace.failed(NOW).total_seconds() <= 2


def test_the_crms_own_wish_is_kept_to_the_second() -> None:
    pace = Pace()
    assert pace.failed(NOW, 42.0) == timedelta(seconds=42)
    assert pace.remaining(NOW + timedelta(seconds=2)) == 40
    assert pace.remaining(NOW + timedelta(seconds=99)) == 0


def test_a_used_up_allowance_rests_long() -> None:
    assert Pace().failed(NOW, quota=True) == QUOTA_REST


def test_a_write_waits_from_two_seconds_to_ten_minutes() -> None:
    assert [backoff(n).total_seconds() for n in (0, 1, 2, 8, 9, 100)] == [2, 4, 8, 512, 600, 600]
