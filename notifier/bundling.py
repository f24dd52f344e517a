"""Which entries become one message: a person's sides that share a window, and what makes a reminder needless. Pure."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from geodata.model import StreetSide, StreetSideId
from notifier.model import AlertKind, MessageSubject, Recipient
from schedules.model import BanWindow

ANNOUNCEMENTS = frozenset({AlertKind.PLANNED, AlertKind.SHORT_NOTICE, AlertKind.MOVED, AlertKind.IN_PROGRESS})
REMINDERS = frozenset({AlertKind.REMINDER, AlertKind.EVENING_BEFORE})


@dataclass(frozen=True, slots=True, eq=False)
class Topic:
    """What an entry is about; one object serves all who are told the same about one window, and compares by identity.

    ``heading`` is what a person's topics must share to be told in one message: the kind and every hour that its
    words name, to the minute. News of the data name no hours of a ban.
    """

    kind: AlertKind
    window_id: int
    window: BanWindow
    lead: timedelta = timedelta(0)
    replaces_at: datetime | None = None
    previous: BanWindow | None = None
    happened_at: datetime | None = None
    silence_id: int = 0
    heading: tuple[object, ...] = field(init=False)

    def __post_init__(self) -> None:
        """Work out the heading once, for it is compared once per entry."""
        hours = () if self.silence_id else (_hours(self.window), self._direction(), self.lead)
        minutes = (_to_the_minute(self.replaces_at), _to_the_minute(self.happened_at))
        object.__setattr__(self, "heading", (self.kind, self.silence_id, *hours, *minutes))

    def _direction(self) -> int:
        """Return whether a correction is to a later start (1), an earlier one (-1) or the same: all that words tell."""
        if self.replaces_at is None or self.previous is None:
            return 0
        return (self.window.starts_at > self.previous.starts_at) - (self.window.starts_at < self.previous.starts_at)


class Entry(NamedTuple):
    """An outbox row that was claimed; a tuple, because many thousands are made in a second."""

    entry_id: int
    attempts: int
    recipient_id: int
    recipient: Recipient
    send_at: datetime
    not_after: datetime
    lease_until: datetime
    topic: Topic


class Bundle(NamedTuple):
    """The entries that one message to one person serves."""

    entries: tuple[Entry, ...]

    @property
    def entry_ids(self) -> tuple[int, ...]:
        """Return the outbox rows it serves."""
        return tuple(entry.entry_id for entry in self.entries)

    @property
    def recipient(self) -> Recipient:
        """Return whom it is for."""
        return self.entries[0].recipient

    @property
    def topics(self) -> tuple[Topic, ...]:
        """Return what it is about, one topic per side."""
        return tuple(entry.topic for entry in self.entries)

    @property
    def not_after(self) -> datetime:
        """Return when the first of its entries loses its use."""
        return min(entry.not_after for entry in self.entries)

    @property
    def lease_until(self) -> datetime:
        """Return until when all of its entries are this worker's."""
        return min(entry.lease_until for entry in self.entries)


def covered(entries: Iterable[Entry]) -> set[int]:
    """Return the ids of reminders that need not be sent, being due together with something that says it all.

    That is an announcement of the same window to the same person, or a later reminder of it.
    """
    entries = tuple(entries)
    per_person = Counter([entry.recipient_id for entry in entries])
    together = defaultdict(list)
    for entry in entries:
        if per_person[entry.recipient_id] > 1:
            together[entry.recipient_id, entry.topic.window_id].append(entry)
    return {entry_id for group in together.values() if len(group) > 1 for entry_id in _needless(group)}


def bundles(entries: Iterable[Entry]) -> list[Bundle]:
    """Group entries into messages, in the order in which each person is first met."""
    by_person = defaultdict(list)
    for entry in entries:
        by_person[entry.recipient_id].append(entry)
    return [bundle for own in by_person.values() for bundle in _bundles_of_one(own)]


def _bundles_of_one(own: list[Entry]) -> list[Bundle]:
    if len(own) == 1:
        return [Bundle(tuple(own))]
    groups = defaultdict(list)
    for entry in own:
        groups[entry.topic.heading].append(entry)
    return [Bundle(tuple(group)) for group in groups.values()]


def subject(topics: Sequence[Topic], sides: Mapping[StreetSideId, StreetSide]) -> MessageSubject:
    """Return what one message about these topics speaks of; a side that the street file does not know is its id."""
    first = min(topics, key=lambda topic: topic.window.starts_at)
    named = sorted({topic.window.side_id for topic in topics})
    return MessageSubject(
        kind=first.kind,
        sides=tuple(sides.get(side_id, side_id) for side_id in named),
        window=first.window,
        replaces_at=first.replaces_at,
        previous=first.previous,
        happened_at=first.happened_at,
        lead=first.lead,
    )


def _needless(together: Collection[Entry]) -> set[int]:
    reminders = sorted((entry for entry in together if entry.topic.kind in REMINDERS), key=_lateness)
    is_announced = any(entry.topic.kind in ANNOUNCEMENTS for entry in together)
    return {entry.entry_id for entry in (reminders if is_announced else reminders[:-1])}


def _lateness(entry: Entry) -> tuple[datetime, timedelta, int]:
    return entry.send_at, -entry.topic.lead, entry.entry_id


def _hours(window: BanWindow) -> tuple[datetime, datetime | None]:
    return window.starts_at, window.ends_at


def _to_the_minute(instant: datetime | None) -> datetime | None:
    return None if instant is None else instant.replace(second=0, microsecond=0)
