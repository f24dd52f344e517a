"""Reads the columns of a city's file, whatever their case, and its values: texts clean, numbers whole."""

import difflib
import math
import re
import unicodedata
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from geodata.building.arrays import Numbers, Values
from geodata.building.mapping import ColumnMapping, Names
from geodata.folding import fold
from geodata.model import GeodataError, Hand

_NUMBER = re.compile(r"(\d{1,9})(?!\d)")
_SHAPEFILE_NAME_LENGTH = 10


class ColumnReader:
    """Finds a file's columns whatever their case (and however a Shapefile cut them) and cleans their values."""

    def __init__(self, frame: pd.DataFrame, optional: frozenset[str], source: Path) -> None:
        """Look up in ``frame``, read from ``source``; a column for an ``optional`` meaning may be missing."""
        self._frame = frame
        self._optional = optional
        self._source = source
        self._is_shapefile = source.suffix.lower() == ".shp"
        self._by_name = {str(column).casefold(): str(column) for column in frame.columns if column != "geometry"}

    def texts(self, meaning: str, names: Names | None) -> Values:
        """Return the column's values as clean texts, None where there is none or no such column."""
        return self._each(self._find(meaning, names), clean_text, nothing=None)

    def numbers(self, meaning: str, names: Names) -> Numbers:
        """Return the column's values as whole numbers, 0 where there is none and -1 where it is no number."""
        return self._each(self._find(meaning, names), whole_number, nothing=0).astype(np.int64)

    def hands(self, mapping: ColumnMapping) -> Values:
        """Return ``left`` or ``right``, None where the file does not say."""
        words = dict.fromkeys(mapping.left_words, Hand.LEFT.value) | dict.fromkeys(
            mapping.right_words, Hand.RIGHT.value
        )
        column = self._find("hand", mapping.columns.get("hand"))
        return self._each(column, lambda value: words.get(fold(clean_text(value) or "")), nothing=None)

    def _find(self, meaning: str, names: Names | None) -> str | None:
        if names is None:
            return None
        for name in names:
            cut = name[:_SHAPEFILE_NAME_LENGTH] if self._is_shapefile else name
            found = self._by_name.get(name.casefold()) or self._by_name.get(cut.casefold())
            if found is not None:
                return found
        if meaning in self._optional:
            return None
        raise GeodataError(self._missing(meaning, names))

    def _missing(self, meaning: str, names: Names) -> str:
        close = difflib.get_close_matches(names[0].casefold(), self._by_name, n=1)
        hint = f"did you mean {self._by_name[close[0]]}? " if close else ""
        present = ", ".join(self._by_name.values()) or "none"
        return (
            f"{self._source} has no column {' or '.join(names)} ({meaning}); {hint}its columns are: {present}. "
            "A mapping file (--mapping) names the columns of another city, see docs/cities.md"
        )

    def _each(self, column: str | None, convert: Callable[[object], object], *, nothing: object) -> Values:
        """Convert each distinct value once: a street file says the same few thousand things many times."""
        if column is None:
            return np.full(len(self._frame), nothing, dtype=object)
        codes, distinct = pd.factorize(self._frame[column])
        converted = np.empty(len(distinct) + 1, dtype=object)
        converted[:-1] = [convert(value) for value in np.asarray(distinct, dtype=object)]
        converted[-1] = nothing
        return converted[codes]


def clean_text(value: object) -> str | None:
    """Return the value as composed text with single spaces, None when nothing is left; 1.0e7 reads ``10000000``."""
    if isinstance(value, float | np.floating):
        if not math.isfinite(value):
            return None
        value = int(value) if float(value).is_integer() else value
    text = " ".join(unicodedata.normalize("NFC", str(value)).split())
    return text or None


def whole_number(value: object) -> int:
    """Return the civic number that the value begins with (``1234A`` is 1234), 0 for nothing, -1 for what is none."""
    text = clean_text(value)
    if text is None:
        return 0
    found = _NUMBER.match(text)
    return int(found[1]) if found else -1
