import gzip
import io
import zipfile

import pytest

from schedules.feeds.operator_csv.table import read_table
from schedules.model import RejectedRow
from schedules.plan_table.limits import LARGEST_FILE, MOST_ROWS
from schedules.plan_table.raw_row import RawRow
from schedules.plan_table.unusable import UnusableFileError

UNCLOSED = "a quote that opens on this line is not closed, or not at the end of its cell"
OLD_EXCEL = "an old Excel workbook (.xls), or one with a password"
CLOSE_IT = "close the quote, or write a quote inside a cell twice"


def _rows(content: bytes) -> list[RawRow | RejectedRow]:
    return list(read_table(content, frozenset, {"id", "state", "why"}.__contains__).rows())


def _refusal(content: bytes) -> UnusableFileError:
    with pytest.raises(UnusableFileError) as refusal:
        _rows(content)
    return refusal.value


def _zip() -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("../../etc/x", "0" * 1000)
    return archive.getvalue()


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
def test_table_reads_each_delimiter_and_line_end(delimiter: str, end: str) -> None:
    text = f"id;state{end}1;2{end}3;4".replace(";", delimiter)
    assert _rows(text.encode()) == [RawRow(2, ("1", "2")), RawRow(3, ("3", "4"))]


def test_table_reads_mixed_line_ends_and_counts_them_as_lines() -> None:
    assert _rows(b"id;state\r\n1;2\r3;4\n\n5;6\r\n") == [
        RawRow(2, ("1", "2")),
        RawRow(3, ("3", "4")),
        RawRow(5, ("5", "6")),
    ]


@pytest.mark.parametrize("first", [b"sep=;\r\n", b'"sep=;"\n', b"SEP=;\n", b"\n \nsep=;\n"])
def test_table_obeys_excels_sep_line(first: bytes) -> None:
    rows = _rows(first + b"id;state,\n1,5;2\n")
    assert rows == [RawRow(first.count(b"\n") + 2, ("1,5", "2"))]


def test_table_tells_the_delimiter_by_the_columns_that_it_knows() -> None:
    assert _rows(b"id;state (a, b, c, d)\n1;2,5\n") == [RawRow(2, ("1", "2,5"))]


def test_quoted_cell_may_hold_delimiters_quotes_and_lines() -> None:
    assert _rows(b'id;why\n1;"a;b ""c""\nd"\n2;e\n') == [RawRow(2, ("1", 'a;b "c"\nd')), RawRow(4, ("2", "e"))]


def test_blank_rows_are_left_out() -> None:
    assert _rows(b"id;state\n;\n  ;\n1;2\n\n;;;\n") == [RawRow(4, ("1", "2"))]


def test_row_with_fewer_cells_is_kept_for_its_blank_end_may_be_right() -> None:
    assert _rows(b"id;state;why\n1;2\n3;4;\n") == [RawRow(2, ("1", "2")), RawRow(3, ("3", "4", ""))]


def test_row_with_more_cells_is_rejected() -> None:
    reason = "the row has 3 cells, the header 2"
    assert _rows(b"id,state\n1,2,5\n") == [
        RejectedRow(2, None, "1,2,5", reason, "put quotes around a cell that contains ','")
    ]


def test_file_that_ends_inside_a_row_loses_that_row_only() -> None:
    reason = "the file ends inside this row, after 1 of 2 cells"
    assert _rows(b"id;state\n1;2\n34") == [
        RawRow(2, ("1", "2")),
        RejectedRow(3, None, "34", reason, "send the whole file again"),
    ]


def test_unclosed_quote_costs_its_own_row_and_no_other() -> None:
    tail = "".join(f"{number};0\n" for number in range(20))
    rows = _rows(f'id;state\n1;2\n"3;4\n{tail}'.encode())
    assert rows[:3] == [
        RawRow(2, ("1", "2")),
        RejectedRow(3, None, '"3;4', UNCLOSED, CLOSE_IT),
        RawRow(4, ("0", "0")),
    ]
    assert len(rows) == 22


