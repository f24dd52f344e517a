"""Since when to ask the change feed."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from schedules.feeds.planif_neige.polling import OVERLAP, first_cursor, next_cursor

NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
instants = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis


def test_cursor_follows_the_latest_change_less_an_overlap() -> None:
    seen = [NOW - 3 * MINUTE, None, NOW - 8 * MINUTE]
    assert next_cursor(first_cursor(NOW), seen, NOW) == NOW - 13 * MINUTE


def test_cursor_stays_when_nothing_was_seen() -> None:
    assert next_cursor(NOW - 13 * MINUTE, [None], NOW) == NOW - 13 * MINUTE


def test_change_dated_in_the_future_does_not_hide_what_follows() -> None:
    assert next_cursor(NOW - 13 * MINUTE, [NOW + timedelta(days=900)], NOW) == NOW - OVERLAP


@given(cursor=instants, seen=st.lists(instants | st.none()), now=instants)
def test_older_cursor_never_replaces_a_newer_one(cursor: datetime, seen: list[datetime | None], now: datetime) -> None:
    assert next_cursor(cursor, seen, now) >= cursor


@given(polls=st.lists(st.lists(st.integers(0, 30), max_size=4), max_size=6))
def test_cursor_always_stays_an_overlap_behind(polls: list[list[int]]) -> None:
    cursor = first_cursor(NOW)
    for number, ages in enumerate(polls):
        now = NOW + number * 5 * MINUTE
        cursor = next_cursor(cursor, [now - age * MINUTE for age in ages], now)
        assert cursor <= now - OVERLAP
