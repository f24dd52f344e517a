"""Where a load changes something: the touched sides as lines, by what happens to them; near ones among their streets.

A few streets are drawn as the residents' pages draw them. What is strewn over a city is drawn as small strokes, with
the names of the boroughs in which they lie. The list beside the map says the same.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import shapely

from geodata.address_book import AddressBook
from geodata.model import StreetSide, StreetSideId
from geodata.nearby import SideMap
from infoneige.desk.model import DifferenceKind
from infoneige.residents.side_lines import SideLine, side_lines
from infoneige.web.desk.desk_words import CHANGE_LOOKS
from infoneige.web.mini_map import HEIGHT, WIDTH, Ground, Label, ground

MOST_SIDES: Final = 1_500
"""More are not drawn, but a sample of them, evenly taken."""

_NEAR_SPAN_M: Final = 1_100.0
_NEAR_SIDES: Final = 250
_AROUND_M: Final = 650.0
_EDGE: Final = 16.0
_LABELS: Final = 6
_LINE: Final = 17.0
_LETTER: Final = 6.2
_BESIDE: Final = 14.0
_SHORTEST: Final = 1.4

Touched = Sequence[tuple[StreetSideId, DifferenceKind]]


@dataclass(frozen=True, slots=True)
class DifferenceMap:
    """A drawing: the part in view, and one path of all the sides that look alike (``data-s``).

    ``roads`` are in metres and ``scale`` makes them units of the drawing. ``north`` is the turn of the arrow in
    degrees; ``drawn`` counts the sides that are drawn, of those ``touched``.
    """

    view: tuple[float, float, float, float]
    ways: Mapping[str, str]
    labels: tuple[Label, ...]
    drawn: int
    touched: int
    is_near: bool
    roads: str = ""
    scale: float = 1.0
    north: float = 0.0


def difference_map(touched: Touched, book: AddressBook, side_map: SideMap | None) -> DifferenceMap | None:
    """Draw the touched sides; None where nobody knows where any of them lies."""
    sample = _sample(touched)
    lines = side_lines(book.reader, [side_id for side_id, _kind in sample])
    if not lines:
        return None
    looks: dict[str, str] = {side_id: CHANGE_LOOKS[kind] for side_id, kind in sample}
    west, south, east, north = shapely.total_bounds([one.line for one in lines]).tolist()
    span = max(east - west, north - south)
    is_near = span <= _NEAR_SPAN_M and len(lines) <= _NEAR_SIDES
    near = _near(lines, looks, book, side_map, len(touched)) if is_near else None
    return near or _far(lines, looks, book.sides(looks), len(touched))


def _sample(touched: Touched) -> Touched:
    step = -(-len(touched) // MOST_SIDES) or 1
    return touched[::step]


def _near(
    lines: Sequence[SideLine], looks: Mapping[str, str], book: AddressBook, side_map: SideMap | None, touched: int
) -> DifferenceMap | None:
    """Draw the sides among the streets around them, with the names of the streets."""
    told = [one.side_id for one in lines]
    centre = shapely.centroid(shapely.multilinestrings([one.line for one in lines]))
    middle = min(lines, key=lambda one: one.line.distance(centre)).side_id
    around = side_map.around(middle, _AROUND_M) if side_map else ()
    others = side_lines(book.reader, [side_id for side_id in around if side_id not in looks])
    names: dict[str, str] = {one.side_id: _label(one) for one in book.sides(told).values()}
    drawing = ground([*lines, *others], middle, names, told, is_wide=True)
    if drawing is None:
        return None
    return DifferenceMap(
        view=drawing.view,
        ways=drawing.by_look(looks),
        labels=(*drawing.labels, *_names_beside(drawing, names)),
        drawn=len(lines),
        touched=touched,
        is_near=True,
        roads=drawing.roads,
        scale=drawing.scale,
        north=drawing.north,
    )


def _names_beside(drawing: Ground, names: Mapping[str, str]) -> Iterator[Label]:
    """Yield the names of the streets that have no room for theirs along them, each beside one of its sides."""
    placed = list(drawing.labels)
    for side_id, spot in drawing.spots.items():
        name = names.get(side_id, "")
        if spot.out_x <= 0 or any(name == one.text for one in placed):
            continue
        off = _BESIDE + len(name) * _LETTER / 2
        label = Label(name, round(spot.x + off, 1), spot.y, 0)
        if not any(_cover(label, one) for one in placed):
            placed.append(label)
            yield label


def _far(
    lines: Sequence[SideLine], looks: Mapping[str, str], sides: Mapping[StreetSideId, StreetSide], touched: int
) -> DifferenceMap:
    """Draw each side as one stroke from its start to its end, north up."""
    west, south, east, north = shapely.total_bounds([one.line for one in lines]).tolist()
    room = WIDTH - 2 * _EDGE, HEIGHT - 2 * _EDGE
    scale = min(room[0] / max(east - west, 1), room[1] / max(north - south, 1))
    wide, high = WIDTH, max((north - south) * scale + 2 * _EDGE, HEIGHT / 2)
    ways: dict[str, str] = defaultdict(str)
    spots: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for one in lines:
        (x1, y1), (x2, y2) = (_placed(point, (west + east) / 2, (south + north) / 2, scale) for point in _ends(one))
        ways[looks[one.side_id]] += _stroke(x1, y1, x2, y2)
        side = sides.get(StreetSideId(one.side_id))
        if side is not None:
            spots[side.borough or side.town].append(((x1 + x2) / 2, (y1 + y2) / 2))
    return DifferenceMap(
        view=(round(-wide / 2), round(-high / 2), round(wide), round(high)),
        ways=dict(sorted(ways.items())),
        labels=tuple(_place_labels(spots, wide / 2)),
        drawn=len(lines),
        touched=touched,
        is_near=False,
    )


def _ends(one: SideLine) -> tuple[tuple[float, float], tuple[float, float]]:
    first, last = one.line.coords[0], one.line.coords[-1]
    return (first[0], first[1]), (last[0], last[1])


def _placed(point: tuple[float, float], x: float, y: float, scale: float) -> tuple[float, float]:
    return (point[0] - x) * scale, -(point[1] - y) * scale


def _stroke(x1: float, y1: float, x2: float, y2: float) -> str:
    """Return a stroke that is never shorter than can be seen."""
    if abs(x2 - x1) + abs(y2 - y1) < _SHORTEST:
        return f"M{x1:.1f} {y1:.1f}h{_SHORTEST}"
    return f"M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}"


def _place_labels(spots: Mapping[str, list[tuple[float, float]]], half: float) -> Iterator[Label]:
    """Yield the names of the places with most sides, each in their middle, where they do not cover one another."""
    placed: list[Label] = []
    for name, points in sorted(spots.items(), key=lambda one: (-len(one[1]), one[0])):
        margin = min(half, len(name) * _LETTER / 2)
        x = min(max(_middle(point[0] for point in points), margin - half), half - margin)
        label = Label(name, round(x, 1), round(_middle(point[1] for point in points), 1), 0)
        if len(placed) < _LABELS and not any(_cover(label, other) for other in placed):
            placed.append(label)
            yield label


def _cover(one: Label, other: Label) -> bool:
    is_beside = abs(one.x - other.x) > (len(one.text) + len(other.text)) * _LETTER / 2 + _LETTER
    return not is_beside and abs(one.y - other.y) < _LINE


def _middle(numbers: Iterable[float]) -> float:
    found = sorted(numbers)
    return found[len(found) // 2]


def _label(side: StreetSide) -> str:
    name = side.street.name
    return str(side.street) if name[:1].isdigit() else name
