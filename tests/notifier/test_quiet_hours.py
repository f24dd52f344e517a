from datetime import UTC, datetime, time

import pytest

from notifier.model import QuietHours
from notifier.quiet_hours import after_quiet, before_quiet, quiet_span
from schedules.model import Period

NIGHT = QuietHours(time(22), time(7))
NAP = QuietHours(time(13), time(15))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("instant", "quiet", "span"),
    [
        ("2026-11-24T03:00", NIGHT, ("2026-11-24T03:00", "2026-11-24T12:00")),
        ("2026-11-24T02:59", NIGHT, None),
        ("2026-11-24T11:59", NIGHT, ("2026-11-24T03:00", "2026-11-24T12:00")),
        ("2026-11-24T12:00", NIGHT, None),
        ("2026-11-24T18:30", NAP, ("2026-11-24T18:00", "2026-11-24T20:00")),
        ("2026-11-24T18:30", None, None),
    ],
)
def test_span_is_half_open_and_may_cross_midnight(
    instant: str, quiet: QuietHours | None, span: tuple[str, str] | None
) -> None:
    assert quiet_span(utc(instant), quiet) == (Period(utc(span[0]), utc(span[1])) if span else None)


def test_night_on_which_clocks_go_back_is_an_hour_longer() -> None:
    assert quiet_span(utc("2026-11-01T06:30"), NIGHT) == Period(utc("2026-11-01T02:00"), utc("2026-11-01T12:00"))


def test_night_on_which_clocks_go_forward_is_an_hour_shorter() -> None:
    assert quiet_span(utc("2027-03-14T08:00"), NIGHT) == Period(utc("2027-03-14T03:00"), utc("2027-03-14T11:00"))


def test_what_can_wait_waits_for_the_end_and_a_reminder_comes_half_an_hour_before_the_beginning() -> None:
    assert after_quiet(utc("2026-11-24T05:00"), NIGHT) == utc("2026-11-24T12:00")
    assert before_quiet(utc("2026-11-24T05:00"), NIGHT) == utc("2026-11-24T02:30")
    assert after_quiet(utc("2026-11-24T13:00"), NIGHT) == utc("2026-11-24T13:00")
    assert before_quiet(utc("2026-11-24T13:00"), NIGHT) == utc("2026-11-24T13:00")
