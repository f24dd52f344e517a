"""A point -> the nearest side of street, in metres: degrees would name the wrong side of one street in a hundred."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Transformer

from geodata.address_book import AddressBook
from geodata.area import AreaError, AreaFault, Corner, middles, polygon_of
from geodata.model import GeodataError, Hand, StreetSide, StreetSideId

REACH_M: Final = 100.0
"""Who stands further than this from every street is asked for an address instead."""

_MARGIN_M: Final = 5_000.0


@dataclass(frozen=True, slots=True)
class Nearby:
    """The nearest side, how far it is, and on which hand of its segment it lies (None where the city does not say)."""

    side: StreetSide
    distance_m: float
    hand: Hand | None


@dataclass(frozen=True, slots=True)
class TooFar:
    """No street within reach; the nearest one is this far."""

    distance_m: float


class SideMap:
    """The lines of all sides of one artefact, in memory. Safe to share between threads."""

    def __init__(self, book: AddressBook) -> None:
        """Load the geometry of the artefact.

        Raises:
            GeodataError: No side of the artefact has a geometry.
        """
        reader = book.reader
        rows = reader.rows("SELECT side_id, geometry FROM side WHERE geometry IS NOT NULL ORDER BY side_id")
        if not rows:
            message = f"{reader.path}: no side has a geometry, so nothing can be near; search by address"
            raise GeodataError(message)
        self._book = book
        self._side_ids = [side_id for side_id, _ in rows]
        self._place = {side_id: place for place, side_id in enumerate(self._side_ids)}
        lines: NDArray[Any] = shapely.from_wkb(np.array([geometry for _, geometry in rows], dtype=object))
        self._tree = shapely.STRtree(lines)
        self._bounds = shapely.total_bounds(lines)
        ((crs,),) = reader.rows("SELECT value FROM meta WHERE key = 'crs'")
        self._to_metres = Transformer.from_crs("EPSG:4326", crs, always_xy=True)

    def nearest(self, longitude: float, latitude: float) -> Nearby | TooFar:
        """Return the side nearest to a point in degrees (WGS 84), the smallest id where several are equally near.

        Raises:
            GeodataError: The point is no point on earth or far outside the city; the text says what may be wrong.
        """
        x, y = self._metres(longitude, latitude)
        found, distances = self._tree.query_nearest(shapely.Point(x, y), return_distance=True)
        at, distance = int(found.min()), float(distances[0])
        if distance > REACH_M:
            return TooFar(distance)
        side = self._book.side(self._side_ids[at])
        if side is None:
            message = f"{self._book.reader.path}: the file changed while it was open; restart to read it again"
            raise GeodataError(message)
        return Nearby(side, distance, side.hand)

    def around(self, side_id: str, reach_m: float) -> tuple[StreetSideId, ...]:
        """Return the other sides within reach of a side as the crow flies, the nearest first; of equals by id."""
        place = self._place.get(side_id)
        if place is None:
            return ()
        line = self._tree.geometries[place]
        near = self._tree.query(line, predicate="dwithin", distance=reach_m)
        distances = shapely.distance(self._tree.geometries[near], line)
        in_order = sorted(zip(distances.tolist(), near.tolist(), strict=True))
        return tuple(StreetSideId(self._side_ids[at]) for _, at in in_order if at != place)

    def within(self, corners: Iterable[Corner]) -> tuple[StreetSideId, ...]:
        """Return the sides whose middle lies in the area with these corners, by id.

        Raises:
            AreaError: It is no area, or a corner lies far outside the city.
        """
        area = polygon_of([self._corner(*corner) for corner in corners])
        near = self._tree.query(area, predicate="intersects")
        inside = shapely.intersects(area, middles(self._tree.geometries[near]))
        return tuple(sorted(StreetSideId(self._side_ids[at]) for at in near[inside]))

    def _corner(self, longitude: float, latitude: float) -> tuple[float, float]:
        point = self._inside(longitude, latitude)
        if point is None:
            raise AreaError(AreaFault.SWAPPED if self._inside(latitude, longitude) else AreaFault.OUTSIDE)
        return point

    def _metres(self, longitude: float, latitude: float) -> tuple[float, float]:
        if not (math.isfinite(longitude) and math.isfinite(latitude)):
            message = "a point is two finite numbers: longitude, then latitude, in degrees"
            raise GeodataError(message)
        point = self._inside(longitude, latitude)
        if point is not None:
            return point
        hint = ": longitude comes first, these two look swapped" if self._inside(latitude, longitude) else ""
        message = f"longitude {longitude}, latitude {latitude} is outside this city{hint}"
        raise GeodataError(message)

    def _inside(self, longitude: float, latitude: float) -> tuple[float, float] | None:
        """Return the point in metres if it lies in or around the city."""
        if abs(longitude) > 180 or abs(latitude) > 90:  # noqa: PLR2004 - the ends of the earth
            return None
        x, y = self._to_metres.transform(longitude, latitude)
        west, south, east, north = self._bounds
        inside = west - _MARGIN_M <= x <= east + _MARGIN_M and south - _MARGIN_M <= y <= north + _MARGIN_M
        return (x, y) if inside else None
