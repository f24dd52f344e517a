"""Montréal's single Géobase beside its street sides: the parts of a name that today's file of sides leaves out."""

from pathlib import Path

import pandas as pd

from geodata.building.arrays import Flags
from geodata.building.column_reader import ColumnReader
from geodata.building.sources import read_table
from geodata.folding import fold
from geodata.model import GeodataError

_COLUMNS = {
    "segment_id": ("ID_TRC",),
    "kind": ("TYP_VOIE", "TYPE_F"),
    "link": ("LIE_VOIE", "LIEN_F"),
    "name": ("NOM_VOIE",),
    "orientation": ("DIR_VOIE", "ORIENTATION_F"),
}
_PARTS = ["kind", "link", "name", "orientation"]


def with_names_of(path: Path, sides: pd.DataFrame) -> pd.DataFrame:
    """Give each side the kind, link, name and orientation that the Géobase has for its segment.

    A side whose own name does not hold the Géobase's keeps what it has: the two files are of different years.

    Raises:
        GeodataError: the file cannot be read, lacks a column, or has none of the segments.
    """
    reader = ColumnReader(read_table(path, what="Géobase"), frozenset({"kind"}), path)
    known = pd.DataFrame({meaning: reader.texts(meaning, names) for meaning, names in _COLUMNS.items()})
    known = known[known["segment_id"].notna() & known["name"].notna()].drop_duplicates("segment_id")
    found = sides[["segment_id"]].merge(known, on="segment_id", how="left").set_index(sides.index)
    is_found = found["name"].notna()
    if not is_found.any():
        message = f"not one ID_TRC of {path} is the segment of a side; give the Géobase of the same city"
        raise GeodataError(message)
    found["kind"] = found["kind"].where(found["kind"].notna(), sides["kind"])
    agrees = is_found & _is_within(found["name"], sides["name"])
    return sides.assign(**{part: found[part].where(agrees, sides[part]) for part in _PARTS})


def _is_within(names: "pd.Series[str]", others: "pd.Series[str]") -> Flags:
    """Say where the words of the one name stand in the other, whatever the accents."""
    folded = {name: f" {fold(name)} " for name in {*names.dropna(), *others.dropna()}}
    pairs = zip(names.map(folded).fillna(""), others.map(folded).fillna(""), strict=True)
    return pd.Series([one in other for one, other in pairs], index=names.index).to_numpy(dtype=bool)
