"""What runs in the city now, borough by borough: what the first page says before anybody has typed an address. Pure."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from infoneige.residents.city_picture import CityPicture, Known
from infoneige.residents.freshness import DataAge, Freshness
from infoneige.residents.side_state import LOOKS, Phase, look, phase

_IN_FORCE = (Phase.DURING, Phase.OPEN_END, Phase.OVERRUN)


@dataclass(frozen=True, slots=True)
class BoroughNow:
    """One borough or linked town: its sides by look, how many are banned now, and how many will be.

    ``next_starts_at`` and ``last_ends_at`` are those of the bans to come and of all bans not over; None where there
    is none, or no end known.
    """

    name: str
    looks: dict[str, int]
    banned: int
    coming: int
    next_starts_at: datetime | None
    last_ends_at: datetime | None

    @property
    def is_loading(self) -> bool:
        """Say whether trucks are at work in it."""
        return self.looks["5"] > 0


@dataclass(frozen=True, slots=True)
class CityNow:
    """The boroughs, in the order of their names, as far as was known at ``age``."""

    now: datetime
    age: DataAge
    freshness: Freshness
    boroughs: tuple[BoroughNow, ...]

    @property
    def loading(self) -> tuple[BoroughNow, ...]:
        """Return the boroughs where trucks are at work."""
        return tuple(borough for borough in self.boroughs if borough.is_loading)

    @property
    def banned(self) -> int:
        """Return on how many sides parking is banned now."""
        return sum(borough.banned for borough in self.boroughs)

    @property
    def coming(self) -> int:
        """Return on how many sides a ban is announced that has not begun."""
        return sum(borough.coming for borough in self.boroughs)

    @property
    def next_to_start(self) -> BoroughNow | None:
        """Return the borough where the next ban begins; of several, the one with most sides."""
        waiting = [(one.next_starts_at, -one.coming, one.name, one) for one in self.boroughs if one.next_starts_at]
        return min(waiting)[-1] if waiting else None

    @property
    def last_ends_at(self) -> datetime | None:
        """Return the latest announced end of a ban; None where there is none."""
        return max((one.last_ends_at for one in self.boroughs if one.last_ends_at), default=None)


def city_now(picture: CityPicture, age: DataAge, now: datetime) -> CityNow:
    """Return what runs now in every borough."""
    freshness = age.level(now)
    counted = zip(picture.boroughs, picture.sides_by_borough().tolist(), strict=True)
    boroughs = (_borough(name, zip(picture.situations, row, strict=True), freshness, now) for name, row in counted)
    return CityNow(now, age, freshness, tuple(boroughs))


def _borough(name: str, counted: Iterable[tuple[Known, int]], freshness: Freshness, now: datetime) -> BoroughNow:
    looks: Counter[str] = Counter(dict.fromkeys(LOOKS, 0))
    banned = coming = 0
    starts: list[datetime] = []
    ends: list[datetime] = []
    for known, sides in counted:
        if not sides:
            continue
        looks[look(known.status, freshness)] += sides
        at = phase(known.status, known.window, now)
        banned += sides if at in _IN_FORCE else 0
        if known.window and at is Phase.BEFORE:
            coming += sides
            starts.append(known.window.starts_at)
        if known.window and known.window.ends_at and not known.window.is_over(now):
            ends.append(known.window.ends_at)
    return BoroughNow(name, dict(looks), banned, coming, min(starts, default=None), max(ends, default=None))
