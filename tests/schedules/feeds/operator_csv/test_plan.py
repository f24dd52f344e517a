from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.model import StreetSideId
from schedules.feeds.operator_csv.plan import read_plan_csv
from schedules.model import Anomaly, AnomalyKind, LoadingStatus, Period, Plan, PlanBatch, RejectedRow
from schedules.plan_table.reading import MOST_SIDES
from schedules.plan_table.unusable import UnusableFileError
from tests.schedules.small_city import CITY_SIDES, NOW, SmallCity

TONIGHT = Period(datetime(2026, 11, 24, 0, tzinfo=UTC), datetime(2026, 11, 24, 12, tzinfo=UTC))
TOMORROW = Period(datetime(2026, 11, 24, 12, tzinfo=UTC), datetime(2026, 11, 25, 0, tzinfo=UTC))
START, END = "2026-11-23 19:00", "2026-11-24 07:00"
HEADER = "cote_rue_id;etat;debut;fin\n"


def _read(text: str, *, day_first: bool = False) -> PlanBatch:
    return read_plan_csv(text.encode(), SmallCity(), NOW, day_first=day_first)


def _plan(side_id: str, status: LoadingStatus = LoadingStatus.PLANNED, period: Period | None = TONIGHT) -> Plan:
    replanned = status is LoadingStatus.REPLANNED
    return Plan(StreetSideId(side_id), status, None if replanned else period, period if replanned else None)


def _only_rejected(row: str, header: str = HEADER) -> RejectedRow:
    batch = _read(f"{header}{row}\n101;2;{START};{END}\n")
    assert batch.plans == (_plan("101"),)
    assert batch.rows == 2
    (rejected,) = batch.rejected
    return rejected


def test_plan_file_in_french_gives_plans_by_side() -> None:
    batch = _read(
        "Opération;Secteur;Voie;De;À;Côté;État;Début;Fin;Motif\n"
        "OP-7;;rue de l'Église;1;120;pair;planifié;23/11/2026 19h;24/11/2026 7h;Tempête\n"
        "OP-7;CDN-1;;;;impair;replanifié;24/11/2026 07h00;24/11/2026 19h00;\n"
    )
    assert batch == PlanBatch(
        (
            Plan(StreetSideId("00400"), LoadingStatus.REPLANNED, None, TOMORROW, operation="OP-7"),
            Plan(StreetSideId("100"), LoadingStatus.PLANNED, TONIGHT, operation="OP-7", reason="Tempête"),
            Plan(StreetSideId("102"), LoadingStatus.PLANNED, TONIGHT, operation="OP-7", reason="Tempête"),
            Plan(StreetSideId("201"), LoadingStatus.REPLANNED, None, TOMORROW, operation="OP-7"),
        ),
        rows=2,
    )


def test_plan_file_in_english_gives_plans_by_side() -> None:
    batch = _read(
        "end,start,status,side,to,from,street,borough,reason\n"
        "2026-11-24T12:00Z,2026-11-23T19:00-05:00,planned,odd,,,rue de l'Eglise,,storm\n"
    )
    plan = Plan(StreetSideId("101"), LoadingStatus.PLANNED, TONIGHT, reason="storm")
    assert batch == PlanBatch((plan,), rows=1)


@pytest.mark.parametrize(
    ("row", "plan"),
    [
        (f"100;2;{START};{END}", _plan("100")),
        (f"100;3;{START};{END}", _plan("100", LoadingStatus.REPLANNED)),
        (f"100;5;{START};{END}", _plan("100", LoadingStatus.IN_PROGRESS)),
        ("100;5;;", _plan("100", LoadingStatus.IN_PROGRESS, None)),
        (f"100;5;{START};", _plan("100", LoadingStatus.IN_PROGRESS, None)),
        (f"100;4;{START};{END}", _plan("100", LoadingStatus.DEFERRED, None)),
        ("100;0;31/31/31;never", _plan("100", LoadingStatus.SNOWY, None)),
        ("100;1", _plan("100", LoadingStatus.CLEARED, None)),
        ("100;10;;", _plan("100", LoadingStatus.BETWEEN_LOADINGS, None)),
        (f"100;;{START};{END}", _plan("100")),
        (f"100;annulé;{START};{END}", _plan("100", LoadingStatus.SNOWY, None)),
    ],
)
def test_state_decides_which_period_a_plan_has(row: str, plan: Plan) -> None:
    assert _read(f"{HEADER}{row}\n") == PlanBatch((plan,), rows=1)


def test_file_without_a_state_column_is_a_plan() -> None:
    assert _read(f"side_id,start,end\n100,{START},{END}\n") == PlanBatch((_plan("100"),), rows=1)


def test_date_is_day_first_when_the_caller_declares_it() -> None:
    text = f"{HEADER}100;2;06/12/2026 19h;07/12/2026 07h\n"
    (rejected,) = _read(text).rejected
    assert rejected == RejectedRow(
        2,
        "debut",
        "06/12/2026 19h",
        "the day and the month cannot be told apart",
        "write 2026-12-06 or 2026-06-12, or declare the day-first form",
    )
    period = Period(datetime(2026, 12, 7, 0, tzinfo=UTC), datetime(2026, 12, 7, 12, tzinfo=UTC))
    assert _read(text, day_first=True) == PlanBatch((_plan("100", period=period),), rows=1)


