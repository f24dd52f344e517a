"""A city of a few sides, for tests of plan files: enough to be known, unknown, ambiguous or accented."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from geodata.folding import fold
from geodata.matching import Ambiguous, NotFound
from geodata.model import AddressRange, Parity, StreetName, StreetSide, StreetSideId

NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)
"""Monday, ten o'clock in the morning in the city."""

ROSEMONT = "Rosemont–La Petite-Patrie"
CDN = "Côte-des-Neiges"


def _side(side_id: str, street: StreetName, first: int | None, last: int, borough: str, sector: str) -> StreetSide:
    numbers = AddressRange(first, last) if first else None
    parity = numbers.parity if numbers else None
    return StreetSide(
        StreetSideId(side_id), None, street, "Montréal", borough, sector, None, numbers, parity, cross_streets=()
    )


EGLISE = StreetName("rue", "de l'", "Église", None)
COTE = StreetName("chemin", "de la", "Côte-des-Neiges", None)
PARC = StreetName("avenue", "du", "Parc", None)
CITY_SIDES = (
    _side("100", EGLISE, 2, 98, ROSEMONT, "ROS-1"),
    _side("101", EGLISE, 1, 99, ROSEMONT, "ROS-1"),
    _side("102", EGLISE, 100, 198, ROSEMONT, "ROS-2"),
    _side("200", COTE, 4000, 4098, CDN, "CDN-1"),
    _side("201", COTE, 4001, 4099, CDN, "CDN-1"),
    _side("300", PARC, 10, 20, ROSEMONT, "ROS-2"),
    _side("301", PARC, 10, 20, CDN, "CDN-1"),
    _side("00400", StreetName("place", None, "Sans-Numéro", None), None, 0, CDN, "CDN-1"),
)


class SmallCity:
    """A StreetDirectory over the sides above; counts how often a street, and how often a sector, is looked up."""

    def __init__(self, sides: Iterable[StreetSide] = CITY_SIDES) -> None:
        self._sides = {side.side_id: side for side in sides}
        self.look_ups = 0
        self.sector_look_ups = 0

    def sides(self, side_ids: Iterable[str], /) -> Mapping[StreetSideId, StreetSide]:
        wanted = frozenset(side_ids)
        return {side_id: side for side_id, side in self._sides.items() if side_id in wanted}

    def side_ids(self) -> frozenset[StreetSideId]:
        return frozenset(self._sides)

    def borough_names(self) -> tuple[str, ...]:
        return tuple(sorted({side.borough for side in self._sides.values() if side.borough}))

    def sector_names(self) -> tuple[str, ...]:
        return tuple(sorted({side.sector for side in self._sides.values() if side.sector}))

    def places_like(self, text: str, /) -> tuple[str, ...]:
        return tuple(name for name in ("Montréal", *self.borough_names()) if fold(text)[:5] in fold(name))

    def sides_in_borough(self, name: str, /) -> tuple[StreetSideId, ...]:
        return tuple(side_id for side_id, side in self._sides.items() if side.borough == name)

    def sides_in_sector(self, name: str, /) -> tuple[StreetSideId, ...]:
        self.sector_look_ups += 1
        return tuple(side_id for side_id, side in self._sides.items() if side.sector == name)

    def street_words(self) -> frozenset[str]:
        names = (str(side.street) for side in self._sides.values())
        return frozenset(word for name in names for word in name.casefold().replace("'", " ").replace("-", " ").split())

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
        self.look_ups += 1
        named = [
            side for side in self._sides.values() if fold(street) in (fold(str(side.street)), fold(side.street.name))
        ]
        found = tuple(
            side
            for side in named
            if borough in (None, side.borough)
            and parity in (None, side.parity)
            and (first is None or (side.range and side.range.last >= first))
            and (last is None or (side.range and side.range.first <= last))
        )
        if not found:
            return NotFound(("rue de l'Église",))
        return Ambiguous(found) if len({side.borough for side in found}) > 1 else found
