"""The side nearest to a point, in metres."""

import math
from collections.abc import Iterator

import pytest

from geodata.address_book import AddressBook
from geodata.model import GeodataError, Hand
from geodata.nearby import Nearby, SideMap, TooFar
from tests.geodata.crossroads import build_crossroads, degrees


@pytest.fixture(scope="module")
def sides(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SideMap]:
    book = AddressBook.open(build_crossroads(tmp_path_factory.mktemp("crossroads")))
    yield SideMap(book)
    book.close()


@pytest.mark.parametrize(
    ("x", "y", "side_id", "hand", "distance_m"),
    [(-1, 100, "10012", Hand.LEFT, 3), (1, 100, "10011", Hand.RIGHT, 3), (-44, 100, "10012", Hand.LEFT, 40)],
)
def test_nearest_tells_the_two_sides_of_a_street_apart(
    sides: SideMap, x: float, y: float, side_id: str, hand: Hand, distance_m: float
) -> None:
    found = sides.nearest(*degrees(x, y))
    assert isinstance(found, Nearby)
    assert (found.side.side_id, found.hand, round(found.distance_m, 2)) == (side_id, hand, distance_m)


def test_nearest_measures_metres_and_not_degrees(sides: SideMap) -> None:
    """A degree of longitude is 0.7 of a degree of latitude here: the nearer street in degrees is the farther one."""
    found = sides.nearest(*degrees(-50, 146))
    assert isinstance(found, Nearby)
    assert (found.side.side_id, round(found.distance_m)) == ("10012", 46)


def test_nearest_refuses_beyond_a_hundred_metres(sides: SideMap) -> None:
    assert isinstance(sides.nearest(*degrees(-103, 100)), Nearby)
    found = sides.nearest(*degrees(-105, 50))
    assert isinstance(found, TooFar)
    assert round(found.distance_m) == 101


@pytest.mark.parametrize(
    ("longitude", "latitude", "word"),
    [
        (math.nan, 45.5, "finite"),
        (-73.5, math.inf, "finite"),
        (float("1e309"), 45.5, "finite"),
        (2.35, 48.85, "outside this city"),
        (-73.5, 450.0, "outside this city"),
        (0.0, 0.0, "outside this city"),
    ],
)
def test_nearest_refuses_what_is_no_point_of_the_city(
    sides: SideMap, longitude: float, latitude: float, word: str
) -> None:
    with pytest.raises(GeodataError, match=word):
        sides.nearest(longitude, latitude)


def test_nearest_recognises_swapped_coordinates(sides: SideMap) -> None:
    longitude, latitude = degrees(0, 0)
    with pytest.raises(GeodataError, match="look swapped"):
        sides.nearest(latitude, longitude)
