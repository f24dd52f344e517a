"""Which sides somebody means to change by hand: a street or a stretch of it, a borough, a sector, or on the map."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from geodata.address import parse
from geodata.address_book import AddressBook
from geodata.area import AreaError, AreaFault, read_corners
from geodata.folding import fold
from geodata.matching import Ambiguous, NotFound
from geodata.model import Parity, StreetSide, StreetSideId
from geodata.nearby import SideMap

MOST_SIDES: Final = 3_000
"""Of one change by hand; for more there are files."""

_OFFERED: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """What is asked for. The names and numbers narrow each other down, ``parity`` all; what is on the map is added.

    ``area`` is the text of the corners of a drawn area, ``picked`` are ids.
    """

    street: str = ""
    first: int | None = None
    last: int | None = None
    parity: Parity | None = None
    borough: str = ""
    sector: str = ""
    area: str = ""
    picked: tuple[str, ...] = ()

    @property
    def is_anywhere(self) -> bool:
        """Say whether it names a place at all."""
        return bool(self.street or self.borough or self.sector or self.is_on_the_map)

    @property
    def is_on_the_map(self) -> bool:
        """Say whether something was pressed or drawn."""
        return bool(self.area or self.picked)


class Trouble(StrEnum):
    """Why no side is found."""

    NOWHERE = "nowhere"
    NUMBERS_WITHOUT_STREET = "numbers_without_street"
    BACKWARDS = "backwards"
    NO_STREET = "no_street"
    SEVERAL_STREETS = "several_streets"
    NO_MAP = "no_map"
    NOTHING_THERE = "nothing_there"


@dataclass(frozen=True, slots=True)
class Offer:
    """A place that may be meant instead; no borough where the street's own text tells."""

    street: str
    borough: str = ""


@dataclass(frozen=True, slots=True)
class NoSides:
    """Nothing is found: why, and what may be meant."""

    why: Trouble | AreaFault
    offers: tuple[Offer, ...] = ()


@dataclass(frozen=True, slots=True)
class TooMany:
    """More are found than one change takes: this many."""

    sides: int


def find_sides(
    book: AddressBook, side_map: SideMap | None, where: Where, *, most: int = MOST_SIDES
) -> tuple[StreetSide, ...] | NoSides | TooMany:
    """Return the sides that are meant, street by street in the order of their numbers; an area takes by middles."""
    try:
        found = _on_the_map(book, side_map, where, most) if where.is_on_the_map else _by_name(book, where)
    except AreaError as error:
        return NoSides(error.fault)
    if isinstance(found, NoSides | TooMany):
        return found
    kept = [side for side in found if _has_parity(side, where.parity)]
    if len(kept) > most:
        return TooMany(len(kept))
    return tuple(sorted(kept, key=_in_the_street)) if kept else NoSides(Trouble.NOTHING_THERE)


def _on_the_map(
    book: AddressBook, side_map: SideMap | None, where: Where, most: int
) -> Iterable[StreetSide] | NoSides | TooMany:
    drawn: tuple[StreetSideId, ...] = ()
    if where.area:
        if side_map is None:
            return NoSides(Trouble.NO_MAP)
        drawn = side_map.within(read_corners(where.area))
    if len(drawn) > most:
        return TooMany(len(drawn))
    return book.sides([*drawn, *where.picked]).values()


def _by_name(book: AddressBook, where: Where) -> Iterable[StreetSide] | NoSides:
    if where.first and where.last and where.first > where.last:
        return NoSides(Trouble.BACKWARDS)
    if where.street:
        return _on_street(book, where)
    if where.first or where.last:
        return NoSides(Trouble.NUMBERS_WITHOUT_STREET)
    if not where.is_anywhere:
        return NoSides(Trouble.NOWHERE)
    areas = [frozenset(book.sides_in_borough(where.borough))] if where.borough else []
    areas += [frozenset(book.sides_in_sector(where.sector))] if where.sector else []
    return book.sides(frozenset.intersection(*areas)).values()


def _on_street(book: AddressBook, where: Where) -> Iterable[StreetSide] | NoSides:
    found = book.sides_on_street(
        where.street, borough=where.borough or None, first=where.first, last=where.last, parity=where.parity
    )
    if isinstance(found, Ambiguous):
        places = (_offer(book, where.street, side) for side in found.choices)
        return NoSides(Trouble.SEVERAL_STREETS, tuple(dict.fromkeys(places))[:_OFFERED])
    if isinstance(found, NotFound):
        return NoSides(Trouble.NO_STREET, tuple(map(Offer, found.suggestions)))
    in_sector = frozenset(book.sides_in_sector(where.sector)) if where.sector else None
    return [side for side in found if in_sector is None or side.side_id in in_sector]


def _offer(book: AddressBook, typed: str, side: StreetSide) -> Offer:
    """Return the street of this side, with the number that was typed where it has such a one."""
    street, place, number = str(side.street), side.borough or side.town, parse(typed).civic
    address = f"{number} {street}"
    has_number = number is not None and isinstance(book.sides_on_street(address, borough=place), tuple)
    return Offer(address if has_number else street, place)


def _has_parity(side: StreetSide, parity: Parity | None) -> bool:
    """Say whether a side is of a parity; whose numbers are mixed or unknown may be, and is shown."""
    return parity is None or side.parity in (parity, Parity.MIXED, None)


def _in_the_street(side: StreetSide) -> tuple[str, str, int, str]:
    return fold(str(side.street)), side.borough or side.town, side.range.first if side.range else 0, side.side_id
