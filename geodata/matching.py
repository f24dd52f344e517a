"""A civic number and the sides that bear the street's name -> the one side, the choices, or nothing. Pure.

The sides come in parts: a part is one continuous street. Two streets of one name are two parts, and a number that
fits in both is never decided here: the resident chooses.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, groupby, islice, zip_longest
from typing import Final

from geodata.gaps import gap_at
from geodata.model import AddressRange, Parity, StreetSide, StreetSideId
from geodata.spans import Span, spans

MAX_CHOICES: Final = 50
"""More choices than this help nobody."""

Part = tuple[StreetSide, ...]
Spans = Mapping[StreetSideId, Span]


@dataclass(frozen=True, slots=True)
class Match:
    """The side, without doubt."""

    side: StreetSide

    @property
    def offered(self) -> tuple[StreetSide, ...]:
        """Return the side."""
        return (self.side,)


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """Sides among which the resident has to choose; a single one has to be confirmed."""

    choices: tuple[StreetSide, ...]

    @property
    def offered(self) -> tuple[StreetSide, ...]:
        """Return the choices."""
        return self.choices


@dataclass(frozen=True, slots=True)
class NotFound:
    """Nothing; ``suggestions`` are addresses or streets that exist, the most alike first."""

    suggestions: tuple[str, ...] = ()

    @property
    def offered(self) -> tuple[StreetSide, ...]:
        """Return no side."""
        return ()


def numbered_spans(part: Part) -> Spans:
    """Return the spans that follow from the numbers alone, without knowing which segments meet."""
    return spans(part, lambda _: {})


def choose(
    civic: int | None, parts: Iterable[Sequence[StreetSide]], spans_of: Callable[[Part], Spans] = numbered_spans
) -> Match | Ambiguous | NotFound:
    """Decide which side the number is on. Without a number every side of the street is a choice.

    Only a range decides, or the range across the street from the one side that may have the number. A number between
    two ranges is asked about; ``spans_of`` gives the spans of a part's sides, to tell what lies between them.
    """
    kept = [tuple(part) for part in parts]
    everything = [side for part in kept for side in part]
    if civic is None:
        return among(everything)
    if not any(side.range for side in everything):
        return to_confirm(everything)
    found = [answer for part in kept for answer in _in_part(civic, part, spans_of)]
    if not found:
        return NotFound(nearest_addresses(civic, everything))
    sides = [side for answer in found for side in answer.offered]
    return among(sides) if all(isinstance(answer, Match) for answer in found) else to_confirm(sides)


def _in_part(civic: int, part: Part, spans_of: Callable[[Part], Spans]) -> Iterator[Match | Ambiguous]:
    """Yield the sides whose range has the number, else the one that must have it, else those that may."""
    exact = holding(civic, part)
    if exact:
        yield from map(Match, exact)
        return
    gap = gap_at(civic, part, spans_of(part))
    if gap.across:
        yield Match(gap.across)
    elif gap.choices:
        yield Ambiguous(gap.choices)


def among(sides: Iterable[StreetSide]) -> Match | Ambiguous | NotFound:
    """Return the only side as a match, several as choices in the order of their numbers."""
    choices = in_order(sides)
    if not choices:
        return NotFound()
    return Match(choices[0]) if len(choices) == 1 else Ambiguous(_fair_share(choices))


def to_confirm(sides: Iterable[StreetSide]) -> Ambiguous | NotFound:
    """Return the sides as choices, even a single one."""
    choices = in_order(sides)
    return Ambiguous(_fair_share(choices)) if choices else NotFound()


def holding(civic: int | None, sides: Iterable[StreetSide]) -> tuple[StreetSide, ...]:
    """Return the sides whose range has the number; none without a number."""
    return tuple(side for side in sides if civic is not None and side.range and side.range.contains(civic))


def nearest_sides(civic: int, sides: Iterable[StreetSide]) -> tuple[StreetSide, ...]:
    """Return the two sides with ranges closest to a number that does not exist, the same parity first."""
    ranged = [(side.range, side) for side in sides if side.range]
    ranked = sorted(ranged, key=lambda found: (found[1].parity is not Parity.of(civic), _distance(civic, found[0])))
    return tuple(side for _, side in ranked[:2])


def in_order(sides: Iterable[StreetSide]) -> tuple[StreetSide, ...]:
    """Return each side once: by street and town, then by number, those without a range last."""
    distinct = {side.side_id: side for side in sides}.values()
    return tuple(sorted(distinct, key=_order) if len(distinct) > 1 else distinct)


def nearest_addresses(civic: int, sides: Iterable[StreetSide]) -> tuple[str, ...]:
    """Return the addresses closest to a number that does not exist, the same parity first; at most four."""
    ends = {
        (Parity.of(end) is not Parity.of(civic), abs(end - civic), f"{end} {side.street}, {side.borough or side.town}")
        for side in sides
        if side.range
        for end in (side.range.first, side.range.last)
    }
    return tuple(dict.fromkeys(text for _, _, text in sorted(ends)))[:4]


def _distance(civic: int, numbers: AddressRange) -> int:
    return max(numbers.first - civic, civic - numbers.last, 0)


def _order(side: StreetSide) -> tuple[str, str, float, str]:
    return *_street_and_place(side), side.range.first if side.range else float("inf"), side.side_id


def _street_and_place(side: StreetSide) -> tuple[str, str]:
    return str(side.street), side.borough or side.town


def _fair_share(choices: tuple[StreetSide, ...]) -> tuple[StreetSide, ...]:
    """Keep at most `MAX_CHOICES`, some of every street and place: what is cut off was never offered."""
    groups = (tuple(group) for _, group in groupby(choices, _street_and_place))
    turns = chain.from_iterable(zip_longest(*groups))
    return in_order(islice((side for side in turns if side), MAX_CHOICES))
