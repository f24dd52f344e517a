"""A workbook's sheets, row by row, as Excel stored them; nothing is calculated, no macro and no link is followed."""

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NamedTuple
from xml.etree.ElementTree import Element

from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.numbers import BUILTIN_FORMATS, BUILTIN_FORMATS_MAX_SIZE
from openpyxl.styles.stylesheet import apply_stylesheet
from openpyxl.workbook import Workbook
from openpyxl.worksheet._reader import FORMULA_TAG, WorkSheetParser

from schedules.plan_table.limits import too_many_rows
from schedules.plan_table.unusable import UnusableFileError

MOST_SHEET_ROWS: Final = 1_048_576
"""As many as a sheet of Excel has."""

UNCALCULATED: Final = "f"
"""The kind of a cell that has a formula and no stored result."""


class Cell(NamedTuple):
    """What a cell holds: openpyxl's letter for its kind or ``UNCALCULATED``, its value, whether it shows an hour."""

    kind: str
    value: Any
    shows_hour: bool


@dataclass(frozen=True, slots=True)
class SheetRow:
    """The cells of one row that hold something, by their column (from 0), and the row's number (from 1)."""

    number: int
    cells: dict[int, Cell]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet by its name; its rows can be read as often as wanted."""

    name: str
    _path: str
    _reader: ExcelReader
    _hours: frozenset[int]

    @property
    def epoch(self) -> datetime:
        """Return the day from which the workbook counts its days."""
        epoch: datetime = self._reader.wb.epoch
        return epoch

    def rows(self) -> Iterator[SheetRow]:
        """Yield the rows that hold anything, from the top. UnusableFileError where the sheet is damaged."""
        with _as_damage(), self._reader.archive.open(self._path) as source:
            for count, (number, cells) in enumerate(_parser(source, self._reader).parse()):
                if max(count, number) > MOST_SHEET_ROWS:
                    raise too_many_rows()
                filled = {
                    cell["column"] - 1: Cell(cell["data_type"], cell["value"], cell["style_id"] in self._hours)
                    for cell in cells
                    if _is_filled(cell)
                }
                if filled:
                    yield SheetRow(number, filled)


def visible_sheets(content: bytes) -> tuple[Sheet, ...]:
    """Return the sheets that a reader of the workbook sees, in their order. UnusableFileError if it is damaged."""
    with _as_damage():
        reader = ExcelReader(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        reader.read_manifest()
        reader.read_strings()
        reader.read_workbook()
        apply_stylesheet(reader.archive, reader.wb)
        hours = _styles_with_hours(reader.wb)
        return tuple(
            Sheet(sheet.name, relation.target, reader, hours)
            for sheet, relation in reader.parser.find_sheets()
            if sheet.state == "visible" and relation.Type.endswith("/worksheet")
        )


class _Parser(WorkSheetParser):  # type: ignore[misc]  # openpyxl has no types
    """openpyxl's parser, which takes a formula without a result for a blank cell; this one tells them apart."""

    row_counter: int

    def parse_row(self, row: Element) -> tuple[int, list[dict[str, Any]]]:
        number = int(row.get("r") or self.row_counter + 1)
        self.row_counter, self.col_counter = number, 0
        return number, [self.parse_cell(cell) for cell in row]

    def parse_cell(self, element: Element) -> dict[str, Any]:
        cell: dict[str, Any] = super().parse_cell(element)
        if cell["value"] is None and element.find(FORMULA_TAG) is not None:
            cell["data_type"] = UNCALCULATED
        return cell


def _parser(source: Any, reader: ExcelReader) -> _Parser:  # noqa: ANN401 - openpyxl has no types
    """Return a parser as openpyxl's own read-only sheet makes it, without reading the sheet twice to measure it."""
    book = reader.wb
    return _Parser(
        source,
        reader.shared_strings,
        data_only=True,
        epoch=book.epoch,
        date_formats=book._date_formats,  # noqa: SLF001 - openpyxl has no other word for it
        timedelta_formats=book._timedelta_formats,  # noqa: SLF001 - the same
    )


def _styles_with_hours(book: Workbook) -> frozenset[int]:
    """Return the styles of cells that show an hour, so that midnight is told from a day without one."""
    formats: list[str] = book._number_formats  # noqa: SLF001 - openpyxl has no other word for it
    styles = book._cell_styles  # noqa: SLF001 - the same

    def shown(number: int) -> str:
        own = number - BUILTIN_FORMATS_MAX_SIZE
        return formats[own] if own >= 0 else str(BUILTIN_FORMATS.get(number, ""))

    return frozenset(at for at, style in enumerate(styles) if "h" in shown(style.numFmtId).lower())


def _is_filled(cell: dict[str, Any]) -> bool:
    value = cell["value"]
    return cell["data_type"] == UNCALCULATED or not (value is None or (isinstance(value, str) and not value.strip()))


@contextmanager
def _as_damage() -> Iterator[None]:
    """Turn whatever openpyxl raises into one refusal, and keep its warnings about styles to itself."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", module="openpyxl")
        try:
            yield
        except (UnusableFileError, MemoryError):
            raise
        except Exception as error:
            reason = f"the workbook is damaged or is none ({type(error).__name__})"
            advice = "open it in Excel and save it anew, or as CSV UTF-8"
            raise UnusableFileError(reason=reason, suggestion=advice) from error
