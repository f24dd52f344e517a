"""The sides of the streets that one name means, cut by civic numbers: looked up once, asked for many stretches."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cached_property
from itertools import accumulate
from math import inf

from geodata.finding.side_table import SideTable
from geodata.model import StreetSide

_Limits = tuple[float, float, StreetSide]


class WholeStreet:
    """The sides of a street, and the numbers that each has or may have."""

    def __init__(self, sides: tuple[StreetSide, ...], table: SideTable) -> None:
        """Take all the sides; ``table`` tells which of them follow each other."""
        self.sides = sides
        self._table = table

    def stretch(self, first: int | None, last: int | None) -> Sequence[StreetSide]:
        """Return the sides with a number from first to last, all where neither is given; in no order."""
        if first is None and last is None:
            return self.sides
        start, end = first or 0, inf if last is None else last
        limits, lows, reached = self._limits
        near = limits[bisect_left(reached, start) : bisect_right(lows, end)]
        return [side for _, high, side in near if high >= start]

    @cached_property
    def _limits(self) -> tuple[list[_Limits], list[float], list[float]]:
        """The sides by the lowest number of each; those lowest numbers; and the highest number reached so far."""
        parts = self._table.in_parts(self.sides)
        spans = {side_id: span for part in parts for side_id, span in self._table.spans(part).items()}
        known = ((*spans[side.side_id].limits, side) for side in self.sides if side.side_id in spans)
        limits: list[_Limits] = sorted(known, key=lambda found: found[:2])
        return limits, [low for low, _, _ in limits], list(accumulate((high for _, high, _ in limits), max))