CHECK = "check the day, month and year"
MIDNIGHT = "a ban over midnight ends on the next day"
EXAMPLE = "write it like 2026-11-23 19:00"


@pytest.mark.parametrize(
    ("row", "rejected"),
    [
        (f"100;2;;{END}", RejectedRow(2, "debut", "", "the date is blank", EXAMPLE)),
        (f"100;3;{START};", RejectedRow(2, "fin", "", "the date is blank", EXAMPLE)),
        ("100;;;", RejectedRow(2, "debut", "", "the date is blank", EXAMPLE)),
        (
            "100;2;2026-11-23 19:00;2026-11-23 07:00",
            RejectedRow(2, "fin", "2026-11-23 07:00", "the end is before the start", MIDNIGHT),
        ),
        (
            f"100;2;{START};{START}",
            RejectedRow(2, "fin", START, "the end is the start, the period has no length", MIDNIGHT),
        ),
        (
            "100;2;2026-11-23 19:00;2027-01-02 19:00",
            RejectedRow(2, "fin", "2027-01-02 19:00", "the period lasts 40 days, more than 48 h", CHECK),
        ),
        (
            "100;2;2027-11-23 19:00;2027-11-24 07:00",
            RejectedRow(2, "debut", "2027-11-23 19:00", "the start is 365 days 9 h ahead, more than 21 days", CHECK),
        ),
        (
            "100;2;2026-11-16 19:00;2026-11-17 07:00",
            RejectedRow(2, "fin", "2026-11-17 07:00", "the end is 6 days 3 h in the past, more than 24 h", CHECK),
        ),
        (
            f"100;7;{START};{END}",
            RejectedRow(
                2, "etat", "7", "this is no state of a loading", "write one of 0, 1, 2, 3, 4, 5, 10, or its name"
            ),
        ),
        (f"100;2.0;{START};{END}", RejectedRow(2, "etat", "2.0", "a state is a whole number", "write 2", "2")),
        (
            f";2;{START};{END}",
            RejectedRow(
                2,
                "cote_rue_id",
                "",
                "the row does not say which sides of street",
                "write an id, a street, a borough or a sector, or * as the street for the whole city",
            ),
        ),
        (
            f"{'A' * 300};2;{START};{END}",
            RejectedRow(
                2,
                "cote_rue_id",
                "A" * 80,
                "this cannot be the id of a side of street",
                "write the id as the city's street file has it",
            ),
        ),
    ],
)
def test_bad_row_is_rejected_by_place_and_reason_and_loses_no_other(row: str, rejected: RejectedRow) -> None:
    assert _only_rejected(row) == rejected


def test_sides_of_a_row_rejected_for_its_dates_are_kept_and_not_absent() -> None:
    batch = _read(f"secteur;cote_rue_id;debut;fin\nROS-1;;{START};\n;101;{START};{END}\n")
    assert (batch.plans, batch.kept_sides, batch.names_all_sides) == ((_plan("101"),), frozenset({"100"}), True)


@pytest.mark.parametrize("row", [f"=100;2;{START};{END}", f";2;{START};{END}", '"100;2', "1\0;2", "100;2;a;b;c"])
def test_row_whose_sides_cannot_be_told_leaves_none_absent(row: str) -> None:
    batch = _read(f"{HEADER}{row}\n101;2;{START};{END}\n")
    assert (batch.plans, batch.kept_sides, batch.names_all_sides) == ((_plan("101"),), frozenset(), False)


def test_rejected_row_names_the_column_as_the_file_wrote_it() -> None:
    rejected = _only_rejected(f"100;neige;{START};{END}", "Côté rue ID;  État  ;Début;Fin\n")
    assert (rejected.column, rejected.value) == ("État", "neige")


def test_rejected_rows_are_named_by_the_physical_line_on_which_they_start() -> None:
    text = f'cote_rue_id;etat;debut;fin;motif\n100;2;{START};{END};"a\nb"\n\n101;8;{START};{END};\n102;8;;;"c\nd"\n'
    assert [(row.line, row.value) for row in _read(text).rejected] == [(5, "8"), (6, "8")]


def test_side_that_the_city_does_not_have_is_kept_and_noted() -> None:
    detail = "line 2: the city's street file has no side 0100; the plan is kept"
    assert _read(f"{HEADER}0100;2;{START};{END}\n") == PlanBatch(
        (_plan("0100"),), anomalies=(Anomaly(AnomalyKind.UNKNOWN_SIDE, StreetSideId("0100"), detail),), rows=1
    )


def test_column_that_is_not_known_is_ignored_and_noted() -> None:
    detail = "the column 'Contremaître' is not known and was ignored"
    assert _read(f"cote_rue_id;Contremaître;debut;fin\n100;Léo;{START};{END}\n") == PlanBatch(
        (_plan("100"),), anomalies=(Anomaly(AnomalyKind.MALFORMED_ROW, None, detail),), rows=1
    )


