from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schedules.local_time import Edge, LocalInstant
from schedules.plan_table.dates import date_reader
from schedules.plan_table.refusals import RefusedValueError

SEVEN_PM = datetime(2026, 11, 24, 0, tzinfo=UTC)
EXAMPLE = "write it like 2026-11-23 19:00"
SHORT = "the year has two digits"
TWELVE = "the hour is counted to twelve"


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-23T19:00",
        "2026-11-23T19:00:00",
        "2026-11-23t19:00:00.000",
        "2026-11-23 19:00",
        "2026-11-23 19h",
        "2026-11-23 19h00",
        "2026-11-23 19 h 00",
        "2026/11/23 19:00",
        "23/11/2026 19h",
        "23/11/2026 19H",
        "23/11/2026 19:00",
        "23/11/2026, 19:00",
        "23/11/2026 à 19h",
        "23-11-2026 19:00",
        "2026-11-23T19:00-05:00",
        "2026-11-23T19:00-0500",
        "2026-11-24T00:00Z",
        "2026-11-24 05:00+05:00",
        "2026-11-23 19:00-05",
        "2026-11-23T19:00 -05:00",
        "23.11.2026 19:00",
        "23.11.2026 19h",
        "2026.11.23 19:00",
    ],
)
def test_date_in_each_accepted_form_is_one_instant(text: str) -> None:
    assert date_reader(day_first=False)(text, Edge.START) == LocalInstant(SEVEN_PM)


def test_date_with_half_hours_keeps_the_minutes() -> None:
    found = date_reader(day_first=False)("23/11/2026 19h30", Edge.END)
    assert found == LocalInstant(datetime(2026, 11, 24, 0, 30, tzinfo=UTC))


def test_date_is_read_day_first_only_when_declared() -> None:
    found = date_reader(day_first=True)("03/12/2026 19:00", Edge.START)
    assert found == LocalInstant(datetime(2026, 12, 4, 0, tzinfo=UTC))


def test_date_whose_day_is_its_month_needs_no_declaration() -> None:
    found = date_reader(day_first=False)("12/12/2026 19:00", Edge.START)
    assert found == LocalInstant(datetime(2026, 12, 13, 0, tzinfo=UTC))


@pytest.mark.parametrize(
    ("edge", "hour"),
    [(Edge.START, 5), (Edge.END, 6)],
)
def test_date_in_the_autumn_fold_starts_early_and_ends_late(edge: Edge, hour: int) -> None:
    found = date_reader(day_first=False)("2026-11-01 01:30", edge)
    assert found == LocalInstant(datetime(2026, 11, 1, hour, 30, tzinfo=UTC), fold=True)


