"""Whether a side may be offered to a car that must leave another: never from the absence of data. Pure."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from infoneige.residents.freshness import Freshness
from infoneige.residents.side_state import Phase, SideState
from schedules.model import BanWindow, LoadingStatus, Period

MARGIN: Final = timedelta(minutes=30)
"""How long after the end of a ban a side that is offered must still be free: nobody comes back on the minute."""

UNKNOWN_END: Final = timedelta(hours=12)
"""How long a ban without a known end is taken to last from now: the length of one of the city's shifts."""


class Refusal(StrEnum):
    """Why a side is not offered."""

    LOADING = "loading"
    BANNED = "banned"
    UNCONFIRMED = "unconfirmed"
    UNKNOWN = "unknown"
    STALE = "stale"
    SNOWY = "snowy"
    BETWEEN_LOADINGS = "between_loadings"
    DEFERRED = "deferred"


_MAY_BE_PLANNED: Final = {
    LoadingStatus.SNOWY: Refusal.SNOWY,
    LoadingStatus.BETWEEN_LOADINGS: Refusal.BETWEEN_LOADINGS,
    LoadingStatus.DEFERRED: Refusal.DEFERRED,
}


def period_to_avoid(state: SideState, now: datetime) -> Period | None:
    """Return from now until when a car that leaves this side must stand elsewhere; None where nothing bans it."""
    match state.phase(now):
        case Phase.NO_BAN | Phase.AFTER:
            return None
        case Phase.OPEN_END | Phase.OVERRUN:
            return Period(now, now + UNKNOWN_END)
        case _:
            ends_at = state.window.ends_at if state.window else None
            return Period(now, ends_at + MARGIN if ends_at else now + UNKNOWN_END)


def refusal(
    status: LoadingStatus | None, window: BanWindow | None, freshness: Freshness, period: Period
) -> Refusal | None:
    """Return why a side is not offered for a period that begins now; None where it is.

    It is offered if its own plan is known by fresh data, and says that the side is cleared or banned only later.
    """
    return _refusal_by_ban(status, window, period) or _refusal_by_plan(status, window, freshness)


def _refusal_by_ban(status: LoadingStatus | None, window: BanWindow | None, period: Period) -> Refusal | None:
    if status is LoadingStatus.IN_PROGRESS:
        return Refusal.LOADING
    if window is not None and window.is_over(period.starts_at):
        return Refusal.UNCONFIRMED
    return Refusal.BANNED if window is not None and window.starts_at < period.ends_at else None


def _refusal_by_plan(status: LoadingStatus | None, window: BanWindow | None, freshness: Freshness) -> Refusal | None:
    if status is None:
        return Refusal.UNKNOWN
    if freshness is not Freshness.FRESH:
        return Refusal.STALE
    if status is LoadingStatus.CLEARED:
        return None
    return _MAY_BE_PLANNED.get(status) or (Refusal.UNKNOWN if window is None else None)
