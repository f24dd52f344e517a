"""The columns of a plan file: their names in French and English, and which of them a header row has."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum

from schedules.plan_table.plain_text import clean, fold_word
from schedules.plan_table.unusable import UnusableFileError


class Column(StrEnum):
    """What a plan file may say of a row; the value is the column's documented name."""

    OPERATION = "operation"
    SIDE_ID = "cote_rue_id"
    STREET = "voie"
    FIRST = "de"
    LAST = "a"
    PARITY = "cote"
    BOROUGH = "arrondissement"
    SECTOR = "secteur"
    STATUS = "etat"
    START = "debut"
    END = "fin"
    REASON = "motif"


COLUMN_WORDS = {
    Column.OPERATION: ("operation", "operation_id"),
    Column.SIDE_ID: ("cote_rue_id", "side_id", "street_side_id"),
    Column.STREET: ("voie", "rue", "nom_voie", "street", "street_name"),
    Column.FIRST: ("de", "debut_adresse", "from", "first"),
    Column.LAST: ("à", "fin_adresse", "to", "last"),
    Column.PARITY: ("côté", "parité", "side", "parity"),
    Column.BOROUGH: ("arrondissement", "borough"),
    Column.SECTOR: ("secteur", "sector"),
    Column.STATUS: ("état", "statut", "etat_deneig", "status", "state"),
    Column.START: ("début", "date_debut", "start", "start_date", "starts_at"),
    Column.END: ("fin", "date_fin", "end", "end_date", "ends_at"),
    Column.REASON: ("motif", "raison", "reason"),
}
_BY_WORD = {fold_word(word): column for column, words in COLUMN_WORDS.items() for word in words}
_TARGETS = (Column.SIDE_ID, Column.STREET, Column.BOROUGH, Column.SECTOR)
_PERIOD = (Column.START, Column.END)
_SIMILAR = 0.8
_LONG_ENOUGH = 4


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each known column stands in a file, the headers as written, and those that mean nothing to us."""

    headers: tuple[str, ...]
    positions: dict[Column, int]
    ignored: tuple[str, ...]

    def header(self, column: Column) -> str:
        """Return the header as the file wrote it, or the documented name where the file has none."""
        return self.headers[self.positions[column]] if column in self.positions else column.value

    def texts(self, cells: Sequence[str]) -> dict[Column, str]:
        """Return a row's cells, cleaned; a column or a cell that is absent is left out."""
        return {column: clean(cells[at]) for column, at in self.positions.items() if at < len(cells)}


def known_column(header: str) -> Column | None:
    """Return the column that a header names, whatever its case, accents or language."""
    return _BY_WORD.get(fold_word(header))


def match_columns(headers: Sequence[str], place: str) -> Columns:
    """Find the known columns among the headers.

    UnusableFileError, with ``place``, for a column that stands twice, that is missing, or that is nearly spelled.
    """
    written = tuple(clean(header) for header in headers)
    positions: dict[Column, int] = {}
    ignored = []
    for position, header in enumerate(written):
        column = known_column(header)
        if column is None:
            ignored += [header] if header else []
        elif column in positions:
            reason = f"the columns {written[positions[column]]!r} and {header!r} say the same thing"
            raise UnusableFileError(reason=reason, suggestion="keep one of the two", place=place)
        else:
            positions[column] = position
    _refuse_misspelled(ignored, positions, place)
    _refuse_missing(written, positions, place)
    return Columns(written, positions, tuple(ignored))


def _refuse_misspelled(ignored: Sequence[str], positions: dict[Column, int], place: str) -> None:
    """Refuse what looks like a column that the file lacks: ignoring a misspelled state would announce false bans."""
    absent = [word for word, column in _BY_WORD.items() if column not in positions and len(word) >= _LONG_ENOUGH]
    for header in ignored:
        close = get_close_matches(fold_word(header), absent, n=1, cutoff=_SIMILAR)
        if close:
            reason = f"the column {header!r} is not known"
            raise UnusableFileError(
                reason=reason, suggestion=f"did you mean {_BY_WORD[close[0]].value!r} ({close[0]})?", place=place
            )


def _refuse_missing(headers: Sequence[str], positions: dict[Column, int], place: str) -> None:
    found = ", ".join(header for header in headers if header) or "nothing"
    if not any(column in positions for column in _TARGETS):
        reason = "no column says which sides of street: cote_rue_id, voie, arrondissement or secteur is missing"
        raise UnusableFileError(
            reason=reason, suggestion=f"the header has {_shorten(found)}; name the columns as documented", place=place
        )
    missing = [column for column in _PERIOD if column not in positions]
    if missing and (len(missing) < len(_PERIOD) or Column.STATUS not in positions):
        words = " and ".join(f"{column.value} ({COLUMN_WORDS[column][2]})" for column in missing)
        reason = f"the required column {words} is missing"
        raise UnusableFileError(reason=reason, suggestion=f"the header has {_shorten(found)}; add it", place=place)


def _shorten(found: str, most: int = 200) -> str:
    return found if len(found) <= most else f"{found[:most]}..."
