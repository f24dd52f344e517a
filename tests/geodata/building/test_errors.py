"""Files that cannot be used: one sentence that says where and what to try, and nothing half-written."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from geodata.build import BuildRequest, build_artefact
from geodata.demo_city import write_demo_city
from geodata.model import GeodataError

LINE = [(0.0, 0.0), (0.0, 100.0)]


def _artefact_at(out: Path) -> bytes:
    build_artefact(BuildRequest(write_demo_city(out.parent.parent / "valneige").sides), out)
    return out.read_bytes()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("empty.geojson", b"", "cannot be read as a street file"),
        ("words.txt", b"hello", "cannot be read as a street file"),
        ("cut.geojson", b'{"type":"FeatureCollection","features":[{"type":"Fea', "cannot be read as a street file"),
        ("none.geojson", b'{"type":"FeatureCollection","features":[]}', "holds no feature"),
        ("plain.csv", b"COTE_RUE_ID,NOM_VOIE\n11,Cartier\n", "has no geometry column"),
        (
            "latin.csv",
            "NOM_VOIE,WKT\nA,\nÉglise,\n".encode("cp1252"),
            'is not in UTF-8 (line 3, near "Église,")',
        ),
        ("points.csv", b"COTE_RUE_ID,Long,Lat\n11,-73.5,45.5\n", "holds no line"),
        (
            "ids.csv",
            b'COTE_RUE_ID,NOM_VOIE,DEBUT_ADRESSE,FIN_ADRESSE,WKT\n,A,1,9,"LINESTRING(-73.5 45.5,-73.5 45.6)"\n',
            "none of the 1 rows of the street file has a side id",
        ),
        ("metres.csv", b'NOM_VOIE,WKT\nA,"LINESTRING(300000 5040000,300000 5040100)"\n', "declare its CRS"),
        ("columns.csv", b'COTE_RUE,NOM_VOIE,WKT\n1,A,"LINESTRING(-73.5 45.5,-73.5 45.6)"\n', "did you mean COTE_RUE?"),
    ],
)
def test_street_file_that_cannot_be_used(tmp_path: Path, name: str, content: bytes, words: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    out = tmp_path / "out" / "geodata.db"
    out.parent.mkdir()
    artefact_before = _artefact_at(out)
    with pytest.raises(GeodataError) as caught:
        build_artefact(BuildRequest(path), out)
    assert words in str(caught.value)
    assert str(path) in str(caught.value) or name in {"points.csv", "ids.csv"}
    assert [(left.name, left.read_bytes()) for left in out.parent.iterdir()] == [("geodata.db", artefact_before)]


def test_street_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(GeodataError, match=r"there is no street file at .*nowhere.geojson; check the path"):
        build_artefact(BuildRequest(tmp_path / "nowhere.geojson"), tmp_path / "geodata.db")


def test_areas_without_names(side: Callable[..., Any], write_features: Callable[..., Path], tmp_path: Path) -> None:
    sides = write_features([side("11", LINE)])
    outline = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}
    boroughs = write_features([{"type": "Feature", "properties": {"ID": 1}, "geometry": outline}], "boroughs.geojson")
    with pytest.raises(GeodataError, match=r"borough file .* has no column of names"):
        build_artefact(BuildRequest(sides, boroughs), tmp_path / "geodata.db")


@pytest.mark.parametrize("out", ["missing/geodata.db", "."])
def test_place_that_cannot_be_written_to(
    side: Callable[..., Any], write_features: Callable[..., Path], tmp_path: Path, out: str
) -> None:
    sides = write_features([side("11", LINE)])
    with pytest.raises(GeodataError, match=r"cannot be written to|is a folder"):
        build_artefact(BuildRequest(sides), tmp_path / out)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("city = ", "is no TOML"),
        ("town = 'X'", "unknown key 'town'"),
        ("[columns]\nsideid = 'X'", "did you mean side_id?"),
        ("columns = 'X'", "columns in the mapping .* is a table"),
        ("[columns]\nside_id = 3", "columns.side_id in the mapping .* is a column name"),
        ("[columns]\nside_id = []", "columns.side_id in the mapping .* is a column name"),
        ("crs = 32188", "crs in the mapping .* is a text"),
        ("offset_metres = -1", "offset_metres in the mapping .* is a number of metres"),
        ("[columns]\nname = 'N'", r"\[columns\] in the mapping .* does not say which column is side_id"),
        ("[columns]\nname = 'N'\nsegment_id = 'S'\n[left]\nfirst = 'F'", "does not say which column is last"),
    ],
)
def test_mapping_that_cannot_be_used(
    side: Callable[..., Any], write_features: Callable[..., Path], tmp_path: Path, text: str, words: str
) -> None:
    mapping = tmp_path / "city.toml"
    mapping.write_text(text, encoding="utf-8")
    with pytest.raises(GeodataError, match=words):
        build_artefact(BuildRequest(write_features([side("11", LINE)]), mapping=mapping), tmp_path / "geodata.db")


def test_mapping_with_a_metric_crs_in_degrees(
    side: Callable[..., Any], write_features: Callable[..., Path], tmp_path: Path
) -> None:
    mapping = tmp_path / "city.toml"
    names = "side_id='COTE_RUE_ID'\nname='NOM_VOIE'\nfirst='DEBUT_ADRESSE'\nlast='FIN_ADRESSE'"
    mapping.write_text(f"metric_crs = 'EPSG:4326'\n[columns]\n{names}", encoding="utf-8")
    with pytest.raises(GeodataError, match="EPSG:4326 does not count in metres"):
        build_artefact(BuildRequest(write_features([side("11", LINE)]), mapping=mapping), tmp_path / "geodata.db")
