"""Which segments of a street follow each other, by where the lines of their sides end."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray

from geodata.spans import Ends

_REACH_M: Final = 5.0
"""Sides that go straight on share the point where they meet; at a bend the ends of two sides are a few metres apart."""

Points = NDArray[np.float64]


def ends_of_segments(lines: Iterable[tuple[str, bytes]]) -> Mapping[str, Ends]:
    """Return what each segment meets at both ends; ``lines`` are (segment, WKB in metres) of one street's sides."""
    points, owners = _end_points(lines)
    if not owners:
        return {}
    places: NDArray[Any] = np.asarray(shapely.points(points))
    ones, others = shapely.STRtree(places).query(places, predicate="dwithin", distance=_REACH_M)
    met: dict[tuple[str, int], set[str]] = defaultdict(set)
    for one, other in zip(ones.tolist(), others.tolist(), strict=True):
        met[owners[one]].add(owners[other][0])
    segments = {segment for segment, _ in owners}
    return {segment: (_but(segment, met[segment, 0]), _but(segment, met[segment, 1])) for segment in segments}


def _but(segment: str, met: set[str]) -> frozenset[str]:
    return frozenset(met - {segment})


def _end_points(lines: Iterable[tuple[str, bytes]]) -> tuple[list[Points], list[tuple[str, int]]]:
    """Return the two end points of each line, and for each its segment and end: 0 where its first line starts."""
    first_of: dict[str, Points] = {}
    points: list[Points] = []
    owners: list[tuple[str, int]] = []
    for segment, written in lines:
        both: Points = shapely.get_coordinates(shapely.from_wkb(written))[[0, -1]]
        first = first_of.setdefault(segment, both)
        points += list(_turned(both, first))
        owners += [(segment, 0), (segment, 1)]
    return points, owners


def _turned(line: Points, first: Points) -> NDArray[Any]:
    """Return the ends of a line in the order in which the first one of its segment was drawn."""
    turned = line[::-1]
    return line if np.hypot(*(line - first).T).sum() <= np.hypot(*(turned - first).T).sum() else turned
