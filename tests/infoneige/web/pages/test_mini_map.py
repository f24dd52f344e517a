"""The drawing of a few streets: what is drawn where, what is framed, and that names and pins keep apart."""

import math
from collections.abc import Sequence

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import affinity

from infoneige.residents.side_lines import SideLine
from infoneige.web.mini_map import Ground, ground

NAMES = {"near": "Cartier", "far": "Cartier", "cross": "Gilford", "beyond": "Gilford"}


def streets(turned: float = 0.0) -> tuple[SideLine, ...]:
    """Two sides of a street eight metres apart, from south to north, and two of a street that meets them."""
    lines = {
        "near": ("cartier", [(4, -100), (4, 100)]),
        "far": ("cartier", [(-4, -100), (-4, 100)]),
        "cross": ("gilford", [(10, 110), (150, 110)]),
        "beyond": ("gilford", [(10, 118), (150, 118)]),
    }
    return tuple(
        SideLine(name, segment, affinity.rotate(shapely.LineString(points), turned, origin=(0, 0)))
        for name, (segment, points) in lines.items()
    )


def drawn(lines: Sequence[SideLine], own: str = "near", *, told: Sequence[str] = tuple(NAMES)) -> Ground:
    found = ground(lines, own, NAMES, told)
    assert found is not None
    return found


def test_ground_draws_sides_off_the_middle_and_short_of_their_corners() -> None:
    # Your side's middle is the origin; the far side lies eight metres off, each is moved three metres outwards.
    assert (drawn(streets()).ways["near"], drawn(streets()).ways["far"]) == ("M3 90L3 -90", "M-11 90L-11 -90")


def test_ground_has_roads_for_all_and_ways_only_for_what_is_told() -> None:
    told = drawn(streets(), told=["near", "cross"])
    assert (list(told.ways), told.roads.count("M")) == (["near", "cross"], 4)


def test_ground_frames_your_side_and_looks_at_its_surroundings() -> None:
    found = drawn(streets())
    assert (found.view, found.frame[0], found.frame[-1]) == ((-162.5, -190.0, 325.0, 380.0), "M", "z")
    corners = [tuple(map(float, point.split())) for point in found.frame[1:-1].split("L")]
    assert (min(corners), max(corners)) == ((-4, -90), (10, 90))


def test_ground_gathers_ways_by_look() -> None:
    found = drawn(streets())
    paths = found.by_look({"near": "2", "far": "2", "cross": "5", "elsewhere": "1"})
    assert paths == {"2": found.ways["near"] + found.ways["far"], "5": found.ways["cross"]}


def test_ground_is_none_without_the_line_of_your_side() -> None:
    assert ground(streets(), "unknown", NAMES, ["near"]) is None


@given(turned=st.floats(-180, 180))
def test_ground_is_straightened_by_half_a_right_angle_at_most(turned: float) -> None:
    found = drawn(streets(turned))
    assert abs(found.north) <= 45
    (x1, y1), (x2, y2) = (tuple(map(float, point.split())) for point in found.ways["near"][1:].split("L"))
    assert math.isclose(min(abs(x2 - x1), abs(y2 - y1)), 0, abs_tol=0.3)
    assert math.isclose(max(abs(x2 - x1), abs(y2 - y1)), 180, abs_tol=0.3)


def test_wide_ground_has_all_that_is_told_in_view() -> None:
    lines = (*streets(), SideLine("distant", None, shapely.LineString([(900, 900), (1000, 900)])))
    found = ground(lines, "near", NAMES, ["near", "distant"], is_wide=True)
    assert found is not None
    x, y, width, height = found.view
    spot = found.spots["distant"]
    assert x <= spot.x <= x + width
    assert y <= spot.y <= y + height
    assert found.scale < 1


def test_every_street_is_named_once_and_names_keep_apart() -> None:
    labels = drawn(streets()).labels
    assert sorted(label.text for label in labels) == ["Cartier", "Gilford"]
    assert math.dist(*((label.x, label.y) for label in labels)) > 40


@pytest.mark.parametrize("many", [2, 6])
def test_pins_keep_apart_even_on_one_side(many: int) -> None:
    pins = drawn(streets()).pins(["cross"] * many, "near")
    apart = [math.dist(one, other) for at, one in enumerate(pins) for other in pins[:at] if one and other]
    assert (len(pins), min(apart) >= 24) == (many, True)
