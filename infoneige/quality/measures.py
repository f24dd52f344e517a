"""How well the plan was kept, in numbers of sides and in minutes; none of it is about people. Pure."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Self

from geodata.model import StreetSideId
from infoneige.quality.bans import Ban, Ending

_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Spread:
    """Whole minutes: what half of ``count`` stayed within, and what nine in ten did."""

    count: int
    median: int
    p90: int

    @classmethod
    def of(cls, spans: Iterable[timedelta]) -> Self | None:
        """Return the spread of some spans, by nearest rank; None where there are none."""
        found = sorted(spans)
        if not found:
            return None
        median, p90 = (found[-(-len(found) * tenths // 10) - 1] // _MINUTE for tenths in (5, 9))
        return cls(len(found), median, p90)


@dataclass(frozen=True, slots=True)
class Kept:
    """How an operation went on some sides. A side that had two bans counts twice.

    ``announced`` is the number of bans announced beforehand, ``unannounced`` of those that only began with the
    loading. ``due`` counts what should be over and was not withdrawn: ``in_time``, ``late`` and ``never_closed``.
    """

    announced: int
    unannounced: int
    replanned: int
    withdrawn: int
    in_time: int
    late: int
    never_closed: int
    open: int
    start_delay: Spread | None
    overrun: Spread | None

    @property
    def due(self) -> int:
        """Return how many bans should be over by now."""
        return self.in_time + self.late + self.never_closed

    @property
    def share_in_time(self) -> float | None:
        """Return the part of what was due that was done by its announced end; None where nothing was due."""
        return share(self.in_time, self.due)

    @property
    def share_never_closed(self) -> float | None:
        """Return the part of what was due that nobody ever said was done."""
        return share(self.never_closed, self.due)

    @property
    def share_replanned(self) -> float | None:
        """Return the part of what was announced whose hours changed."""
        return share(self.replanned, self.announced)

    @property
    def share_withdrawn(self) -> float | None:
        """Return the part of what was announced that was taken back."""
        return share(self.withdrawn, self.announced)


def share(part: int, whole: int) -> float | None:
    """Return a part of a whole as a number from 0 to 1; None where there is no whole."""
    return part / whole if whole else None


def kept(found: Collection[Ban]) -> Kept:
    """Return how these bans went."""
    planned = [ban for ban in found if ban.is_planned]
    endings = Counter(ban.ending for ban in planned)
    return Kept(
        announced=len(planned),
        unannounced=len(found) - len(planned),
        replanned=sum(ban.is_replanned for ban in planned),
        withdrawn=endings[Ending.WITHDRAWN],
        in_time=endings[Ending.IN_TIME],
        late=endings[Ending.LATE],
        never_closed=endings[Ending.NEVER_CLOSED],
        open=endings[Ending.OPEN],
        start_delay=Spread.of(ban.start_delay for ban in planned if ban.start_delay is not None),
        overrun=Spread.of(ban.overrun for ban in planned if ban.overrun is not None),
    )


def kept_by_area(found: Iterable[Ban], area_of: Mapping[StreetSideId, str]) -> dict[str, Kept]:
    """Return how these bans went in each area, by name; sides of no known area are in none."""
    in_area: defaultdict[str, list[Ban]] = defaultdict(list)
    for ban in found:
        area = area_of.get(ban.side_id)
        if area is not None:
            in_area[area].append(ban)
    return {area: kept(in_area[area]) for area in sorted(in_area)}
