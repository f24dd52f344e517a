"""Opens a file of features, whatever its form, and says in one sentence what is wrong when it cannot."""

import hashlib
import warnings
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio

from geodata.building.declared_crs import in_its_crs
from geodata.model import GeodataError

_FORMS = "GeoJSON, GeoPackage, Shapefile, or CSV with a WKT column"
_CSV_OPTIONS = {
    "GEOM_POSSIBLE_NAMES": "WKT,geometry,geom,the_geom,wkt_geom,geometrie,shape",
    "X_POSSIBLE_NAMES": "Long,Longitude,Lon,Lng,X",
    "Y_POSSIBLE_NAMES": "Lat,Latitude,Y",
    "KEEP_GEOM_COLUMNS": "NO",
}
_TEXT_FILES = {".csv", ".geojson", ".json"}


def read_features(path: Path, *, what: str, crs: str | None = None, assumed_crs: str | None = None) -> gpd.GeoDataFrame:
    """Return every feature of the file, in the CRS that it declares, else in ``crs``, else in the assumed one.

    A feature whose geometry is absent or malformed is kept without one. ``what`` names the file's role in errors.

    Raises:
        GeodataError: the file is missing, is no geodata, holds nothing, has no geometry, or is not in ``crs``.
    """
    frame = _read(path, what)
    if not isinstance(frame, gpd.GeoDataFrame):
        message = f"{path} has no geometry column; give a {_FORMS} (named WKT, geometry or geom)"
        raise GeodataError(message)
    return in_its_crs(frame, path, said=crs, assumed=assumed_crs)


def read_table(path: Path, *, what: str) -> pd.DataFrame:
    """Return the columns of every feature of the file, without its geometry.

    Raises:
        GeodataError: the file is missing, is no geodata, or holds nothing.
    """
    return _read(path, what, read_geometry=False)


def _read(path: Path, what: str, *, read_geometry: bool = True) -> pd.DataFrame:
    if not path.is_file():
        message = f"there is no {what} file at {path}; check the path"
        raise GeodataError(message)
    options = _CSV_OPTIONS if path.suffix.lower() == ".csv" else {}
    layer = _first_spatial_layer(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what GDAL warns of is counted by the quality report
            frame: pd.DataFrame = pyogrio.read_dataframe(
                path, layer=layer, read_geometry=read_geometry, on_invalid="ignore", **options
            )
    except RuntimeError as error:  # the base of all that pyogrio raises
        message = f"{path} cannot be read as a {what} file: give a {_FORMS} ({str(error).split(';')[0].strip()})"
        raise GeodataError(message) from error
    except UnicodeDecodeError as error:
        message = f"{path} is not in UTF-8{_first_undecodable(path)}; save it again as UTF-8"
        raise GeodataError(message) from error
    if frame.empty:
        message = f"{path} holds no feature; download the {what} file again"
        raise GeodataError(message)
    return frame


def _first_undecodable(path: Path) -> str:
    """Return where a file of text stops being UTF-8, as `` (line 2, near "Église")``; nothing for other files."""
    if path.suffix.lower() not in _TEXT_FILES:
        return ""
    content = path.read_bytes()
    try:
        content.decode()
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        near = content[error.start : error.start + 20].decode("cp1252", errors="replace").split("\n")[0]
        return f' (line {line}, near "{near}")'
    return ""


def _first_spatial_layer(path: Path) -> str | None:
    """Return the layer to read; only a GeoPackage has several, and to list those of a GeoJSON is to read it twice."""
    if path.suffix.lower() != ".gpkg":
        return None
    layers = pyogrio.list_layers(path)
    return next((str(name) for name, kind in layers if kind is not None), None)


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of the file's bytes; of a Shapefile, of its parts one after the other by name."""
    is_shapefile = path.suffix.lower() == ".shp"
    parts = sorted(path.parent.glob(f"{path.stem}.*")) if is_shapefile else [path]
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part.read_bytes())
    return digest.hexdigest()
