"""A city's rows in our own columns: one row per side, texts clean, numbers whole."""

import re
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from geodata.building.absent import first_known
from geodata.building.column_reader import ColumnReader
from geodata.building.mapping import ColumnMapping, Names
from geodata.building.metric import MetricLines, offset_lines
from geodata.model import Hand

_ORIENTED_NAME = re.compile(r"(?P<name>.+) (?P<orientation>Est|Ouest|Nord|Sud)", re.IGNORECASE)
_TEXTS = ("side_id", "segment_id", "kind", "link", "name", "orientation", "town", "borough", "sector")
_HAND_DIGITS = {"1": Hand.RIGHT.value, "2": Hand.LEFT.value}


def sides_table(frame: pd.DataFrame, geometry: MetricLines, mapping: ColumnMapping, source: Path) -> pd.DataFrame:
    """Return one row per side.

    Its columns are the texts of a mapping, ``from_number`` and ``to_number`` (0 when absent), ``hand``, ``line``
    (metric or None), and the flags ``was_multi``, ``was_unusable`` and ``is_derived``.

    Raises:
        GeodataError: a column that the mapping needs is not in the file.
    """
    reader = ColumnReader(frame, mapping.optional, source)
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


def _two_sides_per_segment(rows: pd.DataFrame, reader: ColumnReader, mapping: ColumnMapping) -> pd.DataFrame:
    left = _derived_side(rows, reader, mapping.left, Hand.LEFT, mapping.offset_metres)
    right = _derived_side(rows, reader, mapping.right, Hand.RIGHT, -mapping.offset_metres)
    return pd.concat([left, right]).sort_index(kind="stable").reset_index(drop=True)


def _derived_side(
    rows: pd.DataFrame, reader: ColumnReader, columns: Mapping[str, Names], hand: Hand, offset: float
) -> pd.DataFrame:
    side = rows.copy()
    side["side_id"] = first_known(side["segment_id"] + f"-{hand.value[0].upper()}")
    for name in ("side_id", "town", "borough", "sector"):
        if name in columns:
            side[name] = reader.texts(name, columns[name])
    side["from_number"], side["to_number"] = (reader.numbers(end, columns[end]) for end in ("first", "last"))
    side["line"] = offset_lines(side["line"].to_numpy(dtype=object), offset)
    return side.assign(hand=hand.value, is_derived=True)
