"""Keeps what is known of every side of the city, and reads it again only after a publish."""

import threading

import numpy as np
from numpy.typing import NDArray

from geodata.address_book import AddressBook
from infoneige.residents.city_picture import NOTHING_KNOWN, CityPicture
from infoneige.residents.freshness import DataAge
from infoneige.storage.database import Connection, Database
from infoneige.storage.residents import age_of_data, known_of_city, latest_publish


class WholeCity:
    """Keeps the last picture of one database and one street file. Safe to share between threads."""

    def __init__(self, database: Database, address_book: AddressBook) -> None:
        """Take what it reads from; nothing is read yet."""
        self._database = database
        self._address_book = address_book
        self._turn = threading.Lock()
        self._places: dict[str, int] = {}
        self._picture: CityPicture | None = None

    def now(self) -> tuple[CityPicture, DataAge]:
        """Return what is known of all sides, and how good that is."""
        with self._turn, self._database.read() as connection:
            latest = latest_publish(self._database, connection)
            if self._picture is None or self._picture.publish_id != latest:
                self._picture = self._read(connection, latest)
            return self._picture, age_of_data(self._database, connection)

    def _read(self, connection: Connection, publish_id: int | None) -> CityPicture:
        situations, found = known_of_city(self._database, connection)
        boroughs, borough_of_side = self._boroughs()
        of_side = np.zeros(len(borough_of_side), dtype=np.intp)
        for side_id, situation in found.items():
            place = self._places.get(side_id)
            if place is not None:
                of_side[place] = situation + 1
        return CityPicture(publish_id, self._places, (NOTHING_KNOWN, *situations), of_side, boroughs, borough_of_side)

    def _boroughs(self) -> tuple[tuple[str, ...], NDArray[np.intp]]:
        """Return the boroughs and where each side lies; they stay what they are, and are read once."""
        if self._picture is not None:
            return self._picture.boroughs, self._picture.borough_of_side
        by_side = self._address_book.boroughs_of_sides()
        self._places = {side_id: place for place, side_id in enumerate(by_side)}
        boroughs = tuple(sorted(set(by_side.values())))
        number = {name: place for place, name in enumerate(boroughs)}
        return boroughs, np.array([number[name] for name in by_side.values()], dtype=np.intp)
