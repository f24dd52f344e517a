"""Periods that no true plan has."""

from datetime import UTC, datetime, timedelta

import pytest

from schedules.bounds import refuse_feed_period, refuse_period

NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("starts_in", "lasts", "reason"),
    [
        (HOUR, 12 * HOUR, None),
        (HOUR, -HOUR, "the end is before the start"),
        (HOUR, 0 * HOUR, "the end is the start, the period has no length"),
        (HOUR, 48 * HOUR, None),
        (HOUR, 48 * HOUR + MINUTE, "the period lasts 48 h 01 min, more than 48 h"),
        (HOUR, 40 * DAY, "the period lasts 40 days, more than 48 h"),
        (21 * DAY, 12 * HOUR, None),
        (21 * DAY + MINUTE, 12 * HOUR, "the start is 21 days 0 h 01 min ahead, more than 21 days"),
        (-36 * HOUR, 12 * HOUR, None),
    ],
)
def test_period_out_of_bounds_has_a_reason(starts_in: timedelta, lasts: timedelta, reason: str | None) -> None:
    starts_at = NOW + starts_in
    assert refuse_period(starts_at, starts_at + lasts, NOW) == reason
    assert refuse_feed_period(starts_at, starts_at + lasts, NOW) == reason


def test_period_long_over_is_refused_from_a_person_only() -> None:
    starts_at, ends_at = NOW - 37 * HOUR, NOW - 25 * HOUR
    assert refuse_period(starts_at, ends_at, NOW) == "the end is 25 h in the past, more than 24 h"
    assert refuse_feed_period(starts_at, ends_at, NOW) is None
