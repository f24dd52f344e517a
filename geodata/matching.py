"""A civic number and the sides that bear the street's name -> the one side, the choices, or nothing. Pure.

The sides come in parts: a part is one continuous street. Two streets of one name are two parts, and a number that
fits in both is never decided here: the resident chooses.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, groupby, islice, pairwise, zip_longest
from typing import Final

from geodata.model import Parity, StreetSide

MAX_CHOICES: Final = 50
"""More choices than this help nobody."""

MAX_GAP: Final = 100
"""A number between two ranges further apart than this is not given to the nearer one, but asked about."""


@dataclass(frozen=True, slots=True)
class Match:
    """The side, without doubt."""

    side: StreetSide


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """Sides among which the resident has to choose; a single one has to be confirmed."""

    choices: tuple[StreetSide, ...]


@dataclass(frozen=True, slots=True)
class NotFound:
    """Nothing; ``suggestions`` are addresses or streets that exist, the most alike first."""

    suggestions: tuple[str, ...] = ()


def choose(civic: int | None, parts: Iterable[Sequence[StreetSide]]) -> Match | Ambiguous | NotFound:
    """Decide which side the number is on. Without a number every side of the street is a choice."""
    kept = [tuple(part) for part in parts]
    everything = [side for part in kept for side in part]
    if civic is None or not any(side.range for side in everything):
        return among(everything)
    found = [side for part in kept for side in _sides_for(civic, part)]
    return among(found) if found else NotFound(nearest_addresses(civic, everything))


def among(sides: Iterable[StreetSide]) -> Match | Ambiguous | NotFound:
    """Return the only side as a match, several as choices in the order of their numbers."""
    choices = in_order(sides)
    if not choices:
        return NotFound()
    return Match(choices[0]) if len(choices) == 1 else Ambiguous(_fair_share(choices))


def in_order(sides: Iterable[StreetSide]) -> tuple[StreetSide, ...]:
    """Return each side once: by street and town, then by number, those without a range last."""
    return tuple(sorted({side.side_id: side for side in sides}.values(), key=_order))


def nearest_addresses(civic: int, sides: Iterable[StreetSide]) -> tuple[str, ...]:
    """Return the addresses closest to a number that does not exist, the same parity first; at most four."""
    ends = {
        (Parity.of(end) is not Parity.of(civic), abs(end - civic), f"{end} {side.street}, {side.borough or side.town}")
        for side in sides
        if side.range
        for end in (side.range.first, side.range.last)
    }
    return tuple(dict.fromkeys(text for _, _, text in sorted(ends)))[:4]


def _order(side: StreetSide) -> tuple[str, str, float, str]:
    return *_street_and_place(side), side.range.first if side.range else float("inf"), side.side_id


def _street_and_place(side: StreetSide) -> tuple[str, str]:
    return str(side.street), side.borough or side.town


def _fair_share(choices: tuple[StreetSide, ...]) -> tuple[StreetSide, ...]:
    """Keep at most `MAX_CHOICES`, some of every street and place: what is cut off was never offered."""
    groups = (tuple(group) for _, group in groupby(choices, _street_and_place))
    turns = chain.from_iterable(zip_longest(*groups))
    return in_order(islice((side for side in turns if side), MAX_CHOICES))


def _sides_for(civic: int, part: Sequence[StreetSide]) -> tuple[StreetSide, ...]:
    """Try what is surest first: a range, then the range across the street, then the ranges before and after."""
    exact = tuple(side for side in part if side.range and side.range.contains(civic))
    return exact or _across(civic, part) or _between(civic, part)


def _across(civic: int, part: Sequence[StreetSide]) -> tuple[StreetSide, ...]:
    """Return the sides of the number's parity whose opposite side has numbers on both sides of it."""
    facing = {side.segment_id for side in part if _brackets(side, civic) and side.segment_id}
    return tuple(side for side in part if side.segment_id in facing and side.parity is Parity.of(civic))


def _brackets(side: StreetSide, civic: int) -> bool:
    return side.range is not None and side.range.first - 1 <= civic <= side.range.last + 1


def _between(civic: int, part: Sequence[StreetSide]) -> tuple[StreetSide, ...]:
    """Return the nearer of the two ranges of one parity around the number, both when they are far apart."""
    row = sorted((side for side in part if side.range and _may_hold(side, civic)), key=_first)
    around = [(below, above) for below, above in pairwise(row) if _gap(below, above, civic)]
    if len(around) != 1:
        return tuple(side for pair in around for side in pair)
    below, above = around[0]
    if _first(above) - _last(below) > MAX_GAP:
        return below, above
    return (below,) if civic - _last(below) <= _first(above) - civic else (above,)


def _may_hold(side: StreetSide, civic: int) -> bool:
    return side.parity in (Parity.MIXED, Parity.of(civic))


def _gap(below: StreetSide, above: StreetSide, civic: int) -> bool:
    return _last(below) < civic < _first(above)


def _first(side: StreetSide) -> int:
    return side.range.first if side.range else 0


def _last(side: StreetSide) -> int:
    return side.range.last if side.range else 0
