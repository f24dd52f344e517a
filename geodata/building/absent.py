"""Absent values in columns: None, and never NaN, wherever a text, a number or a shape is not known."""

from collections.abc import Iterable

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from geodata.building.arrays import Values


def none_unless(present: ArrayLike, values: ArrayLike) -> Values:
    """Return the values that are present, None in place of the others."""
    chosen = np.array(values, dtype=object)
    chosen[~np.asarray(present, dtype=bool)] = None
    return chosen


def first_known(*columns: Iterable[object]) -> Values:
    """Return, row by row, the first value that is known, None where no column knows one."""
    first, *others = (np.fromiter(column, dtype=object) for column in columns)
    known = none_unless(~pd.isna(first), first)
    for values in others:
        fills = pd.isna(known) & ~pd.isna(values)
        known[fills] = values[fills]
    return known
