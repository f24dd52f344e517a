"""Fetches what people texted while nobody of us could be called: a webhook comes once, and an ARRET must not be lost.

The provider's list is looked through soon after a start and every ten minutes, from a little before the last look. What
is new to us goes to the desk to which the webhook brings it, so that each text is taken once, whoever comes first.

Nothing that is found so is answered, a STOP neither: after it we are silent, an answer hours later confuses, and one
that is sent, where a webhook's is returned, could be sent twice. Who hears nothing writes again, and then is answered.

A list that cannot be read is kept in the database as such until it is read to its end: operators must know, for whoever
said STOP meanwhile is still written to.
"""

import logging
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final

from infoneige.clock import Clock
from infoneige.people.inbound import InboundDesk
from infoneige.storage.database import Database
from infoneige.storage.inbound import inbox_seen_until, known_texts, note_inbox_seen, note_inbox_unread
from notifier.channels.contract import Inbox, NotNowError, ReceivedText
from notifier.inbound import CommandKind, read_command

_log = logging.getLogger(__name__)

LOOK_EVERY: Final = timedelta(minutes=10)
REST: Final = timedelta(minutes=1)
"""How long nothing is asked after a look that failed, where the provider names no time."""

OVERLAP: Final = timedelta(minutes=15)
"""How far before the last look the next one begins: for clocks that differ, and a list that lags behind."""

FIRST_LOOK: Final = timedelta(hours=24)

HELD_AT_MOST: Final = timedelta(minutes=2)

_Starts = dict[str, datetime]
"""When a number last wrote START, of what was seen in one look."""


class MissedTexts:
    """Looks through the inboxes at the provider."""

    name = "missed texts"

    def __init__(self, database: Database, clock: Clock, inboxes: Sequence[Inbox], desk: InboundDesk) -> None:
        """Take all that a look needs; nothing is asked yet."""
        self._database = database
        self._clock = clock
        self._inboxes = inboxes
        self._desk = desk
        self._rest: tuple[datetime, datetime] | None = None
        self._has_looked = False
        self._stopping = threading.Event()

    def fetch_due(self) -> int:
        """Take what was missed, if it is time to look, until stopped; return how many texts were new."""
        now = self._clock.now()
        if self._rest and self._rest[0] <= now < self._rest[1]:  # before it, the clock was set back
            return 0
        self._rest = now, now + REST
        try:
            found = [self._try(inbox, now) for inbox in self._inboxes]
        finally:
            self._has_looked = True
        refusals = [one for one in found if isinstance(one, datetime)]
        self._rest = now, max(refusals, default=now + LOOK_EVERY)
        return sum(one for one in found if isinstance(one, int))

    def next_due(self) -> datetime:
        """Return when to look next."""
        now = self._clock.now()
        return max(self._rest[1], now) if self._rest else now

    def may_send(self) -> bool:
        """Say whether alerts may go: the first look is over, or takes so long that they wait no more."""
        is_long = self._rest is not None and self._clock.now() - self._rest[0] >= HELD_AT_MOST
        return self._has_looked or is_long

    def stop(self) -> None:
        """End a look on another thread after the page that it is at."""
        self._stopping.set()

    def _try(self, inbox: Inbox, now: datetime) -> int | datetime:
        """Look through one inbox, and return how many texts were new; when to try again, where it cannot be done."""
        try:
            return self._look(inbox, now)
        except NotNowError as error:
            again_at = max(error.retry_at or now, now + REST)
            _log.warning("what people texted cannot be looked through until %s: %s", again_at, error)
            with self._database.transaction() as connection:
                note_inbox_unread(self._database, connection, inbox.name, str(error), now=now)
            return again_at

    def _look(self, inbox: Inbox, now: datetime) -> int:
        """Look through one inbox; only a look that came to its end, with all taken, is kept as one."""
        taken, starts = Counter[bool](), _Starts()
        for page in inbox.texts(self._since(inbox, now)):
            taken.update(self._take(page, starts))
            if self._stopping.is_set():
                return taken[True]
        if taken[True]:
            _log.info("%s texts were found that no webhook had brought us", taken[True])
        if taken[False]:
            message = f"{taken[False]} texts could not be taken"
            raise NotNowError(message)
        with self._database.transaction() as connection:
            note_inbox_seen(self._database, connection, inbox.name, now)
        return taken[True]

    def _since(self, inbox: Inbox, now: datetime) -> datetime:
        with self._database.read() as connection:
            seen_until = inbox_seen_until(self._database, connection, inbox.name)
        return now - FIRST_LOOK if seen_until is None else min(seen_until, now) - OVERLAP

    def _take(self, page: Sequence[ReceivedText], starts: _Starts) -> Iterator[bool]:
        """Take what is new of a page, the newest first; say of each such text whether it could be."""
        with self._database.read() as connection:
            known = known_texts(self._database, connection, [text.provider_id for text in page])
        for text in page:
            if text.provider_id not in known:
                yield self._is_taken(text, is_overtaken=_is_before(text, starts.get(text.number)))
            if text.written_at and read_command(text.text).kind is CommandKind.START:
                starts[text.number] = max(text.written_at, starts.get(text.number, text.written_at))

    def _is_taken(self, text: ReceivedText, *, is_overtaken: bool) -> bool:
        try:
            self._desk.take_listed(text, is_overtaken=is_overtaken)
        except Exception as error:  # noqa: BLE001 - whatever it is, the other texts must be taken; it may hold a number
            _log.error("a text that was missed could not be taken: %s", type(error).__name__)
            return False
        return True


def _is_before(text: ReceivedText, instant: datetime | None) -> bool:
    """Say whether a text was surely written before an instant; in doubt a STOP holds."""
    return text.written_at is not None and instant is not None and text.written_at < instant
