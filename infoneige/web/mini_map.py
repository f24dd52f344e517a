"""A few streets as lines on a page: where each side lies, which one is yours, what the streets are called. Pure.

The drawing is straightened: it is turned, by half a right angle at most, until your street runs up or across.
"""

import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import shapely
from shapely import affinity
from shapely.ops import substring

from infoneige.residents.side_lines import SideLine

WIDTH: Final = 325.0
HEIGHT: Final = 380.0
"""Of a drawing of one's own surroundings, in metres."""

_APART: Final = 3.0
_FROM_CORNER: Final = 10.0
_FRAME: Final = 7.0
_LABEL_OFF: Final = 23.0
_LABELS_APART: Final = 42.0
_TAG_OFF: Final = 28.0
_ALONG: Final = (0.62, 0.8, 0.2, 0.4)
_PIN_OFF: Final = 10.0
_PINS_APART: Final = 24.0
_NUDGE: Final = 6.0
_NUDGES: Final = 24
_EDGE: Final = 34.0
_RIGHT_ANGLE: Final = 90.0


@dataclass(frozen=True, slots=True)
class Label:
    """A street's name, the point under its middle, and its turn in degrees."""

    text: str
    x: float
    y: float
    turn: float


@dataclass(frozen=True, slots=True)
class Spot:
    """A point, with the way that leads off the street there: ``(1, 0)`` is to the right."""

    x: float
    y: float
    out_x: float
    out_y: float


@dataclass(frozen=True, slots=True)
class Ground:
    """What a map shows whatever the hour: the part in view, roads, the way of each side, the frame round yours.

    Paths are as SVG has them. ``roads`` are in metres: ``scale`` makes them units of the drawing. ``north`` is the turn
    of the arrow in degrees.
    """

    view: tuple[float, float, float, float]
    scale: float
    roads: str
    ways: Mapping[str, str]
    spots: Mapping[str, Spot]
    frame: str
    north: float
    labels: tuple[Label, ...]

    def pins(self, side_ids: Iterable[str], own: str) -> tuple[tuple[float, float] | None, ...]:
        """Return where a pin for each of these sides stands, beside its street and off the others; None out of view."""
        mine = self.spots.get(own)
        taken = [(mine.x, mine.y), (mine.x + mine.out_x * _TAG_OFF, mine.y + mine.out_y * _TAG_OFF)] if mine else []
        return tuple(_pin(self.spots[side_id], taken) if side_id in self.spots else None for side_id in side_ids)

    def by_look(self, looks: Mapping[str, str]) -> dict[str, str]:
        """Return one path for each look, of the sides that have it."""
        paths: dict[str, str] = {}
        for side_id, look in looks.items():
            if side_id in self.ways:
                paths[look] = paths.get(look, "") + self.ways[side_id]
        return paths


def ground(
    lines: Sequence[SideLine], own: str, names: Mapping[str, str], told: Collection[str], *, is_wide: bool = False
) -> Ground | None:
    """Return the drawing around your side; None without its line.

    All lines make roads; of those in ``told`` the way is drawn, and a wide drawing has all of them in view. ``names``
    are the words at each side's street.
    """
    mine = next((one.line for one in lines if one.side_id == own), None)
    if mine is None or not mine.length:
        return None
    middle, turn = mine.interpolate(0.5, normalized=True), _turn(mine)
    turned: dict[str, Any] = {
        one.side_id: affinity.translate(affinity.rotate(one.line, turn, origin=middle), -middle.x, -middle.y)
        for one in lines
    }
    view, scale = _view([turned[side_id] for side_id in (own, *told) if side_id in turned], is_wide=is_wide)
    drawn = {side_id: affinity.scale(line, scale, scale, origin=(0, 0)) for side_id, line in turned.items()}
    outward = dict(_outward(lines, drawn))
    ways = {side_id: _way(line, outward.get(side_id)) for side_id, line in drawn.items()}
    seen = {side_id: line for side_id, line in ways.items() if line.intersects(_box(view))}
    mine = _spot(ways[own], outward.get(own))
    busy = [(mine.x + mine.out_x * _TAG_OFF, mine.y + mine.out_y * _TAG_OFF)]
    spots = {side_id: _spot(seen[side_id], outward.get(side_id)) for side_id in told if side_id in seen}
    if is_wide:  # pins will stand there
        busy += [(one.x + one.out_x * _PIN_OFF, one.y + one.out_y * _PIN_OFF) for one in spots.values()]
    return Ground(
        view=view,
        scale=round(scale, 3),
        roads="".join(_path(line) for line in turned.values()),
        ways={side_id: _path(seen[side_id]) for side_id in told if side_id in seen},
        spots=spots,
        frame=_path(ways[own].buffer(_FRAME, quad_segs=3).exterior) + "z",
        north=round(-turn, 1),
        labels=tuple(_labels(seen, outward, names, view, busy)),
    )


def _turn(line: Any) -> float:  # noqa: ANN401 - shapely is untyped
    """Return the degrees, counter-clockwise, that bring a line upright or across, whichever is nearer."""
    (x1, y1), (x2, y2) = line.coords[0][:2], line.coords[-1][:2]
    angle = math.degrees(math.atan2(y2 - y1, x2 - x1)) % _RIGHT_ANGLE
    return -angle if angle <= _RIGHT_ANGLE / 2 else _RIGHT_ANGLE - angle


