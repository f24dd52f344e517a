import math

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Transformer

from geodata.address_book import AddressBook
from infoneige.residents.in_view import Box, SidesInView, read_box
from tests.infoneige.residents.published_city import ELOI

DOWNTOWN = Box(-73.112, 45.898, -73.104, 45.902)


@pytest.fixture(scope="module")
def sides(streets: AddressBook) -> SidesInView:
    return SidesInView(streets)


def _in_degrees(book: AddressBook) -> dict[str, tuple[float, float, float, float]]:
    """Return the edges of every side that lies somewhere, each worked out by itself."""
    to_degrees = Transformer.from_crs("EPSG:32188", "EPSG:4326", always_xy=True)
    rows = book.reader.rows("SELECT side_id, geometry FROM side WHERE geometry IS NOT NULL")
    bounds = {side_id: tuple(shapely.bounds(shapely.from_wkb(geometry))) for side_id, geometry in rows}
    return {
        side_id: (*to_degrees.transform(west, south), *to_degrees.transform(east, north))
        for side_id, (west, south, east, north) in bounds.items()
    }


def test_sides_in_a_box_are_those_that_touch_it(streets: AddressBook, sides: SidesInView) -> None:
    touching = [
        side_id
        for side_id, (west, south, east, north) in sorted(_in_degrees(streets).items())
        if west <= DOWNTOWN.east and east >= DOWNTOWN.west and south <= DOWNTOWN.north and north >= DOWNTOWN.south
    ]
    assert sides.ids(sides.numbers(DOWNTOWN)) == touching
    assert 0 < len(touching) < len(streets.side_ids())


def test_whole_city_holds_every_side_that_lies_somewhere(streets: AddressBook, sides: SidesInView) -> None:
    whole = sides.whole()
    assert whole is not None
    assert sides.ids(sides.numbers(whole)) == sorted(_in_degrees(streets))


def test_side_without_a_line_is_numbered_but_never_in_view(streets: AddressBook, sides: SidesInView) -> None:
    (lost,) = streets.side_ids() - set(_in_degrees(streets))
    assert sides.number(lost) == sorted(streets.side_ids()).index(lost) + 1
    assert sides.around(lost) is None


def test_view_around_a_side_holds_it_and_its_neighbours(streets: AddressBook, sides: SidesInView) -> None:
    box = sides.around(ELOI)
    assert box is not None
    shown = sides.ids(sides.numbers(box))
    segment = next(side.segment_id for side in [streets.side(ELOI)] if side and side.segment_id)
    assert {side.side_id for side in streets.sides_of_segment(segment)} <= set(shown)
    assert len(shown) < 40


def test_unknown_side_is_nowhere(sides: SidesInView) -> None:
    assert (sides.number("nowhere"), sides.around("nowhere")) == (None, None)


@pytest.mark.parametrize(
    "text",
    ["", "1,2,3", "1,2,3,4,5", "a,b,c,d", "nan,0,1,1", "0,0,inf,1", "1,0,0,1", "0,1,1,0", "0,0,0,1", "-200,0,0,1",
     "0,-91,1,0", "1;2;3;4", "1" * 400, "0,0,1e999,1"],
)  # fmt: skip
def test_what_is_no_box_is_none(text: str) -> None:
    assert read_box(text) is None


_degrees = st.floats(-80, 80, allow_nan=False)


@given(_degrees, _degrees, st.floats(0.001, 9), st.floats(0.001, 9))
def test_box_is_read_back_to_a_metre(west: float, south: float, wide: float, high: float) -> None:
    box = Box(west, south, west + wide, south + high)
    back = read_box(str(box))
    assert back is not None
    ends = zip((box.west, box.south, box.east, box.north), (back.west, back.south, back.east, back.north), strict=True)
    assert all(math.isclose(one, other, abs_tol=0.00001) for one, other in ends)


def test_wider_box_keeps_its_middle() -> None:
    assert Box(0, 10, 2, 14).wider(times=3) == Box(-2, 6, 4, 18)
