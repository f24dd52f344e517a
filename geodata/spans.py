"""Which civic numbers a side has or may have: its range, else what is across from it, else what lies at its ends. Pure.

Residents are matched, and an operator's stretch of a street is cut, by these same spans: whoever is told that a number
is on a side is told what is planned for that number.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

from geodata.model import AddressRange, StreetSide, StreetSideId

Ends = tuple[frozenset[str], frozenset[str]]
"""The segments of the same street that a segment meets at its one end and at its other, of whichever place."""

EndsOf = Callable[[frozenset[str]], Mapping[str, Ends]]
"""Returns the ends of these segments, of those that have a line."""


@dataclass(frozen=True, slots=True)
class Span:
    """Numbers of a side; where ``is_between``, the side lies somewhere between these two and may have some of them."""

    numbers: AddressRange
    is_between: bool = False

    @property
    def limits(self) -> tuple[int, int]:
        """Return the number up to which a stretch must reach to include the side, and where it must begin at latest.

        It then has some of the numbers of the side, or both between which the side lies.
        """
        ends = self.numbers.first, self.numbers.last
        return ends[::-1] if self.is_between else ends

    def is_in(self, first: int | None, last: int | None) -> bool:
        """Say whether a stretch, open where None, includes the side."""
        low, high = self.limits
        return (last is None or low <= last) and (first is None or high >= first)


def spans(sides: Iterable[StreetSide], ends_of: EndsOf) -> dict[StreetSideId, Span]:
    """Return the span of each side of one street that has one.

    ``ends_of`` is asked once, and only where some segments of the street have no numbers: for those.
    """
    street = tuple(sides)
    numbers = _numbers_of_segments(street)
    segments = frozenset(side.segment_id for side in street if side.segment_id)
    between = _between_numbers(segments, numbers, ends_of)
    found = {}
    for side in street:
        known = side.range or numbers.get(side.segment_id or "")
        if known:
            found[side.side_id] = Span(known)
        elif side.segment_id in between:
            found[side.side_id] = Span(between[side.segment_id], is_between=True)
    return found


def _numbers_of_segments(sides: Sequence[StreetSide]) -> dict[str, AddressRange]:
    numbers: dict[str, AddressRange] = {}
    for side in sides:
        if side.range and side.segment_id:
            across = numbers.get(side.segment_id)
            numbers[side.segment_id] = _hull(across, side.range) if across else side.range
    return numbers


def _hull(one: AddressRange, other: AddressRange) -> AddressRange:
    return AddressRange(min(one.first, other.first), max(one.last, other.last))


def _between_numbers(
    segments: frozenset[str], numbers: Mapping[str, AddressRange], ends_of: EndsOf
) -> dict[str, AddressRange]:
    """Return, of the segments that have no numbers, between which two of the street's numbers each lies, if any."""
    unnumbered = segments.difference(numbers)
    if not numbers or not unnumbered:
        return {}
    ends = ends_of(unnumbered)
    found = ((segment, _between(segment, numbers, ends)) for segment in unnumbered if segment in ends)
    return {segment: between for segment, between in found if between}


def _between(segment: str, numbers: Mapping[str, AddressRange], ends: Mapping[str, Ends]) -> AddressRange | None:
    """Return what lies between the nearest numbers at both ends of a segment; None where one end has none."""
    one, other = (_nearest_numbers(segment, met, numbers, ends) for met in ends[segment])
    if one is None or other is None:
        return None
    lower, upper = sorted((one, other), key=lambda found: (found.first, found.last))
    return AddressRange(*sorted((lower.last, upper.first)))


def _nearest_numbers(
    segment: str, met: frozenset[str], numbers: Mapping[str, AddressRange], ends: Mapping[str, Ends]
) -> AddressRange | None:
    """Walk on from segment to segment until some have numbers."""
    seen = {segment}
    while met:
        numbered = [numbers[found] for found in met if found in numbers]
        if numbered:
            return reduce(_hull, numbered)
        seen |= met
        met = frozenset(after for found in met if found in ends for reached in ends[found] for after in reached) - seen
    return None
