"""A civic number that no range of a street has: which sides may have it, and whether that is beyond doubt. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from geodata.model import Parity, StreetSide, StreetSideId
from geodata.spans import Span


@dataclass(frozen=True, slots=True)
class Gap:
    """The sides with the ranges before and after the number, and those without a range that may lie between them.

    ``across`` is the one side that must have the number: no other without a range lies there, and the range across the
    street from it has numbers below and above.
    """

    before: StreetSide | None
    between: tuple[StreetSide, ...]
    after: StreetSide | None
    across: StreetSide | None

    @property
    def choices(self) -> tuple[StreetSide, ...]:
        """Return what a person may choose from; past the street's last number that is only what lies between."""
        around = (self.before, self.after) if self.before and self.after else ()
        return (*self.between, *(side for side in around if side))


def gap_at(civic: int, part: Sequence[StreetSide], spans: Mapping[StreetSideId, Span]) -> Gap:
    """Return what lies around a number that no range of this continuous street has."""
    row = [(side.range, side) for side in part if side.range and side.parity in (Parity.MIXED, Parity.of(civic))]
    below = [(numbers.last, side.side_id, side) for numbers, side in row if numbers.last < civic]
    above = [(numbers.first, side.side_id, side) for numbers, side in row if numbers.first > civic]
    low, _, before = max(below, default=(civic, "", None))
    high, _, after = min(above, default=(civic, "", None))
    between = tuple(side for side in part if _may_have(side, civic) and _overlaps(spans.get(side.side_id), low, high))
    sure = between if len(between) == 1 and _is_across(between[0], civic, part) else ()
    return Gap(before, between, after, next(iter(sure), None))


def _may_have(side: StreetSide, civic: int) -> bool:
    return side.range is None and side.parity in (None, Parity.of(civic))


def _overlaps(span: Span | None, low: int, high: int) -> bool:
    return span is not None and span.numbers.first <= high + 1 and span.numbers.last >= low - 1


def _is_across(side: StreetSide, civic: int, part: Sequence[StreetSide]) -> bool:
    facing = (other.range for other in part if other.range and other.segment_id == side.segment_id)
    return side.parity is not None and any(numbers.first < civic < numbers.last for numbers in facing)
