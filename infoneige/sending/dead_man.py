"""The dead man's switch: a monitor elsewhere hears each minute that all is well, and else raises the alarm."""

import logging
from datetime import timedelta
from typing import Final

import certifi
from urllib3 import PoolManager, Timeout
from urllib3.exceptions import HTTPError

from infoneige.clock import Clock
from infoneige.sending.standstill import is_stuck
from infoneige.storage.database import Database
from infoneige.storage.sending_pause import sending_pause
from infoneige.storage.watching import last_handed_over, oldest_due

TELL_EVERY: Final = timedelta(minutes=1)

_PATIENCE: Final = Timeout(connect=3.0, read=3.0)
_MULTIPLE_CHOICES: Final = 300
_log = logging.getLogger(__name__)


class DeadMan:
    """Tells the monitor at a URL, by a GET whose answer means nothing to us; the URL is a secret, and never logged."""

    def __init__(self, url: str, database: Database, clock: Clock) -> None:
        """Connect to nothing yet."""
        self._url = url
        self._database = database
        self._clock = clock
        self._pool = PoolManager(num_pools=1, timeout=_PATIENCE, retries=False, ca_certs=certifi.where())

    def tell(self) -> None:
        """Say that all is well, unless what is due does not go. A monitor that does not answer is logged.

        What the database raises is raised: then nothing is said, and that is what the monitor waits for.
        """
        if self._is_stuck():
            _log.error("something has long been due and nothing goes: the monitor is left to raise the alarm")
            return
        try:
            answer = self._pool.request("GET", self._url, redirect=False, preload_content=False)
            answer.close()
        except (HTTPError, OSError) as error:  # their texts may hold the URL
            _log.warning("the monitor cannot be told that all is well: %s", type(error).__name__)
            return
        if answer.status >= _MULTIPLE_CHOICES:
            _log.warning("the monitor does not take it that all is well: it answers %d", answer.status)

    def _is_stuck(self) -> bool:
        with self._database.read() as connection:
            if sending_pause(self._database, connection) is not None:
                return False
            return is_stuck(
                self._clock.now(),
                oldest_due=oldest_due(self._database, connection),
                last_handed_over=last_handed_over(self._database, connection),
            )
