"""The CRS that a file's coordinates are in: declared by the file, said by the person, or assumed."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely
from pyproj import CRS
from pyproj.exceptions import CRSError

from geodata.model import GeodataError

_DEGREES = "EPSG:4326"
_FULL_TURN, _POLE = 360, 90


def in_its_crs(frame: gpd.GeoDataFrame, path: Path, *, said: str | None, assumed: str | None) -> gpd.GeoDataFrame:
    """Return the frame in the CRS that its file declares, else in ``said``, else in ``assumed``, else in EPSG:4326.

    Degrees that cannot be degrees declare nothing: a GeoJSON that is silent on its CRS comes as EPSG:4326.

    Raises:
        GeodataError: a CRS is unknown, ``said`` is not the declared one, or degrees are none or are swapped.
    """
    wanted = [parse_crs(text) for text in (said, assumed) if text is not None]
    declared = None if frame.crs is None or _are_no_degrees(frame) else frame.crs
    if said is not None and declared is not None and not wanted[0].equals(declared, ignore_axis_order=True):
        message = (
            f"{path} declares that it is in {_named(declared)}, not in {_named(wanted[0])}; "
            "leave --crs out, or correct the file"
        )
        raise GeodataError(message)
    crs = next(crs for crs in (declared, *wanted, frame.crs, parse_crs(_DEGREES)) if crs is not None)
    placed = frame.set_crs(crs, allow_override=True)
    _refuse_impossible_degrees(placed, path)
    return placed


def parse_crs(text: str) -> CRS:
    """Return the coordinate reference system that the text names, for example ``EPSG:32188``.

    Raises:
        GeodataError: it names none.
    """
    try:
        return CRS.from_user_input(text)
    except CRSError as error:
        message = f"{text!r} is no coordinate reference system; write it like EPSG:4326 or EPSG:32188"
        raise GeodataError(message) from error


def refuse_swapped(frame: gpd.GeoDataFrame, expected: CRS, path: Path) -> None:
    """Refuse degrees that lie outside the area for which ``expected`` is made, and inside it when swapped.

    Raises:
        GeodataError: they are swapped.
    """
    area = expected.area_of_use
    if area is None or frame.crs is None or not frame.crs.is_geographic or frame.geometry.isna().all():
        return
    west, south, east, north = frame.total_bounds
    x, y = (west + east) / 2, (south + north) / 2
    is_there, is_there_swapped = (
        area.west <= longitude <= area.east and area.south <= latitude <= area.north
        for longitude, latitude in ((x, y), (y, x))
    )
    if is_there_swapped and not is_there:
        raise GeodataError(_swapped(path, f"its middle is at longitude {x:.2f}, latitude {y:.2f}"))


def _are_no_degrees(frame: gpd.GeoDataFrame) -> bool:
    bounds = shapely.total_bounds(frame.geometry.to_numpy())
    return frame.crs.is_geographic and bool(np.abs(bounds).max() > _FULL_TURN)  # NaN compares false


def _refuse_impossible_degrees(frame: gpd.GeoDataFrame, path: Path) -> None:
    if not frame.crs.is_geographic:
        return
    bounds = shapely.bounds(frame.geometry.to_numpy())
    if _are_no_degrees(frame):
        row = int(np.argmax(np.abs(bounds).max(axis=1) > _FULL_TURN))
        message = (
            f"{path} says that it is in degrees, but row {row + 1} holds {bounds[row, 0]:.0f} {bounds[row, 1]:.0f}; "
            "declare its CRS (--crs)"
        )
        raise GeodataError(message)
    is_beyond = np.abs(bounds[:, [1, 3]]).max(axis=1) > _POLE
    if is_beyond.any():
        row = int(np.argmax(is_beyond))
        place = f"row {row + 1} is at longitude {bounds[row, 0]:.2f}, latitude {bounds[row, 1]:.2f}"
        raise GeodataError(_swapped(path, place))


def _swapped(path: Path, place: str) -> str:
    return f"{path} seems to have longitude and latitude swapped: {place}; write the longitude (x) first"


def _named(crs: CRS) -> str:
    return f"{crs.to_string()} ({crs.name})"
