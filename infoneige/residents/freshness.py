"""How old what we know is, and what that does to it: silence is never presented as safety. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

LATE_AFTER = timedelta(minutes=15)
SILENT_AFTER = timedelta(minutes=60)


class Freshness(StrEnum):
    """What data of some age support: everything; everything with a warning; announced bans only."""

    FRESH = "fresh"
    LATE = "late"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Source:
    """One source of plans: when it last gave a good answer (None for never), and whether it is polled.

    A source that has fallen silent was good until its silence began.
    """

    good_at: datetime | None
    is_polled: bool


@dataclass(frozen=True, slots=True)
class DataAge:
    """The instant at which what we know was good (None for never), and whether the city is asked again and again.

    A plan that an operator loaded stands until the next one, however old it is; a feed that is polled must answer.
    """

    as_of: datetime | None
    is_polled: bool

    def level(self, now: datetime) -> Freshness:
        """Return what the data support at this instant; where none ever came they are silent."""
        if self.as_of is None:
            return Freshness.SILENT
        age = now - self.as_of
        if not self.is_polled or age <= LATE_AFTER:
            return Freshness.FRESH
        return Freshness.LATE if age <= SILENT_AFTER else Freshness.SILENT


def data_age(sources: Iterable[Source]) -> DataAge:
    """Return how good our knowledge of the city is: that of the polled source which answered longest ago.

    A new ban may come from any source, so that one in silence makes all of it old, whatever the others say. One that
    never answered is no source yet. Where none is polled, it is as good as the last load.
    """
    known = [(source.good_at, source.is_polled) for source in sources if source.good_at is not None]
    polled = [good_at for good_at, is_polled in known if is_polled]
    if polled:
        return DataAge(min(polled), is_polled=True)
    return DataAge(max((good_at for good_at, _ in known), default=None), is_polled=False)