def test_time_in_the_autumn_fold_makes_the_longer_ban_and_is_noted() -> None:
    now = datetime(2026, 10, 31, 12, tzinfo=UTC)
    batch = read_plan_csv(f"{HEADER}100;2;2026-11-01 01:30;2026-11-01 01:30\n".encode(), SmallCity(), now)
    period = Period(datetime(2026, 11, 1, 5, 30, tzinfo=UTC), datetime(2026, 11, 1, 6, 30, tzinfo=UTC))
    detail = "line 2: the clocks show this time twice that night; a start is the earlier, an end the later"
    anomaly = Anomaly(AnomalyKind.AUTUMN_FOLD, None, detail)
    assert batch == PlanBatch((_plan("100", period=period),), anomalies=(anomaly,), rows=1)


def test_time_in_the_spring_gap_is_refused_with_the_time_that_exists() -> None:
    now = datetime(2027, 3, 13, 12, tzinfo=UTC)
    batch = read_plan_csv(f"{HEADER}100;2;2027-03-14T02:30;2027-03-14T07:00\n".encode(), SmallCity(), now)
    reason = "the clocks skip this time, they go forward that night"
    rejected = RejectedRow(2, "debut", "2027-03-14T02:30", reason, "write 2027-03-14 03:30")
    assert batch == PlanBatch((), (rejected,), rows=1, kept_sides=frozenset({StreetSideId("100")}))


def test_same_row_twice_is_one_plan() -> None:
    row = f"100;2;{START};{END}\n"
    assert _read(HEADER + row + row) == PlanBatch((_plan("100"),), rows=2)


def test_rows_that_disagree_are_settled_as_for_any_source() -> None:
    batch = _read(f"{HEADER}100;2;{START};{END}\n100;2;2026-11-23 20:00;2026-11-24 08:00\n")
    hull = Period(TONIGHT.starts_at, datetime(2026, 11, 24, 13, tzinfo=UTC))
    assert batch.plans == (_plan("100", period=hull),)
    assert [anomaly.kind for anomaly in batch.anomalies] == [AnomalyKind.DISAGREEING_DUPLICATES]


@pytest.mark.parametrize("word", ["*", "toute la ville", "Ville entière", "WHOLE CITY"])
def test_whole_city_is_planned_by_its_word(word: str) -> None:
    batch = _read(f"voie;debut;fin\n{word};{START};{END}\n")
    assert batch == PlanBatch(
        tuple(_plan(side.side_id) for side in sorted(CITY_SIDES, key=lambda s: s.side_id)), rows=1
    )


def test_order_of_columns_and_rows_makes_no_difference() -> None:
    one = _read(f"cote_rue_id;debut;fin\n100;{START};{END}\n200;{START};{END}\n")
    other = _read(f"fin;cote_rue_id;debut\n{END};200;{START}\n{END};100;{START}\n")
    assert one == other


def test_rows_that_name_the_city_again_and_again_refuse_the_file() -> None:
    city = SmallCity([replace(CITY_SIDES[0], side_id=StreetSideId(str(number))) for number in range(20_000)])
    rows = MOST_SIDES // 20_000
    with pytest.raises(UnusableFileError) as refusal:
        read_plan_csv(("voie;debut;fin\n" + f"*;{START};{END}\n" * (rows + 1)).encode(), city, NOW)
    assert refusal.value.place == f"line {rows + 2}"


def test_hundred_thousand_bad_rows_are_each_reported() -> None:
    batch = _read(HEADER + "=1+1;9;x;y\n" * 100_000)
    assert (batch.rows, len(batch.rejected), batch.plans) == (100_000, 100_000, ())


def test_header_problem_names_its_line() -> None:
    with pytest.raises(UnusableFileError) as refusal:
        _read(f"sep=;\n\ncote_rue_id;debut\n100;{START}\n")
    assert refusal.value.place == "line 3"


ROW_PARTS = st.sampled_from(
    ["100", "2", START, END, ";", ";", ";", "\n", '"', "\r", "\0", "=", "*", "é", "\xa0", "\ufeff", ","]
)


@settings(deadline=None)
@given(st.lists(ROW_PARTS, max_size=40).map("".join), st.sampled_from(["utf-8", "utf-16", "cp1252"]))
def test_any_rows_are_accounted_for_or_the_file_is_refused(text: str, encoding: str) -> None:
    content = f"cote_rue_id;etat;debut;fin;voie\n{text}".encode(encoding, errors="replace")
    try:
        batch = read_plan_csv(content, SmallCity(), NOW)
    except UnusableFileError as refusal:
        assert refusal.suggestion  # noqa: PT017 - either outcome is right, both are checked
    else:
        assert {row.line for row in batch.rejected} <= set(range(2, text.count("\n") + text.count("\r") + 3))
        assert len({row.line for row in batch.rejected}) == len(batch.rejected)
        assert batch.rows >= len(batch.rejected)
        assert batch.plans or len(batch.rejected) == batch.rows
