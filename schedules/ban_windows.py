"""When parking is banned, according to one side's plan: which of its periods counts in which status."""

from datetime import datetime

from schedules.model import BanWindow, LoadingStatus, Period, Plan


def counting_period(plan: Plan) -> Period | None:
    """Return the one period of the plan that counts in its status.

    Planned: the first plan. Replanned: the new one only, the first is history. In progress: the new one, else the
    first. Every other status has none, whatever dates are still in the row.
    """
    match plan.status:
        case LoadingStatus.PLANNED:
            return plan.planned
        case LoadingStatus.REPLANNED:
            return plan.replanned
        case LoadingStatus.IN_PROGRESS:
            return plan.replanned or plan.planned
        case _:
            return None


def ban_window(plan: Plan, now: datetime, live: BanWindow | None = None) -> BanWindow | None:
    """Return when parking is banned on the plan's side, or None for no ban.

    ``live`` is the window already held for this side. Loading in progress bans from now on, whatever the dates, until
    another status ends it; an active window stays as it is, so that repeated polls change nothing. A window over may
    be returned, and tells nobody.
    """
    if plan.status is LoadingStatus.IN_PROGRESS:
        return live if live is not None and live.is_active(now) else BanWindow(plan.side_id, now, None)
    period = counting_period(plan)
    return BanWindow(plan.side_id, period.starts_at, period.ends_at) if period else None


def same_hours(one: BanWindow, other: BanWindow) -> bool:
    """Say whether two windows ban parking at the very same instants."""
    return (one.starts_at, one.ends_at) == (other.starts_at, other.ends_at)
