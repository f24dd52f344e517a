"""The report that an artefact carries."""

import json
from dataclasses import asdict, fields
from pathlib import Path

import pytest
from sqlite_utils import Database

from geodata.build import BuildRequest, build_artefact
from geodata.demo_city import write_demo_city
from geodata.model import GeodataError
from geodata.quality import MEANINGS, QualityReport, read_report


def test_report_is_read_back_as_it_was_built(tmp_path: Path) -> None:
    files = write_demo_city(tmp_path)
    built = build_artefact(BuildRequest(files.sides), tmp_path / "geodata.db")
    assert read_report(tmp_path / "geodata.db") == built
    assert json.loads(built.to_json()) == asdict(built)


def test_report_means_something_in_every_count() -> None:
    assert list(MEANINGS) == [field.name for field in fields(QualityReport)]


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
    stored = {"format_version": "1"} | ({} if report is None else {"report": report})
    database.table("meta").insert_all([{"key": key, "value": value} for key, value in stored.items()], pk="key")
    database.close()
    with pytest.raises(GeodataError, match="holds no readable report"):
        read_report(tmp_path / "geodata.db")
