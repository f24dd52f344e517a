"""The queue as operators watch it: how far the messages have come, how fast they go, and what is wrong, as of now."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from geodata.address_book import AddressBook
from geodata.model import StreetSideId
from infoneige.audit.model import RecordedEvent, Verb
from infoneige.clock import Clock
from infoneige.desk.absent import AreaName, areas_of_sides
from infoneige.desk.feeds_desk import FeedStanding, feed_standings
from infoneige.desk.one_at_a_time import OneAtATime
from infoneige.desk.tally import Line, Tallies, tallies
from infoneige.plans.holding import held_changes
from infoneige.sending.forecasting import Forecaster, Outlook
from infoneige.sending.standstill import is_stuck
from infoneige.storage import versions as stored_versions
from infoneige.storage import watching as stored
from infoneige.storage.database import Connection, Database
from infoneige.storage.error_reports import Waiting, error_reports_waiting
from infoneige.storage.inbound import Unread, unread
from infoneige.storage.sender_beats import SenderBeat, sender_beats
from infoneige.storage.sending_pause import SendingPause, sending_pause
from infoneige.storage.versions import Version

ALL_SINCE: Final = timedelta(hours=24)
"""How far back the past is counted where all is watched."""

CHOICE: Final = 6
LOG: Final = 12
ALIVE: Final = timedelta(seconds=45)
"""Without a sign of life for longer, a sender counts as stopped."""

FORESEEN_FOR: Final = timedelta(seconds=15)
"""How long a forecast is shown: it wants messages worded, and moves slowly."""

WATCHED: Final = frozenset(
    {
        Verb.PLAN_PUBLISHED,
        Verb.PLAN_TAKEN_BACK,
        Verb.PUBLISH_REQUESTED,
        Verb.PUBLISH_APPROVED,
        Verb.PUBLISH_SCHEDULED,
        Verb.PUBLISH_REFUSED,
        Verb.HELD_RELEASED,
        Verb.HELD_DISCARDED,
        Verb.FEED_PAUSED,
        Verb.FEED_RESUMED,
        Verb.SENDING_PAUSED,
        Verb.SENDING_RESUMED,
    }
)
"""What of the audit trail tells how the sending goes; who logged in does not."""


Areas = Mapping[StreetSideId, tuple[AreaName, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """What sending stands on, and what is wrong with it.

    ``beats`` has the newest sign of life of each sender, with the trouble of any of its processes that lives.
    ``unread`` says that what people texted during an outage cannot be read, ``reports`` that what they reported waits.
    """

    beats: tuple[SenderBeat, ...]
    feeds: tuple[FeedStanding, ...]
    held: int
    last_handed_over: datetime | None
    unread: Unread | None
    reports: Waiting | None

    def is_alive(self, beat: SenderBeat, now: datetime) -> bool:
        """Say whether a sender runs."""
        return now - beat.at <= ALIVE


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """What the page shows, as of ``at``; of one version, or of all for None.

    ``minutes`` are the texts of the last half hour, minute by minute, ``ceiling`` the segments that the sender may hand
    over in one. ``looked_up_at`` is when we next ask what became of a call without an answer.
    """

    at: datetime
    version: Version | None
    choice: tuple[Version, ...]
    found: Tallies
    minutes: tuple[int, ...]
    ceiling: int
    outlook: Outlook
    oldest_due: datetime | None
    looked_up_at: datetime | None
    pause: SendingPause | None
    health: Health
    events: tuple[RecordedEvent, ...]

    @property
    def is_stuck(self) -> bool:
        """Say whether something has long been due and nothing goes, though nobody holds it back."""
        return self.pause is None and is_stuck(
            self.at, oldest_due=self.oldest_due, last_handed_over=self.health.last_handed_over
        )


class Watching:
    """Watches the queue, for however many ask at once."""

    def __init__(self, database: Database, book: AddressBook, clock: Clock, forecaster: Forecaster, rate: int) -> None:
        """Take what is watched; ``rate`` is how many segments the sender may hand over in a second."""
        self._database = database
        self._book = book
        self._forecaster = forecaster
        self._ceiling = 60 * rate
        self._shown: OneAtATime[int | None, Watched] = OneAtATime(clock)
        self._outlooks: OneAtATime[None, Outlook] = OneAtATime(clock, FORESEEN_FOR)
        self._areas: Areas = {}

    def look(self, publish_id: int | None) -> Watched:
        """Return how the messages of a version stand, or all of them for None or a version that there is not.

        What is returned may be two seconds old, or more where it takes long to work out.
        """
        return self._shown.of(publish_id, lambda now: self._look(publish_id, now))

    def usual_version(self) -> int | None:
        """Return the newest version of which anybody is told; None where nobody is."""
        with self._database.read() as connection:
            found = stored.versions_that_told(self._database, connection, 1)
        return found[0] if found else None

    def look_anew(self) -> None:
        """Let the next look be a new one: something was just done."""
        self._shown.forget()
        self._outlooks.forget()

    def _look(self, publish_id: int | None, now: datetime) -> Watched:
        database = self._database
        outlook = self._outlooks.of(None, self._forecaster.outlook)
        feeds, held = feed_standings(database), held_changes(database)
        with database.read() as connection:
            numbers = stored.versions_that_told(database, connection, CHOICE)
            version = None if publish_id is None else stored_versions.version(database, connection, publish_id)
            choice = (stored_versions.version(database, connection, number) for number in numbers)
            return Watched(
                at=now,
                version=version,
                choice=tuple(one for one in choice if one is not None),
                found=tallies(self._lines(connection, version, now), self._all_areas()),
                minutes=stored.texts_by_minute(database, connection, now),
                ceiling=self._ceiling,
                outlook=outlook,
                oldest_due=stored.oldest_due(database, connection),
                looked_up_at=stored.next_answer_looked_up(database, connection),
                pause=sending_pause(database, connection),
                health=Health(
                    beats=_newest(sender_beats(database, connection), now),
                    feeds=feeds,
                    held=len(held),
                    last_handed_over=stored.last_handed_over(database, connection),
                    unread=unread(database, connection, now=now),
                    reports=error_reports_waiting(database, connection),
                ),
                events=stored.watched_events(database, connection, WATCHED, LOG),
            )

    def _lines(self, connection: Connection, version: Version | None, now: datetime) -> list[Line]:
        if version is None:
            return stored.tally_of_all(self._database, connection, now - ALL_SINCE, now)
        return stored.tally_of_version(self._database, connection, version.publish_id, version.published_at, now)

    def _all_areas(self) -> Areas:
        """Return the areas of every side; the street file is read once."""
        if not self._areas:
            self._areas = areas_of_sides(self._book)
        return self._areas


def _newest(beats: tuple[SenderBeat, ...], now: datetime) -> tuple[SenderBeat, ...]:
    """Return one sign of life of each sender: the newest, or that of a process that lives and is in trouble."""
    found: dict[str, SenderBeat] = {}
    for beat in beats:
        known = found.get(beat.sender)
        if known is None or known.trouble is None or now - known.at > ALIVE:
            found[beat.sender] = beat
    return tuple(found.values())
