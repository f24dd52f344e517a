"""A bucket of segments: the rate is kept over any span, the bursts are small, and waits are told exactly."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.pacing import Pace

NOW = datetime(2026, 11, 23, 19, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
PACES = st.sampled_from([1, 3, 25, 100]).map(Pace)


@pytest.mark.parametrize(("rate", "room"), [(1, 1), (3, 1), (25, 12), (100, 50)])
def test_sender_that_never_sent_has_half_a_second_of_room_and_at_least_one(rate: float, room: int) -> None:
    assert Pace(rate).room(None, NOW) == room
    assert Pace(rate).room(NOW - SECOND, NOW) == room


def test_room_opens_again_when_it_is_worth_a_claim() -> None:
    pace = Pace(100)
    whole_at = pace.taken(None, 50, NOW)
    assert whole_at == NOW + SECOND / 2
    assert pace.room(whole_at, NOW) == 0
    assert pace.opens_at(whole_at, NOW) == NOW + 0.4 * SECOND
    assert pace.room(whole_at, NOW + 0.4 * SECOND) == 40


def test_overdrawn_sender_waits_the_longer() -> None:
    pace = Pace(1)
    whole_at = pace.taken(NOW - SECOND, 3, NOW)
    assert whole_at == NOW + 3 * SECOND
    assert pace.opens_at(whole_at, NOW) == whole_at


@given(PACES, st.integers(0, 500), st.integers(0, 10_000))
def test_there_is_room_exactly_from_the_instant_that_is_told(pace: Pace, segments: int, later: int) -> None:
    whole_at = pace.taken(None, segments, NOW)
    opens_at = pace.opens_at(whole_at, NOW)
    assert pace.room(whole_at, opens_at) >= 1
    now = NOW + timedelta(milliseconds=later)
    assert (pace.room(whole_at, now) > 0) == (now >= opens_at)


@given(PACES, st.lists(st.tuples(st.integers(0, 3000), st.integers(1, 3)), max_size=60))
def test_no_span_takes_more_than_the_rate_and_one_burst(pace: Pace, steps: list[tuple[int, int]]) -> None:
    """At each step time passes, and as many messages of so many segments go as there is room for."""
    now, whole_at = NOW, None
    sent: list[tuple[datetime, int]] = []
    for milliseconds, segments in steps:
        now += timedelta(milliseconds=milliseconds)
        messages = pace.room(whole_at, now)
        if messages:
            whole_at = pace.taken(whole_at, messages * segments, now)
            sent.append((now, messages * segments))
    overdraft = 2 * max(1.0, pace.rate / 2)
    for first, (begin, _) in enumerate(sent):
        for last, (end, _) in enumerate(sent[first:], first):
            in_span = sum(segments for _, segments in sent[first : last + 1])
            burst = max(1.0, pace.rate / 2) + overdraft
            assert in_span <= pace.rate * (end - begin).total_seconds() + burst + 1e-6
