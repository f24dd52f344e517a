"""What was announced for a side, line by line, with the hours that no longer hold marked as such. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from infoneige.residents.history import Announcement, AnnouncementKind
from schedules.model import BanWindow


@dataclass(frozen=True, slots=True)
class LogLine:
    """One announcement; ``holds`` is False once its hours were replaced or taken back.

    ``replaces_at`` is when the hours that it replaced had been announced, None where it replaced none that we know.
    """

    at: datetime
    kind: AnnouncementKind
    window: BanWindow
    holds: bool
    replaces_at: datetime | None = None


def log_lines(history: Iterable[Announcement], at_most: int) -> tuple[LogLine, ...]:
    """Return the lines of a history that is given the newest first, in the same order."""
    return tuple(_lines(tuple(history)))[:at_most]


def _lines(history: tuple[Announcement, ...]) -> Iterator[LogLine]:
    withdrawn: set[int] = set()
    replaced: BanWindow | None = None
    for place, event in enumerate(history):
        if event.kind is AnnouncementKind.WITHDRAWN:
            withdrawn.add(event.window_id)
        opens = event.kind in (AnnouncementKind.ANNOUNCED, AnnouncementKind.MOVED)
        holds = not opens or (event.window_id not in withdrawn and event.window != replaced)
        yield LogLine(event.at, event.kind, event.window, holds, _announced_at(event.replaced, history[place + 1 :]))
        if event.replaced is not None:
            replaced = event.replaced


def _announced_at(window: BanWindow | None, older: Iterable[Announcement]) -> datetime | None:
    """Return when a window was announced, by the events before the one that replaced it."""
    opening = (AnnouncementKind.ANNOUNCED, AnnouncementKind.MOVED)
    return next((event.at for event in older if event.window == window and event.kind in opening), None)