def test_unclosed_quote_that_meets_the_next_one_swallows_no_row() -> None:
    assert _rows(b'id;why\n1;"a\n2;"b"\n3;c\n') == [
        RejectedRow(2, None, '1;"a', UNCLOSED, CLOSE_IT),
        RawRow(3, ("2", "b")),
        RawRow(4, ("3", "c")),
    ]


def test_nul_byte_costs_its_row() -> None:
    assert _rows(b"id;state\n1\x00;2\n3;4\n") == [
        RejectedRow(2, None, "1\x00;2", "the row has a NUL byte", "export the plan again, the file is damaged"),
        RawRow(3, ("3", "4")),
    ]


@pytest.mark.parametrize("monster", [b"," * 10_000_000, b"x" * 200_000, b'1;"' + b"x" * 200_000 + b'"'])
def test_monstrous_row_costs_its_row(monster: bytes) -> None:
    reason, advice = "the row is longer than 10,000 characters", "look for a stray quote"
    shown = monster[:80].decode()
    assert _rows(b"id;state\n" + monster + b"\n3;4\n") == [
        RejectedRow(2, None, shown, reason, advice),
        RawRow(3, ("3", "4")),
    ]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (_zip(), "this is an Excel workbook (.xlsx) or another zip archive, not a CSV file"),
        (gzip.compress(bytes(1_000_000)), "this is a gzip archive, not a CSV file"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "this is a PDF document, not a CSV file"),
        (b"\x7fELF\x02\x01\x01", "this is a program, not a CSV file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", f"this is {OLD_EXCEL}, not a CSV file"),
        (b"\n<!DOCTYPE html><script>alert(1)</script>", "this is HTML or XML, not a CSV file"),
        ("<html>".encode("utf-16"), "this is HTML or XML, not a CSV file"),
        (b'{"planifications": []}', "this is JSON, not a CSV file"),
        (b"", "the file is empty"),
        (b"\xef\xbb\xbf", "the file is empty"),
        (b"\xff\xfe", "the file is empty"),
        (b" \r\n\n ", "the file is empty"),
        (b"id;state\n", "the file has a header and no row"),
        (b"id;state\n;\n\n", "the file has a header and no row"),
        (b"sep=;\n", "the file has a header and no row"),
        (b"sep=,\nid;state\n1;2\n", "the file declares the separator ',', but its header has ';'"),
        (b"sep=;\nid\tstate\n1\t2\n", "the file declares the separator ';', but its header has tab"),
        (b"sep=|\nid|state\n1|2\n", "the separator between the cells is '|', which is not read"),
        (b"sep=\nid;state\n1;2\n", "the separator between the cells is '', which is not read"),
        (b"id|state\n1|2\n", "the separator between the cells is '|', which is not read"),
        (b"12402992;2;2026-11-24 19:00\n", "the header is missing, this line is data"),
        (b"12402992;2\n12402992;2\n", "the header is missing, this line is data"),
        (b"," * 10_000_000, "the first line is no header"),
        (b"id\x00;state\n1;2\n", "the first line is no header"),
    ],
)
def test_content_that_is_no_table_is_refused_by_what_it_is(content: bytes, reason: str) -> None:
    assert _refusal(content).reason == reason


def test_file_over_the_size_cap_is_refused_before_it_is_read() -> None:
    assert _refusal(b"\xff" * (LARGEST_FILE + 1)).reason == "the file has more than 20,000,000 bytes"


def test_file_over_the_row_cap_is_refused() -> None:
    assert len(_rows(b"id;state\n" + b"1;2\n" * MOST_ROWS)) == MOST_ROWS
    one_more = b"id;state\n" + b"1;2\n" * (MOST_ROWS + 1)
    blank_lines = b"id;state\n" + b"\n" * (MOST_ROWS + 2)
    assert {str(_refusal(content)) for content in (one_more, blank_lines)} == {
        "the file has more than 200,000 rows; delete the empty rows below the table, or split it by borough or sector"
    }
