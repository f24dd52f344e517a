"""A line of how many texts left in each minute, under the dotted ceiling of the sender; drawn as an SVG."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

_TOP, _BOTTOM, _WIDTH = 9.6, 96.0, 100.0
_ROOM: Final = 1.05
"""How far above the highest point the drawing goes, where something is higher than the ceiling."""


@dataclass(frozen=True, slots=True)
class Sparkline:
    """Points of a polyline in a square of 100, and how high the ceiling lies in it, 0 at the top."""

    points: str
    ceiling: float


def sparkline(counts: Sequence[int], ceiling: int) -> Sparkline:
    """Return the line of these counts; the ceiling lies near the top unless a count exceeds it."""
    highest = max(ceiling, *(count * _ROOM for count in counts), 1)
    step = _WIDTH / max(1, len(counts) - 1)
    points = (f"{number * step:.4g},{_height(count, highest):.4g}" for number, count in enumerate(counts))
    return Sparkline(" ".join(points), round(_height(ceiling, highest), 1))


def _height(count: float, highest: float) -> float:
    return _BOTTOM - (_BOTTOM - _TOP) * count / highest
