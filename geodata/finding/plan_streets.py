"""The sides of a street, or of a stretch of its numbers, as plans name them: in many rows, but looked up once."""

from functools import lru_cache

from geodata.address import CivicAddress, parse
from geodata.finding.named_sides import NamedSides
from geodata.finding.place_names import PlaceNames, Words
from geodata.finding.side_table import SideTable
from geodata.finding.street_index import StreetIndex, is_full_name
from geodata.finding.suggestions import Suggester
from geodata.finding.whole_street import WholeStreet
from geodata.folding import fold
from geodata.matching import Ambiguous, NotFound, in_order, nearest_addresses
from geodata.model import Parity, StreetSide

_SUGGESTED = 5
_STREETS_KEPT = 16_384
_MANY = 500
"""Streets; a plan that names so many names most of the city, which is read quicker at once."""


class PlanStreets:
    """Finds the sides that the rows of a plan name by street and numbers."""

    def __init__(self, index: StreetIndex, places: PlaceNames, table: SideTable, suggester: Suggester) -> None:
        """Look up in these."""
        self._index = index
        self._places = places
        self._table = table
        self._suggester = suggester
        self._named = NamedSides(places, table)
        self._asked = 0
        self._meant_street = lru_cache(maxsize=_STREETS_KEPT)(self._find_meant_street)
        self._street_named = lru_cache(maxsize=_STREETS_KEPT)(self._find_street_named)

    def on_street(
        self, text: str, borough: str | None, first: int | None, last: int | None, parity: Parity | None
    ) -> tuple[StreetSide, ...] | Ambiguous | NotFound:
        """Find the sides of a street, or of a stretch of its numbers, as `AddressBook.sides_on_street` promises."""
        address, street = self._meant_street(text, borough)
        if address.civic is not None and first is None and last is None:
            first, last, parity = address.civic, address.civic, parity or Parity.of(address.civic)
        wanted = [side for side in street.stretch(first, last) if _has_parity(side, parity)]
        if not wanted:
            return self._nothing(address, street, first or last)
        parts = self._table.in_parts(wanted) if len(wanted) > 1 else (wanted,)
        if len(parts) > 1:
            return Ambiguous(in_order(in_order(part)[0] for part in parts))
        return in_order(parts[0])

    def _nothing(self, address: CivicAddress, street: WholeStreet, near: int | None) -> NotFound:
        if street.sides and near:
            return NotFound(nearest_addresses(near, street.sides))
        return NotFound(self._suggester.alike(address, _SUGGESTED))

    def _find_meant_street(self, text: str, borough: str | None) -> tuple[CivicAddress, WholeStreet]:
        """Return what a text says, a number as a name where it must be one, and the streets that this names."""
        typed = parse(text)
        place = () if borough is None else (tuple(fold(borough).split()),)
        readings = [reading for reading in (typed, typed.with_number_as_name()) if reading]
        streets = ((found, self._street_named(found.words, (*found.places, *place))) for found in readings)
        return next((found for found in streets if found[1].sides), (typed, WholeStreet((), self._table)))

    def _find_street_named(self, words: Words, places: tuple[Words, ...]) -> WholeStreet:
        """Return every side of the streets named, none at all where a place is named that we do not know.

        In one place, a street whose full name was typed hides those of which it is only a part.
        """
        self._asked += 1
        if self._asked == _MANY:
            self._table.read_all()
        if not all(map(self._places.meant, places)):
            return WholeStreet((), self._table)
        sides = self._named.of(self._index.candidates(words, places))
        names = {side.street for side in sides}
        full = {name for name in names if is_full_name(words, name)} if len(names) > 1 else names
        if full != names:
            decided = {side.borough or side.town for side in sides if side.street in full}
            sides = [side for side in sides if side.street in full or (side.borough or side.town) not in decided]
        return WholeStreet(tuple(sides), self._table)


def _has_parity(side: StreetSide, parity: Parity | None) -> bool:
    return parity in (None, Parity.MIXED) or side.parity in (Parity.MIXED, parity)
