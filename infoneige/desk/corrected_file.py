"""The file that came in, as CSV, with what is certain put right; rows that stay bad say why in a column of their own.

Whoever corrects it by hand finds every row in its old place. Loading it again rejects no row for what was put right.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Final

from infoneige.desk.model import Load, LoadKind
from infoneige.desk.reading import FileRows, read_rows_again, rows_of
from infoneige.safe_csv import lines
from infoneige.storage import loads
from infoneige.storage.database import Database
from schedules.model import RejectedRow
from schedules.plan_table.raw_row import RawRow
from schedules.plan_table.street_directory import StreetDirectory

ERROR: Final = "erreur"
"""The header of the column that says what is wrong with a row."""

_MOST_FAULTS: Final = 4
"""Of one row, that are put right one after the other; a row has as many cells that can be."""

ReadAgain = Callable[[Sequence[str], Sequence[RawRow]], Sequence[RejectedRow]]
"""Reads some rows under these headers as a plan, and returns those that are rejected, by their line."""

Words = Callable[[RejectedRow], RejectedRow]
"""Says why a row is rejected as whoever corrects it reads it."""


def corrected_file(
    database: Database, book: StreetDirectory, load: Load, *, now: datetime, words: Words
) -> Iterator[str] | None:
    """Return the lines of a load's corrected file, None where it came without a file or that is forgotten."""
    with database.read() as connection:
        content = loads.content_of(database, connection, load.load_id)
        batch = loads.batch_of(database, connection, load.load_id)
    if load.kind is not LoadKind.FILE or content is None or batch is None:
        return None
    again = partial(read_rows_again, book=book, now=now, day_first=load.day_first)
    return corrected(rows_of(content, book), batch.rejected, again, words)


def corrected(file: FileRows, rejected: Iterable[RejectedRow], read_again: ReadAgain, words: Words) -> Iterator[str]:
    """Yield the lines of the corrected file. ``rejected`` is the report on this very file.

    A row may have more faults than the one reported: each that is put right is read again.
    """
    report = {row.line: row for row in rejected if row.line is not None}
    headers = [header for header in file.headers if header != ERROR]
    return lines([*headers, ERROR], _rows(file, report, read_again, words))


@dataclass(frozen=True, slots=True)
class _Mended:
    row: RawRow
    fault: RejectedRow | None


def _rows(
    file: FileRows, report: Mapping[int, RejectedRow], read_again: ReadAgain, words: Words
) -> Iterator[list[str]]:
    kept = [at for at, header in enumerate(file.headers) if header != ERROR]
    rows = list(file.rows)
    bad = [row for row in rows if isinstance(row, RawRow) and row.line in report]
    mended = _mend([_Mended(row, report[row.line]) for row in bad], file.headers, read_again)
    for row in rows:
        if isinstance(row, RejectedRow):
            yield _unreadable(row, file.headers, kept, words)
            continue
        found = mended.get(row.line, _Mended(row, None))
        cells = (*found.row.cells, *[""] * len(file.headers))
        yield [*(cells[at] for at in kept), _why(found.fault, words) if found.fault else ""]


def _mend(bad: list[_Mended], headers: Sequence[str], read_again: ReadAgain) -> dict[int, _Mended]:
    """Return the bad rows by line, with all that is certain put right."""
    found = {one.row.line: one for one in bad}
    for _ in range(_MOST_FAULTS):
        fixed = [row for one in found.values() if (row := _fixed(one, headers))]
        if not fixed:
            break
        left = {row.line: row for row in read_again(headers, fixed)}
        found |= {row.line: _Mended(row, left.get(row.line)) for row in fixed}
    return found


def _fixed(one: _Mended, headers: Sequence[str]) -> RawRow | None:
    """Return the row with its fault put right, None if that is not certain or it has none."""
    if one.fault is None or one.fault.fix is None or one.fault.column not in headers:
        return None
    cells = list(one.row.cells)
    cells[headers.index(one.fault.column)] = one.fault.fix
    return replace(one.row, cells=tuple(cells))


def _unreadable(row: RejectedRow, headers: Sequence[str], kept: Sequence[int], words: Words) -> list[str]:
    """Return what can be shown of a row whose cells could not be told: in its column, or in the first."""
    at = headers.index(row.column) if row.column in headers else kept[0]
    return [*(row.value if column == at else "" for column in kept), _why(row, words)]


def _why(row: RejectedRow, words: Words) -> str:
    fault = words(row)
    where = f"{fault.column}: " if fault.column else ""
    return f"{where}{fault.reason}" + (f"; {fault.suggestion}" if fault.suggestion else "")
