"""The report that an artefact carries."""

import json
from dataclasses import asdict, fields, replace
from pathlib import Path

import pytest
from sqlite_utils import Database

from geodata.build import BuildRequest, build_artefact
from geodata.demo_city import write_demo_city
from geodata.model import GeodataError
from geodata.quality import MEANINGS, QualityReport, hazards, read_report


def test_report_is_read_back_as_it_was_built(tmp_path: Path) -> None:
    files = write_demo_city(tmp_path)
    built = build_artefact(BuildRequest(files.sides), tmp_path / "geodata.db")
    assert read_report(tmp_path / "geodata.db") == built
    assert json.loads(built.to_json()) == asdict(built)


def test_report_means_something_in_every_count() -> None:
    assert list(MEANINGS) == [field.name for field in fields(QualityReport)]


def test_hazards_tell_of_numbers_that_come_twice_where_no_street_is_oriented() -> None:
    nothing = dict.fromkeys(MEANINGS, 0)
    without = QualityReport(**nothing | {"overlapping_ranges": 40, "overlapping_streets": 3, "oriented_sides": 2})
    [hazard] = hazards(without)
    assert hazard.startswith("3 streets have civic numbers twice, and next to none says whether it is Est or Ouest")
    assert "(--geobase)" in hazard
    assert hazards(replace(without, oriented_sides=40)) == ()


def test_hazards_tell_of_free_lots_that_are_all_elsewhere() -> None:
    nothing = dict.fromkeys(MEANINGS, 0)
    [hazard] = hazards(QualityReport(**nothing | {"free_lots_without_place": 55}))
    assert hazard.startswith("none of the 55 free lots is near a street")
    assert hazards(QualityReport(**nothing | {"free_lots_without_place": 55, "free_lots": 1})) == ()


@pytest.mark.parametrize("content", [b"", b"no database at all, but long enough to look at" * 20])
def test_report_of_a_file_that_is_no_artefact(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "geodata.db"
    path.write_bytes(content)
    with pytest.raises(GeodataError, match="is not a street artefact"):
        read_report(path)
    assert path.read_bytes() == content


def test_report_of_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(GeodataError, match="no such file"):
        read_report(tmp_path / "geodata.db")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("report", [None, "[]", "{}", '{"sides": "many"}', "nonsense"])
def test_report_that_cannot_be_read(tmp_path: Path, report: str | None) -> None:
    database = Database(tmp_path / "geodata.db")
    stored = {"format_version": "2"} | ({} if report is None else {"report": report})
    database.table("meta").insert_all([{"key": key, "value": value} for key, value in stored.items()], pk="key")
    database.close()
    with pytest.raises(GeodataError, match="holds no readable report"):
        read_report(tmp_path / "geodata.db")
