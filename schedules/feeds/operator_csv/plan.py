"""The operator's CSV -> plans, and a report of every row that cannot be used."""

from collections.abc import Set as AbstractSet
from datetime import datetime

from schedules.feeds.operator_csv.encoding import words_of
from schedules.feeds.operator_csv.table import CsvTable, read_table
from schedules.model import PlanBatch
from schedules.plan_table.columns import COLUMN_WORDS, known_column, match_columns
from schedules.plan_table.reading import Tell, read_rows
from schedules.plan_table.street_directory import StreetDirectory
from schedules.plan_table.words import own_words


def read_plan_csv(
    content: bytes, directory: StreetDirectory, now: datetime, *, day_first: bool = False, tell: Tell | None = None
) -> PlanBatch:
    """Return what the file says: one plan per side, ordered by side, and every rejected row in the file's order.

    ``day_first`` declares that 03/04/2026 is the third of April. UnusableFileError (place, reason, suggestion) if the
    content is no CSV, is in no encoding that can be borne out, or lacks a required column. The format is specified in
    ``docs/plan-format.md``.
    """
    table = open_plan_csv(content, directory)
    columns = match_columns(table.header.cells, f"line {table.header.line}")
    return read_rows(columns, table.rows(), directory, now, day_first=day_first, expected=len(table.lines), tell=tell)


def open_plan_csv(content: bytes, directory: StreetDirectory) -> CsvTable:
    """Return the header and the rows of a plan, whatever they say. UnusableFileError if the content is no CSV."""
    return read_table(content, lambda: _known_words(directory), lambda header: known_column(header) is not None)


def _known_words(directory: StreetDirectory) -> AbstractSet[str]:
    """Return the accented words that a plan of this city may contain."""
    names = [*directory.borough_names(), *directory.sector_names()]
    headers = [word for words in COLUMN_WORDS.values() for word in words]
    return directory.street_words() | own_words() | {word for name in (*names, *headers) for word in words_of(name)}
