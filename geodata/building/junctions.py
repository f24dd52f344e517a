"""Where segments meet. Side lines run beside the centre line, so a segment ends half-way between its sides' ends."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from geodata.building.arrays import Flags, Geometries, Indices, Points, Values
from geodata.model import Hand

_SAME_PLACE_M = 1.0
"""Ends of centre lines this near are one junction: Montréal's meet to the centimetre once the offset is undone."""


@dataclass(frozen=True, slots=True)
class Junctions:
    """For each side, the junctions (numbered, -1 unknown) where its line starts and ends, and unit headings there."""

    start: Indices
    end: Indices
    first_heading: Points
    last_heading: Points


def find_junctions(lines: Geometries, segments: Indices, hands: Values) -> Junctions:
    """Join the ends of segments; ``segments`` numbers the segment of each side from 0, ``hands`` says left or right.

    A side without a line meets what the other side of its segment meets.
    """
    starts, ends, first_heading, last_heading = _ends(lines)
    has_line = ~shapely.is_missing(lines)
    count = int(segments.max()) + 1
    runs_back = _runs_against_first(starts, ends, segments, has_line)
    to_centre = _offsets_to_centre(starts, segments, has_line & ~runs_back, hands)
    near, far = starts + to_centre * _left_of(first_heading), ends + to_centre * _left_of(last_heading)
    heads = _means(np.where(runs_back[:, None], far, near), segments, has_line, count)
    tails = _means(np.where(runs_back[:, None], near, far), segments, has_line, count)
    junctions = _joined(np.vstack([heads, tails]))
    start, end = junctions[segments + count * runs_back], junctions[segments + count * ~runs_back]
    return Junctions(start, end, first_heading, last_heading)


def _ends(lines: Geometries) -> tuple[Points, Points, Points, Points]:
    """Return the first and last points of each line and the unit vectors along it there, NaN without a line."""
    coordinates, owners = shapely.get_coordinates(lines, return_index=True)
    owned, first = np.unique(owners, return_index=True)
    last = np.append(first[1:], len(owners))[: len(first)] - 1
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


def _offsets_to_centre(starts: Points, segments: Indices, has_line: Flags, hands: Values) -> Points:
    """Return how far to its left the centre line runs from a side that is alone on its segment, 0 from one of two.

    The distance is half the median width between the two sides of the other segments.
    """
    drawn = np.flatnonzero(has_line)[np.argsort(segments[has_line], kind="stable")]
    _, first, sizes = np.unique(segments[drawn], return_index=True, return_counts=True)
    one, other = drawn[first[sizes == 2]], drawn[first[sizes == 2] + 1]  # noqa: PLR2004 - a pair
    half_width = np.median(_distances(starts[one], starts[other])) / 2 if len(one) else 0.0
    offsets = np.zeros((len(segments), 1))
    alone = drawn[first[sizes == 1]]
    offsets[alone[hands[alone] == Hand.RIGHT], 0] = half_width
    offsets[alone[hands[alone] == Hand.LEFT], 0] = -half_width
    return offsets


def _left_of(headings: Points) -> Points:
    return np.column_stack([-headings[:, 1], headings[:, 0]])


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
