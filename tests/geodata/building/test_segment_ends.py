"""The segments of its street that each segment meets, in the artefact."""

import json
from collections.abc import Callable
from typing import Any


def _meets(built: Any) -> dict[str, list[list[str]]]:  # noqa: ANN401 - what the fixture built
    """Return what each segment meets, the two ends in an order that does not depend on how it was drawn."""
    rows = built.rows("SELECT segment_id, meets FROM segment ORDER BY rowid")
    return {segment: sorted(json.loads(meets)) for segment, meets in rows}


def test_segments_meet_those_of_their_own_street_at_each_end(
    build: Callable[..., Any], segment: Callable[..., Any]
) -> None:
    row = [*segment(3, (0, 400), (0, 200)), *segment(2, (0, 100), (0, 200)), *segment(1, (0, 0), (0, 100))]
    across = segment(4, (-50, 100), (0, 100), NOM_VOIE="Gilford")
    built = build([*row, *across])
    assert _meets(built) == {"1": [[], ["2"]], "2": [["1"], ["3"]], "3": [[], ["2"]], "4": [[], []]}
    assert list(_meets(built)) == ["1", "2", "3", "4"]


def test_segments_meet_at_a_fork_and_at_a_bend(build: Callable[..., Any], segment: Callable[..., Any]) -> None:
    fork = [*segment(2, (0, 100), (10, 200)), *segment(3, (0, 100), (-10, 200))]
    assert _meets(build([*segment(1, (0, 0), (0, 100)), *fork])) == {
        "1": [[], ["2", "3"]],
        "2": [[], ["1", "3"]],
        "3": [[], ["1", "2"]],
    }


def test_segments_meet_across_a_limit_and_whatever_the_spelling(
    build: Callable[..., Any], segment: Callable[..., Any]
) -> None:
    here = segment(1, (0, 0), (0, 100), NOM_VOIE="Champ-d'Eau")
    there = segment(2, (0, 100), (0, 200), NOM_VOIE="Champ-D'Eau", NOM_VILLE="Westmount")
    assert _meets(build([*here, *there])) == {"1": [[], ["2"]], "2": [[], ["1"]]}


def test_segments_without_a_line_are_left_out(build: Callable[..., Any], side: Callable[..., Any]) -> None:
    sides = [side("11", [(0, 0), (0, 100)]), side("21", None), side("x", [(0, 100), (0, 200)], ID_TRC=None)]
    assert _meets(build(sides)) == {"1": [[], []]}


def test_artefact_of_sides_without_segments_has_none(build: Callable[..., Any], side: Callable[..., Any]) -> None:
    assert _meets(build([side("x", [(0, 0), (0, 100)], ID_TRC=None)])) == {}
