"""Free parking lots: points with a name, of which only those near a street of the city have a place in it."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import CRS

from geodata.building.absent import none_unless
from geodata.building.arrays import Flags, Geometries
from geodata.building.attributes import column_texts, find_column
from geodata.building.sources import read_features
from geodata.model import GeodataError

_NAME_COLUMNS = ("NOM", "NOM_STAT", "NAME", "EMPLACEMENT", "STATIONNEMENT", "ADRESSE", "LOCATION")
_NEAR_M = 10_000.0


def read_free_lots(path: Path, crs: CRS) -> pd.DataFrame:
    """Return ``lot_id`` (from 1, in the file's order), ``name`` or None, ``longitude``, ``latitude``, metric ``shape``.

    A polygon stands at a point inside it. A lot that is nowhere keeps its row, with neither degrees nor shape.

    Raises:
        GeodataError: the file cannot be read, or holds a line.
    """
    frame = read_features(path, what="free lots")
    _refuse_lines(frame, path)
    points = gpd.GeoSeries(frame.geometry.representative_point(), crs=frame.crs)
    degrees = points.to_crs("EPSG:4326")
    return pd.DataFrame(
        {
            "lot_id": np.arange(1, len(frame) + 1),
            "name": column_texts(frame, find_column(frame, _NAME_COLUMNS)),
            "longitude": degrees.x.to_numpy(),
            "latitude": degrees.y.to_numpy(),
            "shape": np.asarray(points.to_crs(crs), dtype=object),
        }
    )


def no_lots() -> pd.DataFrame:
    """Return free lots of which there are none."""
    return pd.DataFrame({"lot_id": [], "name": [], "longitude": [], "latitude": [], "shape": []}, dtype=object)


def only_near(lots: pd.DataFrame, lines: Geometries) -> pd.DataFrame:
    """Take away the place of lots that are over 10 km from every line: they are of another city, or mistyped."""
    return lots.assign(shape=none_unless(_are_near(lots["shape"].to_numpy(dtype=object), lines), lots["shape"]))


def _are_near(points: Geometries, lines: Geometries) -> Flags:
    near, _ = shapely.STRtree(lines).query_nearest(points, max_distance=_NEAR_M, all_matches=False)
    return np.isin(np.arange(len(points)), near)


def _refuse_lines(frame: gpd.GeoDataFrame, path: Path) -> None:
    is_line = shapely.get_dimensions(frame.geometry.to_numpy()) == 1
    if is_line.any():
        message = (
            f"row {int(np.argmax(is_line)) + 1} of the free lots file {path} is a line, and a lot is a point or a "
            "polygon; is it the file of streets?"
        )
        raise GeodataError(message)
