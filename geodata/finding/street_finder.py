"""From text to sides: the readings of the street index, narrowed by places, decided by ``matching``.

What is doubtful (another type or orientation than typed, a town that we do not know, half of a name) is never a
match: it is put to the person as a choice, even when it is the only one.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from geodata.address import CivicAddress, parse
from geodata.address_words import BUILDING_WORDS
from geodata.finding.named_sides import NamedSides
from geodata.finding.place_names import PlaceNames, Words
from geodata.finding.side_table import SideTable
from geodata.finding.street_index import Candidate, StreetIndex
from geodata.finding.suggestions import Suggester
from geodata.matching import Ambiguous, Match, NotFound, choose, holding, in_order, nearest_sides
from geodata.model import StreetSide

_SUGGESTED = 5
_HALF_NAMES = 20


class StreetFinder:
    """Finds sides by what people type."""

    def __init__(
        self, index: StreetIndex, places: PlaceNames, sides: SideTable, suggester: Suggester, main_town: str
    ) -> None:
        """Look up in these; ``main_town`` is the town whose name people around it write as well."""
        self._index = index
        self._places = places
        self._sides = sides
        self._named = NamedSides(places, sides)
        self._suggester = suggester
        self._main_town = main_town

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

    def _surely(self, address: CivicAddress) -> Match | Ambiguous | NotFound:
        candidates = self._index.candidates(address.words, address.places)
        answer = self._choose(address, self._named.of(candidates))
        around = self._around_the_main_town(address, candidates)
        return Ambiguous(in_order([*answer.offered, *around])) if around else answer

    def _around_the_main_town(self, address: CivicAddress, candidates: Iterable[Candidate]) -> tuple[StreetSide, ...]:
        """Return the sides of other towns that have the number, where the main town was named: many write it."""
        named = [candidate for candidate in candidates if any(map(self._is_main_town, candidate.places))]
        kept = ((found, tuple(place for place in found.places if not self._is_main_town(place))) for found in named)
        sides = self._named.of([replace(found, places=places) for found, places in kept])
        return holding(address.civic, (side for side in sides if side.town != self._main_town))

    def _is_main_town(self, place: Words) -> bool:
        return self._places.meant(place) == {self._main_town}

    def _choose(self, address: CivicAddress, sides: Iterable[StreetSide]) -> Match | Ambiguous | NotFound:
        return choose(address.civic, self._sides.in_parts(sides), self._sides.spans)

    def _to_confirm(self, address: CivicAddress) -> Ambiguous | None:
        """Return what the words may mean if one of them or the number is wrong, the least far-fetched first."""
        for sides in self._doubtful(address):
            offered = self._choose(address, sides).offered
            if offered:
                return Ambiguous(in_order([*offered, *self._nearest_as_named(address, offered)]))
        return None

    def _nearest_as_named(self, address: CivicAddress, offered: Iterable[StreetSide]) -> tuple[StreetSide, ...]:
        """Return the sides closest to a number that the street just as named lacks, unless that street is offered."""
        named = self._named.of(self._index.candidates(address.words, address.places))
        is_offered = {side.street for side in offered} & {side.street for side in named}
        return () if is_offered else nearest_sides(address.civic or 0, named)

    def _doubtful(self, address: CivicAddress) -> Iterator[list[StreetSide]]:
        """Yield the sides of streets of another type or orientation, then of half the name, then in another place."""
        loose = self._index.candidates(address.words, address.places, strict=False)
        yield self._named.of(loose)
        if address.civic is not None:
            yield self._with_half_the_name(address)
        yield self._named.of([replace(candidate, places=()) for candidate in loose])

    def _with_half_the_name(self, address: CivicAddress) -> list[StreetSide]:
        return [
            side
            for words, place in self._index.place_cuts(address.words)
            if not BUILDING_WORDS.issuperset(words)
            for side in self._named.within(
                (*address.places, place) if place else address.places,
                self._sides.of_streets(self._suggester.by_words(words)[:_HALF_NAMES]),
            )
        ]

    def _meant(self, address: CivicAddress) -> tuple[str, ...]:
        return self._suggester.alike(address, _SUGGESTED)
