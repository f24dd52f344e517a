"""Areas that somebody drew: what is one, and which sides lie in it."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import LineString, MultiLineString, Point

from geodata.address_book import AddressBook
from geodata.area import MOST_CORNERS, AreaError, AreaFault, Corner, middles, polygon_of, read_corners
from geodata.nearby import SideMap
from tests.geodata.crossroads import build_crossroads, degrees

SQUARE = ((0.0, 0.0), (100.0, 0.0), (100.0, 100.0), (0.0, 100.0))


@pytest.fixture(scope="module")
def sides(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SideMap]:
    book = AddressBook.open(build_crossroads(tmp_path_factory.mktemp("crossroads")))
    yield SideMap(book)
    book.close()


def around(*corners: Corner) -> list[Corner]:
    """Return corners in metres as degrees."""
    return [degrees(*corner) for corner in corners]


def test_corners_are_read_in_their_order_and_the_first_is_not_repeated() -> None:
    assert read_corners("-73.5,45.5  -73.4,45.5\n-73.4,45.6 -73.5,45.5") == (
        (-73.5, 45.5),
        (-73.4, 45.5),
        (-73.4, 45.6),
    )


@pytest.mark.parametrize(
    "text",
    [
        *("nan,45.5", "-73.5,inf", "1e309,45.5", "-73.5", "-73.5,45.5,12", ",", "-73.5;45.5", "-73.5,", "٧٣,٤٥"),
        *('{"type":"Polygon","coordinates":[]}', "0x49,45", "-73.5,4_5", "1234,45", "--73,45", "\x00,\x00"),
    ],
)
def test_what_is_no_corner_is_refused(text: str) -> None:
    with pytest.raises(AreaError) as refused:
        read_corners(text)
    assert refused.value.fault is AreaFault.NO_CORNERS


@pytest.mark.parametrize("corners", [MOST_CORNERS + 2, 1_000_000])
def test_more_corners_than_anybody_clicks_are_refused(corners: int) -> None:
    with pytest.raises(AreaError) as refused:
        read_corners("-73.5,45.5 " * corners)
    assert refused.value.fault is AreaFault.TOO_MANY


@pytest.mark.parametrize(
    ("points", "fault"),
    [
        ((), AreaFault.TOO_FEW),
        (SQUARE[:2], AreaFault.TOO_FEW),
        ((SQUARE[0],) * 5, AreaFault.TOO_FEW),
        (((0.0, 0.0), (50.0, 50.0), (100.0, 100.0)), AreaFault.TOO_FEW),
        (((0.0, 0.0), (0.1, 0.0), (0.0, 0.1)), AreaFault.TOO_FEW),
        ((SQUARE[0], SQUARE[2], SQUARE[1], SQUARE[3]), AreaFault.CROSSES_ITSELF),
    ],
)
def test_shape_that_is_no_area_is_refused(points: tuple[Corner, ...], fault: AreaFault) -> None:
    with pytest.raises(AreaError) as refused:
        polygon_of(points)
    assert refused.value.fault is fault


@given(st.lists(st.tuples(st.integers(-500, 500), st.integers(-500, 500)), max_size=12))
def test_corners_make_a_sound_polygon_or_are_refused(points: list[tuple[int, int]]) -> None:
    try:
        polygon = polygon_of([(float(x), float(y)) for x, y in points])
    except AreaError:
        return
    assert (polygon.is_valid, polygon.area >= 1) == (True, True)


@given(st.text(max_size=60))
def test_text_is_read_or_refused(text: str) -> None:
    try:
        corners = read_corners(text)
    except AreaError:
        return
    assert all(abs(longitude) < 1000 and abs(latitude) < 1000 for longitude, latitude in corners)


def test_side_is_in_an_area_if_its_middle_is(sides: SideMap) -> None:
    """Rue Saint-Denis 4801-4899 runs from 0 to 200 m, its sides four metres off its middle."""
    lower_half, upper_half = around((-50, 0), (50, 0), (50, 95), (-50, 95)), around((-50, 95), (50, 95), (0, 150))
    assert sides.within(lower_half) == ()
    assert sides.within(upper_half) == ("10011", "10012")
    assert sides.within(around((0, 95), (50, 95), (50, 150), (0, 150))) == ("10011",)


def test_whole_city_is_an_area_and_one_beside_all_streets_is_empty(sides: SideMap) -> None:
    everywhere = sides.within(around((-900, -900), (5500, -900), (5500, 9900), (-900, 9900)))
    assert len(everywhere) == len(set(everywhere)) > 50
    assert sides.within(around((200, 50), (260, 50), (260, 90))) == ()


@pytest.mark.parametrize(
    ("corners", "fault"),
    [
        ([(2.35, 48.85), (2.36, 48.85), (2.36, 48.86)], AreaFault.OUTSIDE),
        ([(-999.0, 45.5), (-73.5, 45.5), (-73.5, 45.6)], AreaFault.OUTSIDE),
        ([(y, x) for x, y in around(*SQUARE)], AreaFault.SWAPPED),
        (around(SQUARE[0], SQUARE[2], SQUARE[1], SQUARE[3]), AreaFault.CROSSES_ITSELF),
    ],
)
def test_area_that_is_none_of_the_city_is_refused(sides: SideMap, corners: list[Corner], fault: AreaFault) -> None:
    with pytest.raises(AreaError) as refused:
        sides.within(corners)
    assert refused.value.fault is fault


def test_middle_of_a_line_in_parts_is_that_of_the_longest() -> None:
    bent = LineString([(0, 0), (10, 0), (10, 10)])
    joined = MultiLineString([[(0, 0), (5, 0)], [(5, 0), (20, 0)]])
    apart = MultiLineString([[(0, 0), (4, 0)], [(50, 0), (60, 0)]])
    assert middles([bent, joined, apart]) == [Point(10, 0), Point(10, 0), Point(55, 0)]
