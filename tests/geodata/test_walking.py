"""The ways on foot between the sides of a small grid of streets, in metres."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import shapely

from geodata.address_book import AddressBook
from geodata.build import BuildRequest, build_artefact
from geodata.demo_city import write_demo_city
from geodata.nearby import SideMap
from geodata.walking import WalkMap
from tests.geodata.crossroads import build_crossroads

DENIS_EVEN, DENIS_ODD = "10012", "10011"
"""Rue Saint-Denis from 0 to 200 m north of a corner; Gilford meets it there, and it goes on to Mont-Royal."""


@pytest.fixture(scope="module")
def crossroads(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AddressBook]:
    with closing(AddressBook.open(build_crossroads(tmp_path_factory.mktemp("crossroads")))) as book:
        yield book


@pytest.fixture(scope="module")
def walks(crossroads: AddressBook) -> WalkMap:
    return WalkMap(crossroads.reader)


def metres(walks: WalkMap, side_id: str, reach_m: float) -> dict[str, int]:
    return {walk.side_id: round(walk.distance_m) for walk in walks.sides_from(side_id, reach_m)}


def test_sides_are_reached_from_the_middle_of_one_s_own_by_the_corners(walks: WalkMap) -> None:
    assert metres(walks, DENIS_EVEN, 310) == {
        DENIS_ODD: 8,
        "10021": 100,
        "10022": 100,
        "11011": 100,
        "11012": 100,
        "10031": 300,
        "10032": 300,
        "11021": 300,
        "11022": 300,
        "11031": 300,
        "11032": 300,
    }


def test_sides_out_of_reach_or_that_no_street_leads_to_are_left_out(walks: WalkMap) -> None:
    """Rue Cartier lies 500 m to the east, and no street goes there."""
    assert metres(walks, DENIS_EVEN, 299).keys() == {DENIS_ODD, "10021", "10022", "11011", "11012"}
    assert "12011" not in metres(walks, DENIS_EVEN, 100_000)


def test_a_side_that_does_not_exist_is_near_nothing(walks: WalkMap) -> None:
    assert walks.sides_from("no such side", 1_000) == ()
    assert walks.lots_from("no such side", 1_000) == ()


def test_a_city_without_free_lots_has_none_near(walks: WalkMap) -> None:
    assert walks.lots_from(DENIS_EVEN, 10_000) == ()


def test_free_lots_are_as_far_as_their_corner_and_a_straight_line_from_there(tmp_path: Path) -> None:
    files = write_demo_city(tmp_path)
    artefact = tmp_path / "geodata.db"
    build_artefact(BuildRequest(files.sides, free_lots=files.free_lots), artefact)
    with closing(AddressBook.open(artefact)) as book:
        found = WalkMap(book.reader).lots_from("90000072", 480)
    assert [(walk.lot.name, round(walk.distance_m)) for walk in found] == [
        ("Aréna du Vieux-Moulin", 236),
        ("Église Sainte-Flavie", 467),
    ]


def test_ways_lead_back_as_far_as_they_lead_out(walks: WalkMap, crossroads: AddressBook) -> None:
    """The blocks are equally long, so that from middle to corner is the same both ways."""
    blocks = [str(side_id) for side_id in crossroads.side_ids() if side_id.startswith("100")]
    out = {here: metres(walks, here, 100_000) for here in blocks}
    assert all(out[there][here] == out[here][there] for here in blocks for there in blocks if here != there)


def test_around_a_side_are_the_nearest_as_the_crow_flies(crossroads: AddressBook) -> None:
    sides = SideMap(crossroads)
    assert sides.around(DENIS_EVEN, 12) == ("10022", "11011", "11012", DENIS_ODD, "10021")
    assert sides.around("no such side", 12) == ()


def test_no_way_is_shorter_than_the_straight_line_but_for_the_width_of_corners(tmp_path: Path) -> None:
    artefact = tmp_path / "geodata.db"
    build_artefact(BuildRequest(write_demo_city(tmp_path).sides), artefact)
    with closing(AddressBook.open(artefact)) as book:
        rows = book.reader.rows("SELECT side_id, geometry FROM side WHERE geometry IS NOT NULL")
        lines: dict[str, Any] = {side_id: shapely.from_wkb(geometry) for side_id, geometry in rows}
        walks = WalkMap(book.reader)
        for here, line in lines.items():
            middle = line.interpolate(0.5, normalized=True)
            reached = walks.sides_from(here, 400)
            assert len(reached) > 4
            assert all(walk.distance_m > lines[walk.side_id].distance(middle) - 12 for walk in reached)
