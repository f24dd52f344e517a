"""Raw rows of Planif-Neige to plans: what is taken, what is left out, and what is said about it."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.model import StreetSideId
from schedules.feeds.planif_neige.rows import COLUMNS, RawPlanifNeige, parse_rows
from schedules.model import Anomaly, AnomalyKind, LoadingStatus, Period, Plan, PlanBatch, RejectedRow

NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)
SIDE = StreetSideId("13801661")
UPDATED_AT = datetime(2026, 11, 23, 14, 59, 16, tzinfo=UTC)
PLANNED_ROW = RawPlanifNeige(
    cote_rue_id="13801661",
    etat_deneig="2",
    date_deb_planif="2026-11-23T19:00:00",
    date_fin_planif="2026-11-24T07:00:00",
    date_deb_replanif=None,
    date_fin_replanif=None,
    date_maj="2026-11-23T09:59:16",
)
TONIGHT = Period(datetime(2026, 11, 24, 0, tzinfo=UTC), datetime(2026, 11, 24, 12, tzinfo=UTC))
TOMORROW = Period(datetime(2026, 11, 25, 0, tzinfo=UTC), datetime(2026, 11, 25, 12, tzinfo=UTC))
PLANNED = Plan(SIDE, LoadingStatus.PLANNED, planned=TONIGHT, updated_at=UPDATED_AT)

cells = (
    st.none() | st.text(max_size=70) | st.sampled_from(["0", "2", "3", "5", "2026-11-23T19:00:00", "2026-11-24T07:00"])
)


def test_planned_row_is_a_plan() -> None:
    assert parse_rows([PLANNED_ROW], NOW) == PlanBatch((PLANNED,), rows=1)


def test_replanned_row_keeps_both_periods_apart() -> None:
    row = replace(
        PLANNED_ROW, etat_deneig="3", date_deb_replanif="2026-11-24T19:00:00", date_fin_replanif="2026-11-25T07:00:00"
    )
    plan = Plan(SIDE, LoadingStatus.REPLANNED, planned=TONIGHT, replanned=TOMORROW, updated_at=UPDATED_AT)
    assert parse_rows([row], NOW) == PlanBatch((plan,), rows=1)


@pytest.mark.parametrize("status", list(LoadingStatus))
def test_each_status_of_the_specification_is_known(status: LoadingStatus) -> None:
    row = replace(
        PLANNED_ROW,
        etat_deneig=str(status.value),
        date_deb_replanif="2026-11-24T19:00:00",
        date_fin_replanif="2026-11-25T07:00:00",
    )
    assert [plan.status for plan in parse_rows([row], NOW)] == [status]


@pytest.mark.parametrize(
    ("cells", "kind", "rejected"),
    [
        (
            {"cote_rue_id": None},
            AnomalyKind.MALFORMED_ROW,
            RejectedRow(1, "cote_rue_id", "", "the record names no side"),
        ),
        (
            {"cote_rue_id": "\ud800"},
            AnomalyKind.MALFORMED_ROW,
            RejectedRow(1, "cote_rue_id", "\ud800", "this is no side's id"),
        ),
        (
            {"etat_deneig": None},
            AnomalyKind.MALFORMED_ROW,
            RejectedRow(1, "etat_deneig", "", "the record has no status"),
        ),
        (
            {"etat_deneig": "7"},
            AnomalyKind.UNKNOWN_STATUS,
            RejectedRow(1, "etat_deneig", "7", "the status is none of 0, 1, 2, 3, 4, 5, 10"),
        ),
        (
            {"date_deb_planif": None, "date_fin_planif": None},
            AnomalyKind.NO_USABLE_PERIOD,
            RejectedRow(1, "date_deb_planif", "", "the status needs this period, it has no dates"),
        ),
        (
            {"date_fin_planif": None},
            AnomalyKind.NO_USABLE_PERIOD,
            RejectedRow(1, "date_fin_planif", "", "the period lacks this end"),
        ),
        (
            {"etat_deneig": "3"},
            AnomalyKind.NO_USABLE_PERIOD,
            RejectedRow(1, "date_deb_replanif", "", "the status needs this period, it has no dates"),
        ),
        (
            {"date_deb_planif": "23/11/2026 19h"},
            AnomalyKind.MALFORMED_ROW,
            RejectedRow(1, "date_deb_planif", "23/11/2026 19h", "this is no date and time such as 2026-11-23T19:00:00"),
        ),
        (
            {"date_fin_planif": "2026-11-31T07:00:00"},
            AnomalyKind.MALFORMED_ROW,
            RejectedRow(
                1, "date_fin_planif", "2026-11-31T07:00:00", "this is no date and time such as 2026-11-23T19:00:00"
            ),
        ),
        (
            {"date_fin_planif": "2026-11-23T07:00:00"},
            AnomalyKind.OUT_OF_BOUNDS,
            RejectedRow(
                1, "date_deb_planif", "2026-11-23T19:00:00 to 2026-11-23T07:00:00", "the end is before the start"
            ),
        ),
        (
            {"date_fin_planif": "9999-12-31T23:59:59-05:00"},
            AnomalyKind.MALFORMED_ROW,
            RejectedRow(
                1,
                "date_fin_planif",
                "9999-12-31T23:59:59-05:00",
                "this is no date and time such as 2026-11-23T19:00:00",
            ),
        ),
        (
            {"date_deb_planif": "9999-12-31T12:00:00", "date_fin_planif": "9999-12-31T23:59:59"},
            AnomalyKind.MALFORMED_ROW,
            RejectedRow(
                1, "date_fin_planif", "9999-12-31T23:59:59", "this is no date and time such as 2026-11-23T19:00:00"
            ),
        ),
    ],
)
def test_unusable_row_is_rejected_with_its_place(
    cells: dict[str, str | None], kind: AnomalyKind, rejected: RejectedRow
) -> None:
    batch = parse_rows([replace(PLANNED_ROW, **cells)], NOW)
    assert (batch.plans, batch.rejected, batch.rows) == ((), (rejected,), 1)
    assert [anomaly.kind for anomaly in batch.anomalies] == [kind]


def test_bad_row_does_not_lose_the_others() -> None:
    bad = replace(PLANNED_ROW, cote_rue_id="2", date_fin_planif=None)
    batch = parse_rows([bad, PLANNED_ROW, replace(bad, cote_rue_id="3")], NOW)
    assert (batch.plans, [row.line for row in batch.rejected]) == ((PLANNED,), [1, 3])


@pytest.mark.parametrize("status", [LoadingStatus.SNOWY, LoadingStatus.CLEARED, LoadingStatus.DEFERRED])
@pytest.mark.parametrize("end", [None, "soon", "2026-11-22T07:00:00", "2027-11-22T07:00:00"])
def test_cancellation_counts_whatever_its_old_dates(status: LoadingStatus, end: str | None) -> None:
    batch = parse_rows([replace(PLANNED_ROW, etat_deneig=str(status.value), date_fin_planif=end)], NOW)
    assert batch.plans == (Plan(SIDE, status, updated_at=UPDATED_AT),)
    assert (batch.rejected, len(batch.anomalies)) == ((), 1)


def test_loading_in_progress_counts_without_dates() -> None:
    row = replace(PLANNED_ROW, etat_deneig="5", date_deb_planif=None, date_fin_planif=None)
    plan = Plan(SIDE, LoadingStatus.IN_PROGRESS, updated_at=UPDATED_AT)
    assert parse_rows([row], NOW) == PlanBatch((plan,), rows=1)


def test_period_long_over_is_kept() -> None:
    row = replace(PLANNED_ROW, date_deb_planif="2026-11-01T07:00:00", date_fin_planif="2026-11-01T19:00:00")
    assert parse_rows([row], NOW).plans[0].planned == Period(
        datetime(2026, 11, 1, 12, tzinfo=UTC), datetime(2026, 11, 2, 0, tzinfo=UTC)
    )


def test_side_that_nobody_knows_is_kept_and_noted() -> None:
    known = frozenset({StreetSideId("1")})
    note = Anomaly(AnomalyKind.UNKNOWN_SIDE, SIDE, "the street file has no such side")
    assert parse_rows([PLANNED_ROW], NOW, known) == PlanBatch((PLANNED,), anomalies=(note,), rows=1)
    assert parse_rows([PLANNED_ROW], NOW, {SIDE}) == PlanBatch((PLANNED,), rows=1)


def test_time_in_the_spring_gap_moves_forward_and_is_noted() -> None:
    row = replace(PLANNED_ROW, date_deb_planif="2027-03-14T02:30:00", date_fin_planif="2027-03-14T07:00:00")
    batch = parse_rows([row], datetime(2027, 3, 13, 15, tzinfo=UTC))
    assert batch.plans[0].planned == Period(
        datetime(2027, 3, 14, 7, 30, tzinfo=UTC), datetime(2027, 3, 14, 11, tzinfo=UTC)
    )
    detail = "date_deb_planif 2027-03-14T02:30:00 was taken as 2027-03-14T07:30Z"
    assert batch.anomalies == (Anomaly(AnomalyKind.SPRING_GAP, SIDE, detail),)


def test_time_in_the_autumn_fold_makes_the_longer_ban_and_is_noted() -> None:
    row = replace(
        PLANNED_ROW,
        date_deb_planif="2026-11-01T01:00:00",
        date_fin_planif="2026-11-01T01:30:00",
        date_maj="2026-10-31T12:00:00",
    )
    batch = parse_rows([row], datetime(2026, 10, 31, 17, tzinfo=UTC))
    assert batch.plans[0].planned == Period(
        datetime(2026, 11, 1, 5, tzinfo=UTC), datetime(2026, 11, 1, 6, 30, tzinfo=UTC)
    )
    assert [anomaly.kind for anomaly in batch.anomalies] == [AnomalyKind.AUTUMN_FOLD, AnomalyKind.AUTUMN_FOLD]


def test_time_with_an_offset_is_taken_at_its_word() -> None:
    row = replace(PLANNED_ROW, date_deb_planif="2026-11-24T00:00:00Z", date_fin_planif="2026-11-24T07:00:00-05:00")
    assert parse_rows([row], NOW) == PlanBatch((PLANNED,), rows=1)


@pytest.mark.parametrize(
    ("updated", "kind"),
    [("2099-01-01T00:00:00", AnomalyKind.OUT_OF_BOUNDS), ("yesterday", AnomalyKind.MALFORMED_ROW)],
)
def test_impossible_time_of_change_does_not_lose_the_ban(updated: str, kind: AnomalyKind) -> None:
    batch = parse_rows([replace(PLANNED_ROW, date_maj=updated)], NOW)
    assert batch.plans == (replace(PLANNED, updated_at=None),)
    assert [anomaly.kind for anomaly in batch.anomalies] == [kind]


def test_side_that_stands_twice_keeps_its_latest_row() -> None:
    cleared = replace(PLANNED_ROW, etat_deneig="1", date_maj="2026-11-23T09:59:17")
    batch = parse_rows([cleared, PLANNED_ROW], NOW)
    assert [plan.status for plan in batch] == [LoadingStatus.CLEARED]
    assert [anomaly.kind for anomaly in batch.anomalies] == [AnomalyKind.DUPLICATE_SIDE]


@given(rows=st.lists(st.builds(RawPlanifNeige, *([cells] * len(COLUMNS))), max_size=5))
def test_every_row_is_a_plan_or_rejected(rows: list[RawPlanifNeige]) -> None:
    sides = [replace(row, cote_rue_id=str(number)) for number, row in enumerate(rows, start=1)]
    batch = parse_rows(sides, NOW)
    assert sorted([int(plan.side_id) for plan in batch] + [row.line or 0 for row in batch.rejected]) == [
        *range(1, len(rows) + 1)
    ]


@given(rows=st.lists(st.builds(RawPlanifNeige, *([cells] * len(COLUMNS))), max_size=5))
def test_whatever_the_cells_there_is_one_plan_per_side(rows: list[RawPlanifNeige]) -> None:
    batch = parse_rows(rows, NOW)
    sides = [plan.side_id for plan in batch]
    assert (batch.rows, len(sides)) == (len(rows), len(set(sides)))
