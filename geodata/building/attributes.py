"""The columns of a file of areas or lots: found by any of their usual names, whatever the case, read as clean texts."""

import geopandas as gpd
import numpy as np
import pandas as pd

from geodata.building.arrays import Values
from geodata.building.column_reader import clean_text


def find_column(frame: gpd.GeoDataFrame, names: tuple[str, ...]) -> str | None:
    """Return the column of the first of these names that the frame has."""
    present = {str(column).casefold(): str(column) for column in frame.columns}
    return next((present[name.casefold()] for name in names if name.casefold() in present), None)


def column_texts(frame: gpd.GeoDataFrame, column: str | None) -> Values:
    """Return the column's values as clean texts, None where there is none or no such column."""
    texts = np.full(len(frame), None, dtype=object)
    if column is not None:
        texts[:] = [None if pd.isna(value) else clean_text(value) for value in frame[column]]
    return texts
