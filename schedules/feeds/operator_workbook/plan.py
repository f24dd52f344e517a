"""The operator's workbook -> plans, and a report of every row that cannot be used."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import Final

from schedules.feeds.operator_workbook.cells import cell_text
from schedules.feeds.operator_workbook.package import refuse_other_archives
from schedules.feeds.operator_workbook.sheets import Sheet, SheetRow, visible_sheets
from schedules.model import Anomaly, AnomalyKind, PlanBatch, RejectedRow
from schedules.plan_table.columns import Columns, known_column, match_columns
from schedules.plan_table.limits import LONGEST_ROW, MOST_ROWS, too_many_rows
from schedules.plan_table.raw_row import SHOWN, RawRow
from schedules.plan_table.reading import Tell, read_rows
from schedules.plan_table.refusals import RefusedCellError
from schedules.plan_table.street_directory import StreetDirectory
from schedules.plan_table.unusable import UnusableFileError

HEADER_WITHIN: Final = 10
"""The header is among so many first filled rows of a sheet; titles may stand above it."""

_ENOUGH: Final = 2
"""Known columns that make a row a header."""


def read_plan_workbook(
    content: bytes, directory: StreetDirectory, now: datetime, *, day_first: bool = False, tell: Tell | None = None
) -> PlanBatch:
    """Return what the first sheet that has our columns says, as ``read_plan_csv`` does of a CSV.

    Lines of the report are rows of the sheet. UnusableFileError if the content is no workbook, could do harm, or has
    no such sheet. The format is specified in ``docs/plan-format.md``.
    """
    table, others = open_plan_workbook(content)
    batch = read_rows(
        table.columns(), table.rows(), directory, now, day_first=day_first, expected=MOST_ROWS // 4, tell=tell
    )
    if not batch.rows:
        raise UnusableFileError(
            reason="the sheet has a header and no row", suggestion="export the plan again", place=table.place
        )
    return replace(batch, anomalies=(*map(_not_read, others), *batch.anomalies))


def open_plan_workbook(content: bytes) -> "tuple[SheetTable, list[SheetTable]]":
    """Return the first sheet that has our columns, and the others that have them too; errors as above."""
    refuse_other_archives(content)
    found = [table for table in map(_table, visible_sheets(content)) if table]
    if not found:
        reason = "no sheet of the workbook has a header of our columns in its first rows"
        advice = "start a sheet with the column names, such as cote_rue_id, etat, debut, fin"
        raise UnusableFileError(reason=reason, suggestion=advice)
    return found[0], found[1:]


@dataclass(frozen=True, slots=True)
class SheetTable:
    """A sheet that has a header of ours."""

    sheet: Sheet
    header: SheetRow

    @property
    def place(self) -> str:
        """Return where the header stands."""
        return f"sheet {self.sheet.name!r}, row {self.header.number}"

    def columns(self) -> Columns:
        """Return our columns in it. UnusableFileError for one that is missing, misspelled or there twice."""
        width = max(self.header.cells) + 1
        return match_columns([_header(self.header, position) for position in range(width)], self.place)

    def rows(self) -> Iterator[RawRow | RejectedRow]:
        """Yield what stands below the header, cells as a CSV would have them. UnusableFileError after ``MOST_ROWS``."""
        columns = self.columns()
        below = (row for row in self.sheet.rows() if row.number > self.header.number)
        for count, row in enumerate(below):
            if count == MOST_ROWS:
                raise too_many_rows()
            yield _raw(row, columns, self.sheet.epoch)


def _table(sheet: Sheet) -> SheetTable | None:
    for row in islice(sheet.rows(), HEADER_WITHIN):
        headers = [cell.value for cell in row.cells.values()]
        if sum(isinstance(header, str) and known_column(header) is not None for header in headers) >= _ENOUGH:
            return SheetTable(sheet, row)
    return None


def _header(row: SheetRow, position: int) -> str:
    cell = row.cells.get(position)
    return "" if cell is None else str(cell.value)


def _raw(row: SheetRow, columns: Columns, epoch: datetime) -> RawRow | RejectedRow:
    """Return the cells that the plan is read from, or why one of them cannot be; other columns are not looked at."""
    cells = [""] * len(columns.headers)
    try:
        for column, position in columns.positions.items():
            if position in row.cells:
                cells[position] = cell_text(row.cells[position], column, epoch)
    except RefusedCellError as refusal:
        header = columns.header(refusal.column)
        return RejectedRow(row.number, header, refusal.value[:SHOWN], refusal.reason, refusal.suggestion)
    return _refuse_length(row.number, cells) or RawRow(row.number, tuple(cells))


def _refuse_length(number: int, cells: Sequence[str]) -> RejectedRow | None:
    if sum(map(len, cells)) <= LONGEST_ROW:
        return None
    longest = max(cells, key=len)
    reason = f"the row is longer than {LONGEST_ROW:,} characters"
    return RejectedRow(number, None, longest[:SHOWN], reason, "shorten its longest cell")


def _not_read(table: SheetTable) -> Anomaly:
    detail = f"the sheet {table.sheet.name!r} holds a plan too and was not read; send each sheet in its own file"
    return Anomaly(AnomalyKind.MALFORMED_ROW, None, detail)
