"""The sides of the streets that an index found, in the places that were named with them."""

from collections.abc import Iterable, Sequence

from geodata.finding.place_names import PlaceNames, Words
from geodata.finding.side_table import SideTable
from geodata.finding.street_index import Candidate
from geodata.model import StreetSide


class NamedSides:
    """The sides of one artefact, by streets and places."""

    def __init__(self, places: PlaceNames, table: SideTable) -> None:
        """Look up in these."""
        self._places = places
        self._table = table

    def of(self, candidates: Iterable[Candidate]) -> list[StreetSide]:
        """Return the sides of these streets that are in the places that the words name."""
        return [
            side
            for found in candidates
            for side in self.within(found.places, self._table.of_streets([found.street.street_id]))
        ]

    def within(self, places: Iterable[Words], sides: Sequence[StreetSide]) -> Sequence[StreetSide]:
        """Return the sides that are in all of the places, as far as we know them."""
        for meant in map(self._places.meant, places):
            if meant:
                sides = [side for side in sides if side.borough in meant or side.town in meant]
        return sides
