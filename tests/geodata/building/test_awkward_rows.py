"""What real files are like: nothing crashes, nothing goes missing without being counted."""

from collections.abc import Callable
from typing import Any

import pytest
import shapely

LINE = [(0.0, 0.0), (0.0, 100.0)]


def test_row_without_a_line_is_kept(side: Callable[..., Any], build: Callable[..., Any]) -> None:
    built = build([side("11", LINE), side("12", None)])
    assert built.rows("SELECT side_id, geometry IS NULL FROM side ORDER BY side_id") == [("11", 0), ("12", 1)]
    assert built.counts("sides", "null_geometries", "unusable_geometries") == (2, 1, 0)


@pytest.mark.parametrize(
    "geometry",
    [
        {"type": "Point", "coordinates": [300_000, 5_040_000]},
        {"type": "LineString", "coordinates": [[300_000, 5_040_000]]},
        {"type": "LineString", "coordinates": []},
        {"type": "LineString", "coordinates": [[300_000, 5_040_000], [1e308, 1e308]]},
        {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]},
    ],
)
def test_row_with_something_that_is_no_line_is_kept_without_one(
    side: Callable[..., Any], build: Callable[..., Any], geometry: dict[str, Any]
) -> None:
    built = build([side("11", LINE), side("12", None) | {"geometry": geometry}])
    assert built.counts("sides", "null_geometries") == (2, 1)


def test_row_with_lines_that_meet_gets_one_line(side: Callable[..., Any], build: Callable[..., Any]) -> None:
    meeting = [[[300_000, 5_040_000], [300_000, 5_040_050]], [[300_000, 5_040_050], [300_000, 5_040_100]]]
    apart = [[[300_000, 5_040_000], [300_000, 5_040_050]], [[300_000, 5_040_060], [300_000, 5_040_100]]]
    rows = [
        side(side_id, None) | {"geometry": {"type": "MultiLineString", "coordinates": parts}}
        for side_id, parts in (("11", meeting), ("12", apart))
    ]
    built = build(rows)
    shapes = [shapely.from_wkb(shape) for (shape,) in built.rows("SELECT geometry FROM side ORDER BY side_id")]
    assert [(shape.geom_type, round(shape.length)) for shape in shapes] == [
        ("LineString", 100),
        ("MultiLineString", 90),
    ]
    assert built.counts("multi_line_sides", "unmerged_lines") == (2, 1)


def test_row_with_an_id_seen_before_is_left_out_unless_the_first_has_no_line(
    side: Callable[..., Any], build: Callable[..., Any]
) -> None:
    rows = [
        side("11", LINE, NOM_VOIE="Alpha"),
        side("11", LINE, NOM_VOIE="Beta"),
        side("12", None, NOM_VOIE="Gamma"),
        side("12", LINE, NOM_VOIE="Delta"),
        side("", LINE),
        side(None, LINE),
    ]
    built = build(rows)
    names = built.rows("SELECT side_id, name FROM side JOIN street USING (street_id) ORDER BY side_id")
    assert names == [("11", "Alpha"), ("12", "Delta")]
    assert built.counts("sides", "duplicate_ids", "rows_without_id") == (2, 2, 2)


@pytest.mark.parametrize(
    ("first", "last", "stored", "counted"),
    [
        (0, 0, (None, None), "sides"),
        (None, None, (None, None), "sides"),
        (101, 199, (101, 199), "sides_with_range"),
        (199, 101, (101, 199), "reversed_ranges"),
        (101, 198, (101, 198), "mixed_parity"),
        (101, 0, (None, None), "unusable_ranges"),
        (-5, 9, (None, None), "unusable_ranges"),
        ("s.o.", "s.o.", (None, None), "unusable_ranges"),
        ("101A", "199", (101, 199), "sides_with_range"),
        ("99999999999999999999", "199", (None, None), "unusable_ranges"),
    ],
)
def test_row_with_a_range(
    side: Callable[..., Any],
    build: Callable[..., Any],
    first: object,
    last: object,
    stored: tuple[int | None, int | None],
    counted: str,
) -> None:
    built = build([side("11", LINE, DEBUT_ADRESSE=first, FIN_ADRESSE=last)])
    assert built.rows("SELECT first, last FROM side") == [stored]
    assert built.counts(counted) == (1,)


@pytest.mark.parametrize(
    ("other", "overlapping"),
    [
        ({"DEBUT_ADRESSE": 151, "FIN_ADRESSE": 251}, 2),
        ({"DEBUT_ADRESSE": 199, "FIN_ADRESSE": 251}, 2),
        ({"DEBUT_ADRESSE": 150, "FIN_ADRESSE": 251}, 2),
        ({"DEBUT_ADRESSE": 201, "FIN_ADRESSE": 251}, 0),
        ({"DEBUT_ADRESSE": 100, "FIN_ADRESSE": 198}, 0),
        ({"DEBUT_ADRESSE": 151, "FIN_ADRESSE": 251, "ORIENTATION_F": "Est"}, 0),
        ({"DEBUT_ADRESSE": 151, "FIN_ADRESSE": 251, "ARRONDISSEMENT": "LaSalle"}, 0),
    ],
)
def test_ranges_overlap_only_on_one_street_of_one_orientation_and_borough(
    side: Callable[..., Any], build: Callable[..., Any], other: dict[str, Any], overlapping: int
) -> None:
    built = build([side("11", LINE, DEBUT_ADRESSE=101, FIN_ADRESSE=199), side("21", LINE, **other)])
    assert built.counts("overlapping_ranges") == (overlapping,)


@pytest.mark.parametrize(
    ("word", "hand"),
    [("Droite", "right"), ("Droit", "right"), ("GAUCHE", "left"), (None, "right"), ("?", "right")],
)
def test_hand_is_said_by_the_row_else_by_the_id(
    side: Callable[..., Any], build: Callable[..., Any], word: str | None, hand: str
) -> None:
    assert build([side("11", LINE, COTE=word)]).rows("SELECT hand FROM side") == [(hand,)]


def test_ids_are_text_whatever_the_column(side: Callable[..., Any], build: Callable[..., Any]) -> None:
    built = build([side(10100011.0, LINE), side(None, LINE)])
    assert built.rows("SELECT side_id, typeof(side_id) FROM side") == [("10100011", "text")]


def test_street_without_a_name_is_kept_and_counted(side: Callable[..., Any], build: Callable[..., Any]) -> None:
    built = build([side("11", LINE, NOM_VOIE=None), side("12", LINE)])
    assert built.counts("sides", "nameless_streets") == (2, 1)
