"""Valneige, a small invented city in Montréal's columns: a fresh clone runs on it, and it has every awkward case.

Nothing here is a real street. The grid lies near 45.9 N 73.1 W, so that Montréal's metric CRS fits it.
"""

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import shapely
from pyproj import Transformer

TOWN = "Valneige"
_EAST_M, _NORTH_M = 334_500, 5_084_000
"""Where the grid's south-west corner lies in EPSG:32188."""
_ROAD_HALF_WIDTH_M = 4.0

_BOROUGHS = {"Le Vieux-Moulin": (0, 850), "Côte-aux-Érables": (850, 1750), "Rivière-Blanche": (1750, 2700)}
_SECTORS = {"Le Vieux-Moulin": "VM", "Côte-aux-Érables": "CE", "Rivière-Blanche": "RB"}
_FREE_LOTS = {
    "Aréna du Vieux-Moulin": (300, 450),
    "Église Sainte-Flavie": (760, 200),
    "Parc des Pionniers": (1380, 860),
    "Quai de la Rivière-Blanche": (2500, 60),
}

_EASTINGS = (150, 450, 750, 1050, 1350, 1650, 1950, 2250, 2550)
_NORTHINGS = (100, 280, 460, 640, 820, 1000)
_MIDDLE = 4
"""The column of boulevard des Pionniers, from which Est and Ouest are counted."""

_Name = tuple[str, str | None, str]
_RUNNING_NORTH: tuple[_Name, ...] = (
    ("rue", None, "Principale"),
    ("rue", None, "Saint-Éloi"),
    ("avenue", None, "Gilles-Hébert"),
    ("rue", None, "Côte-des-Sources"),
    ("boulevard", "des", "Pionniers"),
    ("rue", "d'", "Aurore"),
    ("rue", None, "Principale"),
    ("avenue", None, "Saint-Éloi"),
    ("rue", "du", "Sacré-Cœur"),
)
_RUNNING_EAST: tuple[_Name, ...] = (
    ("rue", "de la", "Gare"),
    ("rue", None, "Sainte-Flavie"),
    ("boulevard", None, "Grand-Nord"),
    ("rue", "de l'", "Église"),
    ("avenue", "des", "Érables"),
    ("chemin", "du", "Ruisseau"),
)
_ORIENTED = "Grand-Nord"
_UNNUMBERED = frozenset({"Aurore"})
_NUMBERED_IN_FIRST_BLOCK_ONLY = frozenset({"Gare"})
_NUMBERED_ON_ODD_SIDE_ONLY = frozenset({"Ruisseau"})

_Point = tuple[float, ...]
_Feature = dict[str, Any]


@dataclass(frozen=True, slots=True)
class DemoCityFiles:
    """The files of the invented city, ready for a build."""

    sides: Path
    boroughs: Path
    sectors: Path
    free_lots: Path


@dataclass(frozen=True, slots=True)
class _Segment:
    """A centre line in metres from the grid's corner, and its first hundred of civic numbers (0 for none)."""

    name: _Name
    orientation: str | None
    line: tuple[_Point, ...]
    hundred: int


def write_demo_city(folder: Path) -> DemoCityFiles:
    """Write the four files of the city into the folder, always the same bytes, and return where they are."""
    folder.mkdir(parents=True, exist_ok=True)
    files = DemoCityFiles(
        *(folder / name for name in ("sides.geojson", "boroughs.geojson", "sectors.geojson", "free_lots.csv"))
    )
    _write_features(files.sides, _with_awkward_rows([*_side_features()]))
    _write_features(files.boroughs, [*_borough_features()])
    _write_features(files.sectors, [*_sector_features()])
    with files.free_lots.open("w", encoding="utf-8", newline="") as stream:
        rows = csv.writer(stream)
        rows.writerow(["NOM", "Long", "Lat"])
        rows.writerows([name, *_degrees([place])[0]] for name, place in _FREE_LOTS.items())
    return files


def _segments() -> Iterator[_Segment]:
    for column, (name, east) in enumerate(zip(_RUNNING_NORTH, _EASTINGS, strict=True)):
        for block, (south, north) in enumerate(pairwise(_NORTHINGS)):
            yield _Segment(name, None, ((east, south), (east, north)), _hundred(name, block))
        if column == 1:
            yield _Segment(("impasse", "du", "Moulin"), None, ((east, 1000), (east, 1100)), 0)
    for name, north in zip(_RUNNING_EAST, _NORTHINGS, strict=True):
        for block, (west, east) in enumerate(pairwise(_EASTINGS)):
            yield _running_east(name, block, ((west, north), (east, north)))
    crescent = ((1950, 100), (1950, 10), (2250, 10), (2250, 100))
    yield _Segment(("croissant", "des", "Lilas"), None, crescent, 100)


