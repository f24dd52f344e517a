"""The corrected file: what is certain is put right, what is not says why, and it can be loaded again."""

import csv
import io

import pytest
from openpyxl import Workbook

from infoneige.clock import FakeClock
from infoneige.desk.corrected_file import corrected_file
from infoneige.desk.job import work
from infoneige.desk.reading import read_plan
from infoneige.storage import loads
from infoneige.storage.database import Database
from schedules.model import PlanBatch, RejectedRow
from tests.infoneige.desk.test_job import brought, load_of, weighed
from tests.schedules.small_city import NOW, SmallCity

HEADER = ["cote_rue_id", "voie", "de", "etat", "debut", "fin", "motif", "notre colonne"]
START, END = "2026-11-23 19:00", "2026-11-24 07:00"
NIGHT = [START, END]
CERTAIN = [
    ["100", "", "", "2.0", *NIGHT, "Tempête; suite", "a"],
    ["100", "", "", "2", "46349.791666667", "2026-11-24 7am", "", ""],
    ["101", "", "", "2,0", "2026-11-23 7pm", "2026-11-23 24:00", "", ""],
    ["", "rue de l'Église", "120.0", "2", *NIGHT, "", ""],
]
GOOD = ["200", "", "", "2", *NIGHT, "", "b"]
BAD = [
    ["201", "", "", "7", *NIGHT, "", ""],
    ["201", "", "", "2", "19h", END, "", ""],
    ["=cmd|' /C calc'!A0", "", "", "2", *NIGHT, "-3 °C", ""],
    ["201", "", "", "2", "46349.79", END, "", ""],
    ["201", "", "", "2", "03/04/2026 7pm", END, "", ""],
]


def as_csv(rows: list[list[str]], delimiter: str = ";") -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows([HEADER, *rows])
    return text.getvalue().encode()


def corrected(database: Database, content: bytes) -> bytes:
    load_id = brought(database, content)
    work(database, SmallCity(), load_id, FakeClock(NOW), weighed)
    found = corrected_file(database, SmallCity(), load_of(database, load_id), now=NOW, words=as_it_is)
    assert found is not None
    return "".join(found).encode()


def as_it_is(row: RejectedRow) -> RejectedRow:
    return row


def table(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def read(content: bytes) -> PlanBatch:
    return read_plan(content, SmallCity(), NOW, day_first=False)


def test_what_is_certain_is_put_right_and_every_row_keeps_its_place(database: Database) -> None:
    header, *rows = table(corrected(database, as_csv([*CERTAIN, GOOD, *BAD])))
    assert header == [*HEADER, "erreur"]
    assert rows[:5] == [
        ["100", "", "", "2", *NIGHT, "Tempête; suite", "a", ""],
        ["100", "", "", "2", START, "2026-11-24 07:00", "", "", ""],
        ["101", "", "", "2", START, "2026-11-24 00:00", "", "", ""],
        ["", "rue de l'Église", "120", "2", *NIGHT, "", "", ""],
        [*GOOD, ""],
    ]
    assert [row[-1].partition(":")[0] for row in rows[5:]] == ["etat", "debut", "cote_rue_id", "debut", "debut"]
    assert rows[5][-1].startswith("etat: this is no state of a loading; write one of 0, 1, 2")
    assert [row[0] for row in rows[5:]] == ["201", "201", "'=cmd|' /C calc'!A0", "201", "201"]
    assert rows[7][6] == "'-3 °C"


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_corrected_file_loads_without_what_was_put_right(database: Database, delimiter: str) -> None:
    again = read(corrected(database, as_csv([*CERTAIN, GOOD, *BAD], delimiter)))
    assert [row.line for row in again.rejected] == [7, 8, 9, 10, 11]
    assert [plan.side_id for plan in again] == ["100", "101", "102", "200"]


def test_file_without_fault_comes_back_as_it_was(database: Database) -> None:
    back = corrected(database, as_csv([GOOD]))
    assert table(back) == [[*HEADER, "erreur"], [*GOOD, ""]]
    twice = corrected(database, back)
    assert table(twice) == table(back)


def test_row_that_is_broken_as_text_is_kept_to_look_at(database: Database) -> None:
    content = as_csv([GOOD]) + b'100;"rue;;2;2026-11-23 19:00;2026-11-24 07:00;;\n'
    rows = table(corrected(database, content))
    assert rows[2][0].startswith('100;"rue;;2')
    assert rows[2][-1].startswith("a quote that opens on this line is not closed")


def test_workbook_is_corrected_as_csv(database: Database) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(HEADER)
    sheet.append(GOOD)
    sheet.append(["101", None, None, "2", "2026-11-23 7pm", "2026-11-24 7am"])
    sheet.append(["101", None, None, True])
    content = io.BytesIO()
    book.save(content)
    header, good, fixed, bad = table(corrected(database, content.getvalue()))
    assert (header, good[:6]) == ([*HEADER, "erreur"], GOOD[:6])
    assert fixed == ["101", "", "", "2", *NIGHT, "", "", ""]
    assert (bad[3], bad[-1]) == ("TRUE", "etat: the cell holds a yes or no; type the value as text")


def test_forgotten_file_cannot_be_corrected(database: Database) -> None:
    load_id = brought(database)
    with database.transaction() as connection:
        loads.forget_staging(database, connection, load_id)
    assert corrected_file(database, SmallCity(), load_of(database, load_id), now=NOW, words=as_it_is) is None
