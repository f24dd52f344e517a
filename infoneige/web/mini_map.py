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

    def by_look(self, looks: Mapping[str, str]) -> dict[str, str]:
        """Return one path for each look, of the sides that have it."""
        paths: dict[str, str] = {}
        for side_id, look in looks.items():
            if side_id in self.ways:
                paths[look] = paths.get(look, "") + self.ways[side_id]
        return paths


def ground(lines: Sequence[SideLine], own: str, names: Mapping[str, str], whole: Collection[str] = ()) -> Ground | None:
    """Return the drawing around your side, or one that has all of ``whole`` in view; None without its line.

    ``names`` are the words at each side's street.
    """
    mine = next((one.line for one in lines if one.side_id == own), None)
    if mine is None or not mine.length:
        return None
    middle, turn = mine.interpolate(0.5, normalized=True), _turn(mine)
    turned: dict[str, Any] = {
        one.side_id: affinity.translate(affinity.rotate(one.line, turn, origin=middle), -middle.x, -middle.y)
        for one in lines
    }
    view, scale = _view([turned[side_id] for side_id in (own, *whole) if side_id in turned], is_wide=bool(whole))
    drawn = {side_id: affinity.scale(line, scale, scale, origin=(0, 0)) for side_id, line in turned.items()}
    outward = dict(_outward(lines, drawn))
    ways = {side_id: _way(line, outward.get(side_id)) for side_id, line in drawn.items()}
    seen = {side_id: line for side_id, line in ways.items() if line.intersects(_box(view))}
    return Ground(
        view=view,
        scale=round(scale, 3),
        roads="".join(_path(line) for line in turned.values()),
        ways={side_id: _path(line) for side_id, line in seen.items()},
        spots={side_id: _spot(line, outward.get(side_id)) for side_id, line in seen.items()},
        frame=_path(ways[own].buffer(_FRAME, quad_segs=3).exterior) + "z",
        north=round(-turn, 1),
        labels=tuple(_labels(seen, outward, names, view)),
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
) -> Iterator[Label]:
    """Yield each street's name once, beside the longest piece of it in view, unless another stands there already."""
    box = _box(view).buffer(-_EDGE / 2)
    seen = [(line.intersection(box).length, side_id) for side_id, line in ways.items() if side_id in outward]
    placed: list[Label] = []
    for length, side_id in sorted(seen, key=lambda one: (-one[0], one[1])):
        name = names.get(side_id, "")
        if length < _LABELS_APART or name in {label.text for label in placed}:
            continue
        label = _label(ways[side_id].intersection(box), outward[side_id], name)
        if all(math.hypot(label.x - other.x, label.y - other.y) > _LABELS_APART for other in placed):
            placed.append(label)
            yield label


def _label(piece: Any, out: tuple[float, float], name: str) -> Label:  # noqa: ANN401 - shapely is untyped
    line = max(piece.geoms, key=lambda one: one.length) if hasattr(piece, "geoms") else piece
    at, (x1, y1), (x2, y2) = line.interpolate(0.62, normalized=True), line.coords[0], line.coords[-1]
    angle = math.degrees(math.atan2(-(y2 - y1), x2 - x1))
    turn = (angle + _RIGHT_ANGLE) % (2 * _RIGHT_ANGLE) - _RIGHT_ANGLE
    off = _LABEL_OFF - _APART
    return Label(name, round(at.x + out[0] * off, 1), round(-(at.y + out[1] * off), 1), round(turn))


def _path(line: Any) -> str:  # noqa: ANN401 - shapely is untyped
    """Return a line as an SVG path in whole tenths; y runs down."""
    parts = getattr(line, "geoms", [line])
    return "".join("M" + "L".join(f"{_short(x)} {_short(-y)}" for x, y, *_ in part.coords) for part in parts)


def _short(number: float) -> str:
    return f"{round(number, 1) + 0.0:g}"
