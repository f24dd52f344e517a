"""What can be said of one side now: the city's word on it, its ban, and how good that knowledge is. Pure."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from geodata.model import StreetSide, StreetSideId
from infoneige.residents.freshness import DataAge, Freshness
from schedules.model import BanWindow, LoadingStatus

LOOKS: Final = ("x", "0", "10", "2", "3", "4", "5", "1")
"""Every look that a side can have: the ``data-s`` of pages and map, and its place here its number in the overlay."""

UNKNOWN_LOOK: Final = "x"

_ANNOUNCED: Final = frozenset({LoadingStatus.PLANNED, LoadingStatus.REPLANNED, LoadingStatus.IN_PROGRESS})


class Phase(StrEnum):
    """Where an instant lies with regard to a ban.

    OPEN_END is a ban in force whose end nobody knows; OVERRUN one whose announced end has passed while the trucks are
    still there: parking stays banned.
    """

    NO_BAN = "no_ban"
    BEFORE = "before"
    DURING = "during"
    OPEN_END = "open_end"
    OVERRUN = "overrun"
    AFTER = "after"


@dataclass(frozen=True, slots=True)
class SideState:
    """One side as it is known: the city's word (None for no word) and the ban held for it, over or not.

    ``freshness`` is that of ``age`` when the state was read. ``updated_at`` is when the city's word last changed,
    ``operation`` and ``reason`` are as the source gave them.
    """

    side: StreetSide
    status: LoadingStatus | None
    window: BanWindow | None
    age: DataAge
    freshness: Freshness
    updated_at: datetime | None = None
    operation: str | None = None
    reason: str | None = None

    @property
    def look(self) -> str:
        """Return the look's ``data-s``."""
        return look(self.status, self.freshness)

    def is_banned(self, now: datetime) -> bool:
        """Say whether parking is banned at this instant, as far as is known; False is no permission."""
        return self.phase(now) in (Phase.DURING, Phase.OPEN_END, Phase.OVERRUN)

    def phase(self, now: datetime) -> Phase:
        """Return where this instant lies with regard to the side's ban."""
        return phase(self.status, self.window, now)


def look(status: LoadingStatus | None, freshness: Freshness) -> str:
    """Return the look of a status; in silence only an announced ban keeps its own, all else is unknown."""
    if status is None or (freshness is Freshness.SILENT and status not in _ANNOUNCED):
        return UNKNOWN_LOOK
    return str(int(status))


def phase(status: LoadingStatus | None, window: BanWindow | None, now: datetime) -> Phase:
    """Return where an instant lies with regard to the ban of a side with this status; loading itself is a ban."""
    if status is LoadingStatus.IN_PROGRESS and (window is None or window.is_over(now)):
        return Phase.OVERRUN if window else Phase.OPEN_END
    if window is None:
        return Phase.NO_BAN
    if window.is_over(now):
        return Phase.AFTER
    if not window.is_active(now):
        return Phase.BEFORE
    return Phase.DURING if window.ends_at else Phase.OPEN_END


def ban_not_over(
    side_id: StreetSideId, status: LoadingStatus | None, window: BanWindow | None, now: datetime
) -> BanWindow | None:
    """Return the ban that is in force or to come on a side, None where none is known; trucks at work have no end."""
    match phase(status, window, now):
        case Phase.NO_BAN | Phase.AFTER:
            return None
        case Phase.OPEN_END | Phase.OVERRUN:
            return BanWindow(side_id, window.starts_at if window else now, None)
        case _:
            return window
