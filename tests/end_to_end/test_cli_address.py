"""``infoneige address`` and ``infoneige nearby``: what they print and how they exit."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from infoneige.cli.address import address, nearby
from infoneige.cli.helpful_group import HelpfulGroup
from tests.geodata.crossroads import PLATEAU, build_crossroads, degrees

COMMANDS = HelpfulGroup("infoneige", commands=[address, nearby])


@pytest.fixture(scope="module")
def artefact(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_crossroads(tmp_path_factory.mktemp("crossroads"))


def run(*arguments: object) -> tuple[int, str]:
    result = CliRunner().invoke(COMMANDS, [str(argument) for argument in arguments])
    return result.exit_code, result.output


def test_address_prints_a_match_and_exits_0(artefact: Path) -> None:
    code, output = run("address", "--geodata", artefact, "4820 st-denis", "--json")
    assert (code, json.loads(output)) == (
        0,
        {
            "status": "match",
            "side_id": "10012",
            "label": f"rue Saint-Denis, numéros pairs 4800 à 4898, {PLATEAU}",
            "choices": [],
            "suggestions": [],
        },
    )
    assert run("address", "--geodata", artefact, "4820 st-denis") == (
        0,
        f"rue Saint-Denis, numéros pairs 4800 à 4898, {PLATEAU} (side 10012)\n",
    )


def test_address_prints_choices_and_exits_1(artefact: Path) -> None:
    code, output = run("address", "--geodata", artefact, "5 mont-royal", "--json")
    found = json.loads(output)
    assert (code, found["status"], found["side_id"], found["label"]) == (1, "ambiguous", None, None)
    assert [choice["side_id"] for choice in found["choices"]] == ["11021", "11031"]
    assert found["choices"][0]["label"].startswith("avenue du Mont-Royal Est, numéros impairs 1 à 99, ")


def test_address_prints_suggestions_and_exits_2(artefact: Path) -> None:
    code, output = run("address", "--geodata", artefact, "4820 saint-dennis", "--json")
    assert (code, json.loads(output)) == (
        2,
        {
            "status": "not_found",
            "side_id": None,
            "label": None,
            "choices": [],
            "suggestions": [f"4820 rue Saint-Denis, {PLATEAU}"],
        },
    )
    assert run("address", "--geodata", artefact, "") == (
        2,
        "Not found. Type a number and a street, for example: 4820 rue Saint-Denis\n",
    )


def test_address_says_in_one_sentence_that_there_is_no_artefact(tmp_path: Path) -> None:
    code, output = run("address", "--geodata", tmp_path / "none.db", "4820 st-denis", "--json")
    assert (code, output.startswith("infoneige: "), output.count("\n")) == (2, True, 1)


def test_nearby_takes_a_negative_longitude_and_prints_the_distance(artefact: Path) -> None:
    longitude, latitude = degrees(-10, 100)
    code, output = run("nearby", "--geodata", artefact, longitude, latitude, "--json")
    assert longitude < 0
    assert (code, json.loads(output)) == (
        0,
        {
            "status": "match",
            "side_id": "10012",
            "label": f"rue Saint-Denis, numéros pairs 4800 à 4898, {PLATEAU}",
            "choices": [],
            "suggestions": [],
            "distance_m": 6.0,
            "hand": "left",
        },
    )


@pytest.mark.parametrize(
    ("longitude", "latitude", "reason"),
    [
        (*degrees(-150, 50), "the nearest street is 146 m away, further than 100 m"),
        ("nan", "45.5", "a point is two finite numbers: longitude, then latitude, in degrees"),
        ("2.35", "48.85", "longitude 2.35, latitude 48.85 is outside this city"),
    ],
)
def test_nearby_refuses_with_a_reason_and_exits_2(
    artefact: Path, longitude: object, latitude: object, reason: str
) -> None:
    code, output = run("nearby", "--geodata", artefact, longitude, latitude, "--json")
    found = json.loads(output)
    assert (code, found["status"], found["side_id"], found["reason"]) == (2, "not_found", None, reason)
    assert run("nearby", "--geodata", artefact, longitude, latitude) == (2, f"Not found: {reason}\n")
