"""From text to sides: the readings of the street index, narrowed by places, decided by ``matching``.

What is doubtful (another type or orientation than typed, a town that we do not know, half of a name) is never a
match: it is put to the person as a choice, even when it is the only one.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache
from math import inf

from geodata.address import CivicAddress, parse
from geodata.address_words import BUILDING_WORDS
from geodata.finding.place_names import PlaceNames, Words
from geodata.finding.side_table import SideTable
from geodata.finding.street_index import Candidate, StreetIndex, is_full_name
from geodata.finding.suggestions import Suggester
from geodata.folding import fold
from geodata.matching import Ambiguous, Match, NotFound, choose, holding, in_order, nearest_addresses, nearest_sides
from geodata.model import Parity, StreetSide

_SUGGESTED = 5
_HALF_NAMES = 20
_STREETS_KEPT = 16_384


class _WholeStreet:
    """The sides of the streets that one name means, and the numbers that each has or may have."""

    def __init__(self, sides: tuple[StreetSide, ...], table: SideTable) -> None:
        self.sides = sides
        self._table = table

    @cached_property
    def _limits(self) -> list[tuple[int, int, StreetSide]]:
        parts = self._table.in_parts(self.sides)
        spans = {side_id: span for part in parts for side_id, span in self._table.spans(part).items()}
        return [(*spans[side.side_id].limits, side) for side in self.sides if side.side_id in spans]

    def stretch(self, first: int | None, last: int | None) -> Sequence[StreetSide]:
        """Return the sides with a number from first to last, all where neither is given."""
        if first is None and last is None:
            return self.sides
        start, end = first or 0, inf if last is None else last
        return [side for low, high, side in self._limits if low <= end and start <= high]


class StreetFinder:
    """Finds sides by what people type."""

    def __init__(
        self, index: StreetIndex, places: PlaceNames, sides: SideTable, suggester: Suggester, main_town: str
    ) -> None:
        """Look up in these; ``main_town`` is the town whose name people around it write as well."""
        self._index = index
        self._places = places
        self._sides = sides
        self._suggester = suggester
        self._main_town = main_town
        self._meant_street = lru_cache(maxsize=_STREETS_KEPT)(self._find_meant_street)

    def find(self, text: str) -> Match | Ambiguous | NotFound:
        """Find the side of one address, or the sides of a street when the text has no number."""
        address = parse(text)
        other = address.with_other_number()
        asked = self._of_two_numbers(address, other) if other else None
        return asked or self._find(address)

    def _of_two_numbers(self, address: CivicAddress, other: CivicAddress) -> Ambiguous | None:
        """Ask which of two numbers is the civic one, unless the usual order, unit first, is beyond doubt."""
        usual, turned = self._surely(address), self._surely(other)
        others = turned.offered
        if holding(address.civic, usual.offered):
            unit_is_greater = (other.civic or 0) >= (address.civic or 0)
            others = holding(other.civic, others) if unit_is_greater else ()
        return Ambiguous(in_order([*usual.offered, *others])) if others else None

    def _find(self, address: CivicAddress) -> Match | Ambiguous | NotFound:
        answer = self._surely(address)
        other = address.with_number_as_name()
        if isinstance(answer, NotFound) and other:
            numbered = self._surely(other)
            answer = answer if isinstance(numbered, NotFound) else numbered
        if isinstance(answer, NotFound):
            return self._to_confirm(address) or NotFound(answer.suggestions or self._meant(address))
        if isinstance(answer, Match) and not all(map(self._places.meant, address.places)):
            return Ambiguous((answer.side,))
        return answer

    def on_street(
        self, text: str, borough: str | None, first: int | None, last: int | None, parity: Parity | None
    ) -> tuple[StreetSide, ...] | Ambiguous | NotFound:
        """Find the sides of a street, or of a stretch of its numbers, as `AddressBook.sides_on_street` promises."""
        address, street = self._meant_street(text, borough)
        if address.civic is not None and first is None and last is None:
            first, last, parity = address.civic, address.civic, parity or Parity.of(address.civic)
        wanted = [side for side in street.stretch(first, last) if _has_parity(side, parity)]
        if not wanted:
            near = first or last
            return NotFound(nearest_addresses(near, street.sides) if street.sides and near else self._meant(address))
        parts = self._sides.in_parts(wanted) if len(wanted) > 1 else (wanted,)
        if len(parts) > 1:
            return Ambiguous(in_order(in_order(part)[0] for part in parts))
        return in_order(parts[0])

    def _find_meant_street(self, text: str, borough: str | None) -> tuple[CivicAddress, _WholeStreet]:
        """Return what a text says, a number as a name where it must be one, and the streets that this names.

        A plan names a street in many rows: it is looked up once.
        """
        typed = parse(text)
        readings = [reading for reading in (typed, typed.with_number_as_name()) if reading]
        streets = ((reading, self._whole_street(reading, borough)) for reading in readings)
        return next((found for found in streets if found[1].sides), (typed, _WholeStreet((), self._sides)))

    def _whole_street(self, address: CivicAddress, borough: str | None) -> _WholeStreet:
        """Return every side of the streets named, none at all where a place is named that we do not know.

        In one place, a street whose full name was typed hides those of which it is only a part.
        """
        places = address.places if borough is None else (*address.places, tuple(fold(borough).split()))
        if not all(map(self._places.meant, places)):
            return _WholeStreet((), self._sides)
        sides = self._within(places, self._named(self._index.candidates(address)))
        names = {side.street for side in sides}
        full = {name for name in names if is_full_name(address.words, name)} if len(names) > 1 else names
        if full != names:
            decided = {side.borough or side.town for side in sides if side.street in full}
            sides = [side for side in sides if side.street in full or (side.borough or side.town) not in decided]
        return _WholeStreet(tuple(sides), self._sides)

    def _surely(self, address: CivicAddress) -> Match | Ambiguous | NotFound:
        candidates = self._index.candidates(address)
        answer = self._choose(address, self._named(candidates))
        around = self._around_the_main_town(address, candidates)
        return Ambiguous(in_order([*answer.offered, *around])) if around else answer

    def _around_the_main_town(self, address: CivicAddress, candidates: Iterable[Candidate]) -> tuple[StreetSide, ...]:
        """Return the sides of other towns that have the number, where the main town was named: many write it."""
        named = [candidate for candidate in candidates if any(map(self._is_main_town, candidate.places))]
        kept = ((found, tuple(place for place in found.places if not self._is_main_town(place))) for found in named)
        sides = self._named([replace(found, places=places) for found, places in kept])
        return holding(address.civic, (side for side in sides if side.town != self._main_town))

    def _is_main_town(self, place: Words) -> bool:
        return self._places.meant(place) == {self._main_town}

    def _choose(self, address: CivicAddress, sides: Iterable[StreetSide]) -> Match | Ambiguous | NotFound:
        return choose(address.civic, self._sides.in_parts(sides), self._sides.spans)

    def _named(self, candidates: Sequence[Candidate]) -> list[StreetSide]:
        """Return the sides of these streets that are in the places that the words name."""
        return [
            side
            for found in candidates
            for side in self._within(found.places, self._sides.of_streets([found.street.street_id]))
        ]

    def _within(self, places: Iterable[Words], sides: Iterable[StreetSide]) -> list[StreetSide]:
        """Return the sides that are in all of the places, as far as we know them."""
        known = [meant for meant in map(self._places.meant, places) if meant]
        return [side for side in sides if all(side.borough in meant or side.town in meant for meant in known)]

    def _to_confirm(self, address: CivicAddress) -> Ambiguous | None:
        """Return what the words may mean if one of them or the number is wrong, the least far-fetched first."""
        for sides in self._doubtful(address):
            offered = self._choose(address, sides).offered
            if offered:
                return Ambiguous(in_order([*offered, *self._nearest_as_named(address, offered)]))
        return None

    def _nearest_as_named(self, address: CivicAddress, offered: Iterable[StreetSide]) -> tuple[StreetSide, ...]:
        """Return the sides closest to a number that the street just as named lacks, unless that street is offered."""
        named = self._named(self._index.candidates(address))
        is_offered = {side.street for side in offered} & {side.street for side in named}
        return () if is_offered else nearest_sides(address.civic or 0, named)

    def _doubtful(self, address: CivicAddress) -> Iterator[list[StreetSide]]:
        """Yield the sides of streets of another type or orientation, then of half the name, then in another place."""
        loose = self._index.candidates(address, strict=False)
        yield self._named(loose)
        if address.civic is not None:
            yield self._with_half_the_name(address)
        yield self._named([replace(candidate, places=()) for candidate in loose])

    def _with_half_the_name(self, address: CivicAddress) -> list[StreetSide]:
        return [
            side
            for words, place in self._index.place_cuts(address.words)
            if not BUILDING_WORDS.issuperset(words)
            for side in self._within(
                (*address.places, place) if place else address.places,
                self._sides.of_streets(self._suggester.by_words(words)[:_HALF_NAMES]),
            )
        ]

    def _meant(self, address: CivicAddress) -> tuple[str, ...]:
        return self._suggester.alike(address, _SUGGESTED)


def _has_parity(side: StreetSide, parity: Parity | None) -> bool:
    return parity in (None, Parity.MIXED) or side.parity in (Parity.MIXED, parity)
