"""What is banned on a street now, by the bans in the database: of a person's sides, or of an address they typed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from geodata.address import parse
from geodata.address_book import AddressBook
from geodata.matching import Match, NotFound
from geodata.model import StreetSide, StreetSideId
from infoneige.residents.side_state import ban_not_over
from infoneige.storage.database import Database
from infoneige.storage.residents import age_of_data, known_of
from notifier.status_words import SideStatus, StatusReport


@dataclass(frozen=True, slots=True)
class Undecided:
    """An address that means several places, with one of them as an example of what would be clear."""

    example: str
    lacks_number: bool


class StreetStatus:
    """Answers from one database and one street file."""

    def __init__(self, database: Database, address_book: AddressBook) -> None:
        """Take what it reads from; nothing is read yet."""
        self._database = database
        self._address_book = address_book

    def of_recipient(self, recipient_id: int, *, now: datetime) -> StatusReport | None:
        """Return what is known of the sides that a person is told about; None where there are none."""
        with self._database.read() as connection:
            rows = self._database.queries.sides_of_recipient(connection, recipient_id=recipient_id)
            side_ids = [StreetSideId(side_id) for (side_id,) in rows]
        return self._report(self.named(side_ids), now) if side_ids else None

    def of_address(self, typed: str, *, now: datetime) -> StatusReport | Undecided | None:
        """Return what is known of both sides of the street at an address; None where it is not found."""
        found = self._address_book.find(typed)
        if isinstance(found, NotFound):
            return None
        if isinstance(found, Match):
            return self._report(self._facing(found.side), now, one_place=True)
        undecided = _undecided(found.choices, parse(typed).civic)
        return undecided or self._report(found.choices, now)

    def named(self, side_ids: Sequence[StreetSideId]) -> tuple[StreetSide | StreetSideId, ...]:
        """Return the sides as they can be named; one that the street file does not know is its bare id."""
        known = self._address_book.sides(side_ids)
        return tuple(known.get(side_id, side_id) for side_id in side_ids)

    def _facing(self, side: StreetSide) -> tuple[StreetSide, ...]:
        """Return a side, and those across the street from it."""
        others = self._address_book.sides_of_segment(side.segment_id) if side.segment_id else ()
        return side, *(other for other in others if other.side_id != side.side_id)

    def _report(
        self, sides: Sequence[StreetSide | StreetSideId], now: datetime, *, one_place: bool = False
    ) -> StatusReport:
        ids = [_id_of(side) for side in sides]
        with self._database.read() as connection:
            known = known_of(self._database, connection, ids)
            age = age_of_data(self._database, connection)
        windows = (ban_not_over(side_id, known[side_id].status, known[side_id].window, now) for side_id in ids)
        statuses = tuple(SideStatus(side, window) for side, window in zip(sides, windows, strict=True))
        return StatusReport(statuses, now, age.as_of, one_place)


def _id_of(side: StreetSide | StreetSideId) -> StreetSideId:
    return side.side_id if isinstance(side, StreetSide) else side


def _undecided(choices: Sequence[StreetSide], civic: int | None) -> Undecided | None:
    """Return what keeps an address from being one place; None where the choices can be told one by one."""
    places = {(side.street, side.borough or side.town) for side in choices}
    first = choices[0]
    number = civic or (first.range.first if first.range else None)
    street = " ".join(map(str, filter(None, (number, first.street))))
    if len(places) > 1:
        return Undecided(f"{street}, {first.borough or first.town}", lacks_number=False)
    return Undecided(street, lacks_number=True) if civic is None and first.range else None
