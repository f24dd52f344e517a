"""One city in every form that a file may have gives one artefact."""

import json
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
from shapely import MultiLineString

from geodata.build import BuildRequest

ROWS = """
SELECT side_id, segment_id, street.kind, street.link, street.name, street.orientation, side.town, borough, hand,
    first, last, parity, cross_streets FROM side JOIN street USING (street_id) ORDER BY side_id
"""


@pytest.fixture
def city(segment: Callable[..., Any]) -> list[dict[str, Any]]:
    sherbrooke = segment(1, (0, 0), (0, 100), NOM_VOIE="Sherbrooke", ORIENTATION_F="Est", RIGHT=(1, 99), LEFT=(2, 98))
    church = segment(2, (0, 100), (90, 100), LIEN_F="de l'", NOM_VOIE="Église", RIGHT=(101, 199))
    return [*sherbrooke, *church]


def _expected() -> list[tuple[object, ...]]:
    sherbrooke = ("rue", None, "Sherbrooke", "Est", "Montréal", "Le Plateau-Mont-Royal")
    church = ("rue", "de l'", "Église", None, "Montréal", "Le Plateau-Mont-Royal")
    return [
        ("11", "1", *sherbrooke, "right", 1, 99, "odd", '["rue de l\'Église"]'),
        ("12", "1", *sherbrooke, "left", 2, 98, "even", '["rue de l\'Église"]'),
        ("21", "2", *church, "right", 101, 199, "odd", '["rue Sherbrooke Est"]'),
        ("22", "2", *church, "left", None, None, "even", '["rue Sherbrooke Est"]'),
    ]


@pytest.mark.parametrize(
    ("name", "crs", "driver"),
    [
        ("a.geojson", "EPSG:4326", "GeoJSON"),
        ("a.gpkg", "EPSG:32188", "GPKG"),
        ("a.gpkg", "EPSG:4326", "GPKG"),
        ("a.shp", "EPSG:2950", "ESRI Shapefile"),
    ],
)
def test_input_form_changes_nothing(
    city: list[dict[str, Any]],
    write_features: Callable[..., Path],
    build_request: Callable[..., Any],
    tmp_path: Path,
    name: str,
    crs: str,
    driver: str,
) -> None:
    frame = gpd.read_file(write_features(city)).to_crs(crs)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a Shapefile cuts names to ten letters, and says so
        frame.to_file(tmp_path / name, driver=driver)
    built = build_request(BuildRequest(tmp_path / name))
    assert built.rows(ROWS) == _expected()


def test_input_whose_form_calls_every_line_several_counts_those_that_are(
    city: list[dict[str, Any]], write_features: Callable[..., Path], build_request: Callable[..., Any], tmp_path: Path
) -> None:
    frame = gpd.read_file(write_features(city))
    lines = [MultiLineString([line]) for line in frame.geometry]
    (start, end) = lines[0].geoms[0].coords
    lines[0] = MultiLineString([[start, (end[0], end[1] - 10)], [(end[0], end[1] - 10), end]])
    frame.set_geometry(lines, crs=frame.crs).to_file(tmp_path / "multi.gpkg")
    built = build_request(BuildRequest(tmp_path / "multi.gpkg"))
    assert built.counts("sides", "multi_line_sides", "unmerged_lines", "null_geometries") == (4, 1, 0, 0)
    assert built.rows(ROWS) == _expected()


@pytest.mark.parametrize(("separator", "crs"), [(",", None), (";", "EPSG:32188"), ("\t", None)])
def test_input_csv_with_wkt(
    city: list[dict[str, Any]],
    write_features: Callable[..., Path],
    build_request: Callable[..., Any],
    tmp_path: Path,
    separator: str,
    crs: str | None,
) -> None:
    frame = gpd.read_file(write_features(city)).to_crs(crs or "EPSG:4326")
    table = frame.drop(columns="geometry").assign(WKT=frame.geometry.to_wkt())
    path = tmp_path / "sides.csv"
    table.to_csv(path, sep=separator, index=False, encoding="utf-8-sig" if crs else "utf-8")
    assert build_request(BuildRequest(path, crs=crs)).rows(ROWS) == _expected()


def test_input_column_names_are_found_whatever_their_case(
    city: list[dict[str, Any]], build: Callable[..., Any]
) -> None:
    for feature in city:
        feature["properties"] = {key.lower(): value for key, value in feature["properties"].items()}
    assert build(city).rows(ROWS) == _expected()


