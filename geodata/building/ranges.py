"""Civic ranges as stored: upwards, or absent; their parity, and which of them share numbers."""

import numpy as np
import pandas as pd

from geodata.building.arrays import Flags
from geodata.building.parity import EVEN, MIXED, ODD, UNKNOWN


def complete_ranges(sides: pd.DataFrame) -> pd.DataFrame:
    """Add what follows from ``from_number`` and ``to_number``.

    That is ``first`` and ``last`` (0 when there is no usable range), ``parity_code``, and the flags ``has_range``,
    ``was_reversed`` and ``was_unusable_range``.
    """
    start, end = sides["from_number"].to_numpy(dtype=np.int64), sides["to_number"].to_numpy(dtype=np.int64)
    has_range = (start > 0) & (end > 0)
    first, last = (np.where(has_range, chosen(start, end), 0) for chosen in (np.minimum, np.maximum))
    of_ends = np.where(first % 2 == last % 2, np.where(first % 2 == 1, ODD, EVEN), MIXED)
    return sides.assign(
        first=first,
        last=last,
        has_range=has_range,
        parity_code=np.where(has_range, of_ends, UNKNOWN),
        was_reversed=has_range & (start > end),
        was_unusable_range=~has_range & ((start != 0) | (end != 0)),
    )


def overlapping(sides: pd.DataFrame) -> Flags:
    """Say which sides share a possible civic number with another side of their street in their borough."""
    shares = np.zeros(len(sides), dtype=bool)
    for code in (EVEN, ODD):
        numbered = sides[sides["has_range"] & sides["parity_code"].isin((code, MIXED))]
        ordered = numbered.sort_values(["street_id", "borough", "first"], na_position="first", kind="stable")
        groups = ordered.groupby(["street_id", ordered["borough"].fillna("")], sort=False)
        furthest = groups["last"].cummax().groupby([ordered["street_id"], ordered["borough"].fillna("")]).shift()
        following = groups["first"].shift(-1)
        meets = (furthest >= ordered["first"]) | (following <= ordered["last"])
        shares[ordered.index[meets]] = True
    return shares
