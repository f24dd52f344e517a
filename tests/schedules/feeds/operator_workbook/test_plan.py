"""A workbook says the same as the CSV of its cells; what has no such text is refused."""

from datetime import date, datetime, time

import pytest
from openpyxl import Workbook

from schedules.feeds.operator_csv.plan import read_plan_csv
from schedules.feeds.operator_workbook.plan import read_plan_workbook
from schedules.model import Anomaly, AnomalyKind, PlanBatch
from tests.schedules.small_city import NOW, SmallCity
from tests.schedules.workbooks import changed, saved, workbook

HEADER: list[object] = ["cote_rue_id", "voie", "etat", "debut", "fin", "motif"]
NIGHT: list[object] = [datetime(2026, 11, 23, 19), datetime(2026, 11, 24, 7)]  # noqa: DTZ001 - as a sheet has it
SAID = "2026-11-23 19:00;2026-11-24 07:00"


def read(content: bytes) -> PlanBatch:
    return read_plan_workbook(content, SmallCity(), NOW)


def from_csv(*rows: str) -> PlanBatch:
    text = "\n".join(["cote_rue_id;voie;etat;debut;fin;motif", *rows, ""])
    return read_plan_csv(text.encode(), SmallCity(), NOW)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (["100", None, 2, *NIGHT, "Tempête"], f"100;;2;{SAID};Tempête"),
        ([100, None, 2.0, *NIGHT], f"100;;2;{SAID};"),
        ([None, "rue de l'Église", "planifié", *NIGHT], f";rue de l'Église;planifié;{SAID};"),
        (["100", None, None, 46349 + 19 / 24, 46350 + 7 / 24], f"100;;;{SAID};"),
        (["100", None, 2, "2026-11-23 19h", "24/11/2026 7h"], f"100;;2;{SAID};"),
        (["100", None, 2, NIGHT[0], datetime(2026, 11, 24, 0)], "100;;2;2026-11-23 19:00;2026-11-24 00:00;"),  # noqa: DTZ001
    ],
)
def test_row_says_what_its_csv_says(row: list[object], said: str) -> None:
    expected = from_csv(said)
    assert expected.plans
    assert read(workbook(HEADER, row)) == expected


@pytest.mark.parametrize(
    ("row", "column", "value", "reason"),
    [
        (["100", None, True, *NIGHT], "etat", "TRUE", "the cell holds a yes or no"),
        (["100", None, "#N/A", *NIGHT], "etat", "#N/A", "the cell holds an error"),
        (["100", None, "=1+1", *NIGHT], "etat", "=", "the cell has a formula and no stored result"),
        (["100", None, 2, date(2026, 11, 23), NIGHT[1]], "debut", "2026-11-23", "the hour is missing"),
        (["100", None, 2, 46349, NIGHT[1]], "debut", "2026-11-23", "the hour is missing"),
        (["100", None, 2, time(19), NIGHT[1]], "debut", "19:00", "the date is missing"),
        (["100", None, 2, 46349.79, NIGHT[1]], "debut", "46349.79", "this number would be 2026-11-23 18:57:36"),
        (["100", None, 2, 7, NIGHT[1]], "debut", "7", "this is a number, not a date and time"),
        ([1e20, None, 2, *NIGHT], "cote_rue_id", "1.000000E+20", "a spreadsheet has turned this id into a number"),
        (["100", "x" * 10_001, 2, *NIGHT], None, "x" * 80, "the row is longer than 10,000 characters"),
    ],
)
def test_cell_that_says_nothing_certain_is_refused(
    row: list[object], column: str | None, value: str, reason: str
) -> None:
    batch = read(workbook(HEADER, ["101", None, 2, *NIGHT], row))
    assert [(one.line, one.column, one.value, one.reason) for one in batch.rejected] == [(3, column, value, reason)]
    assert [plan.side_id for plan in batch] == ["101"]


def test_header_may_stand_below_a_title_and_lines_are_the_sheet_s() -> None:
    batch = read(workbook(["Plan de déneigement"], [], HEADER, ["100", None, 7, *NIGHT]))
    assert [(row.line, row.column) for row in batch.rejected] == [(4, "etat")]


def test_columns_that_we_do_not_know_are_not_looked_at() -> None:
    batch = read(workbook([*HEADER, "notre note"], ["100", None, 2, *NIGHT, None, "#N/A"]))
    assert [plan.side_id for plan in batch] == ["100"]


def test_first_visible_sheet_with_our_columns_is_read_and_others_are_noted() -> None:
    book = Workbook()
    notes = book.active
    assert notes is not None
    notes.append(["Bonjour"])
    hidden, plan, other = (book.create_sheet(name) for name in ("Vieux", "Plan", "Verdun"))
    hidden.sheet_state = "hidden"
    for sheet, side in ((hidden, "300"), (plan, "100"), (other, "200")):
        sheet.append(HEADER)
        sheet.append([side, None, 2, *NIGHT])
    batch = read(saved(book))
    detail = "the sheet 'Verdun' holds a plan too and was not read; send each sheet in its own file"
    assert batch.anomalies == (Anomaly(AnomalyKind.MALFORMED_ROW, None, detail),)
    assert [plan.side_id for plan in batch] == ["100"]


def test_days_counted_from_1904_are_the_same_days() -> None:
    book = Workbook()
    book.epoch = datetime(1904, 1, 1)  # noqa: DTZ001 - as a sheet has it
    sheet = book.active
    assert sheet is not None
    sheet.append(HEADER)
    sheet.append(["100", None, 2, *NIGHT])
    assert read(saved(book)).plans == from_csv(f"100;;2;{SAID};").plans


def test_formula_with_a_stored_result_is_read_by_it() -> None:
    def calculate(entries: dict[str, bytes]) -> None:
        sheet = entries["xl/worksheets/sheet1.xml"]
        assert b"<f>1+1</f><v" in sheet
        entries["xl/worksheets/sheet1.xml"] = sheet.replace(b"<f>1+1</f><v />", b"<f>1+1</f><v>2</v>").replace(
            b"<f>1+1</f><v></v>", b"<f>1+1</f><v>2</v>"
        )

    content = changed(workbook(HEADER, ["100", None, "=1+1", *NIGHT]), calculate)
    assert read(content) == from_csv(f"100;;2;{SAID};")
