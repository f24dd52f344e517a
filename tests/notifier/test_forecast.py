from collections import Counter
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notifier.forecast import Forecast, Queued, forecast
from notifier.lanes import urgency
from notifier.model import AlertKind

NOW = datetime(2026, 11, 23, 19, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
PRICE = Decimal("0.012")


def after(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def run(*queue: Queued, rate: int = 1) -> Forecast:
    return forecast(queue, segments_per_second=rate, price=PRICE, now=NOW)


def planned(count: int, *, due: float = 0, lasts: float = 1e6, segments: int = 1) -> Queued:
    return Queued(AlertKind.PLANNED, count, after(due), after(lasts), segments)


@pytest.mark.parametrize(
    ("alerts", "rate", "takes"),
    [
        (10_000, 1, timedelta(hours=2, minutes=46, seconds=40)),
        (10_000, 3, timedelta(minutes=55, seconds=33, microseconds=333334)),
        (40_000, 1, timedelta(hours=11, minutes=6, seconds=40)),
        (40_000, 3, timedelta(hours=3, minutes=42, seconds=13, microseconds=333334)),
        (40_000, 25, timedelta(minutes=26, seconds=40)),
        (40_000, 100, timedelta(minutes=6, seconds=40)),
        (275_000, 25, timedelta(hours=3, minutes=3, seconds=20)),
        (275_000, 100, timedelta(minutes=45, seconds=50)),
    ],
)
def test_forecast_is_that_of_the_known_table(alerts: int, rate: int, takes: timedelta) -> None:
    assert run(planned(alerts), rate=rate).drains_in(NOW) == takes


def test_forecast_counts_segments_and_their_price() -> None:
    assert run(planned(10, segments=2), planned(5)) == Forecast(15, 25, Decimal("0.300"), after(25), Counter())


def test_forecast_of_nothing_is_nothing() -> None:
    empty = run()
    assert empty == Forecast(0, 0, Decimal(0), None, Counter())
    assert empty.drains_in(NOW) == timedelta(0)


def test_what_there_is_no_time_for_expires() -> None:
    assert run(planned(10, lasts=4)) == Forecast(4, 4, Decimal("0.048"), after(4), Counter({AlertKind.PLANNED: 6}))


def test_correction_that_comes_later_goes_before_what_waits() -> None:
    moved = Queued(AlertKind.MOVED, 2, after(3.5), after(7))
    assert run(planned(6, lasts=6.5), moved).expired == Counter({AlertKind.PLANNED: 1})


def test_rate_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one segment"):
        run(planned(1), rate=0)


groups = st.builds(
    lambda kind, count, due, lasts, segments: Queued(kind, count, after(due), after(due + lasts), segments),
    st.sampled_from([AlertKind.MOVED, AlertKind.PLANNED, AlertKind.DONE]),
    st.integers(0, 12),
    st.integers(-5, 30),
    st.floats(0.5, 40).map(lambda seconds: round(seconds, 2)),
    st.integers(1, 3),
)


def one_by_one(queue: list[Queued], rate: int) -> tuple[int, int, Counter[AlertKind]]:
    """Send each message by itself: the definition that the forecast must equal."""
    waiting = [
        (Fraction((group.send_at - NOW) // timedelta(microseconds=1)), number, group)
        for number, group in enumerate(queue)
        for _ in range(group.count)
    ]
    free, sent, segments = Fraction(0), 0, 0
    expired: Counter[AlertKind] = Counter()
    while waiting:
        ready = [one for one in waiting if one[0] <= free]
        if not ready:
            free = min(one[0] for one in waiting)
            continue
        first = min(ready, key=lambda one: (urgency(one[2].kind), one[0], one[1]))
        waiting.remove(first)
        group = first[2]
        if (group.not_after - NOW) // timedelta(microseconds=1) <= free:
            expired[group.kind] += 1
            continue
        free += Fraction(group.segments * 1_000_000, rate)
        sent, segments = sent + 1, segments + group.segments
    return sent, segments, expired


@settings(max_examples=300, deadline=None)
@given(st.lists(groups, max_size=6), st.sampled_from([1, 2, 3, 25]))
def test_forecast_equals_sending_one_by_one(queue: list[Queued], rate: int) -> None:
    found = run(*queue, rate=rate)
    assert (found.messages, found.segments, +found.expired) == one_by_one(queue, rate)


@settings(max_examples=200, deadline=None)
@given(st.lists(groups.filter(lambda group: group.segments == 1), max_size=6), st.integers(1, 5))
def test_nothing_is_lost_and_a_sender_twice_as_fast_expires_no_more(queue: list[Queued], rate: int) -> None:
    slow, fast = run(*queue, rate=rate), run(*queue, rate=2 * rate)
    assert slow.messages + slow.expired.total() == fast.messages + fast.expired.total() == sum(g.count for g in queue)
    assert fast.expired.total() <= slow.expired.total()