def test_input_in_the_form_of_today_takes_what_is_missing_from_ids_names_and_polygons(
    city: list[dict[str, Any]], build: Callable[..., Any], write_features: Callable[..., Path]
) -> None:
    for feature in city:
        old = feature["properties"]
        kept = {key: old[key] for key in ("COTE_RUE_ID", "NOM_VILLE", "DEBUT_ADRESSE", "FIN_ADRESSE")}
        name = " ".join(part for part in (old["NOM_VOIE"], old["ORIENTATION_F"]) if part)
        feature["properties"] = {**kept, "ID_VOIE": 7, "NOM_VOIE": name, "SENS_CIR": 0}
    square = [[299_000, 5_039_000], [301_000, 5_039_000], [301_000, 5_041_000], [299_000, 5_041_000]]
    outline = {"type": "Polygon", "coordinates": [[*square, square[0]]]}
    borough = {"type": "Feature", "properties": {"NOM": "Outremont", "TYPE": "Arrondissement"}, "geometry": outline}
    sector = {"type": "Feature", "properties": {"NomSecteur": "OM-1"}, "geometry": outline}
    nowhere = {"type": "Feature", "properties": {"NomSecteur": "OM-2"}, "geometry": None}
    built = build(
        city,
        boroughs=write_features([borough], "boroughs.geojson"),
        sectors=write_features([sector, nowhere], "sectors.geojson"),
    )
    assert built.rows("SELECT side_id, segment_id, name, orientation, hand, borough, sector, side.town FROM side "
                      "JOIN street USING (street_id) WHERE side_id IN ('11', '22') ORDER BY side_id") == [
        ("11", "1", "Sherbrooke", "Est", "right", "Outremont", "OM-1", "Montréal"),
        ("22", "2", "Église", None, "left", "Outremont", "OM-1", "Montréal"),
    ]  # fmt: skip
    assert built.counts("boroughs", "sectors", "without_borough", "without_sector") == (1, 2, 0, 0)


@pytest.mark.parametrize(
    ("kind", "city_name", "town"),
    [
        ("Ville liée", None, "Westmount"),
        ("Ville liée", "Montréal", "Westmount"),
        ("Arrondissement", "Montréal", "Montréal"),
        ("Arrondissement", None, "Westmount"),
    ],
)
def test_input_without_a_town_takes_it_from_the_polygons_or_the_city(
    side: Callable[..., Any],
    build: Callable[..., Any],
    write_features: Callable[..., Path],
    kind: str,
    city_name: str | None,
    town: str,
) -> None:
    square = [[299_000, 5_039_000], [301_000, 5_039_000], [301_000, 5_041_000], [299_000, 5_041_000]]
    outline = {"type": "Polygon", "coordinates": [[*square, square[0]]]}
    polygon = {"type": "Feature", "properties": {"NOM": "Westmount", "TYPE": kind}, "geometry": outline}
    boroughs = write_features([polygon], "boroughs.geojson")
    built = build(
        [side("11", [(0, 0), (0, 100)], NOM_VILLE=None, ARRONDISSEMENT=None)], boroughs=boroughs, city=city_name
    )
    assert built.rows("SELECT town FROM side") == [(town,)]


def test_input_free_lots_keep_their_place(
    city: list[dict[str, Any]], build: Callable[..., Any], tmp_path: Path
) -> None:
    lots = tmp_path / "lots.csv"
    lots.write_text('"Long","Lat"\n"-73.563012","45.501117"\n"",""\n"1","2"\n', encoding="utf-8")
    built = build(city, free_lots=lots)
    assert built.rows("SELECT lot_id, name, longitude, latitude FROM free_lot") == [(1, None, -73.563012, 45.501117)]
    assert built.counts("free_lots", "free_lots_without_place") == (1, 2)


def test_input_is_described_in_meta(city: list[dict[str, Any]], build: Callable[..., Any]) -> None:
    meta = dict(build(city, city="Montréal").rows("SELECT key, value FROM meta"))
    assert (meta["format_version"], meta["crs"], meta["city"]) == ("2", "EPSG:32188", "Montréal")
    assert (len(meta["source_sha256"]), json.loads(meta["report"])["sides"]) == (64, 4)


def test_input_streets_are_found_by_any_prefix_without_accents(
    city: list[dict[str, Any]], build: Callable[..., Any]
) -> None:
    built = build(city)
    query = (
        "SELECT street.name FROM street_search JOIN street ON street_id = street_search.rowid WHERE street_search MATCH"
    )
    assert built.rows(f"{query} '\"egli\" *'") == [("Église",)]
    assert built.rows("SELECT search_name FROM street ORDER BY street_id") == [
        ("rue de l eglise",),
        ("rue sherbrooke est",),
    ]
