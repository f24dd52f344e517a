"""Counts what the quality report says, from the finished sides."""

import pandas as pd
import shapely

from geodata.building.parity import MIXED, UNKNOWN
from geodata.building.ranges import overlapping
from geodata.building.side_ids import LeftOut
from geodata.quality import QualityReport


def count(
    sides: pd.DataFrame, streets: pd.DataFrame, areas: dict[str, pd.DataFrame], lots: pd.DataFrame, left_out: LeftOut
) -> QualityReport:
    """Count the sides as they will be stored, and what was left out on the way."""
    has_no_parity = sides["parity_code"] == UNKNOWN
    has_corner = sides["cross_streets"].map(bool)
    shares_numbers = overlapping(sides)
    lines = sides["line"].to_numpy(dtype=object)
    nameless = streets.loc[streets["is_nameless"], "street_id"]
    return QualityReport(
        sides=len(sides),
        sides_with_range=_sum(sides["has_range"]),
        segments=int(sides["segment_id"].nunique()),
        streets=len(streets),
        boroughs=len(areas["borough"]),
        sectors=len(areas["sector"]),
        free_lots=_sum(lots["shape"].notna()),
        null_geometries=_sum(sides["line"].isna()),
        unusable_geometries=_sum(sides["was_unusable"]),
        multi_line_sides=_sum(sides["was_multi"]),
        unmerged_lines=int((shapely.get_type_id(lines) == shapely.GeometryType.MULTILINESTRING).sum()),
        derived_sides=_sum(sides["is_derived"]),
        duplicate_ids=left_out.duplicate_ids,
        rows_without_id=left_out.rows_without_id,
        unusable_ranges=_sum(sides["was_unusable_range"]),
        reversed_ranges=_sum(sides["was_reversed"]),
        mixed_parity=_sum(sides["has_range"] & (sides["parity_code"] == MIXED)),
        overlapping_ranges=int(shares_numbers.sum()),
        overlapping_streets=int(sides.loc[shares_numbers, "street_id"].nunique()),
        oriented_sides=_sum(sides["orientation"].notna()),
        parity_from_opposite=_sum(sides["parity_source"] == "opposite"),
        parity_from_neighbour=_sum(sides["parity_source"] == "neighbour"),
        without_parity=_sum(has_no_parity),
        named_by_cross_streets=_sum(has_no_parity & has_corner),
        without_any_name=_sum(has_no_parity & ~has_corner),
        nameless_streets=_sum(sides["street_id"].isin(nameless)),
        without_hand=_sum(sides["hand"].isna()),
        without_borough=_sum(sides["borough"].isna()),
        without_sector=_sum(sides["sector"].isna()),
        free_lots_without_place=_sum(lots["shape"].isna()),
    )


def _sum(flags: "pd.Series[bool]") -> int:
    return int(flags.sum())
