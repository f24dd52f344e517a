"""The finished tables in the columns of the artefact: what is not known is None, a tuple is JSON, lines are geometry."""

import json
from collections.abc import Mapping

import numpy as np
import pandas as pd


def artefact_tables(
    sides: pd.DataFrame, streets: pd.DataFrame, areas: Mapping[str, pd.DataFrame], lots: pd.DataFrame
) -> dict[str, pd.DataFrame]:
    """Return the rows of each table; a free lot that is nowhere has none."""
    placed = lots[lots["shape"].notna()]
    return {
        "side": _side_rows(sides),
        "street": streets.assign(**{name: _none_if_empty(streets[name]) for name in ("kind", "link", "orientation")}),
        **{name: frame.rename(columns={"shape": "geometry"}) for name, frame in areas.items()},
        "free_lot": placed.rename(columns={"shape": "geometry"}),
    }


def _side_rows(sides: pd.DataFrame) -> pd.DataFrame:
    return sides.rename(columns={"line": "geometry"}).assign(
        first=_none_unless(sides["first"], sides["has_range"]),
        last=_none_unless(sides["last"], sides["has_range"]),
        cross_streets=[json.dumps(names, ensure_ascii=False) for names in sides["cross_streets"]],
        is_derived=sides["is_derived"].astype(int),
    )


def _none_unless(values: "pd.Series[int]", present: "pd.Series[bool]") -> "pd.Series[object]":
    return pd.Series(np.where(present, values.astype(object), None), index=values.index, dtype=object)


def _none_if_empty(texts: "pd.Series[str]") -> "pd.Series[object]":
    return pd.Series(np.where(texts == "", None, texts), index=texts.index, dtype=object)
