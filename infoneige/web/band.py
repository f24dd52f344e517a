"""The ban on a line of time: where each stretch of it, the hours and now stand, in hundredths of the line. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import count
from typing import Final

from infoneige.residents.freshness import Freshness
from infoneige.residents.side_state import UNKNOWN_LOOK, Phase, SideState
from schedules.local_time import at_local, to_local
from schedules.model import LoadingStatus

MOST_PARTS: Final = 4
"""Parts between the hours that are written: more would run into one another on a telephone."""

_MOST_DAYS: Final = 3

_DAY_H: Final = 24
_STEPS_H: Final = (6, 12)
_SHORTEST: Final = timedelta(hours=24)
_NEAR_START: Final = 18.0
_NEAR_END: Final = 82.0


@dataclass(frozen=True, slots=True)
class Stretch:
    """A span of time with one look, as far as the line goes where an end is None."""

    look: str
    starts_at: datetime | None
    ends_at: datetime | None


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch as it is drawn: its look, and its two ends in hundredths of the line."""

    look: str
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Tick:
    """An instant that is written under the line; ``names_day`` where its hour alone would not tell which day."""

    x: float
    at: datetime
    names_day: bool


@dataclass(frozen=True, slots=True)
class Band:
    """The line from one instant to another, with what is drawn on it."""

    starts_at: datetime
    ends_at: datetime
    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    now_x: float

    @property
    def now_anchor(self) -> str:
        """Return which part of its words stands over the mark of now, so that they stay on the line."""
        if self.now_x < _NEAR_START:
            return "start"
        return "end" if self.now_x > _NEAR_END else "middle"


def stretches(state: SideState, now: datetime) -> tuple[Stretch, ...]:
    """Return what is known of a side over time: its ban, and where the data are silent all that nobody knows.

    A ban of which only its start or its present is known goes on to the end of the line.
    """
    window, phase = state.window, state.phase(now)
    if window is None and phase is Phase.NO_BAN:
        return ()
    look = state.look
    starts_at = window.starts_at if window else now
    ends_at = None if window is None or phase is Phase.OVERRUN else window.ends_at
    ban = Stretch(look if look != UNKNOWN_LOOK else str(int(LoadingStatus.PLANNED)), starts_at, ends_at)
    if state.freshness is not Freshness.SILENT or state.age.as_of is None:
        return (ban,)
    return tuple(_around(ban, state.age.as_of))


def band(parts: Iterable[Stretch], now: datetime) -> Band:
    """Return the line that shows these stretches and now, at least a day long, from one round hour to another."""
    shown = tuple(parts)
    known = [at for part in shown for at in (part.starts_at, part.ends_at) if at is not None]
    hours = _hours(min([now, *known]), max([now, *known]))
    start, end = hours[0], hours[-1]

    def x(at: datetime) -> float:
        return round(100 * min(1.0, max(0.0, (at - start) / (end - start))), 1)

    bars = (Bar(part.look, x(part.starts_at or start), x(part.ends_at or end)) for part in shown)
    is_long = end - start > _SHORTEST + timedelta(hours=1)  # a day of 25 hours is a day
    return Band(
        starts_at=start,
        ends_at=end,
        bars=tuple(bar for bar in bars if bar.end > bar.start),
        ticks=tuple(Tick(x(at), at, is_long and to_local(at).hour == 0) for at in hours),
        now_x=x(now),
    )


def _around(ban: Stretch, silent_since: datetime) -> Iterator[Stretch]:
    """Yield a ban between what nobody knows: from the beginning of the silence until it, and all that comes after."""
    if ban.starts_at is None or silent_since < ban.starts_at:
        yield Stretch(UNKNOWN_LOOK, silent_since, ban.starts_at)
    yield ban
    if ban.ends_at is not None:
        yield Stretch(UNKNOWN_LOOK, max(ban.ends_at, silent_since), None)


def _hours(first: datetime, last: datetime) -> tuple[datetime, ...]:
    """Return round hours from before one instant to after another, as far apart as it takes to have few of them."""
    last = max(last, first + timedelta(minutes=1))
    day = to_local(first).date()
    for step in _steps():
        every = list(_every(step, day, last))
        hours = every[max(place for place, at in enumerate(every) if at <= first) :]
        if len(hours) <= (MOST_PARTS if step < _DAY_H else _MOST_DAYS) + 1:
            break
    while len(hours) <= MOST_PARTS and hours[-1] - hours[0] < _SHORTEST:
        hours.append(hours[-1] + timedelta(hours=step))
    return tuple(hours)


def _every(step: int, day: date, last: datetime) -> Iterator[datetime]:
    """Yield the city's round hours from the midnight that begins a day to the first that is not before an instant."""
    for hours in count(0, step):
        days, hour = divmod(hours, _DAY_H)
        at = at_local(day + timedelta(days=days), time(hour))
        yield at
        if at >= last:
            return


def _steps() -> Iterator[int]:
    yield from _STEPS_H
    yield from count(_DAY_H, _DAY_H)