def _hundred(name: _Name, block: int) -> int:
    is_numbered = name[2] not in _UNNUMBERED and (block == 0 or name[2] not in _NUMBERED_IN_FIRST_BLOCK_ONLY)
    return 100 * (block + 1) if is_numbered else 0


def _running_east(name: _Name, block: int, line: tuple[_Point, ...]) -> _Segment:
    """Number a block from the west, or outwards from boulevard des Pionniers where the street is Est and Ouest."""
    if name[2] != _ORIENTED:
        return _Segment(name, None, line, _hundred(name, block))
    if block < _MIDDLE:
        return _Segment(name, "Ouest", line[::-1], _hundred(name, _MIDDLE - 1 - block))
    return _Segment(name, "Est", line, _hundred(name, block - _MIDDLE))


def _side_features() -> Iterator[_Feature]:
    for number, segment in enumerate(_segments(), start=9_000_001):
        for digit, hand, offset in ((1, "Droite", -_ROAD_HALF_WIDTH_M), (2, "Gauche", _ROAD_HALF_WIDTH_M)):
            line = shapely.offset_curve(shapely.LineString(segment.line), offset, join_style="mitre")
            first, last = _civic_range(segment, hand)
            kind, link, name = segment.name
            yield _feature(
                {
                    "COTE_RUE_ID": number * 10 + digit,
                    "ID_TRC": number,
                    "TYPE_F": kind,
                    "LIEN_F": link,
                    "NOM_VOIE": name,
                    "ORIENTATION_F": segment.orientation,
                    "NOM_VILLE": TOWN,
                    "ARRONDISSEMENT": _borough_at(line.interpolate(0.5, normalized=True).x),
                    "DEBUT_ADRESSE": first,
                    "FIN_ADRESSE": last,
                    "COTE": hand,
                    "SENS_UNIQUE": False,
                },
                {"type": "LineString", "coordinates": _degrees(line.coords)},
            )


def _civic_range(segment: _Segment, hand: str) -> tuple[int, int]:
    if segment.hundred == 0 or (hand == "Gauche" and segment.name[2] in _NUMBERED_ON_ODD_SIDE_ONLY):
        return 0, 0
    first = segment.hundred + (1 if hand == "Droite" else 0)
    return first, first + 98


def _borough_at(east: float) -> str:
    return next(name for name, (west, end) in _BOROUGHS.items() if west <= east < end)


def _with_awkward_rows(features: list[_Feature]) -> list[_Feature]:
    """Spoil some rows as real files are spoilt: no line, ranges upside down or mixed, a line in parts, an id twice."""
    without_line, reversed_range, mixed_range, in_parts = (features[index] for index in (3, 5, 7, -1))
    without_line["geometry"] = None
    upwards = reversed_range["properties"]
    upwards["DEBUT_ADRESSE"], upwards["FIN_ADRESSE"] = upwards["FIN_ADRESSE"], upwards["DEBUT_ADRESSE"]
    mixed_range["properties"]["FIN_ADRESSE"] -= 1
    corners = in_parts["geometry"]["coordinates"]
    in_parts["geometry"] = {"type": "MultiLineString", "coordinates": [corners[:2], corners[1:]]}
    return [*features, features[0]]


def _borough_features() -> Iterator[_Feature]:
    for name, (west, east) in _BOROUGHS.items():
        yield _feature({"NOM": name, "TYPE": "Arrondissement"}, _rectangle(west, -100, east, 1200))


def _sector_features() -> Iterator[_Feature]:
    for borough, (west, east) in _BOROUGHS.items():
        for number, (south, north) in enumerate(((-100, 530), (530, 1200)), start=1):
            properties = {"NomSecteur": f"{_SECTORS[borough]}-{number}", "Arrondissement": borough}
            yield _feature(properties, _rectangle(west, south, east, north))


def _rectangle(west: float, south: float, east: float, north: float) -> _Feature:
    ring = [(west, south), (east, south), (east, north), (west, north), (west, south)]
    return {"type": "Polygon", "coordinates": [_degrees(ring)]}


def _feature(properties: Mapping[str, object], geometry: _Feature | None) -> _Feature:
    return {"type": "Feature", "properties": dict(properties), "geometry": geometry}


def _degrees(places: Iterable[_Point]) -> list[list[float]]:
    """Return longitude and latitude, to the centimetre, of places in metres from the grid's corner."""
    points = (_to_degrees().transform(_EAST_M + east, _NORTH_M + north) for east, north in places)
    return [[round(longitude, 7), round(latitude, 7)] for longitude, latitude in points]


@cache
def _to_degrees() -> Transformer:
    return Transformer.from_crs("EPSG:32188", "EPSG:4326", always_xy=True)


def _write_features(path: Path, features: list[_Feature]) -> None:
    collection = {"type": "FeatureCollection", "features": features}
    path.write_text(json.dumps(collection, ensure_ascii=False, indent=1), encoding="utf-8")
