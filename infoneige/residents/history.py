"""What was announced for one side: from the stored revisions of its ban to events, each with what it replaced. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from schedules.model import BanWindow


class Outcome(StrEnum):
    """What closed a revision: other hours took its place, it was taken back, or the side was cleared."""

    MOVED = "moved"
    WITHDRAWN = "withdrawn"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Revision:
    """One stored revision of a side's ban; ``closed_at`` and ``outcome`` are None while it is live.

    ``in_progress_at`` is only kept while the trucks are there.
    """

    window_id: int
    window: BanWindow
    opened_at: datetime
    in_progress_at: datetime | None = None
    closed_at: datetime | None = None
    outcome: Outcome | None = None


class AnnouncementKind(StrEnum):
    """What became known of a side's ban."""

    ANNOUNCED = "announced"
    MOVED = "moved"
    IN_PROGRESS = "in_progress"
    WITHDRAWN = "withdrawn"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Announcement:
    """One event: when we knew it, the window that it is about, and the one that it replaced, if any.

    ``window_id`` is the stored revision's, so that a feed can name an event for ever.
    """

    at: datetime
    kind: AnnouncementKind
    window: BanWindow
    replaced: BanWindow | None
    window_id: int


def announcements(revisions: Iterable[Revision]) -> tuple[Announcement, ...]:
    """Return the events of a side's revisions, given oldest first, the newest first."""
    events: list[Announcement] = []
    before: Revision | None = None
    for revision in revisions:
        replaced = before.window if before and before.outcome is Outcome.MOVED else None
        events.extend(_events(revision, replaced))
        before = revision
    return tuple(reversed(events))


def _events(revision: Revision, replaced: BanWindow | None) -> Iterator[Announcement]:
    """Yield one revision's events; one without an end was never announced, the trucks themselves opened it."""
    window, number = revision.window, revision.window_id
    if window.ends_at is None:
        yield Announcement(revision.opened_at, AnnouncementKind.IN_PROGRESS, window, replaced, number)
    else:
        kind = AnnouncementKind.MOVED if replaced else AnnouncementKind.ANNOUNCED
        yield Announcement(revision.opened_at, kind, window, replaced, number)
        if revision.in_progress_at is not None:
            yield Announcement(revision.in_progress_at, AnnouncementKind.IN_PROGRESS, window, None, number)
    if revision.closed_at is not None and revision.outcome in (Outcome.WITHDRAWN, Outcome.DONE):
        yield Announcement(revision.closed_at, AnnouncementKind(revision.outcome), window, None, number)
