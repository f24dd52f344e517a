"""Files that are not what they are given for, or not where they say: refused with a place and what to try."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from geodata.build import BuildRequest, build_artefact
from geodata.model import GeodataError

Write = Callable[..., Path]
STREET = 'COTE_RUE_ID,NOM_VOIE,DEBUT_ADRESSE,FIN_ADRESSE,WKT\n11,A,1,9,"LINESTRING({})"\n'
MONTREAL = (-73.57, 45.50)
MINNEAPOLIS = (-93.26, 44.98)
GASPE = (-64.48, 48.83)


@pytest.fixture
def refused(tmp_path: Path) -> Callable[[BuildRequest], str]:
    def run(request: BuildRequest) -> str:
        out = tmp_path / "geodata.db"
        with pytest.raises(GeodataError) as caught:
            build_artefact(request, out)
        assert not out.exists()
        return str(caught.value)

    return run


def _streets(path: Path, x: float, y: float) -> Path:
    path.write_text(STREET.format(f"{x} {y},{x + 0.001} {y + 0.001}"), encoding="utf-8")
    return path


def _outline(path: Path, x: float, y: float) -> Path:
    ring = [[x - 0.1, y - 0.1], [x + 0.1, y - 0.1], [x + 0.1, y + 0.1], [x - 0.1, y - 0.1]]
    geometry = {"type": "Polygon", "coordinates": [ring]}
    feature = {"type": "Feature", "properties": {"NOM": "Centre"}, "geometry": geometry}
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8")
    return path


def test_streets_swapped_beyond_a_pole_are_refused(refused: Callable[..., str], tmp_path: Path) -> None:
    words = refused(BuildRequest(_streets(tmp_path / "sides.csv", *reversed(MINNEAPOLIS))))
    assert "longitude and latitude swapped: row 1 is at longitude 44.98, latitude -93.26; write the longitude" in words


def test_streets_swapped_out_of_montreal_are_refused(refused: Callable[..., str], tmp_path: Path) -> None:
    words = refused(BuildRequest(_streets(tmp_path / "sides.csv", *reversed(MONTREAL))))
    assert "longitude and latitude swapped: its middle is at longitude 45.50, latitude -73.57" in words


def test_streets_swapped_out_of_the_mapped_crs_are_refused(refused: Callable[..., str], tmp_path: Path) -> None:
    mapping = tmp_path / "city.toml"
    names = "side_id='COTE_RUE_ID'\nname='NOM_VOIE'\nfirst='DEBUT_ADRESSE'\nlast='FIN_ADRESSE'"
    mapping.write_text(f"metric_crs = 'EPSG:32620'\n[columns]\n{names}", encoding="utf-8")
    sides = _streets(tmp_path / "sides.csv", *reversed(GASPE))
    assert "longitude and latitude swapped" in refused(BuildRequest(sides, mapping=mapping))


@pytest.mark.parametrize("role", ["boroughs", "sectors"])
@pytest.mark.parametrize(("streets", "outline"), [(GASPE, MONTREAL), (GASPE, GASPE[::-1]), (GASPE[::-1], GASPE)])
def test_streets_and_outlines_far_from_each_other_are_refused(
    refused: Callable[..., str], tmp_path: Path, role: str, streets: tuple[float, float], outline: tuple[float, float]
) -> None:
    sides = _streets(tmp_path / "sides.csv", *streets)
    outlines: dict[str, Any] = {role: _outline(tmp_path / "areas.geojson", *outline)}
    assert "areas.geojson is near the streets; check" in refused(BuildRequest(sides, **outlines))


@pytest.mark.parametrize(
    ("role", "words"),
    [
        ("boroughs", "row 2 of the borough file {} is a line, and an outline is a polygon"),
        ("sectors", "row 2 of the sector file {} is a line, and an outline is a polygon"),
        ("free_lots", "row 2 of the free lots file {} is a line, and a lot is a point or a polygon"),
    ],
)
def test_streets_given_for_something_else_are_refused(
    refused: Callable[..., str], segment: Callable[..., Any], write_features: Write, role: str, words: str
) -> None:
    rows = segment(1, (0, 0), (0, 100))
    sides = write_features(rows)
    other = write_features([rows[0] | {"geometry": None}, rows[1]], "other.geojson")
    inputs: dict[str, Any] = {role: other}
    assert words.format(other) in refused(BuildRequest(sides, **inputs))


def test_outlines_without_a_polygon_are_refused(
    refused: Callable[..., str], segment: Callable[..., Any], write_features: Write
) -> None:
    rows = segment(1, (0, 0), (0, 100))
    nowhere = write_features([rows[0] | {"geometry": None}], "boroughs.geojson")
    assert "boroughs.geojson holds no outline at all" in refused(BuildRequest(write_features(rows), nowhere))


@pytest.mark.parametrize("crs", ["foo", "EPSG:99999", ""])
@pytest.mark.parametrize("name", ["sides.geojson", "sides.csv"])
def test_crs_that_does_not_exist_is_refused_whatever_the_file_declares(
    refused: Callable[..., str], segment: Callable[..., Any], write_features: Write, tmp_path: Path, crs: str, name: str
) -> None:
    _streets(tmp_path / "sides.csv", *MONTREAL)
    write_features(segment(1, (0, 0), (0, 100)))
    assert f"{crs!r} is no coordinate reference system" in refused(BuildRequest(tmp_path / name, crs=crs))


def test_crs_other_than_the_declared_one_is_refused(
    refused: Callable[..., str], segment: Callable[..., Any], write_features: Write
) -> None:
    sides = write_features(segment(1, (0, 0), (0, 100)))
    words = "declares that it is in EPSG:32188 (NAD83 / MTM zone 8), not in EPSG:4326 (WGS 84); leave --crs out"
    assert words in refused(BuildRequest(sides, crs="EPSG:4326"))


def test_crs_of_a_geojson_in_metres_that_declares_none_is_the_one_said(
    segment: Callable[..., Any], write_features: Write, build_request: Callable[..., Any]
) -> None:
    rows = segment(1, (0, 0), (0, 100))
    declared = build_request(BuildRequest(write_features(rows), crs="EPSG:32188"))
    shapes = declared.rows("SELECT side_id, geometry FROM side")
    silent = build_request(BuildRequest(write_features(rows, crs=None), crs="EPSG:32188"))
    assert silent.rows("SELECT side_id, geometry FROM side") == shapes
