"""The process that works on one load: ``python -m infoneige.desk.job_child 7``, under the service's settings."""

import logging
import os
import resource
import sys
import time
from collections.abc import Mapping
from contextlib import closing
from typing import Final

from geodata.address_book import AddressBook
from infoneige.clock import Clock, SystemClock
from infoneige.config import load_settings
from infoneige.desk.job import weigher, work
from infoneige.desk.model import LoadState
from infoneige.desk.sweeping import SILENT_AFTER
from infoneige.memory import collect_rarely
from infoneige.storage import loads
from infoneige.storage.database import Database, open_database

MOST_AT_ONCE: Final = 2
"""Loads at work, whoever started them."""

MOST_MEMORY: Final = 3 * 1024**3
"""Bytes of addresses: a file made to fill the machine fails alone."""

_NICER: Final = 5
_LOOK_AGAIN: Final = 0.25
_BUSY: Final = (LoadState.READING, LoadState.WEIGHING)


def main(load_id: int, environment: Mapping[str, str]) -> None:
    """Work on a load when its turn has come, more politely than those who serve pages and send alerts."""
    os.nice(_NICER)
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    settings, clock = load_settings(environment), SystemClock()
    with open_database(settings.database) as database, closing(AddressBook.open(settings.geodata)) as book:
        while _is_busy(database, clock):
            time.sleep(_LOOK_AGAIN)
        collect_rarely()
        work(database, book, load_id, clock, weigher(database, book, settings))


def _is_busy(database: Database, clock: Clock) -> bool:
    """Say whether as many loads as may be are at work; one that has fallen silent is not."""
    alive_since = clock.now() - SILENT_AFTER
    with database.read() as connection:
        at_work = loads.in_states(database, connection, _BUSY)
    return sum(load.moved_at > alive_since for load in at_work) >= MOST_AT_ONCE


if __name__ == "__main__":
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    main(int(sys.argv[1]), os.environ)