def _view(lines: Sequence[Any], *, is_wide: bool) -> tuple[tuple[float, float, float, float], float]:
    """Return the part in view (x, y, width, height; y runs down), and the units of the drawing in a metre."""
    if not is_wide:
        return (-WIDTH / 2, -HEIGHT / 2, WIDTH, HEIGHT), 1.0
    west, south, east, north = shapely.total_bounds(lines).tolist()
    scale = min(1.0, (WIDTH - 2 * _EDGE) / max(east - west, 1), (HEIGHT - 2 * _EDGE) / max(north - south, 1))
    high = max((north - south) * scale + 2 * _EDGE, HEIGHT / 2)
    x, y = (west + east) / 2 * scale, -(south + north) / 2 * scale
    return (round(x - WIDTH / 2), round(y - high / 2), WIDTH, round(high)), scale


def _box(view: tuple[float, float, float, float]) -> Any:  # noqa: ANN401 - shapely is untyped
    x, y, width, height = view
    return shapely.box(x, -y - height, x + width, -y)


def _outward(lines: Iterable[SideLine], drawn: Mapping[str, Any]) -> Iterator[tuple[str, tuple[float, float]]]:
    """Yield for each side that has another across the street the direction that leads away from it."""
    by_segment: dict[str, list[str]] = {}
    for one in lines:
        if one.segment_id is not None:
            by_segment.setdefault(one.segment_id, []).append(one.side_id)
    for together in by_segment.values():
        for side_id in together:
            across = next((other for other in together if other != side_id), None)
            if across is not None:
                here = drawn[side_id].interpolate(0.5, normalized=True)
                there = drawn[across].interpolate(drawn[across].project(here))
                far = math.hypot(here.x - there.x, here.y - there.y)
                if far:
                    yield side_id, ((here.x - there.x) / far, (here.y - there.y) / far)


def _way(line: Any, out: tuple[float, float] | None) -> Any:  # noqa: ANN401 - shapely is untyped
    """Return a side's line as it is drawn: off the middle of the street, and short of its corners."""
    if out is not None:
        ahead = line.interpolate(0.51, normalized=True)
        behind = line.interpolate(0.49, normalized=True)
        is_left = (ahead.x - behind.x) * out[1] - (ahead.y - behind.y) * out[0] > 0
        moved = line.offset_curve(_APART if is_left else -_APART)
        line = moved if moved.geom_type == "LineString" and not moved.is_empty else line
    cut = min(_FROM_CORNER, line.length / 4)
    return substring(line, cut, line.length - cut)


def _spot(line: Any, out: tuple[float, float] | None) -> Spot:  # noqa: ANN401 - shapely is untyped
    at = line.interpolate(0.5, normalized=True)
    out_x, out_y = out or (1.0, 0.0)
    return Spot(round(at.x, 1), round(-at.y, 1), round(out_x, 2), round(-out_y, 2))


def _labels(
    ways: Mapping[str, Any],
    outward: Mapping[str, tuple[float, float]],
    names: Mapping[str, str],
    view: tuple[float, float, float, float],
    busy: Iterable[tuple[float, float]],
) -> Iterator[Label]:
    """Yield each street's name once, beside the longest piece of it in view that has room for it off busy points."""
    box = _box(view).buffer(-_EDGE / 2)
    pieces = [(line.intersection(box), side_id) for side_id, line in ways.items() if side_id in outward]
    taken, named = list(busy), set[str]()
    for piece, side_id in sorted(pieces, key=lambda one: (-one[0].length, one[1])):
        name = names.get(side_id, "")
        if piece.length < _LABELS_APART or name in named:
            continue
        places = (_label(piece, outward[side_id], name, along) for along in _ALONG)
        label = next((one for one in places if _has_room(one.x, one.y, taken, _LABELS_APART)), None)
        if label is not None:
            taken.append((label.x, label.y))
            named.add(name)
            yield label


def _pin(spot: Spot, taken: list[tuple[float, float]]) -> tuple[float, float]:
    """Return a free place for a pin, as near to its side as there is one; it is taken then."""
    places = (_PIN_OFF + nudge * _NUDGE for nudge in range(_NUDGES))
    points = [(round(spot.x + spot.out_x * off, 1), round(spot.y + spot.out_y * off, 1)) for off in places]
    free = next((point for point in points if _has_room(*point, taken, _PINS_APART)), points[0])
    taken.append(free)
    return free


def _has_room(x: float, y: float, taken: Iterable[tuple[float, float]], apart: float) -> bool:
    return all(math.hypot(x - other_x, y - other_y) >= apart for other_x, other_y in taken)


def _label(piece: Any, out: tuple[float, float], name: str, along: float) -> Label:  # noqa: ANN401 - shapely is untyped
    line = max(piece.geoms, key=lambda one: one.length) if hasattr(piece, "geoms") else piece
    at, (x1, y1), (x2, y2) = line.interpolate(along, normalized=True), line.coords[0], line.coords[-1]
    angle = math.degrees(math.atan2(-(y2 - y1), x2 - x1))
    turn = (angle + _RIGHT_ANGLE) % (2 * _RIGHT_ANGLE) - _RIGHT_ANGLE
    off = _LABEL_OFF - _APART
    return Label(name, round(at.x + out[0] * off, 1), round(-(at.y + out[1] * off), 1), round(turn))


def _path(line: Any) -> str:  # noqa: ANN401 - shapely is untyped
    """Return a line as an SVG path in whole tenths; y runs down."""
    parts = getattr(line, "geoms", [line])
    return "".join("M" + "L".join(f"{_short(x)} {_short(-y)}" for x, y in part.coords) for part in parts)


def _short(number: float) -> str:
    return f"{round(number, 1) + 0.0:g}"
