"""The borough, snow sector and town of each side: from its own row, else from the polygons, else from what was said."""

import pandas as pd

from geodata.building.absent import first_known
from geodata.building.areas import area_of
from geodata.building.arrays import Values
from geodata.folding import fold


def fill_places(sides: pd.DataFrame, boroughs: pd.DataFrame, sectors: pd.DataFrame, city: str | None) -> pd.DataFrame:
    """Complete ``borough``, ``sector`` and ``town`` where a side's row leaves them out.

    A town is that of the row, else the linked town in whose polygon the side lies, else ``city``, else its borough.
    A side without a line stands where the other side of its segment does.
    """
    borough = first_known(sides["borough"], _around(sides, boroughs))
    linked_towns = frozenset(boroughs.loc[boroughs["kind"].map(_is_town), "name"])
    in_linked_town = [name if name in linked_towns else None for name in borough]
    said = [city] * len(sides)
    return sides.assign(
        borough=borough,
        sector=first_known(sides["sector"], _around(sides, sectors)),
        town=first_known(sides["town"], in_linked_town, said, borough, [""] * len(sides)),
    )


def _around(sides: pd.DataFrame, areas: pd.DataFrame) -> Values:
    """Return the area of each side's line, else of its segment's first line."""
    own = pd.Series(area_of(sides["line"].to_numpy(dtype=object), areas), index=sides.index)
    of_segment = own.groupby(sides["segment_id"]).transform("first")
    return first_known(own, of_segment.where(sides["line"].isna()))


def _is_town(kind: object) -> bool:
    """Say whether a polygon of this kind (Montréal's TYPE) is a town of its own, not a borough."""
    return isinstance(kind, str) and fold(kind).split(" ")[0] in {"ville", "town", "city", "municipalite"}
