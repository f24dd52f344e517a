"""Several rows for one side."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.model import StreetSideId
from schedules.ban_windows import counting_period
from schedules.duplicates import one_plan_per_side
from schedules.model import Anomaly, AnomalyKind, LoadingStatus, Period, Plan

SIDE = StreetSideId("13801661")
NOON = datetime(2026, 11, 23, 17, tzinfo=UTC)
HOUR = timedelta(hours=1)
TONIGHT = Period(NOON + 7 * HOUR, NOON + 19 * HOUR)
LATER_TONIGHT = Period(NOON + 9 * HOUR, NOON + 21 * HOUR)
TOMORROW = Period(NOON + 31 * HOUR, NOON + 43 * HOUR)
IN_THREE_DAYS = Period(NOON + 79 * HOUR, NOON + 91 * HOUR)
BOTH_NIGHTS = Period(TONIGHT.starts_at, TOMORROW.ends_at)

periods = st.sampled_from([None, TONIGHT, LATER_TONIGHT, TOMORROW, IN_THREE_DAYS])
plans = st.builds(
    Plan,
    side_id=st.sampled_from([SIDE, StreetSideId("2"), StreetSideId("10")]),
    status=st.sampled_from(LoadingStatus),
    planned=periods,
    replanned=periods,
    updated_at=st.sampled_from([None, NOON, NOON + HOUR]),
    reason=st.sampled_from([None, "verglas"]),
)


def planned(period: Period, updated_at: datetime | None = NOON) -> Plan:
    return Plan(SIDE, LoadingStatus.PLANNED, planned=period, updated_at=updated_at)


def replanned(period: Period, updated_at: datetime | None = NOON) -> Plan:
    return Plan(SIDE, LoadingStatus.REPLANNED, replanned=period, updated_at=updated_at)


def settle(rows: Sequence[Plan]) -> tuple[tuple[Plan, ...], tuple[AnomalyKind, ...]]:
    kept, anomalies = one_plan_per_side(rows)
    return kept, tuple(anomaly.kind for anomaly in anomalies)


def test_same_row_twice_is_one_row() -> None:
    assert settle([planned(TONIGHT), planned(TONIGHT)]) == ((planned(TONIGHT),), ())


def test_latest_word_wins_however_mild() -> None:
    cleared = Plan(SIDE, LoadingStatus.CLEARED, updated_at=NOON + HOUR)
    assert settle([planned(TONIGHT), cleared]) == ((cleared,), (AnomalyKind.DUPLICATE_SIDE,))


def test_row_with_a_time_of_change_beats_one_without() -> None:
    assert settle([replanned(TONIGHT, None), planned(TOMORROW)])[0] == (planned(TOMORROW),)


@pytest.mark.parametrize(
    ("stricter", "milder"),
    [(5, 3), (3, 2), (2, 4), (4, 0), (0, 10), (10, 1)],
)
def test_more_restrictive_status_wins_among_equals(stricter: int, milder: int) -> None:
    rows = [Plan(SIDE, LoadingStatus(status), TONIGHT, TONIGHT, NOON) for status in (milder, stricter)]
    assert settle(rows) == ((rows[1],), (AnomalyKind.DUPLICATE_SIDE,))


@pytest.mark.parametrize(
    ("rows", "winner"),
    [
        ([planned(TONIGHT), planned(LATER_TONIGHT)], planned(Period(TONIGHT.starts_at, LATER_TONIGHT.ends_at))),
        ([planned(TOMORROW), planned(TONIGHT)], planned(BOTH_NIGHTS)),
        ([planned(TONIGHT), replanned(TOMORROW)], replanned(BOTH_NIGHTS)),
        ([planned(TONIGHT), replanned(LATER_TONIGHT), planned(TOMORROW)], replanned(BOTH_NIGHTS)),
        ([planned(TONIGHT), replanned(IN_THREE_DAYS)], planned(TONIGHT)),
        (
            [planned(TONIGHT), planned(TOMORROW), Plan(SIDE, LoadingStatus.IN_PROGRESS, updated_at=NOON)],
            Plan(SIDE, LoadingStatus.IN_PROGRESS, replanned=BOTH_NIGHTS, updated_at=NOON),
        ),
    ],
)
def test_different_windows_of_equals_are_covered_together(rows: Sequence[Plan], winner: Plan) -> None:
    assert settle(rows) == ((winner,), (AnomalyKind.DISAGREEING_DUPLICATES,))


def test_span_covers_a_period_inside_another() -> None:
    inner = Period(LATER_TONIGHT.starts_at, LATER_TONIGHT.starts_at + HOUR)
    assert settle([planned(TONIGHT), replanned(inner)])[0] == (replanned(TONIGHT),)


def test_replanned_without_dates_gives_way_to_a_ban() -> None:
    hollow = Plan(SIDE, LoadingStatus.REPLANNED, planned=TOMORROW, updated_at=NOON)
    assert settle([hollow, planned(TONIGHT)]) == ((planned(TONIGHT),), (AnomalyKind.DUPLICATE_SIDE,))


def test_disagreement_is_told_in_full() -> None:
    _, anomalies = one_plan_per_side([planned(TONIGHT), replanned(IN_THREE_DAYS)])
    detail = (
        "equally recent rows for this side announce different periods "
        "(2026-11-24T00:00Z to 2026-11-24T12:00Z, 2026-11-27T00:00Z to 2026-11-27T12:00Z); "
        "the first was kept, they lie too far apart for one ban"
    )
    assert anomalies == (Anomaly(AnomalyKind.DISAGREEING_DUPLICATES, SIDE, detail),)


@given(rows=st.lists(plans, max_size=8), seed=st.integers(0, 100))
def test_order_of_the_rows_makes_no_difference(rows: list[Plan], seed: int) -> None:
    shuffled = list(rows)
    Random(seed).shuffle(shuffled)
    assert one_plan_per_side(shuffled) == one_plan_per_side(rows)


@given(rows=st.lists(plans, max_size=8))
def test_every_side_keeps_exactly_one_plan_and_settling_again_changes_nothing(rows: list[Plan]) -> None:
    kept, _ = one_plan_per_side(rows)
    assert [plan.side_id for plan in kept] == sorted({row.side_id for row in rows})
    assert one_plan_per_side(kept) == (kept, ())


@given(rows=st.lists(plans, min_size=1, max_size=8))
def test_ban_starts_with_the_first_of_the_latest_rows(rows: list[Plan]) -> None:
    for kept in one_plan_per_side(rows)[0]:
        newest = [row for row in rows if row.side_id == kept.side_id and row.updated_at == kept.updated_at]
        bans = [period for row in newest if (period := counting_period(row))]
        covering = counting_period(kept)
        if bans and kept.status is not LoadingStatus.IN_PROGRESS:
            assert covering is not None
            assert covering.starts_at == min(ban.starts_at for ban in bans)
