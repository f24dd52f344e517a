"""A city's rows in our own columns: one row per side, texts clean, numbers whole."""

import difflib
import math
import re
import unicodedata
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from geodata.building.absent import first_known
from geodata.building.arrays import Numbers, Values
from geodata.building.mapping import ColumnMapping, Names
from geodata.building.metric import MetricLines, offset_lines
from geodata.folding import fold
from geodata.model import GeodataError, Hand

_NUMBER = re.compile(r"(\d{1,9})(?!\d)")
_ORIENTED_NAME = re.compile(r"(?P<name>.+) (?P<orientation>Est|Ouest|Nord|Sud)", re.IGNORECASE)
_SHAPEFILE_NAME_LENGTH = 10
_TEXTS = ("side_id", "segment_id", "kind", "link", "name", "orientation", "town", "borough", "sector")
_HAND_DIGITS = {"1": Hand.RIGHT.value, "2": Hand.LEFT.value}


def sides_table(frame: pd.DataFrame, geometry: MetricLines, mapping: ColumnMapping, source: Path) -> pd.DataFrame:
    """Return one row per side.

    Its columns are the texts of a mapping, ``from_number`` and ``to_number`` (0 when absent), ``hand``, ``line``
    (metric or None), and the flags ``was_multi``, ``was_unusable`` and ``is_derived``.

    Raises:
        GeodataError: a column that the mapping needs is not in the file.
    """
    reader = _ColumnReader(frame, mapping.optional, source)
    rows = pd.DataFrame({name: reader.texts(name, mapping.columns.get(name)) for name in _TEXTS})
    rows["line"] = geometry.lines
    rows["was_multi"], rows["was_unusable"] = geometry.was_multi, geometry.was_unusable
    if mapping.is_by_segment:
        return _two_sides_per_segment(rows, reader, mapping)
    rows["from_number"], rows["to_number"] = (reader.numbers(end, mapping.columns[end]) for end in ("first", "last"))
    rows["hand"] = reader.hands(mapping)
    rows["is_derived"] = False
    return _with_montreal_rules(rows) if mapping.hand_in_last_digit else rows


def _with_montreal_rules(rows: pd.DataFrame) -> pd.DataFrame:
    """Fill what today's form leaves out: the hand and the segment from the id, the orientation from the name."""
    last_digit = rows["side_id"].str[-1]
    rows["hand"] = first_known(rows["hand"], last_digit.map(_HAND_DIGITS))
    rows["segment_id"] = first_known(rows["segment_id"], rows["side_id"].str[:-1].where(last_digit.isin(_HAND_DIGITS)))
    if rows["orientation"].isna().all():
        split = rows["name"].str.extract(_ORIENTED_NAME)
        rows["orientation"] = first_known(rows["orientation"], split["orientation"])
        rows["name"] = first_known(split["name"], rows["name"])
    return rows


def _two_sides_per_segment(rows: pd.DataFrame, reader: "_ColumnReader", mapping: ColumnMapping) -> pd.DataFrame:
    left = _derived_side(rows, reader, mapping.left, Hand.LEFT, mapping.offset_metres)
    right = _derived_side(rows, reader, mapping.right, Hand.RIGHT, -mapping.offset_metres)
    return pd.concat([left, right]).sort_index(kind="stable").reset_index(drop=True)


def _derived_side(
    rows: pd.DataFrame, reader: "_ColumnReader", columns: Mapping[str, Names], hand: Hand, offset: float
) -> pd.DataFrame:
    side = rows.copy()
    side["side_id"] = first_known(side["segment_id"] + f"-{hand.value[0].upper()}")
    for name in ("side_id", "town", "borough", "sector"):
        if name in columns:
            side[name] = reader.texts(name, columns[name])
    side["from_number"], side["to_number"] = (reader.numbers(end, columns[end]) for end in ("first", "last"))
    side["line"] = offset_lines(side["line"].to_numpy(dtype=object), offset)
    return side.assign(hand=hand.value, is_derived=True)


class _ColumnReader:
    """Finds a file's columns whatever their case (and however a Shapefile cut them) and cleans their values."""

    def __init__(self, frame: pd.DataFrame, optional: frozenset[str], source: Path) -> None:
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