@pytest.mark.parametrize(
    ("text", "reason", "suggestion"),
    [
        (
            "03/04/2026 19:00",
            "the day and the month cannot be told apart",
            "write 2026-04-03 or 2026-03-04, or declare the day-first form",
        ),
        (
            "2026-13-01 19:00",
            "this date does not exist, there is no month 13",
            "write it like 2026-11-23 19:00, the day before the month in 23/11/2026",
        ),
        (
            "12/31/2026 19:00",
            "this date does not exist, there is no month 31",
            "write it like 2026-11-23 19:00, the day before the month in 23/11/2026",
        ),
        (
            "2026-02-29 19:00",
            "this date does not exist, there is no day 29 in 2026-02",
            "write 2026-02-28 or another day",
        ),
        (
            "31/11/2026 19h",
            "this date does not exist, there is no day 31 in 2026-11",
            "write 2026-11-30 or another day",
        ),
        (
            "2026-12-32 19h",
            "this date does not exist, there is no day 32 in 2026-12",
            "write 2026-12-31 or another day",
        ),
        ("0000-00-00 00:00", "the year 0 is out of range", "write it like 2026-11-23 19:00"),
        ("9999-12-31 23:59", "the year 9999 is out of range", "write it like 2026-11-23 19:00"),
        (
            "2026-13-01",
            "this date does not exist, there is no month 13",
            f"{EXAMPLE}, the day before the month in 23/11/2026",
        ),
        ("2026-02-29", "this date does not exist, there is no day 29 in 2026-02", "write 2026-02-28 or another day"),
        (
            "03.04.2026",
            "the day and the month cannot be told apart",
            "write 2026-04-03 or 2026-03-04, or declare the day-first form",
        ),
        ("31/12/26 19:00", SHORT, "write it with four, the day first, like 31/12/2026 19:00"),
        ("31.12.26", SHORT, "write it with four, the day first, like 31/12/2026"),
        ("12/31/26", SHORT, "write it with four, the day first, like 31/12/2026"),
        ("12/12/26 7h", SHORT, "write it with four, the day first, like 12/12/2026 7h"),
        ("03/04/26 19h", SHORT, "write it with four, like 2026-04-03 or 2026-03-04"),
        ("7pm", TWELVE, "write the hour from 00:00 to 23:59: YYYY-MM-DD 19:00"),
        ("2026-11-23 7:30 p.m.", TWELVE, "write the hour from 00:00 to 23:59: 2026-11-23 19:30"),
        ("2026-11-23 12AM", TWELVE, "write the hour from 00:00 to 23:59: 2026-11-23 00:00"),
        ("24 nov 2026 19h", "the month is a word", "write 'nov' as a number: YYYY-MM-24"),
        ("1er février 2027 à 19h", "the month is a word", "write 'février' as a number: YYYY-MM-01"),
        ("45992.79", "this is Excel's own number for a date", "write 2025-12-01 18:58"),
        ("45992,999999", "this is Excel's own number for a date", "write 2025-12-02 00:00"),
        ("46349", "this is Excel's own number for a date", "write 2026-11-23 00:00"),
        ("19h", "the date is missing", "write it before the hour: YYYY-MM-DD 19h"),
        ("19:00", "the date is missing", "write it before the hour: YYYY-MM-DD 19:00"),
        ("2026-11-23", "the hour is missing", "write it after the date, like 2026-11-23 19:00"),
        ("2026-11-23 24:00", "a day ends at 00:00 of the next", "write 2026-11-24 00:00"),
        ("2026-11-23 25:00", "there is no such time of day", "write an hour from 00:00 to 23:59"),
        ("2026-11-23 19:60", "there is no such time of day", "write an hour from 00:00 to 23:59"),
        ("2027-03-14T02:30", "the clocks skip this time, they go forward that night", "write 2027-03-14 03:30"),
        ("2026-11-23 19:00+23:00", "no place on earth has the offset +23:00", "write -05:00, -04:00 or Z"),
        ("", "the date is blank", "write it like 2026-11-23 19:00"),
        ("demain soir", "this is no date and time", "write it like 2026-11-23 19:00"),
        ("２０２６-11-23 19:00", "this is no date and time", "write it like 2026-11-23 19:00"),
        ("2026-11/23 19:00", "this is no date and time", "write it like 2026-11-23 19:00"),
    ],
)
def test_date_that_is_doubtful_or_impossible_is_refused(text: str, reason: str, suggestion: str) -> None:
    with pytest.raises(RefusedValueError) as refusal:
        date_reader(day_first=False)(text, Edge.START)
    assert (refusal.value.reason, refusal.value.suggestion) == (reason, suggestion)


@settings(deadline=None)
@given(st.text(alphabet="0123456789/-: hTZ+.,à", max_size=24) | st.text(max_size=12), st.booleans())
def test_date_reader_answers_any_text_with_an_aware_instant_or_a_refusal(text: str, day_first: bool) -> None:  # noqa: FBT001 - drawn
    try:
        found = date_reader(day_first=day_first)(text, Edge.END)
    except RefusedValueError as refusal:
        assert refusal.reason  # noqa: PT017 - either outcome is right, both are checked
    else:
        assert found.instant.tzinfo is UTC
