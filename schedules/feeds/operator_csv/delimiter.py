"""Which character stands between the cells: what the file declares, borne out by its header, else what fits it best."""

import csv
from collections.abc import Callable

from schedules.plan_table.unusable import UnusableFileError

DELIMITERS = ";,\t"

_NOT_READ = "|:^~"
_NAMES = {"\t": "tab"}


def declared_delimiter(line: str) -> str | None:
    """Return what Excel's line ``sep=;`` declares, whatever it is; None if this is no such line."""
    word, equals, delimiter = line.strip('\r\n" ').partition("=")
    return delimiter if equals and word.strip().lower() == "sep" else None


def split_cells(line: str, delimiter: str) -> tuple[str, ...]:
    """Return the cells of one line."""
    return tuple(next(csv.reader([line], delimiter=delimiter), []))


def header_delimiter(header: str, declared: str | None, is_column: Callable[[str], bool], place: str) -> str:
    """Return the delimiter under which the header names the most columns.

    UnusableFileError, with ``place``, if that is none that we read or not the declared one, or if the line is no
    header but data.
    """

    def columns(delimiter: str) -> int:
        return sum(map(is_column, split_cells(header, delimiter)))

    def fitness(delimiter: str) -> tuple[int, bool, int]:
        return columns(delimiter), delimiter in DELIMITERS, len(split_cells(header, delimiter))

    likeliest = max(DELIMITERS + _NOT_READ, key=fitness)
    chosen = likeliest if declared is None else declared
    if len(chosen) != 1 or chosen not in DELIMITERS:
        reason = f"the separator between the cells is {_named(chosen)}, which is not read"
        raise UnusableFileError(reason=reason, suggestion="separate them by semicolon, comma or tab", place=place)
    if columns(chosen) < columns(likeliest):
        reason = f"the file declares the separator {_named(chosen)}, but its header has {_named(likeliest)}"
        raise UnusableFileError(reason=reason, suggestion="correct the line sep=, or delete it", place=place)
    if not columns(chosen) and any(cell.strip()[:1].isdigit() for cell in split_cells(header, chosen)):
        advice = "start the file with its column names, such as cote_rue_id;etat;debut;fin"
        raise UnusableFileError(reason="the header is missing, this line is data", suggestion=advice, place=place)
    return chosen


def _named(delimiter: str) -> str:
    return _NAMES.get(delimiter, repr(delimiter))
