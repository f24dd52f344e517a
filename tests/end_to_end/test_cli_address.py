"""``infoneige address`` and ``infoneige nearby``: what they print and how they exit."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from infoneige.cli.address import address, nearby
from infoneige.cli.helpful_group import HelpfulGroup
from tests.geodata.crossroads import PLATEAU, ROSEMONT, build_crossroads, degrees

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


def test_address_asks_about_a_single_choice_and_tells_choices_apart(artefact: Path) -> None:
    code, output = run("address", "--geodata", artefact, "4820 avenue saint-denis")
    assert (code, output.splitlines()[0], output.count("\n")) == (1, "Is it this one?", 2)
    code, output = run("address", "--geodata", artefact, "ruelle verte", "--json")
    found = json.loads(output)
    assert "hint" not in found
    assert [choice["label"] for choice in found["choices"]] == [
        f"ruelle Verte, {ROSEMONT}, côté n° 13061",
        f"ruelle Verte, {ROSEMONT}, côté n° 13062",
    ]


def test_address_says_that_a_number_helps(artefact: Path) -> None:
    hint = "Add the civic number to tell them apart, for example: 4820 rue Saint-Denis"
    assert run("address", "--geodata", artefact, "rue gilford")[1].splitlines()[-1] == hint
    assert json.loads(run("address", "--geodata", artefact, "rue gilford", "--json")[1])["hint"] == hint


def test_address_takes_words_without_quotes_and_the_artefact_from_the_environment(
    artefact: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INFONEIGE_GEODATA", str(artefact))
    code, output = run("address", "4820", "st-denis")
    assert (code, output.endswith("(side 10012)\n")) == (0, True)
    assert run("nearby", *degrees(-10, 100))[0] == 0


def test_address_says_in_one_sentence_that_there_is_no_artefact(tmp_path: Path) -> None:
    code, output = run("address", "--geodata", tmp_path / "none.db", "4820 st-denis")
    assert (code, output.startswith("infoneige: "), output.count("\n")) == (2, True, 1)


@pytest.mark.parametrize("command", [("address", "4820 st-denis"), ("nearby", "-73.5", "45.5")])
def test_an_artefact_that_cannot_be_used_is_an_answer_in_json(tmp_path: Path, command: tuple[str, ...]) -> None:
    result = CliRunner().invoke(COMMANDS, [*command, "--geodata", str(tmp_path), "--json"])
    reason = f"{tmp_path} is a folder; name the artefact in it, for example {tmp_path / 'geodata.db'}"
    assert json.loads(result.stdout) == {"status": "unusable", "reason": reason}
    assert (result.exit_code, result.stderr) == (2, f"infoneige: {reason}\n")


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
