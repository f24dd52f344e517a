"""Municipal time to instants, on ordinary days and on the two nights when the clocks change."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schedules.local_time import Edge, LocalInstant, at_local, to_instant, to_local

SPRING = datetime(2027, 3, 14)  # noqa: DTZ001 - a local day
AUTUMN = datetime(2026, 11, 1)  # noqa: DTZ001 - a local day
ordinary_times = st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1))  # noqa: DTZ001 - local times
edges = st.sampled_from(Edge)
minutes = st.integers(0, 59)


@pytest.mark.parametrize(
    ("naive", "edge", "expected"),
    [
        ("2026-11-23T19:00", Edge.START, LocalInstant(datetime(2026, 11, 24, 0, tzinfo=UTC))),
        ("2026-07-01T19:00", Edge.END, LocalInstant(datetime(2026, 7, 1, 23, tzinfo=UTC))),
        ("2027-03-14T01:59", Edge.START, LocalInstant(datetime(2027, 3, 14, 6, 59, tzinfo=UTC))),
        ("2027-03-14T02:00", Edge.START, LocalInstant(datetime(2027, 3, 14, 7, 0, tzinfo=UTC), gap=True)),
        ("2027-03-14T02:30", Edge.END, LocalInstant(datetime(2027, 3, 14, 7, 30, tzinfo=UTC), gap=True)),
        ("2027-03-14T03:00", Edge.START, LocalInstant(datetime(2027, 3, 14, 7, 0, tzinfo=UTC))),
        ("2026-11-01T00:59", Edge.START, LocalInstant(datetime(2026, 11, 1, 4, 59, tzinfo=UTC))),
        ("2026-11-01T01:30", Edge.START, LocalInstant(datetime(2026, 11, 1, 5, 30, tzinfo=UTC), fold=True)),
        ("2026-11-01T01:30", Edge.END, LocalInstant(datetime(2026, 11, 1, 6, 30, tzinfo=UTC), fold=True)),
        ("2026-11-01T02:00", Edge.END, LocalInstant(datetime(2026, 11, 1, 7, 0, tzinfo=UTC))),
    ],
)
def test_instant_of_a_local_time(naive: str, edge: Edge, expected: LocalInstant) -> None:
    assert to_instant(datetime.fromisoformat(naive), edge) == expected


def test_night_of_the_spring_change_lasts_an_hour_less() -> None:
    starts_at = to_instant(datetime.fromisoformat("2027-03-13T19:00"), Edge.START).instant
    ends_at = to_instant(datetime.fromisoformat("2027-03-14T07:00"), Edge.END).instant
    assert ends_at - starts_at == timedelta(hours=11)


@given(naive=ordinary_times, edge=edges)
def test_clock_shows_the_time_that_was_given(naive: datetime, edge: Edge) -> None:
    local = to_instant(naive, edge)
    shown = to_local(local.instant).replace(tzinfo=None, fold=0)
    assert shown == naive + timedelta(hours=1 if local.gap else 0)


@given(minute=minutes, edge=edges)
def test_spring_gap_moves_forward_by_the_gap(minute: int, edge: Edge) -> None:
    missing = to_instant(SPRING.replace(hour=2, minute=minute), edge)
    assert missing == LocalInstant(to_instant(SPRING.replace(hour=3, minute=minute), edge).instant, gap=True)


@given(minute=minutes)
def test_autumn_fold_makes_the_longer_ban(minute: int) -> None:
    twice = AUTUMN.replace(hour=1, minute=minute)
    start, end = to_instant(twice, Edge.START), to_instant(twice, Edge.END)
    assert (start.fold, end.fold, end.instant - start.instant) == (True, True, timedelta(hours=1))


@given(instant=st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_every_instant_is_one_of_the_two_readings_of_what_the_clock_shows(instant: datetime) -> None:
    shown = to_local(instant).replace(tzinfo=None)
    assert instant in {to_instant(shown, edge).instant for edge in Edge}


@pytest.mark.parametrize(
    ("day", "wall", "expected"),
    [
        (date(2026, 12, 1), time(22), datetime(2026, 12, 2, 3, tzinfo=UTC)),
        (date(2027, 3, 14), time(2, 30), datetime(2027, 3, 14, 7, 30, tzinfo=UTC)),
        (date(2026, 11, 1), time(1, 30), datetime(2026, 11, 1, 5, 30, tzinfo=UTC)),
        (date(2026, 11, 1), time(1, 30, fold=1), datetime(2026, 11, 1, 5, 30, tzinfo=UTC)),
    ],
)
def test_wall_time_on_a_local_day(day: date, wall: time, expected: datetime) -> None:
    assert at_local(day, wall) == expected


def test_time_with_an_offset_is_no_local_time() -> None:
    with pytest.raises(ValueError, match="already has an offset"):
        to_instant(datetime(2026, 11, 23, 19, tzinfo=UTC), Edge.START)


def test_time_without_an_offset_is_no_instant() -> None:
    with pytest.raises(ValueError, match="has no offset"):
        to_local(AUTUMN)


def test_last_night_of_the_calendar_is_refused() -> None:
    with pytest.raises(ValueError, match="beyond the calendar"):
        to_instant(datetime.fromisoformat("9999-12-31T23:59"), Edge.END)
