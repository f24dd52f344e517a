"""The mappings that docs/cities.md shows really build."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from geodata.build import BuildRequest
from geodata.building.mapping import COLUMNS, HAND_COLUMNS

DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "cities.md"
EXAMPLES = dict(
    re.findall(r"```toml\n# (\S+\.toml): [^\n]*\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)
)


@pytest.fixture
def request_with(tmp_path: Path) -> Callable[[str, str], BuildRequest]:
    def make(example: str, rows: str) -> BuildRequest:
        sides, mapping = tmp_path / "streets.csv", tmp_path / example
        sides.write_text(rows, encoding="utf-8")
        mapping.write_text(EXAMPLES[example], encoding="utf-8")
        return BuildRequest(sides, mapping=mapping)

    return make


def test_one_row_per_side_builds_as_documented(
    request_with: Callable[[str, str], BuildRequest], build_request: Callable[..., Any]
) -> None:
    rows = """curb_ref;road_ref;road_type;road_name;ward;civic_from;civic_to;side;WKT
N-7/a;N-7;Rue;Bellerive;Nord;10;48;Port;LINESTRING(-71.9 45.40,-71.9 45.41)
N-7/b;N-7;Rue;Bellerive;Nord;0;0;Starboard;LINESTRING(-71.8999 45.40,-71.8999 45.41)
"""
    built = build_request(request_with("one-row-per-side.toml", rows))
    sides = "SELECT side_id, town, borough, hand, first, last, parity, parity_source, is_derived FROM side"
    assert built.rows(sides) == [
        ("N-7/a", "Rivière-du-Nord", "Nord", "left", 10, 48, "even", "range", 0),
        ("N-7/b", "Rivière-du-Nord", "Nord", "right", None, None, "odd", "opposite", 0),
    ]
    assert built.rows("SELECT value FROM meta WHERE key = 'crs'") == [("EPSG:32619",)]


def test_one_row_per_segment_builds_two_derived_sides_as_documented(
    request_with: Callable[[str, str], BuildRequest], build_request: Callable[..., Any]
) -> None:
    rows = """SEG_ID,ST_TYPE,ST_NAME,ST_DIR,L_F_ADD,L_T_ADD,L_CITY,R_F_ADD,R_T_ADD,R_CITY,WKT
41,Ave,Oak,N,198,100,Maple Falls,101,199,Pine Hill,"LINESTRING(480000 4980000,480000 4980100)"
42,St,Elm,,0,0,,1,9,,"LINESTRING(480000 4980100,480050 4980100)"
"""
    built = build_request(request_with("one-row-per-segment.toml", rows))
    sides = "SELECT side_id, segment_id, side.town, hand, first, last, parity, cross_streets FROM side ORDER BY side_id"
    assert built.rows(sides) == [
        ("41-L", "41", "Maple Falls", "left", 100, 198, "even", '["Elm St"]'),
        ("41-R", "41", "Pine Hill", "right", 101, 199, "odd", '["Elm St"]'),
        ("42-L", "42", "Maple Falls", "left", None, None, "even", '["Oak Ave N"]'),
        ("42-R", "42", "Maple Falls", "right", 1, 9, "odd", '["Oak Ave N"]'),
    ]
    assert built.counts("sides", "segments", "derived_sides", "reversed_ranges") == (4, 2, 4, 1)


def test_document_names_every_key() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    assert [key for key in (*COLUMNS, *HAND_COLUMNS) if f"`{key}`" not in text] == []
    assert sorted(EXAMPLES) == ["one-row-per-segment.toml", "one-row-per-side.toml"]
