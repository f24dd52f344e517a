"""Lines in metres: which metric CRS fits a city, and its street lines brought into it."""

from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely
from pyproj import CRS

from geodata.building.absent import none_unless
from geodata.building.arrays import Flags, Geometries
from geodata.building.declared_crs import parse_crs, refuse_swapped
from geodata.model import GeodataError

_MONTREAL = "EPSG:32188"
_LINE_TYPES = (shapely.GeometryType.LINESTRING, shapely.GeometryType.MULTILINESTRING)


def choose_metric_crs(frame: gpd.GeoDataFrame, wanted: str | None, path: Path) -> CRS:
    """Return the metric CRS that was asked for, else NAD83 / MTM 8 where it is in use, else the UTM zone of the data.

    Raises:
        GeodataError: the one asked for is unknown or does not count in metres, or the data lies nowhere on Earth, or
            there only because longitude and latitude are swapped.
    """
    crs = parse_crs(wanted or _MONTREAL)
    refuse_swapped(frame, crs, path)
    if wanted is None:
        return _fitting_crs(frame)
    if not crs.is_projected or any(axis.unit_name != "metre" for axis in crs.axis_info[:2]):
        message = f"{wanted} does not count in metres; choose a projected CRS such as {_MONTREAL} or a UTM zone"
        raise GeodataError(message)
    return crs


def _fitting_crs(frame: gpd.GeoDataFrame) -> CRS:
    if frame.geometry.isna().all():
        return CRS(_MONTREAL)
    montreal = CRS(_MONTREAL)
    area = montreal.area_of_use
    west, south, east, north = frame.total_bounds
    middle = (
        gpd.GeoSeries.from_xy([(west + east) / 2], [(south + north) / 2], crs=frame.crs).to_crs("EPSG:4326").iloc[0]
    )
    if area is not None and area.west <= middle.x <= area.east and area.south <= middle.y <= area.north:
        return montreal
    try:
        return CRS(frame.estimate_utm_crs())
    except (RuntimeError, ValueError) as error:
        message = f"the coordinates ({west:.0f} {south:.0f}) lie nowhere on Earth; check the CRS of the file"
        raise GeodataError(message) from error


@dataclass(frozen=True, slots=True)
class MetricLines:
    """One line, or None, for each feature. The source drew it in several (``was_multi``) or had something else."""

    lines: Geometries
    was_multi: Flags
    was_unusable: Flags


def metric_lines(frame: gpd.GeoDataFrame, crs: CRS, *, what: str) -> MetricLines:
    """Return the frame's lines in the metric CRS, two-dimensional, the parts of one line merged where they meet.

    What is no line, or has a coordinate that the CRS cannot hold, becomes None and is flagged as unusable.

    Raises:
        GeodataError: not one line is left.
    """
    shapes = shapely.force_2d(np.asarray(frame.geometry.to_crs(crs), dtype=object))
    is_absent = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    is_line = ~is_absent & np.isin(shapely.get_type_id(shapes), _LINE_TYPES) & _are_finite(shapes)
    if not is_line.any():
        message = f"the {what} file holds no line; give the file of street sides or centre lines"
        raise GeodataError(message)
    was_multi = is_line & (shapely.get_num_geometries(shapes) > 1)
    lines = none_unless(is_line, np.where(was_multi, shapes, shapely.get_geometry(shapes, 0)))
    lines[was_multi] = shapely.line_merge(lines[was_multi], directed=True)
    return MetricLines(lines, was_multi, ~is_absent & ~is_line)


def _are_finite(shapes: Geometries) -> Flags:
    coordinates, owners = shapely.get_coordinates(shapes, return_index=True)
    finite = np.ones(len(shapes), dtype=bool)
    finite[owners[~np.isfinite(coordinates).all(axis=1)]] = False
    return finite


def offset_lines(lines: Geometries, metres: float) -> Geometries:
    """Return each line moved to its left by so many metres (right if negative); one too short to move stays."""
    moved = shapely.offset_curve(lines, metres, join_style="mitre")
    unmoved = ~shapely.is_missing(lines) & shapely.is_empty(moved)
    return np.where(unmoved, lines, moved)
