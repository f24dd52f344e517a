"""What a change of plan does to the ban of its side."""

from datetime import UTC, datetime, timedelta

import pytest

from geodata.model import StreetSideId
from schedules.model import BanWindow, LoadingStatus, Period, Plan, PlanChange
from schedules.window_changes import WindowChange, WindowEvent, window_change

SIDE = StreetSideId("1")
NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)
A = Period(NOW + timedelta(hours=4), NOW + timedelta(hours=16))
B = Period(NOW + timedelta(hours=28), NOW + timedelta(hours=40))
WINDOW_A = BanWindow(SIDE, A.starts_at, A.ends_at)
WINDOW_B = BanWindow(SIDE, B.starts_at, B.ends_at)
OVER = BanWindow(SIDE, NOW - timedelta(hours=16), NOW - timedelta(hours=4))


def change(after: Plan | None) -> PlanChange:
    return PlanChange(SIDE, None, after)


def plan(status: LoadingStatus, first: Period | None = None, second: Period | None = None) -> Plan:
    return Plan(SIDE, status, first, second)


@pytest.mark.parametrize(
    ("after", "live", "event"),
    [
        (plan(LoadingStatus.PLANNED, A), None, WindowEvent.ANNOUNCED),
        (plan(LoadingStatus.REPLANNED, A, B), WINDOW_A, WindowEvent.ANNOUNCED),
        (plan(LoadingStatus.REPLANNED, B, A), WINDOW_A, None),
        (plan(LoadingStatus.IN_PROGRESS, A), WINDOW_A, WindowEvent.IN_PROGRESS),
        (plan(LoadingStatus.IN_PROGRESS), None, WindowEvent.IN_PROGRESS),
        (plan(LoadingStatus.DEFERRED, A, B), WINDOW_A, WindowEvent.WITHDRAWN),
        (plan(LoadingStatus.SNOWY), WINDOW_A, WindowEvent.WITHDRAWN),
        (plan(LoadingStatus.BETWEEN_LOADINGS), WINDOW_A, WindowEvent.WITHDRAWN),
        (None, WINDOW_A, WindowEvent.WITHDRAWN),
        (plan(LoadingStatus.CLEARED), WINDOW_A, WindowEvent.DONE),
        (plan(LoadingStatus.CLEARED), OVER, WindowEvent.DONE),
        (plan(LoadingStatus.CLEARED), None, None),
        (plan(LoadingStatus.SNOWY), None, None),
        (None, None, None),
    ],
)
def test_event_follows_from_the_plan_and_the_live_window(
    after: Plan | None, live: BanWindow | None, event: WindowEvent | None
) -> None:
    found = window_change(change(after), live, NOW)
    assert (found.event if found else None) == event


def test_replanned_window_is_the_second_period_and_replaces_the_first() -> None:
    found = window_change(change(plan(LoadingStatus.REPLANNED, A, B)), WINDOW_A, NOW)
    assert found == WindowChange(SIDE, WindowEvent.ANNOUNCED, WINDOW_A, WINDOW_B)
    assert (found.replaces_window, found.opens_window) == (True, True)


def test_loading_inside_its_window_opens_no_new_one() -> None:
    live = BanWindow(SIDE, NOW - timedelta(hours=1), NOW + timedelta(hours=1))
    found = window_change(change(plan(LoadingStatus.IN_PROGRESS)), live, NOW)
    assert found == WindowChange(SIDE, WindowEvent.IN_PROGRESS, live, live)
    assert (found.replaces_window, found.opens_window) == (False, False)


def test_only_a_ban_in_force_or_to_come_is_withdrawn() -> None:
    withdrawn, gone = (window_change(change(None), live, NOW) for live in (WINDOW_A, OVER))
    assert withdrawn is not None
    assert gone is not None
    assert (withdrawn.is_withdrawal(NOW), gone.is_withdrawal(NOW)) == (True, False)
