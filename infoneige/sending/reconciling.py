"""Asks a provider what became of messages that it took, where no receipt says so: it never came, or we were down."""

import logging
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Final

from infoneige.clock import Clock
from infoneige.sending.gates import SenderPace
from infoneige.storage.database import Database
from infoneige.storage.reconciling import Silent, Unreported
from notifier.channels.contract import Found, Reporting
from notifier.model import Channel, NotifierError
from notifier.pacing import Pace

_log = logging.getLogger(__name__)

BATCH: Final = 60
EVERY: Final = timedelta(seconds=30)
"""So many questions are asked in so long, by all processes together, however many messages have no receipt."""

REST: Final = timedelta(minutes=5)
"""How long a provider that cannot be asked is left alone: nobody waits for the answer."""

_AT_ONCE: Final = 4

Said = Found | None | NotifierError
"""What a provider says of a message, None if it knows none, or why it cannot be asked now."""


class Reconciling:
    """Looks after the messages of one channel that were handed over and never reported on."""

    def __init__(self, database: Database, clock: Clock, provider: Reporting, channel: Channel) -> None:
        """Take all that a question needs; nothing is asked yet."""
        self.name = f"{channel.value} receipts"
        self._unreported = Unreported(database, channel)
        self._clock = clock
        self._provider = provider
        self._pace = SenderPace(database, f"{self.name} asked for", Pace(1 / EVERY.total_seconds()))
        self._rests_until: datetime | None = None
        self._stopping = threading.Event()

    def ask_due(self) -> int:
        """Ask about what is due and the budget allows, or until stopped; return how much was dealt with."""
        now = self._clock.now()
        dealt_with = self._unreported.find(now)
        if self._opens_at(now) > now:
            return dealt_with
        claimed = self._unreported.claim(now, BATCH)
        if claimed:
            self._pace.charge(1, now)
            self._ask_all(claimed)
        return dealt_with + len(claimed)

    def next_due(self) -> datetime | None:
        """Return when there is something to ask next, None for never."""
        found = self._unreported.next_question()
        return None if found is None else max(found, self._opens_at(self._clock.now()))

    def stop(self) -> None:
        """End a run on another thread after the questions that it is asking."""
        self._stopping.set()

    def _opens_at(self, now: datetime) -> datetime:
        return max(self._pace.opens_at(now), self._rests_until or now)

    def _ask_all(self, messages: Sequence[Silent]) -> None:
        """Ask about a few at a time, until the provider cannot be asked; the others are put off already."""
        with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="receipts") as pool:
            for first in range(0, len(messages), _AT_ONCE):
                some = messages[first : first + _AT_ONCE]
                if self._stopping.is_set() or not self._take(some, list(pool.map(self._ask, some))):
                    return

    def _take(self, messages: Sequence[Silent], answers: Sequence[Said]) -> bool:
        """Record what was said; say whether the provider can be asked more."""
        now = self._clock.now()
        for message, said in zip(messages, answers, strict=True):
            if not isinstance(said, NotifierError):
                self._unreported.record(message, said, now)
        troubles = [said for said in answers if isinstance(said, NotifierError)]
        if troubles:
            self._rests_until = now + REST
            _log.warning("the provider is not asked for receipts until %s: %s", self._rests_until, troubles[0])
        return not troubles

    def _ask(self, message: Silent) -> Said:
        try:
            return self._provider.what_became_of(message.provider_id)
        except NotifierError as error:
            return error
        except Exception as error:  # noqa: BLE001 - whatever it is, nothing is known
            return NotifierError(type(error).__name__)
