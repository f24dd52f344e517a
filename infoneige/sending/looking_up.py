"""Asks a provider what became of calls that it never answered, before anything is sent again."""

import logging
import secrets
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from infoneige.clock import Clock
from infoneige.errors import ServiceError
from infoneige.secrecy.vault import Vault
from infoneige.storage.database import Database
from infoneige.storage.looking_up import Doubt, Doubts, Said
from notifier.channels.contract import LookUp, Question
from notifier.markers import marker
from notifier.model import Channel, NotifierError

_log = logging.getLogger(__name__)

_AT_ONCE = 8
_BATCH = 2 * _AT_ONCE
"""How many questions are asked at once, and how many are leased: two rounds of the longest call, within a lease."""


class LookingUp:
    """Looks after the unanswered calls of one channel, whose delivery loop must have been told that it ``asks``."""

    def __init__(
        self, database: Database, clock: Clock, look_up: LookUp, channel: Channel, vault: Vault, key: bytes
    ) -> None:
        """Take all that a question needs; ``key`` made the markers. Nothing is asked yet."""
        self._doubts = Doubts(database, f"look-up {secrets.token_hex(6)}", channel)
        self._clock = clock
        self._provider = look_up
        self._vault = vault
        self._key = key
        self._stopping = threading.Event()
        self.name = f"{channel.value} look-up"

    def look_up_due(self) -> int:
        """Ask about all that has settled, or until stopped; return how many entries were dealt with."""
        dealt_with = self._doubts.give_up(self._clock.now()).total()
        with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="look-up") as pool:
            while not self._stopping.is_set():
                leased = self._doubts.lease(self._clock.now(), _BATCH)
                if not leased.doubts:
                    break
                said = list(zip(leased.doubts, pool.map(self._ask, leased.doubts), strict=True))
                dealt_with += self._doubts.record(leased.token, said, self._clock.now()).total()
        return dealt_with

    def next_due(self) -> datetime | None:
        """Return when there is something to ask next, None for never."""
        found = self._doubts.next_due()
        return None if found is None else max(found, self._clock.now())

    def stop(self) -> None:
        """End a run on another thread after the questions that it is asking."""
        self._stopping.set()

    def _ask(self, doubt: Doubt) -> Said:
        try:
            recipient = self._vault.opened(doubt.recipient)
            return self._provider.look_up(Question(recipient, (marker(doubt.leader, self._key),), doubt.called_at))
        except (NotifierError, ServiceError) as error:
            _log.warning("the provider cannot be asked about the outbox entry %s: %s", doubt.leader, error)
            return NotifierError(str(error))
        except Exception as error:  # noqa: BLE001 - whatever it is, nothing is known
            kind = type(error).__name__
            _log.warning("the question about the outbox entry %s failed: %s", doubt.leader, kind)
            return NotifierError(kind)
