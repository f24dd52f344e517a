"""The finished tables in the columns of the artefact: None where not known, JSON for a tuple, one name for shapes."""

import json
from collections.abc import Mapping

import pandas as pd

from geodata.building.absent import none_unless
from geodata.building.segment_ends import segment_table

_PARTS = ("kind", "link", "orientation")


def artefact_tables(
    sides: pd.DataFrame, streets: pd.DataFrame, areas: Mapping[str, pd.DataFrame], lots: pd.DataFrame
) -> dict[str, pd.DataFrame]:
    """Return the rows of each table; a free lot that is nowhere has none."""
    placed = lots[lots["shape"].notna()]
    return {
        "side": _side_rows(sides),
        "segment": segment_table(sides, streets),
        "street": streets.assign(**{name: none_unless(streets[name] != "", streets[name]) for name in _PARTS}),
        **{name: frame.rename(columns={"shape": "geometry"}) for name, frame in areas.items()},
        "free_lot": placed.rename(columns={"shape": "geometry"}),
    }


def _side_rows(sides: pd.DataFrame) -> pd.DataFrame:
    as_json = {names: json.dumps(names, ensure_ascii=False) for names in set(sides["cross_streets"])}
    return sides.rename(columns={"line": "geometry"}).assign(
        first=none_unless(sides["has_range"], sides["first"]),
        last=none_unless(sides["has_range"], sides["last"]),
        cross_streets=sides["cross_streets"].map(as_json),
        is_derived=sides["is_derived"].astype(int),
    )
