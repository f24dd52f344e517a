"""Which sides of street lie in a part of the city: what a map shows, and what the list beside it must say."""

import math
from bisect import bisect_left
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Transformer

from geodata.address_book import AddressBook
from geodata.model import StreetSideId

_NUMBERS_OF_A_BOX: Final = 4
_AROUND: Final = 0.0012
"""Degrees of latitude from a side to the edge of the view around it: 130 metres."""


@dataclass(frozen=True, slots=True)
class Box:
    """A part of the city, in degrees (WGS 84)."""

    west: float
    south: float
    east: float
    north: float

    def __str__(self) -> str:
        """Return it as it stands in an address, to a metre."""
        return ",".join(f"{degrees:.5f}" for degrees in (self.west, self.south, self.east, self.north))

    def wider(self, *, times: float) -> "Box":
        """Return the box with the same middle whose sides are so many times as long."""
        grown_x, grown_y = ((times - 1) / 2 * span for span in (self.east - self.west, self.north - self.south))
        return Box(self.west - grown_x, self.south - grown_y, self.east + grown_x, self.north + grown_y)


def read_box(text: str) -> Box | None:
    """Return what ``str(box)`` wrote, or anybody else; None where it is no part of the earth."""
    try:
        numbers = [float(number) for number in text.split(",")]
    except ValueError:
        return None
    if len(numbers) != _NUMBERS_OF_A_BOX or not all(map(math.isfinite, numbers)):
        return None
    west, south, east, north = numbers
    on_earth = -180 <= west < east <= 180 and -90 <= south < north <= 90  # noqa: PLR2004 - the ends of the earth
    return Box(west, south, east, north) if on_earth else None


class SidesInView:
    """Where the sides of one street file lie. Safe to share between threads."""

    def __init__(self, book: AddressBook) -> None:
        """Read the geometry of all sides; what is kept of it is four numbers a side."""
        rows = book.reader.rows("SELECT side_id, geometry FROM side ORDER BY side_id")
        self._side_ids = [StreetSideId(side_id) for side_id, _ in rows]
        ((crs,),) = book.reader.rows("SELECT value FROM meta WHERE key = 'crs'")
        self._edges = _edges_in_degrees([geometry for _, geometry in rows], crs)

    @property
    def side_ids(self) -> tuple[StreetSideId, ...]:
        """Return all ids in order: the place of one, from 1, is its number on the map."""
        return tuple(self._side_ids)

    def numbers(self, box: Box) -> NDArray[np.intp]:
        """Return the places, from 0, of the sides that lie in a box or touch it."""
        west, south, east, north = self._edges
        return np.flatnonzero((west <= box.east) & (east >= box.west) & (south <= box.north) & (north >= box.south))

    def ids(self, numbers: NDArray[np.intp]) -> list[StreetSideId]:
        """Return the ids at these places."""
        return [self._side_ids[at] for at in numbers]

    def number(self, side_id: str) -> int | None:
        """Return a side's number on the map, from 1; None where the street file has no such side."""
        at = bisect_left(self._side_ids, side_id)
        return at + 1 if at < len(self._side_ids) and self._side_ids[at] == side_id else None

    def around(self, side_id: str) -> Box | None:
        """Return the view around a side; None where it is not known where it lies."""
        number = self.number(side_id)
        if number is None or math.isnan(self._edges[0][number - 1]):
            return None
        west, south, east, north = (float(edge[number - 1]) for edge in self._edges)
        x, y = (west + east) / 2, (south + north) / 2
        wide = _AROUND / math.cos(math.radians(y))
        return Box(x - wide, y - _AROUND, x + wide, y + _AROUND)

    def whole(self) -> Box | None:
        """Return the box around all sides; None where it is not known where any lies."""
        west, south, east, north = self._edges
        if not len(west) or np.isnan(west).all():
            return None
        return Box(*map(float, (np.nanmin(west), np.nanmin(south), np.nanmax(east), np.nanmax(north))))


def _edges_in_degrees(geometries: list[bytes | None], crs: str) -> tuple[NDArray[Any], ...]:
    """Return the west, south, east and north ends of each shape; NaN where there is none."""
    ends = shapely.bounds(shapely.from_wkb(np.array(geometries, dtype=object)))
    to_degrees = Transformer.from_crs(crs, "EPSG:4326", always_xy=True)
    lowest, highest = (to_degrees.transform(ends[:, at], ends[:, at + 1]) for at in (0, 2))
    return tuple(np.where(np.isfinite(edge), edge, np.nan) for edge in (*lowest, *highest))
