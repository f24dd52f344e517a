"""From a change of plan to what happened to the parking ban of that side; 2 to 3 with the same hours is nothing."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from geodata.model import StreetSideId
from schedules.ban_windows import ban_window, same_hours
from schedules.model import BanWindow, LoadingStatus, PlanChange


class WindowEvent(StrEnum):
    """What happened to the ban of one side."""

    ANNOUNCED = "announced"
    IN_PROGRESS = "in_progress"
    WITHDRAWN = "withdrawn"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class WindowChange:
    """One event of one side: the window that was live before, and the one that is live after."""

    side_id: StreetSideId
    event: WindowEvent
    before: BanWindow | None
    after: BanWindow | None

    @property
    def replaces_window(self) -> bool:
        """Say whether the window before, if any, is no longer the live one."""
        return self.before is not None and (self.after is None or not same_hours(self.before, self.after))

    @property
    def opens_window(self) -> bool:
        """Say whether the window after is a new revision, with hours of its own."""
        return self.after is not None and (self.before is None or not same_hours(self.before, self.after))

    def is_withdrawal(self, now: datetime) -> bool:
        """Say whether a ban that was still to come or in force is taken back."""
        return self.event is WindowEvent.WITHDRAWN and self.before is not None and not self.before.is_over(now)


def window_change(change: PlanChange, live: BanWindow | None, now: datetime) -> WindowChange | None:
    """Return what a change of plan does to the window held for its side, None where the ban stays what it was.

    A window already over announces nothing, but it takes back one that was still to come or in force.
    """
    after = change.after
    if after is None or after.status is LoadingStatus.CLEARED:
        event = WindowEvent.DONE if after else WindowEvent.WITHDRAWN
        return WindowChange(change.side_id, event, live, None) if live else None
    window = ban_window(after, now, live)
    if window is None:
        return WindowChange(change.side_id, WindowEvent.WITHDRAWN, live, None) if live else None
    if after.status is LoadingStatus.IN_PROGRESS:
        return WindowChange(change.side_id, WindowEvent.IN_PROGRESS, live, window)
    if live is not None and same_hours(live, window):
        return None
    if window.is_over(now):
        is_taken_back = live is not None and not live.is_over(now)
        return WindowChange(change.side_id, WindowEvent.WITHDRAWN, live, None) if is_taken_back else None
    return WindowChange(change.side_id, WindowEvent.ANNOUNCED, live, window)
