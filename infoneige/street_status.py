"""What is banned on a street now, by the bans in the database: of a person's sides, or of an address they typed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from geodata.address import parse
from geodata.address_book import AddressBook
from geodata.matching import Match, NotFound
from geodata.model import StreetSide, StreetSideId
from infoneige.storage.database import Connection, Database
from infoneige.storage.instants import from_text, to_text
from notifier.status_words import SideStatus, StatusReport
from schedules.model import BanWindow


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
        with self._database.read() as connection:
            statuses = tuple(SideStatus(side, self._live_window(connection, side, now)) for side in sides)
            return StatusReport(statuses, now, self._data_as_of(connection), one_place)

    def _live_window(self, connection: Connection, side: StreetSide | StreetSideId, now: datetime) -> BanWindow | None:
        side_id = side.side_id if isinstance(side, StreetSide) else side
        found = self._database.queries.live_window_of_side(connection, side_id=side_id, now=to_text(now))
        if found is None:
            return None
        _, starts_at, ends_at, _ = found
        return BanWindow(side_id, from_text(starts_at), from_text(ends_at) if ends_at else None)

    def _data_as_of(self, connection: Connection) -> datetime | None:
        """Return how good our knowledge is: that of a source fallen silent is what it was then, whatever others say."""
        last_success_at, silent_since = self._database.queries.data_good_at(connection)
        good_at = silent_since or last_success_at
        return from_text(good_at) if good_at else None


def _undecided(choices: Sequence[StreetSide], civic: int | None) -> Undecided | None:
    """Return what keeps an address from being one place; None where the choices can be told one by one."""
    places = {(side.street, side.borough or side.town) for side in choices}
    first = choices[0]
    number = civic or (first.range.first if first.range else None)
    street = " ".join(map(str, filter(None, (number, first.street))))
    if len(places) > 1:
        return Undecided(f"{street}, {first.borough or first.town}", lacks_number=False)
    return Undecided(street, lacks_number=True) if civic is None and first.range else None
