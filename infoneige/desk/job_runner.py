"""Who works on loads: a process for each, so that pages stay quick and a bad file can only end its own process."""

import logging
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Protocol

from geodata.address_book import AddressBook
from infoneige.clock import Clock
from infoneige.config import Settings, variable
from infoneige.desk.job import fail, weigher, work
from infoneige.desk.job_child import MOST_AT_ONCE
from infoneige.storage.database import Database

_log = logging.getLogger(__name__)


class JobRunner(Protocol):
    """What has a load worked on."""

    def start(self, load_id: int) -> None:
        """Have a received load read and weighed; return at once."""


class ChildProcessRunner:
    """Gives each load a process of its own, a few at once; the others wait their turn."""

    def __init__(self, database: Database, settings: Settings, clock: Clock) -> None:
        """Keep what a process is started with: this one's environment and settings."""
        given = {
            variable("database"): settings.database,
            variable("geodata"): str(settings.geodata),
            variable("coalesce"): f"{settings.coalesce.total_seconds():.0f}s",
        }
        self._environment = dict(os.environ) | given
        self._database = database
        self._clock = clock
        self._turns = ThreadPoolExecutor(MOST_AT_ONCE, thread_name_prefix="load")

    def start(self, load_id: int) -> None:
        """Have a received load read and weighed; return at once."""
        self._turns.submit(self._run, load_id)

    def close(self) -> None:
        """Wait for the loads at work, and start no other: those are failed by the sweep, and may be tried anew."""
        self._turns.shutdown(cancel_futures=True)

    def _run(self, load_id: int) -> None:
        command = [sys.executable, "-m", "infoneige.desk.job_child", str(load_id)]
        ended = subprocess.run(command, env=self._environment, check=False)  # noqa: S603 - no word of it is typed
        if ended.returncode:
            _log.error("the process of load %d ended with %d", load_id, ended.returncode)
            fail(self._database, load_id, now=self._clock.now())


@dataclass(frozen=True, slots=True)
class InlineRunner:
    """Works on a load at once, in this very thread."""

    database: Database
    book: AddressBook
    settings: Settings
    clock: Clock

    def start(self, load_id: int) -> None:
        """Read and weigh a received load; return when it is done."""
        work(self.database, self.book, load_id, self.clock, weigher(self.database, self.book, self.settings))
