"""Several rows about one side: one ban, or a refusal; never a ban lost in silence, never a night added to another."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from geodata.model import StreetSideId
from schedules.bounds import LONGEST_BAN
from schedules.feeds.operator_csv.plan import read_plan_csv
from schedules.model import Anomaly, AnomalyKind, LoadingStatus, Period, Plan, PlanBatch, RejectedRow
from tests.schedules.small_city import NOW, SmallCity

HEADER = "cote_rue_id;secteur;etat;debut;fin\n"
FIRST = Period(datetime(2026, 11, 24, 0, tzinfo=UTC), datetime(2026, 11, 24, 12, tzinfo=UTC))
NIGHT = "2026-11-23 19:00;2026-11-24 07:00"
ONE_WINDOW = "keep one window for a side, and publish the next one when the first is over"


def read(*rows: str) -> PlanBatch:
    return read_plan_csv((HEADER + "\n".join(rows) + "\n").encode(), SmallCity(), NOW)


def planned(side: str, period: Period = FIRST) -> Plan:
    return Plan(StreetSideId(side), LoadingStatus.PLANNED, period)


def apart(line: int, start: str, side: str = "100", first: str = "from 2026-11-23 19:00 to 2026-11-24 07:00") -> object:
    reason = f"side {side} already has the ban of line 2, {first}, and this window is apart from that one"
    return RejectedRow(line, "debut", start, reason, ONE_WINDOW)


def test_two_nights_of_one_side_are_two_bans_of_which_the_second_is_rejected() -> None:
    batch = read(f"100;;2;{NIGHT}", "100;;2;2026-11-24 19:00;2026-11-25 07:00")
    assert (batch.plans, batch.rejected) == ((planned("100"),), (apart(3, "2026-11-24 19:00"),))
    assert (batch.anomalies, batch.kept_sides, batch.names_all_sides) == ((), frozenset(), True)


def test_earlier_window_on_a_later_line_is_rejected_too() -> None:
    batch = read("100;;2;2026-11-25 19:00;2026-11-26 07:00", f"100;;2;{NIGHT}")
    first = "from 2026-11-25 19:00 to 2026-11-26 07:00"
    assert batch.rejected == (apart(3, "2026-11-23 19:00", first=first),)


def test_area_that_holds_a_side_with_another_night_is_rejected_whole() -> None:
    batch = read(f"100;;2;{NIGHT}", ";ROS-1;3;2026-11-25 19:00;2026-11-26 07:00")
    assert (batch.plans, batch.rejected) == ((planned("100"),), (apart(3, "2026-11-25 19:00"),))
    assert batch.kept_sides == {"101"}


def test_windows_that_touch_or_overlap_are_joined_with_a_note_of_lines_and_side() -> None:
    batch = read(f"100;;2;{NIGHT}", "101;;1;;", f"100;;2;{NIGHT}", "100;;2;2026-11-24 07:00;2026-11-24 09:00")
    hull = Period(FIRST.starts_at, datetime(2026, 11, 24, 14, tzinfo=UTC))
    assert batch.plans == (planned("100", hull), Plan(StreetSideId("101"), LoadingStatus.CLEARED))
    detail = (
        "lines 2 and 5 give side 100 windows that overlap or touch; "
        "they were joined: from 2026-11-23 19:00 to 2026-11-24 09:00"
    )
    assert batch.anomalies == (Anomaly(AnomalyKind.DISAGREEING_DUPLICATES, StreetSideId("100"), detail),)
    assert batch.rejected == ()


def test_joined_window_is_that_of_the_plan_whatever_the_states() -> None:
    batch = read(f"100;;2;{NIGHT}", "100;;3;2026-11-23 22:00;2026-11-24 09:00")
    hull = Period(FIRST.starts_at, datetime(2026, 11, 24, 14, tzinfo=UTC))
    assert batch.plans == (Plan(StreetSideId("100"), LoadingStatus.REPLANNED, None, hull),)


def test_windows_that_together_are_no_true_ban_are_not_joined() -> None:
    batch = read("100;;2;2026-11-23 19:00;2026-11-25 07:00", "100;;2;2026-11-25 07:00;2026-11-25 20:00")
    (rejected,) = batch.rejected
    assert rejected.reason == (
        "side 100 already has the ban of line 2, from 2026-11-23 19:00 to 2026-11-25 07:00, "
        "and together they last more than 48 h"
    )


def test_rows_that_disagree_on_more_than_hours_are_noted_by_lines_and_side() -> None:
    batch = read(f"100;;2;{NIGHT}", "100;;0;;")
    detail = "lines 2 and 3, side 100: 2 different rows for this side; the most restrictive of the latest was kept"
    assert batch.plans == (planned("100"),)
    assert [anomaly.detail for anomaly in batch.anomalies] == [f"{detail}, status 2"]


def test_note_of_many_lines_shows_the_first() -> None:
    rows = [f"100;;2;2026-11-23 {hour}:00;2026-11-24 07:00" for hour in range(12, 20)]
    (anomaly,) = read(*rows).anomalies
    assert anomaly.detail.startswith("lines 2, 3, 4, 5, 6 and 3 more give side 100 windows")


HOURS = st.tuples(st.integers(1, 90), st.integers(1, 30))


@given(st.lists(HOURS, min_size=1, max_size=6))
def test_every_hour_of_an_accepted_row_is_banned_and_no_hour_that_none_says(spans: list[tuple[int, int]]) -> None:
    periods = [Period(NOW + timedelta(hours=start), NOW + timedelta(hours=start + lasts)) for start, lasts in spans]
    batch = read(*(f"100;;2;{period.starts_at:%FT%RZ};{period.ends_at:%FT%RZ}" for period in periods))
    refused = {row.line for row in batch.rejected}
    accepted = [period for line, period in enumerate(periods, start=2) if line not in refused]
    (plan,) = batch.plans
    ban = plan.planned
    assert ban is not None
    assert ban.ends_at - ban.starts_at <= LONGEST_BAN
    assert all(ban.starts_at <= period.starts_at and period.ends_at <= ban.ends_at for period in accepted)
    hours = [
        ban.starts_at + timedelta(hours=hour) for hour in range((ban.ends_at - ban.starts_at) // timedelta(hours=1))
    ]
    assert all(any(period.starts_at <= hour < period.ends_at for period in accepted) for hour in hours)
