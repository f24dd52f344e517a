"""Days, hours and lengths of time, as each language writes them."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from infoneige.web import words

NB = "\u00a0"


@pytest.mark.parametrize(
    ("wall", "expected"),
    [
        (time(19), [f"19{NB}h", f"7{NB}pm", "19:00", "19:00"]),
        (time(16, 5), [f"16{NB}h{NB}05", f"4:05{NB}pm", "16:05", "16:05"]),
        (time(0), [f"0{NB}h", f"12{NB}am", "0:00", "0:00"]),
        (time(12), [f"12{NB}h", f"12{NB}pm", "12:00", "12:00"]),
    ],
)
def test_hour_is_written_as_the_language_does(wall: time, expected: list[str]) -> None:
    assert [words.hour(wall, language) for language in ("fr", "en", "es", "ar")] == expected


@pytest.mark.parametrize(
    ("instant", "language", "expected"),
    [
        (datetime(2026, 11, 24, 0, 0, tzinfo=UTC), "fr", f"lundi 23 nov. 19{NB}h"),
        (datetime(2026, 11, 24, 12, 0, tzinfo=UTC), "en", f"Tuesday, Nov 24, 7{NB}am"),
        (datetime(2026, 11, 1, 5, 30, tzinfo=UTC), "fr", f"dimanche 1er nov. 1{NB}h{NB}30"),
        (datetime(2026, 11, 1, 6, 30, tzinfo=UTC), "fr", f"dimanche 1er nov. 1{NB}h{NB}30"),
        (datetime(2027, 3, 14, 7, 30, tzinfo=UTC), "fr", f"dimanche 14 mars 3{NB}h{NB}30"),
        (datetime(2026, 11, 24, 0, 0, tzinfo=UTC), "es", "lunes 23 nov 19:00"),
    ],
)
def test_moment_is_that_of_the_citys_clock(instant: datetime, language: str, expected: str) -> None:
    assert words.moment(instant, language) == expected


def test_day_has_its_weekday_and_month() -> None:
    on = date(2026, 11, 1)
    assert [words.day(on, language) for language in ("fr", "en", "es")] == [
        "dimanche 1er novembre",
        "Sunday, November 1",
        "domingo 1 de noviembre",
    ]


@pytest.mark.parametrize(
    ("span", "expected"),
    [
        (timedelta(hours=2, minutes=48, seconds=59), f"2{NB}h{NB}48{NB}min"),
        (timedelta(hours=3), f"3{NB}h"),
        (timedelta(seconds=59), f"0{NB}min"),
        (timedelta(days=2), f"48{NB}h"),
        (timedelta(seconds=-5), f"0{NB}min"),
    ],
)
def test_length_is_in_hours_and_whole_minutes(span: timedelta, expected: str) -> None:
    assert words.length(span, "fr") == expected


def test_count_is_grouped_as_the_language_does() -> None:
    assert [words.count(12480, language) for language in ("fr", "en")] == [f"12{NB}480", "12,480"]
