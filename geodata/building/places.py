"""The borough, snow sector and town of each side: from its own row, else from the polygons, else from what was said."""

import numpy as np
import pandas as pd

from geodata.building.areas import area_of
from geodata.building.columns import Values
from geodata.folding import fold


def fill_places(sides: pd.DataFrame, boroughs: pd.DataFrame, sectors: pd.DataFrame, city: str | None) -> pd.DataFrame:
    """Complete ``borough``, ``sector`` and ``town`` where a side's row leaves them out.

    A town is that of the row, else the linked town in whose polygon the side lies, else ``city``, else its borough.
    A side without a line stands where the other side of its segment does.
    """
    borough = _first_known(sides["borough"], _around(sides, boroughs))
    linked_towns = boroughs.loc[boroughs["kind"].map(_is_town), "name"]
    in_linked_town = pd.Series(borough).where(pd.Series(borough).isin(linked_towns))
    town = _first_known(sides["town"], in_linked_town)
    if city is not None:
        town = _first_known(pd.Series(town), pd.Series(city, index=sides.index))
    return sides.assign(
        borough=borough,
        sector=_first_known(sides["sector"], _around(sides, sectors)),
        town=_first_known(
            pd.Series(_first_known(pd.Series(town), pd.Series(borough))), pd.Series("", index=sides.index)
        ),
    )


def _around(sides: pd.DataFrame, areas: pd.DataFrame) -> pd.Series:
    if areas.empty:
        return pd.Series(None, index=sides.index, dtype=object)
    own = pd.Series(area_of(sides["line"].to_numpy(dtype=object), areas), index=sides.index, dtype=object)
    of_segment = own.groupby(sides["segment_id"]).transform("first").where(sides["line"].isna())
    return pd.Series(_first_known(own, of_segment), index=sides.index, dtype=object)


def _first_known(values: pd.Series, others: pd.Series) -> Values:
    chosen = values.where(values.notna(), others)
    return np.where(chosen.notna(), chosen, None)


def _is_town(kind: object) -> bool:
    """Say whether a polygon of this kind (Montréal's TYPE) is a town of its own, not a borough."""
    return isinstance(kind, str) and fold(kind).split(" ")[0] in {"ville", "town", "city", "municipalite"}
