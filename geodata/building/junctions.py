"""Where segments meet. Side lines run beside the centre line, so a segment ends half-way between its sides' ends."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from geodata.building.metric import Flags, Geometries

Indices = NDArray[np.int64]
Points = NDArray[np.float64]

_SAME_PLACE_M = 1.0
"""Ends of centre lines this near are one junction: Montréal's meet to the centimetre once the offset is undone."""


@dataclass(frozen=True, slots=True)
class Junctions:
    """For each side, the junctions (numbered, -1 unknown) where its line starts and ends, and unit headings there."""

    start: Indices
    end: Indices
    first_heading: Points
    last_heading: Points


def find_junctions(lines: Geometries, segments: Indices) -> Junctions:
    """Join the ends of segments; ``segments`` numbers the segment of each side from 0.

    A side without a line meets what the other side of its segment meets.
    """
    starts, ends, first_heading, last_heading = _ends(lines)
    has_line = ~shapely.is_missing(lines)
    count = int(segments.max()) + 1
    runs_back = _runs_against_first(starts, ends, segments, has_line)
    heads = _means(np.where(runs_back[:, None], ends, starts), segments, has_line, count)
    tails = _means(np.where(runs_back[:, None], starts, ends), segments, has_line, count)
    junctions = _joined(np.vstack([heads, tails]))
    start, end = junctions[segments + count * runs_back], junctions[segments + count * ~runs_back]
    return Junctions(start, end, first_heading, last_heading)


def _ends(lines: Geometries) -> tuple[Points, Points, Points, Points]:
    """Return the first and last points of each line and the unit vectors along it there, NaN without a line."""
    coordinates, owners = shapely.get_coordinates(lines, return_index=True)
    owned, first = np.unique(owners, return_index=True)
    last = np.append(first[1:], len(owners)) - 1
    starts, ends, first_heading, last_heading = (np.full((len(lines), 2), np.nan) for _ in range(4))
    starts[owned], ends[owned] = coordinates[first], coordinates[last]
    first_heading[owned] = _unit(coordinates[first + 1] - coordinates[first])
    last_heading[owned] = _unit(coordinates[last] - coordinates[last - 1])
    return starts, ends, first_heading, last_heading


def _unit(vectors: Points) -> Points:
    lengths = np.hypot(vectors[:, 0], vectors[:, 1])
    return vectors / np.where(lengths > 0, lengths, 1)[:, None]


def _runs_against_first(starts: Points, ends: Points, segments: Indices, has_line: Flags) -> Flags:
    """Say which sides were drawn in the other direction than the first side of their segment."""
    drawn = np.flatnonzero(has_line)
    owned, first = np.unique(segments[drawn], return_index=True)
    leaders = np.zeros(int(segments.max()) + 1, dtype=np.int64)
    leaders[owned] = drawn[first]
    leader = leaders[segments]
    along = _distances(starts, starts[leader]) + _distances(ends, ends[leader])
    against = _distances(starts, ends[leader]) + _distances(ends, starts[leader])
    return has_line & (against < along)


def _distances(points: Points, others: Points) -> NDArray[np.float64]:
    return np.hypot(points[:, 0] - others[:, 0], points[:, 1] - others[:, 1])


def _means(points: Points, segments: Indices, has_line: Flags, count: int) -> Points:
    """Return the mean point of each segment's sides, NaN where no side has a line."""
    sizes = np.bincount(segments[has_line], minlength=count)
    sums = [np.bincount(segments[has_line], points[has_line, axis], count) for axis in (0, 1)]
    return np.column_stack(sums) / np.where(sizes > 0, sizes, np.nan)[:, None]


def _joined(points: Points) -> Indices:
    """Number the points so that those in one place share a number; -1 for NaN."""
    known = np.flatnonzero(np.isfinite(points).all(axis=1))
    places = np.asarray(shapely.points(points[known]))
    one, other = shapely.STRtree(places).query(places, predicate="dwithin", distance=_SAME_PLACE_M)
    labels = np.arange(len(known))
    while True:
        lowest = labels.copy()
        np.minimum.at(lowest, one, labels[other])
        if np.array_equal(lowest, labels):
            break
        labels = lowest
    numbers = np.full(len(points), -1, dtype=np.int64)
    numbers[known] = labels
    return numbers
