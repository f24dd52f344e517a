"""Which period bans parking in which status."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.model import StreetSideId
from schedules.ban_windows import ban_window, same_hours
from schedules.model import BanWindow, LoadingStatus, Period, Plan

SIDE = StreetSideId("13801661")
NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)
HOUR = timedelta(hours=1)
EARLIER = Period(NOW - 20 * HOUR, NOW - 8 * HOUR)
UNDER_WAY = Period(NOW - 2 * HOUR, NOW + 10 * HOUR)
TONIGHT = Period(NOW + 9 * HOUR, NOW + 21 * HOUR)
TOMORROW = Period(NOW + 33 * HOUR, NOW + 45 * HOUR)
statuses = st.sampled_from(LoadingStatus)
periods = st.sampled_from([None, EARLIER, UNDER_WAY, TONIGHT, TOMORROW])


def window(period: Period) -> BanWindow:
    return BanWindow(SIDE, period.starts_at, period.ends_at)


def plan(status: LoadingStatus, planned: Period | None = None, replanned: Period | None = None) -> Plan:
    return Plan(SIDE, status, planned, replanned)


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (LoadingStatus.SNOWY, None),
        (LoadingStatus.CLEARED, None),
        (LoadingStatus.PLANNED, window(TONIGHT)),
        (LoadingStatus.REPLANNED, window(TOMORROW)),
        (LoadingStatus.DEFERRED, None),
        (LoadingStatus.BETWEEN_LOADINGS, None),
    ],
)
def test_status_decides_which_period_counts(status: LoadingStatus, expected: BanWindow | None) -> None:
    assert ban_window(plan(status, TONIGHT, TOMORROW), NOW) == expected


@pytest.mark.parametrize("status", [LoadingStatus.PLANNED, LoadingStatus.REPLANNED])
def test_other_period_never_stands_in(status: LoadingStatus) -> None:
    planned, replanned = (None, TONIGHT) if status is LoadingStatus.PLANNED else (TONIGHT, None)
    assert ban_window(plan(status, planned, replanned), NOW) is None


@given(planned=periods, replanned=periods)
def test_loading_in_progress_bans_from_now_on_whatever_the_dates(
    planned: Period | None, replanned: Period | None
) -> None:
    assert ban_window(plan(LoadingStatus.IN_PROGRESS, planned, replanned), NOW) == BanWindow(SIDE, NOW, None)


@given(period=st.sampled_from([UNDER_WAY, TONIGHT]), polls=st.lists(st.integers(1, 3000), max_size=8))
def test_repeated_polls_of_loading_in_progress_change_nothing_while_the_window_lasts(
    period: Period, polls: list[int]
) -> None:
    live = window(UNDER_WAY)
    loading = plan(LoadingStatus.IN_PROGRESS, period)
    for minutes in polls:
        now = NOW + timedelta(minutes=minutes)
        assert ban_window(loading, now, live) == (BanWindow(SIDE, now, None) if live.is_over(now) else live)


@given(status=statuses, planned=periods, replanned=periods)
def test_loading_in_progress_is_the_only_status_that_the_clock_decides(
    status: LoadingStatus, planned: Period | None, replanned: Period | None
) -> None:
    candidate = plan(status, planned, replanned)
    if status is LoadingStatus.IN_PROGRESS:
        found = ban_window(candidate, NOW)
        assert found is not None
        assert found.is_active(NOW)
    else:
        assert ban_window(candidate, NOW) == ban_window(candidate, NOW + 100 * HOUR, window(UNDER_WAY))


def test_window_not_active_gives_way_to_loading_in_progress() -> None:
    loading = plan(LoadingStatus.IN_PROGRESS, TONIGHT)
    assert ban_window(loading, NOW, window(TONIGHT)) == BanWindow(SIDE, NOW, None)


def test_same_hours_does_not_look_at_the_side() -> None:
    elsewhere = BanWindow(StreetSideId("2"), TONIGHT.starts_at, TONIGHT.ends_at)
    assert same_hours(window(TONIGHT), elsewhere)
    assert not same_hours(window(TONIGHT), BanWindow(SIDE, TONIGHT.starts_at, None))
    assert not same_hours(window(TONIGHT), window(TOMORROW))
