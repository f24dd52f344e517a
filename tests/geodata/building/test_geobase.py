"""The single Géobase gives back the parts of a name that today's file of sides leaves out."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from geodata.build import BuildRequest
from geodata.model import GeodataError

NAMES = "SELECT side_id, kind, link, name, orientation FROM side JOIN street USING (street_id) ORDER BY side_id"
HEADER = "ID_TRC,TYP_VOIE,LIE_VOIE,NOM_VOIE,DIR_VOIE\n"


@pytest.fixture
def build_with(
    segment: Callable[..., Any], build: Callable[..., Any], tmp_path: Path
) -> Callable[[str, str], list[tuple[Any, ...]]]:
    """Build one segment in today's columns, of the given name, beside a Géobase of the given rows."""

    def run(name: str, geobase: str) -> list[tuple[Any, ...]]:
        rows = segment(1, (0, 0), (0, 100), NOM_VOIE=name)
        for row in rows:
            for column in ("ID_TRC", "LIEN_F", "ORIENTATION_F", "ARRONDISSEMENT"):
                del row["properties"][column]
        path = tmp_path / "geobase.csv"
        path.write_text(geobase, encoding="utf-8")
        return list(build(rows, geobase=path).rows(NAMES))

    return run


@pytest.mark.parametrize("name", ["Église", "de l'Église", "de l'Eglise Ouest", "EGLISE"])
def test_geobase_gives_link_and_orientation_however_much_of_them_the_name_holds(
    build_with: Callable[..., Any], name: str
) -> None:
    parts = ("rue", "de l'", "Église", "Ouest")
    assert build_with(name, f"{HEADER}1,rue,de l',Église,Ouest\n") == [("11", *parts), ("12", *parts)]


def test_geobase_of_another_year_does_not_rename_a_street(build_with: Callable[..., Any]) -> None:
    named = build_with("Atateken", f"{HEADER}1,rue,,Amherst,Est\n")
    assert named == [("11", "rue", None, "Atateken", None), ("12", "rue", None, "Atateken", None)]


def test_geobase_without_the_type_leaves_that_of_the_side(build_with: Callable[..., Any]) -> None:
    named = build_with("Rachel", "ID_TRC,LIE_VOIE,NOM_VOIE,DIR_VOIE\n1,,Rachel,Est\n1,,Rachel,Ouest\n,,,\n")
    assert named == [("11", "rue", None, "Rachel", "Est"), ("12", "rue", None, "Rachel", "Est")]


@pytest.mark.parametrize(
    ("geobase", "words"),
    [
        (f"{HEADER}2,rue,,Rachel,Est\n", r"not one ID_TRC of .*geobase.csv is the segment of a side"),
        (HEADER, r"geobase.csv holds no feature"),
        ("ID_TRC,NOM_VOIE,LIE_VOIE,DIR\n1,Rachel,,Est\n", "has no column DIR_VOIE or ORIENTATION_F"),
    ],
)
def test_geobase_that_cannot_be_used(build_with: Callable[..., Any], geobase: str, words: str) -> None:
    with pytest.raises(GeodataError, match=words):
        build_with("Rachel", geobase)


def test_geobase_that_is_not_there(
    segment: Callable[..., Any], write_features: Callable[..., Path], build_request: Callable[..., Any], tmp_path: Path
) -> None:
    sides = write_features(segment(1, (0, 0), (0, 100)))
    with pytest.raises(GeodataError, match=r"there is no Géobase file at .*nowhere.csv"):
        build_request(BuildRequest(sides, geobase=tmp_path / "nowhere.csv"))
