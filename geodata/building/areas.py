"""Polygons with names (boroughs, snow sectors) and free lots: read, made metric, asked which line lies where."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import CRS

from geodata.building.absent import none_unless
from geodata.building.arrays import Geometries, Values
from geodata.building.columns import clean_text
from geodata.building.sources import read_features
from geodata.model import GeodataError

_NAME_COLUMNS = ("NomSecteur", "NOM_SECTEUR", "NOM", "NOM_ARROND", "ARRONDISSEMENT", "SECTEUR", "NAME", "NOM_OFFICIEL")
_KIND_COLUMNS = ("TYPE", "KIND")
_LOT_NAME_COLUMNS = ("NOM", "NOM_STAT", "NAME", "EMPLACEMENT", "STATIONNEMENT", "ADRESSE", "LOCATION")


def read_areas(path: Path, crs: CRS, *, what: str) -> pd.DataFrame:
    """Return ``name``, ``kind`` and metric ``shape`` (None when absent), one row per name, shapes of one name united.

    Raises:
        GeodataError: the file cannot be read, or has no column of names.
    """
    frame = read_features(path, what=what)
    name_column = _column(frame, _NAME_COLUMNS)
    if name_column is None:
        message = f"the {what} file {path} has no column of names; call it NOM or name"
        raise GeodataError(message)
    kind_column = _column(frame, _KIND_COLUMNS)
    rows = pd.DataFrame({"name": _texts(frame, name_column), "kind": _texts(frame, kind_column)})
    rows["shape"] = _polygons(frame, crs)
    return _one_row_per_name(rows[rows["name"].notna()])


def _polygons(frame: gpd.GeoDataFrame, crs: CRS) -> Geometries:
    shapes = shapely.force_2d(np.asarray(frame.geometry.to_crs(crs), dtype=object))
    return none_unless(shapely.get_dimensions(shapes) == 2, shapely.make_valid(shapes))  # noqa: PLR2004 - an area


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


def read_free_lots(path: Path, crs: CRS) -> pd.DataFrame:
    """Return ``lot_id`` (from 1, in the file's order), ``name`` or None, ``longitude``, ``latitude``, metric ``shape``.

    A polygon stands at a point inside it. A lot that is nowhere keeps its row, with neither degrees nor shape.
    """
    frame = read_features(path, what="free lots")
    points = gpd.GeoSeries(frame.geometry.representative_point(), crs=frame.crs)
    degrees = points.to_crs("EPSG:4326")
    return pd.DataFrame(
        {
            "lot_id": np.arange(1, len(frame) + 1),
            "name": _texts(frame, _column(frame, _LOT_NAME_COLUMNS)),
            "longitude": degrees.x.to_numpy(),
            "latitude": degrees.y.to_numpy(),
            "shape": np.asarray(points.to_crs(crs), dtype=object),
        }
    )


def no_areas() -> pd.DataFrame:
    """Return areas of which there are none."""
    return pd.DataFrame({"name": [], "kind": [], "shape": []}, dtype=object)


def no_lots() -> pd.DataFrame:
    """Return free lots of which there are none."""
    return pd.DataFrame({"lot_id": [], "name": [], "longitude": [], "latitude": [], "shape": []}, dtype=object)


def _column(frame: gpd.GeoDataFrame, names: tuple[str, ...]) -> str | None:
    present = {str(column).casefold(): str(column) for column in frame.columns}
    return next((present[name.casefold()] for name in names if name.casefold() in present), None)


def _texts(frame: gpd.GeoDataFrame, column: str | None) -> Values:
    texts = np.full(len(frame), None, dtype=object)
    if column is not None:
        texts[:] = [None if pd.isna(value) else clean_text(value) for value in frame[column]]
    return texts
