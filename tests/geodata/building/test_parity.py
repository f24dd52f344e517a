"""Where the parity of a side without a range comes from, and where it must not come from."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString

from geodata.building.junctions import find_junctions
from geodata.building.parity import EVEN, ODD, UNKNOWN, infer_parities
from geodata.model import Hand

PARITIES = "SELECT side_id, parity, parity_source FROM side ORDER BY side_id"
_X = {Hand.RIGHT: 4.0, Hand.LEFT: -4.0}


def test_parity_of_a_range_is_its_own(build: Callable[..., Any], segment: Callable[..., Any]) -> None:
    built = build(segment(1, (0, 0), (0, 100), RIGHT=(101, 199), LEFT=(100, 198)))
    assert built.rows(PARITIES) == [("11", "odd", "range"), ("12", "even", "range")]


def test_parity_comes_from_across_the_street(build: Callable[..., Any], segment: Callable[..., Any]) -> None:
    built = build(segment(1, (0, 0), (0, 100), RIGHT=(101, 199)))
    assert built.rows(PARITIES) == [("11", "odd", "range"), ("12", "even", "opposite")]


def test_parity_follows_the_street_over_many_segments(build: Callable[..., Any], segment: Callable[..., Any]) -> None:
    numbered = segment(1, (0, 0), (0, 100), RIGHT=(101, 199), LEFT=(100, 198))
    built = build([*numbered, *segment(2, (0, 100), (5, 200)), *segment(3, (5, 200), (5, 300))])
    assert built.rows(PARITIES)[2:] == [
        ("21", "odd", "neighbour"),
        ("22", "even", "neighbour"),
        ("31", "odd", "neighbour"),
        ("32", "even", "neighbour"),
    ]


def test_parity_does_not_pass_where_segments_are_drawn_head_to_head(
    build: Callable[..., Any], segment: Callable[..., Any]
) -> None:
    built = build([*segment(1, (0, 0), (0, 100), RIGHT=(101, 199)), *segment(2, (0, 200), (0, 100))])
    assert built.rows(PARITIES)[2:] == [("21", None, None), ("22", None, None)]


def test_parity_does_not_turn_a_corner(build: Callable[..., Any], segment: Callable[..., Any]) -> None:
    built = build([*segment(1, (0, 0), (0, 100), RIGHT=(101, 199)), *segment(2, (0, 100), (100, 100))])
    assert built.rows(PARITIES)[2:] == [("21", None, None), ("22", None, None)]


def test_parity_does_not_pass_to_another_street(build: Callable[..., Any], segment: Callable[..., Any]) -> None:
    built = build([*segment(1, (0, 0), (0, 100), RIGHT=(1, 9)), *segment(2, (0, 100), (0, 200), NOM_VOIE="Fabre")])
    assert built.rows(PARITIES)[2:] == [("21", None, None), ("22", None, None)]


def test_parity_is_unknown_between_neighbours_that_disagree(
    build: Callable[..., Any], segment: Callable[..., Any]
) -> None:
    before = segment(1, (0, 0), (0, 100), RIGHT=(101, 199), LEFT=(100, 198))
    after = segment(3, (0, 200), (0, 300), RIGHT=(300, 398), LEFT=(301, 399))
    built = build([*before, *segment(2, (0, 100), (0, 200)), *after])
    assert built.rows(PARITIES)[2:4] == [("21", None, None), ("22", None, None)]


def test_parity_is_not_taken_from_a_mixed_range(build: Callable[..., Any], segment: Callable[..., Any]) -> None:
    built = build(segment(1, (0, 0), (0, 100), RIGHT=(101, 198)))
    assert built.rows(PARITIES) == [("11", "mixed", "range"), ("12", None, None)]
    assert built.counts("mixed_parity", "without_parity") == (1, 1)


@given(numbered=st.sets(st.integers(0, 7), min_size=1), right_is_odd=st.booleans())
def test_parity_along_one_straight_street_is_never_wrong(numbered: set[int], *, right_is_odd: bool) -> None:
    pieces = [(piece, hand) for piece in range(8) for hand in (Hand.RIGHT, Hand.LEFT)]
    truth = np.array([ODD if (hand is Hand.RIGHT) == right_is_odd else EVEN for _, hand in pieces])
    known = np.array([piece in numbered for piece, _ in pieces])
    lines = [LineString([(x, 100 * piece), (x, 100 * piece + 100)]) for piece, hand in pieces for x in [_X[hand]]]
    hands = np.array([hand.value for _, hand in pieces], dtype=object)
    segments = np.array([piece for piece, _ in pieces])
    sides = pd.DataFrame({"parity_code": np.where(known, truth, UNKNOWN), "street_id": 1, "hand": hands})
    junctions = find_junctions(np.array(lines, dtype=object), segments, hands)
    assert infer_parities(sides, segments, junctions).codes.tolist() == truth.tolist()
