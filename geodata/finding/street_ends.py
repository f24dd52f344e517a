"""Which segments of a street follow each other, by where the lines of their sides end."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
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
    kept = tuple(lines)
    if not kept:
        return {}
    segments = [segment for segment, _ in kept]
    places: NDArray[Any] = np.asarray(shapely.points(_end_points(segments, [written for _, written in kept])))
    ones, others = shapely.STRtree(places).query(places, predicate="dwithin", distance=_REACH_M)
    met: dict[tuple[str, int], set[str]] = defaultdict(set)
    for one, other in zip(ones.tolist(), others.tolist(), strict=True):
        met[segments[one // 2], one % 2].add(segments[other // 2])
    return {segment: (_but(segment, met[segment, 0]), _but(segment, met[segment, 1])) for segment in set(segments)}


def _but(segment: str, met: set[str]) -> frozenset[str]:
    return frozenset(met - {segment})


def _end_points(segments: Sequence[str], lines: Sequence[bytes]) -> Points:
    """Return two points of each line in turn: where the first line of its segment starts, and the other end."""
    points, owners = shapely.get_coordinates(shapely.from_wkb(lines), return_index=True)
    starts = np.searchsorted(owners, np.arange(len(lines)))
    ends = np.stack([points[starts], points[[*starts[1:] - 1, -1]]], axis=1)
    first_of = {segment: at for at, segment in reversed(list(enumerate(segments)))}
    firsts = ends[[first_of[segment] for segment in segments]]
    is_turned = _apart(ends, firsts) > _apart(ends[:, ::-1], firsts)
    ends[is_turned] = ends[is_turned, ::-1]
    return ends.reshape(-1, 2)


def _apart(ends: Points, others: Points) -> Points:
    """Return how far the two ends of each line are from those of another, together."""
    apart: Points = np.hypot(*np.moveaxis(ends - others, -1, 0)).sum(axis=1)
    return apart
