"""When a silent provider is asked: a few times, later and later, never twice for the same instant, then no more."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.delivery import TRANSITIONS
from notifier.model import DeliveryStatus
from notifier.reconciling import ASK_AFTER, FORGET_AFTER, WITHOUT_END, forgotten_at, next_question

HANDED_OVER = datetime(2026, 11, 23, 19, 0, tzinfo=UTC)
SECOND, MINUTE, HOUR, DAY = (timedelta(**{unit: 1}) for unit in ("seconds", "minutes", "hours", "days"))

NEXT = [
    (-MINUTE, 15 * MINUTE),
    (0 * MINUTE, 15 * MINUTE),
    (15 * MINUTE - SECOND, 15 * MINUTE),
    (15 * MINUTE, HOUR),
    (HOUR - SECOND, HOUR),
    (HOUR, 6 * HOUR),
    (5 * HOUR, 6 * HOUR),
    (6 * HOUR, 4 * DAY),
    (30 * DAY, 4 * DAY),
]


@pytest.mark.parametrize(("now", "then"), NEXT)
def test_next_question_is_the_first_instant_still_to_come(now: timedelta, then: timedelta) -> None:
    assert next_question(HANDED_OVER, HANDED_OVER + now) == HANDED_OVER + then


@given(late_by=st.lists(st.timedeltas(timedelta(), 2 * DAY), min_size=10, max_size=10))
def test_message_is_asked_about_at_most_three_times_however_late_each_time(late_by: list[timedelta]) -> None:
    asked_at, ask_at = [], HANDED_OVER + ASK_AFTER[0]
    for late in late_by:
        if (now := ask_at + late) >= forgotten_at(HANDED_OVER):
            break
        asked_at.append(now)
        ask_at = next_question(HANDED_OVER, now)
        assert ask_at > now
    assert len(asked_at) <= len(ASK_AFTER)


def test_schedule_grows_and_ends_before_the_message_is_forgotten() -> None:
    assert list(ASK_AFTER) == sorted(set(ASK_AFTER))
    assert ASK_AFTER[-1] < FORGET_AFTER


def test_what_is_asked_about_may_still_become_something_final() -> None:
    final = {state for state in DeliveryStatus if not TRANSITIONS[state] - {DeliveryStatus.DELIVERED}}
    assert not WITHOUT_END & final
    assert all(DeliveryStatus.DELIVERED in TRANSITIONS[state] for state in WITHOUT_END)
