"""One cell of a sheet -> the text that a CSV would have in its place; what has no such text is refused."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Final

from openpyxl.utils.datetime import from_excel

from schedules.feeds.operator_workbook.sheets import UNCALCULATED, Cell
from schedules.plan_table.columns import Column
from schedules.plan_table.refusals import RefusedCellError

_DATES: Final = (Column.START, Column.END)
_SERIALS: Final = range(30_000, 80_000)
"""Excel's numbers of the days from 1982 to 2119."""

_MOST_DIGITS: Final = 15
"""Excel forgets the digits after these."""

_SECOND: Final = timedelta(seconds=1)
_CONTROLS: Final = frozenset(map(chr, range(32))) - {"\t", "\n", "\r"}


def cell_text(cell: Cell, column: Column, epoch: datetime) -> str:
    """Return what a cell says. RefusedCellError for an error, a yes or no, a formula without result, a broken text."""
    refuse = _REFUSED.get(cell.kind)
    if refuse:
        raise refuse(cell, column)
    value = cell.value
    if isinstance(value, str):
        return _text(value, column)
    if isinstance(value, datetime):
        return _moment(value, cell)
    if isinstance(value, int | float):
        return _date_of_number(value, column, epoch) if column in _DATES else _number(value)
    return _time_or_day(value)


def _text(value: str, column: Column) -> str:
    if not _CONTROLS.isdisjoint(value):
        raise RefusedCellError(column, value, "the cell has a control character", "type the cell anew")
    return value


def _moment(value: datetime, cell: Cell) -> str:
    """Return a date and time to the second; the day alone where the cell shows no hour and has none."""
    rounded = (value + _SECOND / 2).replace(microsecond=0)
    return rounded.isoformat(" ") if cell.shows_hour or rounded.time() != time() else f"{rounded:%Y-%m-%d}"


def _date_of_number(value: float, column: Column, epoch: datetime) -> str:
    """Return the date that Excel means by a number of days, if it falls on a whole minute; else nobody typed that."""
    if int(value) not in _SERIALS:
        raise RefusedCellError(column, str(value), "this is a number, not a date and time", "type the date anew")
    moment: datetime = from_excel(value, epoch)
    rounded = (moment + _SECOND / 2).replace(microsecond=0)
    if rounded.second:
        advice = "format the cell as a date and time"
        raise RefusedCellError(column, str(value), f"this number would be {rounded:%Y-%m-%d %H:%M:%S}", advice)
    return f"{rounded:%Y-%m-%d}" if isinstance(value, int) else f"{rounded:%Y-%m-%d %H:%M}"


def _number(value: float) -> str:
    """Return a whole number without a point; one that Excel cannot hold exactly as Excel would write it."""
    if value != int(value):
        return str(value)
    digits = str(int(value))
    return digits if len(digits) <= _MOST_DIGITS else f"{value:E}"


def _time_or_day(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    return f"{value:%H:%M}" if isinstance(value, time) else str(value)


def _error(cell: Cell, column: Column) -> RefusedCellError:
    return RefusedCellError(column, str(cell.value), "the cell holds an error", "correct it, or type the value")


def _yes_or_no(cell: Cell, column: Column) -> RefusedCellError:
    word = "TRUE" if cell.value else "FALSE"
    return RefusedCellError(column, word, "the cell holds a yes or no", "type the value as text")


def _uncalculated(_: Cell, column: Column) -> RefusedCellError:
    advice = "open the workbook in Excel, let it calculate, and save it"
    return RefusedCellError(column, "=", "the cell has a formula and no stored result", advice)


_REFUSED: Final[dict[str, Callable[[Cell, Column], RefusedCellError]]] = {
    "e": _error,
    "b": _yes_or_no,
    UNCALCULATED: _uncalculated,
}
