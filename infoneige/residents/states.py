"""Answers about sides from one database and one street file, as they are at this instant."""

from collections.abc import Iterable
from functools import cached_property
from typing import Final

from geodata.address_book import AddressBook
from geodata.model import GeodataError, StreetSide, StreetSideId
from geodata.nearby import SideMap
from infoneige.clock import Clock
from infoneige.residents.city_now import CityNow, city_now
from infoneige.residents.history import Announcement, Revision, announcements
from infoneige.residents.overlay import overlay
from infoneige.residents.side_state import SideState
from infoneige.residents.whole_city import WholeCity
from infoneige.storage.database import Database
from infoneige.storage.residents import age_of_data, known_of, revisions_of

_REVISIONS_SHOWN = 20
_NEIGHBOURHOOD_M = 300.0


class SideStates:
    """Reads the state of sides. Safe to share between threads."""

    def __init__(
        self, database: Database, address_book: AddressBook, clock: Clock, side_map: SideMap | None = None
    ) -> None:
        """Take what it reads from; nothing is read yet. Without a ``side_map`` its own is made when first needed."""
        self._database = database
        self._address_book = address_book
        self._clock = clock
        self._given_map = side_map
        self.city: Final = WholeCity(database, address_book)

    def of(self, side_id: str) -> SideState | None:
        """Return the state of a side; None where the street file has no such side."""
        return self.many([side_id]).get(StreetSideId(side_id))

    def many(self, side_ids: Iterable[str]) -> dict[StreetSideId, SideState]:
        """Return the states of these sides, in their order; what the street file does not have is left out."""
        wanted = tuple(dict.fromkeys(map(StreetSideId, side_ids)))
        sides = self._address_book.sides(wanted)
        return self._of_sides([sides[side_id] for side_id in wanted if side_id in sides])

    def opposite(self, side_id: str) -> SideState | None:
        """Return the state of the side across the street; None where there is none."""
        side = self._address_book.side(side_id)
        facing = self._address_book.sides_of_segment(side.segment_id) if side and side.segment_id else ()
        others = self._of_sides([other for other in facing if other.side_id != side_id][:1])
        return next(iter(others.values()), None)

    def neighbours(self, side_id: str, limit: int) -> list[SideState]:
        """Return the states of the sides nearest to a side as the crow flies, the nearest first; not its own."""
        near = self._side_map.around(side_id, _NEIGHBOURHOOD_M) if self._side_map else ()
        return list(self.many(near[:limit]).values())

    def history(self, side_id: str) -> tuple[Announcement, ...]:
        """Return what was announced for a side, the newest first."""
        return announcements(self.revisions(side_id))

    def revisions(self, side_id: str) -> tuple[Revision, ...]:
        """Return the last stored revisions of a side's ban, oldest first."""
        with self._database.read() as connection:
            return revisions_of(self._database, connection, StreetSideId(side_id), _REVISIONS_SHOWN)

    def overlay(self) -> bytes:
        """Return the looks of the whole city for the map; see `overlay.overlay`."""
        picture, age = self.city.now()
        return overlay(picture, age.level(self._clock.now()))

    def city_now(self) -> CityNow:
        """Return what runs in the city now."""
        picture, age = self.city.now()
        return city_now(picture, age, self._clock.now())

    @cached_property
    def _side_map(self) -> SideMap | None:
        """The lines of all sides, read when first asked for; None where the street file has none."""
        if self._given_map is not None:
            return self._given_map
        try:
            return SideMap(self._address_book)
        except GeodataError:
            return None

    def _of_sides(self, sides: Iterable[StreetSide]) -> dict[StreetSideId, SideState]:
        by_id = {side.side_id: side for side in sides}
        with self._database.read() as connection:
            known = known_of(self._database, connection, by_id)
            age = age_of_data(self._database, connection)
        freshness = age.level(self._clock.now())
        return {
            side_id: SideState(
                side=side,
                status=known[side_id].status,
                window=known[side_id].window,
                age=age,
                freshness=freshness,
                updated_at=known[side_id].updated_at,
                operation=known[side_id].operation,
                reason=known[side_id].reason,
            )
            for side_id, side in by_id.items()
        }
