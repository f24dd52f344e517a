"""On foot from one side of street to others and to free lots, along the streets: a straight line would cross canals."""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray

from geodata.artefact_reader import ArtefactReader
from geodata.model import StreetSideId

_JOINED_M: Final = 10.0
"""Ends of lines nearer than this are one corner: the sides of a street lie four metres off its middle."""

Points = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class SideWalk:
    """A side, and the metres on foot to its nearest end; across one's own street, to the kerb."""

    side_id: StreetSideId
    distance_m: float


@dataclass(frozen=True, slots=True)
class FreeLot:
    """A free parking lot of the street file. When it is open nobody has told us."""

    lot_id: int
    name: str | None
    longitude: float
    latitude: float


@dataclass(frozen=True, slots=True)
class LotWalk:
    """A free lot, and the metres on foot to it."""

    lot: FreeLot
    distance_m: float


class _Ways:
    """The sides that leave each corner, as lists in the order of the corners: a city has some 200,000 such ends."""

    def __init__(self, ends: NDArray[np.int64], metres: Points) -> None:
        """Take the two corners of each side, and how long it is."""
        corners, sides = ends.T.ravel(), np.tile(np.arange(len(ends)), 2)
        in_order = np.argsort(corners, kind="stable")
        self._first: list[int] = np.searchsorted(corners[in_order], np.arange(corners.max(initial=-1) + 2)).tolist()
        self._side: list[int] = sides[in_order].tolist()
        self._to: list[int] = ends[:, ::-1].T.ravel()[in_order].tolist()
        self._metres: list[float] = metres[sides[in_order]].tolist()

    def sides(self, corner: int) -> list[int]:
        """Return the sides that leave a corner."""
        return self._side[self._first[corner] : self._first[corner + 1]]

    def walked(self, ahead: list[tuple[float, int]], reach_m: float) -> Iterator[tuple[int, float]]:
        """Yield the corners within reach of where one begins, once each, the nearest first (Dijkstra)."""
        heapq.heapify(ahead)
        been: set[int] = set()
        while ahead:
            metres, corner = heapq.heappop(ahead)
            if metres > reach_m:
                return
            if corner in been:
                continue
            been.add(corner)
            yield corner, metres
            for at in range(self._first[corner], self._first[corner + 1]):
                if self._to[at] not in been:
                    heapq.heappush(ahead, (metres + self._metres[at], self._to[at]))


class WalkMap:
    """The corners of one artefact and the sides between them, in memory. Safe to share between threads."""

    def __init__(self, reader: ArtefactReader) -> None:
        """Read the lines of the artefact; a side without one is out of reach."""
        rows = reader.rows("SELECT side_id, segment_id, geometry FROM side WHERE geometry IS NOT NULL ORDER BY side_id")
        self._side_ids = [StreetSideId(side_id) for side_id, _, _ in rows]
        self._place = {side_id: place for place, side_id in enumerate(self._side_ids)}
        self._facing = _by_segment([segment_id for _, segment_id, _ in rows])
        lines = shapely.from_wkb(np.array([geometry for _, _, geometry in rows], dtype=object))
        self._ends, self._lengths = _ends(lines), shapely.length(lines)
        tree = shapely.STRtree(np.atleast_1d(np.asarray(shapely.points(self._ends.reshape(-1, 2)))))
        corner_of_end = _corners(tree)
        self._corners = corner_of_end.reshape(-1, 2)
        self._ways = _Ways(self._corners, self._lengths)
        self._lots = _lots_at_corners(reader, tree, corner_of_end)

    def sides_from(self, side_id: str, reach_m: float) -> tuple[SideWalk, ...]:
        """Return the sides within reach of the middle of a side, the nearest first; of equals, the smaller id."""
        place = self._place.get(StreetSideId(side_id))
        if place is None:
            return ()
        found: dict[int, float] = {}
        for corner, metres in self._walked(place, reach_m):
            for side in self._ways.sides(corner):
                found.setdefault(side, metres)
        found |= self._across(place)
        found.pop(place, None)
        walks = (SideWalk(self._side_ids[at], metres) for at, metres in found.items() if metres <= reach_m)
        return tuple(sorted(walks, key=lambda walk: (walk.distance_m, walk.side_id)))

    def lots_from(self, side_id: str, reach_m: float) -> tuple[LotWalk, ...]:
        """Return the free lots within reach of the middle of a side, the nearest first."""
        place = self._place.get(StreetSideId(side_id))
        if place is None or not self._lots:
            return ()
        walked = dict(self._walked(place, reach_m))
        walks = (LotWalk(lot, walked[corner] + off) for lot, corner, off in self._lots if corner in walked)
        return tuple(sorted((walk for walk in walks if walk.distance_m <= reach_m), key=_by_distance))

    def _walked(self, place: int, reach_m: float) -> Iterator[tuple[int, float]]:
        """Yield the corners within reach of the middle of a side, the nearest first."""
        half = float(self._lengths[place]) / 2
        return self._ways.walked([(half, corner) for corner in self._corners[place].tolist()], reach_m)

    def _across(self, place: int) -> dict[int, float]:
        """Return the other sides of the same segment, and how wide the street is between them."""
        here = self._ends[place]
        return {
            other: float(min(np.hypot(*(one - end)) for one in here for end in self._ends[other]))
            for other in self._facing.get(place, ())
        }


def _by_distance(walk: LotWalk) -> tuple[float, int]:
    return walk.distance_m, walk.lot.lot_id


def _by_segment(segment_ids: list[str | None]) -> dict[int, tuple[int, ...]]:
    """Return for each side the places of the others of its segment."""
    together: dict[str, list[int]] = {}
    for place, segment_id in enumerate(segment_ids):
        if segment_id is not None:
            together.setdefault(segment_id, []).append(place)
    return {one: tuple(other for other in all_ if other != one) for all_ in together.values() for one in all_}


def _ends(lines: NDArray[Any]) -> Points:
    """Return the two ends of each line: its first and its last point, whatever its parts."""
    points, line_of = shapely.get_coordinates(lines, return_index=True)
    places = np.arange(len(lines))
    first, last = np.searchsorted(line_of, places, "left"), np.searchsorted(line_of, places, "right") - 1
    return np.stack([points[first], points[last]], axis=1)


def _corners(tree: shapely.STRtree) -> NDArray[np.int64]:
    """Return for each point the number of its corner, from 0; points that hang together are one."""
    one, other = tree.query(tree.geometries, predicate="dwithin", distance=_JOINED_M)
    labels = np.arange(len(tree.geometries))
    while True:
        nearer = labels.copy()
        np.minimum.at(nearer, one, labels[other])
        nearer = nearer[nearer]
        if np.array_equal(nearer, labels):
            return np.unique(labels, return_inverse=True)[1]
        labels = nearer


def _lots_at_corners(
    reader: ArtefactReader, tree: shapely.STRtree, corner_of_end: NDArray[np.int64]
) -> tuple[tuple[FreeLot, int, float], ...]:
    """Return each free lot with the corner nearest to it and the metres between the two."""
    rows = reader.rows("SELECT lot_id, name, longitude, latitude, geometry FROM free_lot ORDER BY lot_id")
    if not rows or not len(tree.geometries):
        return ()
    shapes = shapely.from_wkb(np.array([geometry for *_, geometry in rows], dtype=object))
    nearest, off = tree.query_nearest(shapes, all_matches=False, return_distance=True)
    corners: list[int] = corner_of_end[nearest[1]].tolist()
    return tuple(
        (FreeLot(*row[:4]), corner, float(metres)) for row, corner, metres in zip(rows, corners, off, strict=True)
    )
