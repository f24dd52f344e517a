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


@pytest.mark.parametrize(
    ("planned", "replanned", "expected"),
    [
        (None, None, BanWindow(SIDE, NOW, None)),
        (UNDER_WAY, None, window(UNDER_WAY)),
        (EARLIER, UNDER_WAY, window(UNDER_WAY)),
        (UNDER_WAY, TONIGHT, BanWindow(SIDE, NOW, TONIGHT.ends_at)),
        (TONIGHT, None, BanWindow(SIDE, NOW, TONIGHT.ends_at)),
        (EARLIER, None, BanWindow(SIDE, EARLIER.starts_at, None)),
        (Period(NOW, NOW + HOUR), None, BanWindow(SIDE, NOW, NOW + HOUR)),
        (Period(NOW - HOUR, NOW), None, BanWindow(SIDE, NOW - HOUR, None)),
    ],
)
def test_loading_in_progress_bans_now(planned: Period | None, replanned: Period | None, expected: BanWindow) -> None:
    assert ban_window(plan(LoadingStatus.IN_PROGRESS, planned, replanned), NOW) == expected


@given(planned=periods, replanned=periods, polls=st.lists(st.integers(1, 300), max_size=8))
def test_repeated_polls_of_loading_in_progress_change_nothing_before_the_end(
    planned: Period | None, replanned: Period | None, polls: list[int]
) -> None:
    loading = plan(LoadingStatus.IN_PROGRESS, planned, replanned)
    first = ban_window(loading, NOW)
    assert first is not None
    for minutes in polls:
        now = NOW + timedelta(minutes=minutes)
        again = ban_window(loading, now, first)
        assert again == (BanWindow(SIDE, first.starts_at, None) if first.is_over(now) else first)


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
    assert ban_window(loading, NOW, window(TONIGHT)) == BanWindow(SIDE, NOW, TONIGHT.ends_at)


def test_same_hours_does_not_look_at_the_side() -> None:
    elsewhere = BanWindow(StreetSideId("2"), TONIGHT.starts_at, TONIGHT.ends_at)
    assert same_hours(window(TONIGHT), elsewhere)
    assert not same_hours(window(TONIGHT), BanWindow(SIDE, TONIGHT.starts_at, None))
    assert not same_hours(window(TONIGHT), window(TOMORROW))
