"""One row for each side id. A city lists some twice; a row without any id cannot be referred to."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from geodata.building.arrays import Indices
from geodata.model import GeodataError


@dataclass(frozen=True, slots=True)
class LeftOut:
    """How many rows of the source are not in the artefact, by reason."""

    duplicate_ids: int
    rows_without_id: int


def one_row_per_id(rows: pd.DataFrame) -> tuple[pd.DataFrame, LeftOut]:
    """Keep the first row of each side id that has a line (the first of all when none has), in the source's order.

    Raises:
        GeodataError: not one row has an id.
    """
    named = rows[rows["side_id"].notna()]
    if named.empty:
        message = f"none of the {len(rows)} rows of the street file has a side id; check its column or the mapping"
        raise GeodataError(message)
    by_use = named.assign(has_no_line=named["line"].isna()).sort_values("has_no_line", kind="stable")
    kept = by_use.drop_duplicates("side_id").sort_index().drop(columns="has_no_line")
    return kept.reset_index(drop=True), LeftOut(len(named) - len(kept), len(rows) - len(named))


def number_segments(sides: pd.DataFrame) -> Indices:
    """Number the segments from 0; a side of which the segment is not known is a segment of its own."""
    alone = "side " + sides["side_id"]
    numbers, _ = pd.factorize(sides["segment_id"].where(sides["segment_id"].notna(), alone))
    return numbers.astype(np.int64)
