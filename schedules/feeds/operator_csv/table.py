"""The operator's CSV, bytes -> raw rows: delimiter, header and the line on which each row stands. Knows no plan."""

import csv
import io
from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from schedules.feeds.operator_csv.content import refuse_other_content, refuse_other_text
from schedules.feeds.operator_csv.delimiter import declared_delimiter, header_delimiter, split_cells
from schedules.feeds.operator_csv.encoding import decode
from schedules.model import RejectedRow
from schedules.plan_table.limits import LONGEST_ROW, MOST_ROWS, too_many_rows
from schedules.plan_table.raw_row import SHOWN, RawRow
from schedules.plan_table.unusable import UnusableFileError

MOST_LINES_IN_A_ROW = 6


@dataclass(frozen=True, slots=True)
class CsvTable:
    """A file that could be opened: its header row, and its rows one by one, those that are broken as rejected."""

    header: RawRow
    delimiter: str
    lines: tuple[str, ...]

    def rows(self) -> Iterator[RawRow | RejectedRow]:
        """Yield what follows the header, blank rows left out. UnusableFileError after ``MOST_ROWS``.

        After a row whose quotes are broken the reading goes on at the very next line, so that it swallows no other.
        """
        for count, row in enumerate(self._filled_rows()):
            if count == MOST_ROWS:
                raise too_many_rows()
            yield row

    def _filled_rows(self) -> Iterator[RawRow | RejectedRow]:
        cursor = _Cursor(self.lines, self.header.line)
        reader = csv.reader(cursor, delimiter=self.delimiter, strict=True)
        while cursor.begin_row():
            row = self._read(cursor, reader)
            if isinstance(row, RejectedRow):
                cursor.resume_after_first_line()
                yield row
            elif any(cell and not cell.isspace() for cell in row.cells):
                yield row

    def _read(self, cursor: "_Cursor", reader: Iterator[list[str]]) -> RawRow | RejectedRow:
        first = cursor.first_line
        if len(first) > LONGEST_ROW:
            return cursor.reject(f"the row is longer than {LONGEST_ROW:,} characters", "look for a stray quote")
        if "\0" in first:
            return cursor.reject("the row has a NUL byte", "export the plan again, the file is damaged")
        try:
            cells = tuple(next(reader))
        except (csv.Error, StopIteration):
            advice = "close the quote, or write a quote inside a cell twice"
            return cursor.reject("a quote that opens on this line is not closed, or not at the end of its cell", advice)
        return self._refuse_shape(cursor, cells) or RawRow(cursor.line, cells)

    def _refuse_shape(self, cursor: "_Cursor", cells: tuple[str, ...]) -> RejectedRow | None:
        width = len(self.header.cells)
        if any(cell.strip() for cell in cells[width:]):
            reason = f"the row has {len(cells)} cells, the header {width}"
            return cursor.reject(reason, f"put quotes around a cell that contains {self.delimiter!r}")
        if len(cells) < width and cursor.is_cut_short() and any(cells):
            reason = f"the file ends inside this row, after {len(cells)} of {width} cells"
            return cursor.reject(reason, "send the whole file again")
        return None


class _Cursor:
    """Hands lines to the csv reader, no more for one row than a row may have, and can go back to a row's start."""

    def __init__(self, lines: tuple[str, ...], position: int) -> None:
        self._lines = lines
        self._position = self._start = position

    def __iter__(self) -> "_Cursor":
        return self

    def __next__(self) -> str:
        if self._position == len(self._lines) or self._position - self._start == MOST_LINES_IN_A_ROW:
            raise StopIteration
        line = self._lines[self._position]
        if len(line) > LONGEST_ROW or "\0" in line:
            raise StopIteration
        self._position += 1
        return line

    def begin_row(self) -> bool:
        """Start a row where the last one ended; False at the end of the file."""
        self._start = self._position
        return self._position < len(self._lines)

    def resume_after_first_line(self) -> None:
        self._position = self._start + 1

    def is_cut_short(self) -> bool:
        """Say whether the row is the file's last and lacks its line end."""
        return self._position == len(self._lines) and not self._lines[-1].endswith(("\n", "\r"))

    @property
    def line(self) -> int:
        return self._start + 1

    @property
    def first_line(self) -> str:
        return self._lines[self._start]

    def reject(self, reason: str, suggestion: str) -> RejectedRow:
        return RejectedRow(self.line, None, self.first_line[:SHOWN].strip(), reason, suggestion)


def read_table(
    content: bytes, known_words: Callable[[], AbstractSet[str]], is_column: Callable[[str], bool]
) -> CsvTable:
    """Return the file's header and rows.

    ``known_words`` bears out a reading as Windows-1252 (see ``encoding``); ``is_column`` says whether a header names
    a known column, which is how the delimiter is told. UnusableFileError if there is no text, header or row.
    """
    refuse_other_content(content)
    text = decode(content, known_words)
    refuse_other_text(text)
    lines = tuple(io.StringIO(text, newline=""))
    filled = (at for at, line in enumerate(lines) if line.strip())
    at = next(filled)
    declared = declared_delimiter(lines[at])
    if declared is not None:
        at = next(filled, at)
    header = lines[at]
    if len(header) > LONGEST_ROW or "\0" in header:
        raise UnusableFileError(
            reason="the first line is no header",
            suggestion="start the file with its column names",
            place=f"line {at + 1}",
        )
    delimiter = header_delimiter(header, declared, is_column, f"line {at + 1}")
    if not any(line.strip(delimiter + " \r\n") for line in lines[at + 1 :]):
        raise UnusableFileError(
            reason="the file has a header and no row", suggestion="export the plan again", place=f"line {at + 1}"
        )
    return CsvTable(RawRow(at + 1, split_cells(header, delimiter)), delimiter, lines)
