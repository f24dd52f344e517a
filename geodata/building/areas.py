"""Polygons with names (boroughs, snow sectors): read, made metric, asked which line lies where."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import CRS

from geodata.building.absent import none_unless
from geodata.building.arrays import Geometries, Values
from geodata.building.attributes import column_texts, find_column
from geodata.building.sources import read_features
from geodata.model import GeodataError

_NAME_COLUMNS = ("NomSecteur", "NOM_SECTEUR", "NOM", "NOM_ARROND", "ARRONDISSEMENT", "SECTEUR", "NAME", "NOM_OFFICIEL")
_KIND_COLUMNS = ("TYPE", "KIND")

_AREA = 2
"""The dimension of a polygon."""


def read_areas(path: Path, crs: CRS, *, what: str) -> pd.DataFrame:
    """Return ``name``, ``kind`` and metric ``shape`` (None when absent), one row per name, shapes of one name united.

    Raises:
        GeodataError: the file cannot be read, has no column of names, or holds anything but polygons.
    """
    frame = read_features(path, what=what)
    _refuse_all_but_polygons(frame, path, what)
    name_column = find_column(frame, _NAME_COLUMNS)
    if name_column is None:
        message = f"the {what} file {path} has no column of names; call it NOM or name"
        raise GeodataError(message)
    kind_column = find_column(frame, _KIND_COLUMNS)
    rows = pd.DataFrame({"name": column_texts(frame, name_column), "kind": column_texts(frame, kind_column)})
    rows["shape"] = _polygons(frame, crs)
    return _one_row_per_name(rows[rows["name"].notna()])


def _refuse_all_but_polygons(frame: gpd.GeoDataFrame, path: Path, what: str) -> None:
    dimensions = shapely.get_dimensions(frame.geometry.to_numpy())
    is_other = np.isin(dimensions, (0, 1))
    if is_other.any():
        row = int(np.argmax(is_other))
        message = (
            f"row {row + 1} of the {what} file {path} is a {'point' if dimensions[row] == 0 else 'line'}, and an "
            "outline is a polygon; give the file of outlines, not that of streets"
        )
        raise GeodataError(message)
    if (dimensions < _AREA).all():
        message = f"the {what} file {path} holds no outline at all; give a file of polygons"
        raise GeodataError(message)


def _polygons(frame: gpd.GeoDataFrame, crs: CRS) -> Geometries:
    shapes = shapely.force_2d(np.asarray(frame.geometry.to_crs(crs), dtype=object))
    is_polygon = (shapely.get_dimensions(shapes) == _AREA) & np.isfinite(shapely.area(shapes))
    return none_unless(is_polygon, shapely.make_valid(none_unless(is_polygon, shapes)))


def _one_row_per_name(rows: pd.DataFrame) -> pd.DataFrame:
    first = rows.drop_duplicates("name").set_index("name")
    if len(first) < len(rows):
        united = {name: shapely.union_all([*group["shape"].dropna()]) for name, group in rows.groupby("name")}
        shapes = np.fromiter((united[name] for name in first.index), dtype=object)
        first["shape"] = none_unless(~shapely.is_empty(shapes), shapes)
    return first.sort_index().reset_index()


def area_of(lines: Geometries, areas: pd.DataFrame) -> Values:
    """Return the name of the area in which the middle of each line lies, None where there is none."""
    names = np.full(len(lines), None, dtype=object)
    shapes = areas["shape"].to_numpy(dtype=object)
    middles = shapely.line_interpolate_point(lines, 0.5, normalized=True)
    holders, found = shapely.STRtree(middles).query(shapes, predicate="intersects")
    order = np.argsort(holders, kind="stable")[::-1]  # on a shared border the first name wins
    names[found[order]] = areas["name"].to_numpy(dtype=object)[holders[order]]
    return names


def refuse_elsewhere(areas: pd.DataFrame, lines: Geometries, path: Path, what: str) -> None:
    """Refuse areas of which not one comes near a line: those of another city, or misplaced.

    Raises:
        GeodataError: none comes near.
    """
    _, near = shapely.STRtree(lines).query(areas["shape"].to_numpy(dtype=object))
    if not near.size:
        message = (
            f"not one outline of the {what} file {path} is near the streets; check that it is of the same city, that "
            "its CRS is declared, and that longitude (x) comes before latitude"
        )
        raise GeodataError(message)


def no_areas() -> pd.DataFrame:
    """Return areas of which there are none."""
    return pd.DataFrame({"name": [], "kind": [], "shape": []}, dtype=object)
