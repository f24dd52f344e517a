"""An artefact replaces an artefact, and nothing else; a build that was killed leaves nothing for long."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from geodata.build import BuildRequest, build_artefact
from geodata.building.out_file import whole_or_nothing
from geodata.model import GeodataError

Write = Callable[..., Path]


@pytest.fixture
def sides(segment: Callable[..., Any], write_features: Write) -> Path:
    return write_features(segment(1, (0, 0), (0, 100)))


@pytest.mark.parametrize("name", ["sides.geojson", "../{folder}/sides.geojson", "symbolic.db", "hard.db"])
def test_out_that_is_an_input_is_refused_by_whatever_name(sides: Path, tmp_path: Path, name: str) -> None:
    (tmp_path / "symbolic.db").symlink_to(sides)
    (tmp_path / "hard.db").hardlink_to(sides)
    before = sides.read_bytes()
    with pytest.raises(GeodataError, match=r"is to be read .* give another --out"):
        build_artefact(BuildRequest(sides), tmp_path / name.format(folder=tmp_path.name))
    assert sides.read_bytes() == before


@pytest.mark.parametrize("role", ["boroughs", "sectors", "free_lots", "mapping"])
def test_out_that_is_any_other_input_is_refused(sides: Path, tmp_path: Path, role: str) -> None:
    other = tmp_path / "other"
    other.write_text("something", encoding="utf-8")
    inputs: dict[str, Any] = {role: other}
    with pytest.raises(GeodataError, match="is to be read"):
        build_artefact(BuildRequest(sides, **inputs), other)
    assert other.read_text(encoding="utf-8") == "something"


def test_out_that_is_a_person_s_file_is_refused(sides: Path, tmp_path: Path) -> None:
    words, state = tmp_path / "thesis.txt", tmp_path / "state.db"
    words.write_text("two years of work", encoding="utf-8")
    with closing(sqlite3.connect(state)) as connection:
        connection.execute("CREATE TABLE meta (key TEXT)")
    for out in (words, state, Path("/dev/null")):
        with pytest.raises(GeodataError, match=f"{out} exists and is no street artefact"):
            build_artefact(BuildRequest(sides), out)
    assert words.read_text(encoding="utf-8") == "two years of work"


def test_out_that_is_empty_or_an_artefact_is_replaced(sides: Path, tmp_path: Path) -> None:
    out = tmp_path / "geodata.db"
    out.touch()
    first = build_artefact(BuildRequest(sides), out)
    assert build_artefact(BuildRequest(sides), out) == first
    assert sorted(path.name for path in tmp_path.iterdir()) == ["geodata.db", "sides.geojson"]


def test_part_of_a_killed_build_goes_with_the_next_and_that_of_a_living_one_stays(tmp_path: Path) -> None:
    out = tmp_path / "geo[data].db"
    killed = tmp_path / ".geo[data].db.k1ll3d.part"
    killed.touch()
    with whole_or_nothing(out) as living:
        assert not killed.exists()
        with whole_or_nothing(out) as second:
            assert sorted(tmp_path.iterdir()) == sorted([living, second])
            second.write_text("second", encoding="utf-8")
        living.write_text("first", encoding="utf-8")
    assert [(path.name, path.read_text(encoding="utf-8")) for path in tmp_path.iterdir()] == [(out.name, "first")]
