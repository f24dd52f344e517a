"""The streets met at the two ends of a side."""

import json
from collections.abc import Callable
from itertools import pairwise
from typing import Any


def _crosses(built: Any, side_id: str) -> list[str]:  # noqa: ANN401 - what the fixture built
    [(names,)] = built.rows(f"SELECT cross_streets FROM side WHERE side_id = '{side_id}'")
    return list(json.loads(names))


def test_cross_streets_are_named_at_both_ends(build: Callable[..., Any], segment: Callable[..., Any]) -> None:
    gilford = segment(2, (-50, 0), (0, 0), NOM_VOIE="Gilford")
    mont_royal = segment(
        3, (0, 100), (50, 100), TYPE_F="avenue", LIEN_F="du", NOM_VOIE="Mont-Royal", ORIENTATION_F="Est"
    )
    built = build([*segment(1, (0, 0), (0, 100)), *gilford, *mont_royal])
    assert _crosses(built, "11") == ["rue Gilford", "avenue du Mont-Royal Est"]
    assert _crosses(built, "12") == ["rue Gilford", "avenue du Mont-Royal Est"]
    assert _crosses(built, "21") == ["rue Cartier"]
    assert built.counts("without_parity", "named_by_cross_streets", "without_any_name") == (6, 6, 0)


def test_cross_streets_are_sought_further_where_a_block_is_drawn_in_pieces(
    build: Callable[..., Any], segment: Callable[..., Any]
) -> None:
    pieces = [*segment(1, (0, 0), (0, 30)), *segment(2, (0, 60), (0, 30)), *segment(3, (0, 60), (0, 100))]
    corners = [
        *segment(4, (-50, 0), (0, 0), NOM_VOIE="Gilford"),
        *segment(5, (0, 100), (50, 100), NOM_VOIE="Rachel"),
    ]
    built = build([*pieces, *corners])
    assert _crosses(built, "11") == ["rue Gilford", "rue Rachel"]
    assert _crosses(built, "22") == ["rue Rachel", "rue Gilford"]
    assert _crosses(built, "32") == ["rue Gilford", "rue Rachel"]


def test_cross_streets_leave_out_the_street_itself_and_what_has_no_name(
    build: Callable[..., Any], segment: Callable[..., Any]
) -> None:
    other_half = segment(2, (0, 100), (0, 200), ORIENTATION_F="Nord")
    nameless = segment(3, (0, 100), (50, 100), TYPE_F="voie", NOM_VOIE="Non-nommée")
    built = build([*segment(1, (0, 0), (0, 100), ORIENTATION_F="Sud"), *other_half, *nameless])
    assert _crosses(built, "11") == []
    assert built.counts("nameless_streets") == (2,)


def test_cross_streets_prefer_the_street_with_most_numbers(
    build: Callable[..., Any], segment: Callable[..., Any]
) -> None:
    lane = segment(2, (-50, 0), (0, 0), TYPE_F="ruelle", NOM_VOIE="Alpha")
    avenue = segment(3, (0, 0), (50, 0), TYPE_F="avenue", NOM_VOIE="Zeta", RIGHT=(1, 9), LEFT=(2, 8))
    built = build([*segment(1, (0, 0), (0, 100)), *lane, *avenue])
    assert _crosses(built, "11") == ["avenue Zeta"]


def test_cross_streets_of_a_side_without_a_line_are_those_of_its_segment(
    build: Callable[..., Any], segment: Callable[..., Any]
) -> None:
    right, left = segment(1, (0, 0), (0, 100))
    left["geometry"] = None
    built = build([right, left, *segment(2, (-50, 0), (0, 0), NOM_VOIE="Gilford")])
    assert _crosses(built, "12") == ["rue Gilford"]
    assert built.counts("null_geometries") == (1,)


def test_cross_streets_met_at_both_ends_of_a_crescent_are_named_once(
    build: Callable[..., Any], segment: Callable[..., Any]
) -> None:
    """The crescent leaves Gilford and comes back to it, and crosses itself on the way."""
    gilford = [
        feature
        for number, (start, end) in enumerate([((-50, 0), (0, 0)), ((0, 0), (60, 0)), ((60, 0), (99, 0))], start=5)
        for feature in segment(number, start, end, NOM_VOIE="Gilford")
    ]
    corners = [(0, 0), (30, 60), (60, 120), (0, 120), (30, 60), (60, 0)]
    crescent = [
        feature
        for number, (start, end) in enumerate(pairwise(corners), start=10)
        for feature in segment(number, start, end)
    ]
    built = build([*gilford, *crescent])
    assert {tuple(_crosses(built, f"{number}1")) for number in range(10, 15)} == {("rue Gilford",), ()}
    assert (_crosses(built, "101"), _crosses(built, "141")) == (["rue Gilford"], ["rue Gilford"])
    assert _crosses(built, "61") == ["rue Cartier"]
