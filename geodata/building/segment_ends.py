"""Which segments of a street follow each other, by where the lines of their sides end."""

import json
from collections import defaultdict
from typing import Final

import numpy as np
import pandas as pd
import shapely

from geodata.building.arrays import Flags, Geometries, Indices, Points
from geodata.building.side_ids import number_segments
from geodata.folding import fold

_REACH_M: Final = 5.0
"""Sides that go straight on share the point where they meet; at a bend the ends of two sides are a few metres apart."""


def segment_table(sides: pd.DataFrame, streets: pd.DataFrame) -> pd.DataFrame:
    """Return each segment that has a line, by id, with the segments of its street that it meets at its two ends.

    ``meets`` is JSON, two lists of ids. Of one street are segments of one name, however spelled, in whatever town.
    ``sides`` have ``street_id``; ``streets`` are sorted by id from 1.
    """
    drawn = sides[sides["line"].notna() & sides["segment_id"].notna()]
    if drawn.empty:
        return pd.DataFrame({"segment_id": [], "meets": []})
    segments = number_segments(drawn)
    names, _ = pd.factorize(streets["display"].map(fold))
    name = names[drawn["street_id"].to_numpy(dtype=np.int64) - 1]
    met = _met(_end_points(drawn["line"].to_numpy(dtype=object), segments), segments, name)
    ids = drawn["segment_id"].drop_duplicates().tolist()
    meets = [[sorted(ids[other] for other in met[number, end]) for end in (0, 1)] for number in range(len(ids))]
    table = pd.DataFrame({"segment_id": ids, "meets": [json.dumps(ends, ensure_ascii=False) for ends in meets]})
    return table.sort_values("segment_id")


def _met(points: Points, segments: Indices, names: Indices) -> dict[tuple[int, int], set[int]]:
    """Return the other segments of the same name at each end, 0 or 1, of a segment."""
    places = np.asarray(shapely.points(points))
    one, other = shapely.STRtree(places).query(places, predicate="dwithin", distance=_REACH_M)
    side, its = one // 2, other // 2
    kept: Flags = (names[side] == names[its]) & (segments[side] != segments[its])
    ends = segments[side[kept]].tolist(), (one[kept] % 2).tolist(), segments[its[kept]].tolist()
    met: dict[tuple[int, int], set[int]] = defaultdict(set)
    for segment, end, found in zip(*ends, strict=True):
        met[segment, end].add(found)
    return met


def _end_points(lines: Geometries, segments: Indices) -> Points:
    """Return two points of each line in turn: where the first line of its segment starts, and the other end."""
    coordinates, owners = shapely.get_coordinates(lines, return_index=True)
    starts = np.searchsorted(owners, np.arange(len(lines)))
    ends = np.stack([coordinates[starts], coordinates[[*starts[1:] - 1, -1]]], axis=1)
    _, first = np.unique(segments, return_index=True)
    firsts = ends[first[segments]]
    is_turned = _apart(ends, firsts) > _apart(ends[:, ::-1], firsts)
    ends[is_turned] = ends[is_turned, ::-1]
    return ends.reshape(-1, 2)


def _apart(ends: Points, others: Points) -> Points:
    """Return how far the two ends of each line are from those of another, together."""
    apart: Points = np.hypot(*np.moveaxis(ends - others, -1, 0)).sum(axis=1)
    return apart
