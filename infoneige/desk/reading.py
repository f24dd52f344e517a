"""What a plan file says, whatever its format; told by its content, never by its name."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from schedules.feeds.operator_csv.content import refuse_other_content
from schedules.feeds.operator_csv.plan import open_plan_csv, read_plan_csv
from schedules.feeds.operator_workbook.package import is_zip, refuse_other_archives
from schedules.feeds.operator_workbook.plan import open_plan_workbook, read_plan_workbook
from schedules.model import PlanBatch, RejectedRow
from schedules.plan_table.columns import match_columns
from schedules.plan_table.plain_text import clean
from schedules.plan_table.raw_row import RawRow
from schedules.plan_table.reading import Tell, read_rows
from schedules.plan_table.street_directory import StreetDirectory


def read_plan(
    content: bytes, book: StreetDirectory, now: datetime, *, day_first: bool, tell: Tell | None = None
) -> PlanBatch:
    """Return the plans of a CSV or of an Excel workbook. ``tell`` hears how much is read, from 0 to 1.

    Raises:
        UnusableFileError: nothing of it can be used; the error says where, why and what to do.
    """
    read = read_plan_workbook if is_zip(content) else read_plan_csv
    return read(content, book, now, day_first=day_first, tell=tell)


def refuse_other_files(content: bytes) -> None:
    """Raise UnusableFileError for what is seen at a glance to be no plan; what passes may still be unusable."""
    if is_zip(content):
        refuse_other_archives(content)
    else:
        refuse_other_content(content)


@dataclass(frozen=True, slots=True)
class FileRows:
    """A plan file as it is, whatever it says: its headers, and its rows with their lines, some unreadable."""

    headers: tuple[str, ...]
    rows: Iterable[RawRow | RejectedRow]


def rows_of(content: bytes, book: StreetDirectory) -> FileRows:
    """Return the cells of a plan file; of a workbook, those of our columns. UnusableFileError as ``read_plan``."""
    if is_zip(content):
        sheet, _ = open_plan_workbook(content)
        return FileRows(sheet.columns().headers, sheet.rows())
    table = open_plan_csv(content, book)
    return FileRows(tuple(map(clean, table.header.cells)), table.rows())


def read_rows_again(
    headers: Sequence[str], rows: Sequence[RawRow], book: StreetDirectory, now: datetime, *, day_first: bool
) -> tuple[RejectedRow, ...]:
    """Return which of these rows of a plan file, under its headers, are rejected."""
    columns = match_columns(headers, "line 1")
    return read_rows(columns, rows, book, now, day_first=day_first).rejected
