"""An area that somebody drew: its corners as a page sends them, and the polygon that they make; nothing else passes."""

import re
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Any, Final

import shapely

from geodata.model import GeodataError

MOST_CORNERS: Final = 200
"""More than anybody clicks."""

Corner = tuple[float, float]
"""Longitude, then latitude, in degrees (WGS 84)."""

_NUMBER: Final = re.compile(r"[+-]?\d{1,3}(?:\.\d{1,15})?", re.ASCII)
_NUMBERS: Final = 2
_FEWEST: Final = 3
_SMALLEST_M2: Final = 1.0


class AreaFault(StrEnum):
    """What is wrong with an area."""

    NO_CORNERS = "no_corners"
    TOO_FEW = "too_few"
    TOO_MANY = "too_many"
    CROSSES_ITSELF = "crosses_itself"
    OUTSIDE = "outside"
    SWAPPED = "swapped"


_WORDS: Final = {
    AreaFault.NO_CORNERS: "a corner is a longitude and a latitude in degrees, such as -73.5,45.5",
    AreaFault.TOO_FEW: "an area has at least three corners that do not lie on one line",
    AreaFault.TOO_MANY: f"an area has at most {MOST_CORNERS} corners",
    AreaFault.CROSSES_ITSELF: "the outline of the area crosses itself",
    AreaFault.OUTSIDE: "the area is outside this city",
    AreaFault.SWAPPED: "the area is outside this city: longitude comes first, these look swapped",
}


class AreaError(GeodataError):
    """An area that cannot be used; ``fault`` says why, for pages that say it in their own words."""

    def __init__(self, fault: AreaFault) -> None:
        """Say why."""
        self.fault = fault
        super().__init__(_WORDS[fault])


def read_corners(text: str) -> tuple[Corner, ...]:
    """Return the corners of ``-73.5,45.5 -73.4,45.5 ...`` in their order; a last one that repeats the first is none.

    Raises:
        AreaError: one of them is no point, or they are too many; no more is read than tells so.
    """
    words = text.split(maxsplit=MOST_CORNERS + 1)
    if len(words) > MOST_CORNERS + 1:
        raise AreaError(AreaFault.TOO_MANY)
    corners = tuple(map(_corner, words))
    corners = corners[:-1] if len(corners) > 1 and corners[0] == corners[-1] else corners
    if len(corners) > MOST_CORNERS:
        raise AreaError(AreaFault.TOO_MANY)
    return corners


def polygon_of(points: Sequence[Corner]) -> shapely.Polygon:
    """Return the polygon with these corners, in metres.

    Raises:
        AreaError: they are too few, lie on one line, or their outline crosses itself.
    """
    if len(set(points)) < _FEWEST:
        raise AreaError(AreaFault.TOO_FEW)
    polygon = shapely.Polygon(points)
    if not polygon.is_valid:
        is_flat = polygon.convex_hull.area < _SMALLEST_M2
        raise AreaError(AreaFault.TOO_FEW if is_flat else AreaFault.CROSSES_ITSELF)
    if polygon.area < _SMALLEST_M2:
        raise AreaError(AreaFault.TOO_FEW)
    return polygon


def middles(lines: Iterable[Any]) -> list[shapely.Point]:
    """Return the point halfway along each line; of one in several parts, along the longest."""
    return [_longest(line).interpolate(0.5, normalized=True) for line in lines]


def _longest(line: Any) -> Any:  # noqa: ANN401 - shapely is untyped
    merged = shapely.line_merge(line) if hasattr(line, "geoms") else line
    return max(merged.geoms, key=lambda part: part.length) if hasattr(merged, "geoms") else merged


def _corner(word: str) -> Corner:
    numbers = word.split(",", maxsplit=_NUMBERS)
    if len(numbers) != _NUMBERS or not all(map(_NUMBER.fullmatch, numbers)):
        raise AreaError(AreaFault.NO_CORNERS)
    return float(numbers[0]), float(numbers[1])
