"""What a plan's reader asks of the city's streets; ``geodata``'s address book knows it, a test's small city too."""

from collections.abc import Collection, Iterable, Mapping
from collections.abc import Set as AbstractSet
from typing import Protocol

from geodata.matching import Ambiguous, NotFound
from geodata.model import Parity, StreetSide, StreetSideId


class StreetDirectory(Protocol):
    """The city's streets, as far as they tell what a row is about and in which encoding a file is."""

    def sides(self, side_ids: Iterable[str], /) -> Mapping[StreetSideId, StreetSide]:
        """Return the sides of these ids, those that exist."""

    def side_ids(self) -> AbstractSet[StreetSideId]:
        """Return every side of the city."""

    def borough_names(self) -> Collection[str]:
        """Return the boroughs as the city writes them."""

    def sector_names(self) -> Collection[str]:
        """Return the snow-removal sectors as the city writes them."""

    def places_like(self, text: str, /) -> Iterable[str]:
        """Return the boroughs and towns that a text means or is spelled much like, the likest first; perhaps none."""

    def sides_in_borough(self, name: str, /) -> Iterable[StreetSideId]:
        """Return the sides of a borough."""

    def sides_in_sector(self, name: str, /) -> Iterable[StreetSideId]:
        """Return the sides of a sector."""

    def street_words(self) -> AbstractSet[str]:
        """Return the words of the street names, case-folded with their accents."""

    def sides_on_street(
        self,
        street: str,
        /,
        *,
        borough: str | None = None,
        first: int | None = None,
        last: int | None = None,
        parity: Parity | None = None,
    ) -> tuple[StreetSide, ...] | Ambiguous | NotFound:
        """Return the sides of a street, or those of a parity that have numbers from first to last."""
