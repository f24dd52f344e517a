"""Read-only look-up over geodata.db: sides by id, segment, street, borough or sector, and by what people type."""

import re
import unicodedata
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path

from geodata.artefact_reader import ArtefactReader
from geodata.finding.place_names import PlaceNames
from geodata.finding.plan_streets import PlanStreets
from geodata.finding.side_table import SideTable
from geodata.finding.street_finder import StreetFinder
from geodata.finding.street_index import StreetIndex
from geodata.finding.suggestions import Suggester
from geodata.folding import fold
from geodata.matching import Ambiguous, Match, NotFound
from geodata.model import Parity, StreetSide, StreetSideId

_WORD = re.compile(r"[^\W\d_]+")


class AddressBook:
    """One artefact, open for reading. Safe to share between threads."""

    def __init__(self, reader: ArtefactReader) -> None:
        """Look up in this artefact; see `open`."""
        self._reader = reader
        self._table = SideTable(reader)
        self._suggester = Suggester(reader)

    @classmethod
    def open(cls, path: Path | str) -> "AddressBook":
        """Open an artefact.

        Raises:
            GeodataError: The file is missing, is no artefact, or was built by another version.
        """
        return cls(ArtefactReader(path))

    def close(self) -> None:
        """Close the artefact; the book is of no use afterwards."""
        self._reader.close()

    @property
    def reader(self) -> ArtefactReader:
        """The artefact itself, for those who read its geometry."""
        return self._reader

    def side(self, side_id: str) -> StreetSide | None:
        """Return the side with this id."""
        return self._table.one(side_id)

    def sides(self, side_ids: Iterable[str]) -> dict[StreetSideId, StreetSide]:
        """Return the sides with these ids; ids that the street file does not have are left out."""
        return {side.side_id: side for side in self._table.by_id(side_ids)}

    def side_ids(self) -> frozenset[StreetSideId]:
        """Return every id of the street file."""
        return frozenset(StreetSideId(side_id) for (side_id,) in self._reader.rows("SELECT side_id FROM side"))

    def boroughs_of_sides(self) -> dict[StreetSideId, str]:
        """Return the borough of every side of the street file, in the order of the ids; its town where it has none."""
        return dict(self._reader.rows("SELECT side_id, coalesce(borough, town) FROM side ORDER BY side_id"))

    def sides_of_segment(self, segment_id: str) -> tuple[StreetSide, ...]:
        """Return the sides of one segment, by id; none when there is no such segment."""
        return self._table.of_segment(segment_id)

    def sides_in_borough(self, name: str) -> tuple[StreetSideId, ...]:
        """Return the sides of a borough or linked town, by id; its name is compared without accents and case."""
        return self._ids_in("borough", name, self.borough_names())

    def sides_in_sector(self, name: str) -> tuple[StreetSideId, ...]:
        """Return the sides of a snow sector, by id; its name is compared without accents and case."""
        return self._ids_in("sector", name, self.sector_names())

    def borough_names(self) -> tuple[str, ...]:
        """Return the names of the boroughs and linked towns that have sides, in order."""
        return self._distinct("borough")

    def sector_names(self) -> tuple[str, ...]:
        """Return the names of the snow sectors that have sides, in order."""
        return self._distinct("sector")

    def places_like(self, text: str) -> tuple[str, ...]:
        """Return the boroughs and towns that people mean by a text such as ``Rosemont`` or ``NDG``, best first.

        A whole name, initials or words of a name; when it is none, the names spelled much like it, if there are any.
        """
        return self._places.like(text)

    def street_words(self) -> frozenset[str]:
        """Return every word of a street's, town's or borough's name: case folded, accents kept, NFC.

        A file whose accented words are none of these was read in the wrong encoding.
        """
        names = [*self._town_and_borough_names(), *(name for (name,) in self._reader.rows("SELECT name FROM street"))]
        text = unicodedata.normalize("NFC", " ".join(names)).casefold()
        return frozenset(_WORD.findall(text))

    def find(self, text: str) -> Match | Ambiguous | NotFound:
        """Find the side of an address as a resident types it. Never raises for what is typed."""
        return self._finder.find(text)

    def sides_on_street(
        self,
        street: str,
        *,
        borough: str | None = None,
        first: int | None = None,
        last: int | None = None,
        parity: Parity | None = None,
    ) -> tuple[StreetSide, ...] | Ambiguous | NotFound:
        """Return the sides of a street in the order of their numbers, never those of two streets.

        With ``first`` or ``last``, only the sides of that stretch: those with a number in it, by their range or by the
        range across the street, and blocks without numbers between two that have some in it. Streets of one name that
        do not touch, or differ in type or orientation, are `Ambiguous` with one side of each, unless the text (a full
        name is one street's), the borough or the numbers tell them apart.
        """
        return self._plan_streets.on_street(street, borough, first, last, parity)

    def suggest(self, typed: str, limit: int = 8) -> tuple[str, ...]:
        """Return up to ``limit`` addresses or streets that continue what is typed, the likeliest first."""
        return self._suggester.suggest(typed, limit)

    @cached_property
    def _finder(self) -> StreetFinder:
        return StreetFinder(self._index, self._places, self._table, self._suggester, self._largest_town())

    @cached_property
    def _plan_streets(self) -> PlanStreets:
        return PlanStreets(self._index, self._places, self._table, self._suggester)

    @cached_property
    def _index(self) -> StreetIndex:
        return StreetIndex(self._table.streets.values(), self._places)

    def _largest_town(self) -> str:
        towns = (
            "SELECT street.town FROM side JOIN street USING (street_id) GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1"
        )
        return next((town for (town,) in self._reader.rows(towns)), "")

    @cached_property
    def _places(self) -> PlaceNames:
        return PlaceNames(self._town_and_borough_names())

    def _town_and_borough_names(self) -> tuple[str, ...]:
        towns = self._reader.rows("SELECT DISTINCT town FROM street")
        return (*(town for (town,) in towns if town), *self.borough_names())

    def _distinct(self, column: str) -> tuple[str, ...]:
        rows = self._reader.rows(f"SELECT DISTINCT {column} FROM side WHERE {column} IS NOT NULL ORDER BY {column}")
        return tuple(name for (name,) in rows)

    def _ids_in(self, column: str, name: str, known: Iterable[str]) -> tuple[StreetSideId, ...]:
        wanted = fold(name)
        meant = [real for real in known if fold(real) == wanted]
        return tuple(side_id for real in meant for side_id in self._table.ids_where(column, real))
