"""Where a car may stand while its own side is banned: the nearest sides that their own plan leaves free, then lots."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Final

from geodata.address_book import AddressBook
from geodata.walking import FreeLot, SideWalk, WalkMap
from infoneige.residents.free_until import Refusal, period_to_avoid, refusal
from infoneige.residents.freshness import Freshness
from infoneige.residents.side_state import SideState
from infoneige.residents.states import SideStates
from schedules.model import Period

REACH_M: Final = 1_000.0
LOT_REACH_M: Final = 1_500.0
SPOTS_AT_MOST: Final = 6
REFUSED_AT_MOST: Final = 6
LOTS_AT_MOST: Final = 3

_METRES_A_MINUTE: Final = 4_000 / 60
"""On snow: 4 km/h."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A side that is offered; who parks there must leave by ``leave_by``, None where no ban is announced on it."""

    state: SideState
    distance_m: float
    leave_by: datetime | None

    @property
    def minutes(self) -> int:
        """Return the whole minutes on foot, at least 1."""
        return minutes_on_foot(self.distance_m)


@dataclass(frozen=True, slots=True)
class Refused:
    """A near side that is not offered, and why."""

    state: SideState
    distance_m: float
    reason: Refusal


@dataclass(frozen=True, slots=True)
class NearbyLot:
    """A free lot on foot. The city does not publish when it is open: that must be read on the spot."""

    lot: FreeLot
    distance_m: float

    @property
    def minutes(self) -> int:
        """Return the whole minutes on foot, at least 1."""
        return minutes_on_foot(self.distance_m)


@dataclass(frozen=True, slots=True)
class ParkingPlaces:
    """Where to park instead of one side over ``period``, each list the nearest first.

    ``period`` runs from now to a margin after the end of the side's ban; it is None, and nothing is offered, where
    no ban is known.
    """

    state: SideState
    period: Period | None
    spots: tuple[Spot, ...]
    lots: tuple[NearbyLot, ...]
    refused: tuple[Refused, ...]


class WhereToPark:
    """Answers from the states of sides and the ways between them. Safe to share between threads."""

    def __init__(self, states: SideStates, address_book: AddressBook) -> None:
        """Take what it reads from; the ways are read when first asked for, which takes seconds for a large city."""
        self._states = states
        self._address_book = address_book

    def places(self, side_id: str, now: datetime) -> ParkingPlaces | None:
        """Return where to park instead of a side; None where the street file has no such side."""
        state = self._states.of(side_id)
        if state is None:
            return None
        walks = self._walks.lots_from(side_id, LOT_REACH_M)[:LOTS_AT_MOST]
        lots = tuple(NearbyLot(walk.lot, walk.distance_m) for walk in walks)
        period = period_to_avoid(state, now)
        if period is None:
            return ParkingPlaces(state, None, (), lots, ())
        spots, refused = self._judged(side_id, period)
        return ParkingPlaces(state, period, spots, lots, refused)

    def _judged(self, side_id: str, period: Period) -> tuple[tuple[Spot, ...], tuple[Refused, ...]]:
        """Choose by the picture of the whole city, then look at each one chosen as it is by now."""
        chosen = self._chosen(side_id, period)
        states = self._states.many(walk.side_id for walk in chosen)
        spots: list[Spot] = []
        refused: list[Refused] = []
        for walk in chosen:
            state = states[walk.side_id]
            reason = refusal(state.status, state.window, state.age.level(period.starts_at), period)
            if reason is None:
                spots.append(Spot(state, walk.distance_m, state.window.starts_at if state.window else None))
            else:
                refused.append(Refused(state, walk.distance_m, reason))
        return tuple(spots), tuple(refused)

    def _chosen(self, side_id: str, period: Period) -> list[SideWalk]:
        """Look outwards from a side until there are spots enough; by old data there are none, only reasons."""
        picture, age = self._states.city.now()
        freshness = age.level(period.starts_at)
        free: list[SideWalk] = []
        others: list[SideWalk] = []
        for walk in self._walks.sides_from(side_id, REACH_M):
            known = picture.of(walk.side_id)
            is_free = refusal(known.status, known.window, freshness, period) is None
            (free if is_free else others).append(walk)
            if len(free) == SPOTS_AT_MOST or (freshness is not Freshness.FRESH and len(others) == REFUSED_AT_MOST):
                break
        return [*free, *others[:REFUSED_AT_MOST]]

    @cached_property
    def _walks(self) -> WalkMap:
        return WalkMap(self._address_book.reader)


def minutes_on_foot(distance_m: float) -> int:
    """Return how many whole minutes a walk takes, at least 1."""
    return max(1, round(distance_m / _METRES_A_MINUTE))
