"""Why somebody was told, or was not: each thing that was due, and the rule that decided what became of it. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from infoneige.storage.accounts import PAUSED, ToldMessage
from infoneige.storage.suppression import GONE, STOPPED
from notifier.model import AlertKind, DeliveryStatus


class Fate(StrEnum):
    """What became of something that was due, as a person understands it."""

    COMING = "coming"
    ON_ITS_WAY = "on_its_way"
    TAKEN = "taken"
    ARRIVED = "arrived"
    NOT_ARRIVED = "not_arrived"
    NOT_SENT = "not_sent"


class Because(StrEnum):
    """The rule that something was due by, or that kept it from being sent."""

    NEW_BAN = "new_ban"
    SHORT_NOTICE = "short_notice"
    BAN_MOVED = "ban_moved"
    BAN_LIFTED = "ban_lifted"
    LOADING = "loading"
    CLEARED = "cleared"
    LEAD = "lead"
    LEAD_BEFORE_QUIET = "lead_before_quiet"
    DATA_SILENT = "data_silent"
    DATA_BACK = "data_back"
    OUR_ERROR = "our_error"

    PLAN_CHANGED = "plan_changed"
    PREFERENCES_CHANGED = "preferences_changed"
    CAR_MOVED = "car_moved"
    PAUSED = "paused"
    STOPPED = "stopped"
    UNREACHABLE = "unreachable"
    TOO_LATE = "too_late"
    REFUSED = "refused"
    NOTHING_TOLD = "nothing_told"
    IN_DOUBT = "in_doubt"
    NOT_TRUE_ANY_MORE = "not_true_any_more"


@dataclass(frozen=True, slots=True)
class Trace:
    """One thing that was due: which rule made it so, what became of it and, where it was not sent, which rule held it.

    ``at`` is when it was handed over, or else when it is or was due.
    """

    message: ToldMessage
    at: datetime
    due_by: Because
    fate: Fate
    held_by: Because | None = None

    @property
    def lead(self) -> timedelta:
        """Return how long before the ban it was wished for."""
        return timedelta(minutes=self.message.lead_minutes)


_DUE_BY: Final = {
    AlertKind.PLANNED: Because.NEW_BAN,
    AlertKind.SHORT_NOTICE: Because.SHORT_NOTICE,
    AlertKind.EVENING_BEFORE: Because.LEAD_BEFORE_QUIET,
    AlertKind.REMINDER: Because.LEAD,
    AlertKind.MOVED: Because.BAN_MOVED,
    AlertKind.CANCELLED: Because.BAN_LIFTED,
    AlertKind.IN_PROGRESS: Because.LOADING,
    AlertKind.DONE: Because.CLEARED,
    AlertKind.DATA_SILENT: Because.DATA_SILENT,
    AlertKind.DATA_BACK: Because.DATA_BACK,
    AlertKind.OUR_ERROR: Because.OUR_ERROR,
}
_FATES: Final = {
    DeliveryStatus.DUE: Fate.COMING,
    DeliveryStatus.CALLING: Fate.ON_ITS_WAY,
    DeliveryStatus.UNKNOWN: Fate.ON_ITS_WAY,
    DeliveryStatus.ACCEPTED: Fate.TAKEN,
    DeliveryStatus.SENT: Fate.TAKEN,
    DeliveryStatus.DELIVERED: Fate.ARRIVED,
    DeliveryStatus.UNDELIVERED: Fate.NOT_ARRIVED,
    DeliveryStatus.FAILED: Fate.NOT_ARRIVED,
    DeliveryStatus.EXPIRED: Fate.NOT_SENT,
    DeliveryStatus.SUPPRESSED: Fate.NOT_SENT,
    DeliveryStatus.SUPERSEDED: Fate.NOT_SENT,
    DeliveryStatus.GAVE_UP: Fate.NOT_ARRIVED,
}
_HELD_BY: Final = {
    "plan changed": Because.PLAN_CHANGED,
    "preferences changed": Because.PREFERENCES_CHANGED,
    "car moved": Because.CAR_MOVED,
    PAUSED: Because.PAUSED,
    STOPPED: Because.STOPPED,
    GONE: Because.UNREACHABLE,
    "nothing was told that it could lift": Because.NOTHING_TOLD,
}
"""The reasons that the outbox keeps, where one tells a person more than the state alone."""

_HELD_BY_STATE: Final = {
    DeliveryStatus.UNDELIVERED: Because.UNREACHABLE,
    DeliveryStatus.FAILED: Because.REFUSED,
    DeliveryStatus.EXPIRED: Because.TOO_LATE,
    DeliveryStatus.SUPPRESSED: Because.STOPPED,
    DeliveryStatus.SUPERSEDED: Because.NOT_TRUE_ANY_MORE,
    DeliveryStatus.GAVE_UP: Because.IN_DOUBT,
}


def trace(message: ToldMessage) -> Trace:
    """Return why a message was due and what became of it."""
    is_held = message.state in _HELD_BY_STATE
    held_by = _HELD_BY.get(message.reason or "", _HELD_BY_STATE[message.state]) if is_held else None
    return Trace(
        message=message,
        at=message.handed_over_at or message.send_at,
        due_by=_DUE_BY[message.kind],
        fate=_FATES[message.state],
        held_by=held_by,
    )
