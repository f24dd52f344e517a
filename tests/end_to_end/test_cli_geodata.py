"""The two commands on streets: what they print, where, and with which exit code."""

import json
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from geodata.demo_city import DemoCityFiles, write_demo_city
from infoneige.cli.geodata import geodata
from infoneige.cli.helpful_group import HelpfulGroup


@pytest.fixture
def files(tmp_path: Path) -> DemoCityFiles:
    return write_demo_city(tmp_path / "valneige")


def _run(*arguments: str | Path) -> Result:
    group = HelpfulGroup("infoneige", commands=[geodata])
    return CliRunner().invoke(group, ["geodata", *map(str, arguments)])


def test_build_prints_what_it_counted(files: DemoCityFiles, tmp_path: Path) -> None:
    out = tmp_path / "geodata.db"
    places = ("--boroughs", files.boroughs, "--sectors", files.sectors, "--free-lots", files.free_lots)
    result = _run("build", "--sides", files.sides, *places, "--out", out)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.splitlines()[0] == "      190  sides of street (sides)"
    assert "rows left out because their side id came before (duplicate_ids)" in result.stdout


def test_report_in_json_has_every_count(files: DemoCityFiles, tmp_path: Path) -> None:
    out = tmp_path / "geodata.db"
    _run("build", "--sides", files.sides, "--out", out)
    counts = json.loads(_run("report", out, "--json").stdout)
    asked = (
        "sides", "sides_with_range", "segments", "null_geometries", "multi_line_sides", "duplicate_ids",
        "mixed_parity", "overlapping_ranges", "without_borough", "free_lots",
    )  # fmt: skip
    assert [counts[key] for key in asked] == [190, 156, 95, 1, 1, 1, 1, 2, 0, 0]


def test_report_prints_the_same_as_the_build(files: DemoCityFiles, tmp_path: Path) -> None:
    out = tmp_path / "geodata.db"
    assert _run("build", "--sides", files.sides, "--out", out).stdout == _run("report", out).stdout


def test_build_and_report_warn_of_what_nobody_should_overlook(files: DemoCityFiles, tmp_path: Path) -> None:
    lots, out = tmp_path / "lots.csv", tmp_path / "geodata.db"
    lots.write_text("x,y\n1,2\n", encoding="utf-8")
    built = _run("build", "--sides", files.sides, "--free-lots", lots, "--out", out)
    assert (built.exit_code, built.stderr.count("\n")) == (0, 1)
    assert built.stderr.startswith("warning: none of the 1 free lots is near a street")
    assert _run("report", out).stderr == built.stderr


def test_build_refuses_a_geobase_of_another_city(files: DemoCityFiles, tmp_path: Path) -> None:
    geobase = tmp_path / "geobase.csv"
    geobase.write_text("ID_TRC,LIE_VOIE,NOM_VOIE,DIR_VOIE\n1,,Rachel,Est\n", encoding="utf-8")
    refused = _run("build", "--sides", files.sides, "--geobase", geobase, "--out", tmp_path / "geodata.db")
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert f"not one ID_TRC of {geobase} is the segment of a side" in refused.stderr


def test_commands_refuse_a_bad_file_in_one_sentence(files: DemoCityFiles, tmp_path: Path) -> None:
    for arguments in (
        ("build", "--sides", tmp_path / "none.geojson", "--out", tmp_path / "geodata.db"),
        ("build", "--sides", files.free_lots, "--out", tmp_path / "geodata.db"),
        ("report", files.sides),
        ("report", tmp_path / "none.db"),
    ):
        result = _run(*arguments)
        assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (2, "", 1)
        assert result.stderr.startswith("infoneige: ")
        assert isinstance(result.exception, SystemExit | click.exceptions.Exit)
    assert not (tmp_path / "geodata.db").exists()
