"""The line of time: its round hours, where a ban and now stand on it, and what silence does to it."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infoneige.web.band import MOST_PARTS, Bar, Stretch, Tick, band
from schedules.local_time import to_local
from tests.infoneige.residents.published_city import HOUR, NIGHT
from tests.outbox_world import NOW

NIGHT_BAN = Stretch("2", NIGHT.starts_at, NIGHT.ends_at)
INSTANTS = st.datetimes(datetime(2026, 10, 15), datetime(2027, 4, 15)).map(lambda naive: naive.replace(tzinfo=UTC))  # noqa: DTZ001


def test_band_of_a_night_runs_from_noon_to_noon() -> None:
    drawn = band([NIGHT_BAN], NOW)
    noon = NOW - 2 * HOUR
    hours = [noon + hours * HOUR for hours in (0, 6, 12, 18, 24)]
    ticks = tuple(Tick(x, at, names_day=False) for x, at in zip((0, 25, 50, 75, 100), hours, strict=True))
    assert (drawn.ticks, drawn.bars, drawn.now_x) == (ticks, (Bar("2", 29.2, 79.2),), 8.3)


def test_band_of_a_ban_without_an_end_goes_on_to_the_end_of_the_line() -> None:
    assert band([Stretch("5", NOW, None)], NOW + HOUR).bars == (Bar("5", 8.3, 100.0),)


def test_band_of_days_names_them_where_an_hour_would_not_tell() -> None:
    drawn = band([Stretch("2", NOW + 30 * HOUR, NOW + 42 * HOUR)], NOW)
    named = [(to_local(tick.at).strftime("%d %H"), tick.names_day) for tick in drawn.ticks]
    assert named == [("23 12", False), ("24 00", True), ("24 12", False), ("25 00", True), ("25 12", False)]


@pytest.mark.parametrize(("now", "anchor"), [(NOW, "start"), (NOW + 10 * HOUR, "middle"), (NOW + 21 * HOUR, "end")])
def test_words_over_now_stay_on_the_line(now: datetime, anchor: str) -> None:
    assert band([Stretch("2", NOW, NOW + 21 * HOUR)], now).now_anchor == anchor


@given(
    starts_at=INSTANTS,
    lasts=st.timedeltas(timedelta(minutes=1), timedelta(days=3)),
    since=st.timedeltas(timedelta(days=-4), timedelta(days=4)),
)
def test_every_band_holds_now_and_its_ban_between_few_round_hours(
    starts_at: datetime, lasts: timedelta, since: timedelta
) -> None:
    ban, now = Stretch("2", starts_at, starts_at + lasts), starts_at + since
    drawn = band([ban], now)
    assert drawn.starts_at <= min(now, starts_at)
    assert drawn.ends_at >= max(now, starts_at + lasts)
    assert drawn.ends_at - drawn.starts_at >= timedelta(hours=23)  # a day, in spring
    assert 2 <= len(drawn.ticks) <= MOST_PARTS + 1
    assert {to_local(tick.at).minute for tick in drawn.ticks} == {0}
    places = [tick.x for tick in drawn.ticks]
    assert (places[0], places[-1], places) == (0, 100, sorted(set(places)))
    assert all(0 <= bar.start < bar.end <= 100 for bar in drawn.bars)
