"""The work on one load: read it, weigh it, leave it ready for a person, unusable or failed. Nothing is published."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from geodata.address_book import AddressBook
from infoneige.clock import Clock
from infoneige.config import Settings
from infoneige.desk.guards import GuardLimits
from infoneige.desk.model import Load, LoadKind, LoadState, Preview, Refusal
from infoneige.desk.preview_text import to_text
from infoneige.desk.reading import read_plan
from infoneige.desk.sweeping import AT_WORK
from infoneige.desk.weighing import weigh
from infoneige.errors import ServiceError
from infoneige.storage import loads
from infoneige.storage.database import Connection, Database
from notifier.sender_profiles import SENDER_PROFILES
from schedules.model import PlanBatch
from schedules.plan_table.street_directory import StreetDirectory
from schedules.plan_table.unusable import UnusableFileError

BETWEEN_WORDS: Final = timedelta(milliseconds=300)
"""Between two words about how far the reading is."""

Weigh = Callable[[Load, PlanBatch, datetime], Preview]
"""Says what publishing a load would do, as of an instant."""

_log = logging.getLogger(__name__)


def work(database: Database, book: StreetDirectory, load_id: int, clock: Clock, weigh: Weigh) -> None:
    """Take a received load on until a person must decide; one in another state is somebody else's, and left alone.

    Whatever goes wrong ends in a state of the load: ``UNUSABLE`` with its refusal, or ``FAILED``, after which it may
    be tried anew.
    """
    job = _Job(database, load_id, clock)
    load = job.begin()
    if load is None:
        return
    try:
        batch = job.read(load, book)
        job.weigh(load, batch, weigh)
    except UnusableFileError as error:
        job.end(LoadState.UNUSABLE, refusal=Refusal(error.place, error.reason, error.suggestion))
    except Exception:  # noqa: BLE001 - whatever it is, somebody waits for an answer
        _log.exception("the job on load %d failed", load_id)
        job.end(LoadState.FAILED)


def fail(database: Database, load_id: int, *, now: datetime) -> None:
    """Say that the job on a load has died, if it had not ended."""
    with database.transaction() as connection:
        loads.move(database, connection, load_id, AT_WORK, LoadState.FAILED, now=now)


def weigher(database: Database, book: AddressBook, settings: Settings) -> Weigh:
    """Return what weighs loads under these settings."""
    limits = GuardLimits(settings.desk_reason_people, settings.desk_approval_people)

    def weigh_load(load: Load, batch: PlanBatch, now: datetime) -> Preview:
        return weigh(
            database,
            book,
            batch,
            mode=load.mode,
            coalesce=settings.coalesce,
            profile=SENDER_PROFILES[settings.sms_sender_profile],
            price=settings.sms_price,
            limits=limits,
            now=now,
            is_our_error=load.is_our_error,
        )

    return weigh_load


@dataclass(slots=True)
class _Job:
    database: Database
    load_id: int
    clock: Clock
    told_at: datetime | None = None

    def begin(self) -> Load | None:
        """Take the load, unless somebody else has."""
        with self.database.transaction() as connection:
            if not self._move(connection, LoadState.RECEIVED, LoadState.READING):
                return None
            return loads.load(self.database, connection, self.load_id)

    def read(self, load: Load, book: StreetDirectory) -> PlanBatch:
        """Return what the load says, and keep it; what came without a file was read when it was made."""
        is_file = load.kind is LoadKind.FILE
        with self.database.read() as connection:
            content = loads.content_of(self.database, connection, self.load_id) if is_file else None
            batch = loads.batch_of(self.database, connection, self.load_id) if content is None else None
        if content is not None:
            batch = read_plan(content, book, self.clock.now(), day_first=load.day_first, tell=self._tell)
        with self.database.transaction() as connection:
            if not self._move(connection, LoadState.READING, LoadState.WEIGHING) or batch is None:
                message = f"load {self.load_id} was taken away while it was read"
                raise ServiceError(message)
            if content is not None:
                loads.keep_batch(self.database, connection, self.load_id, batch)
        return batch

    def weigh(self, load: Load, batch: PlanBatch, weigh: Weigh) -> None:
        """Keep what publishing it would do, for a person to look at; what was made from an earlier version stays so."""
        preview = weigh(load, batch, self.clock.now())
        with self.database.transaction() as connection:
            self._move(
                connection,
                LoadState.WEIGHING,
                LoadState.READY,
                preview=to_text(preview),
                base_version=preview.base_version if load.base_version is None else load.base_version,
            )

    def end(self, state: LoadState, **columns: object) -> None:
        """Leave the load in a state in which nobody works on it."""
        with self.database.transaction() as connection:
            loads.move(self.database, connection, self.load_id, AT_WORK, state, now=self.clock.now(), **columns)

    def _move(self, connection: Connection, start: LoadState, to: LoadState, **columns: object) -> bool:
        return loads.move(self.database, connection, self.load_id, {start}, to, now=self.clock.now(), **columns)

    def _tell(self, share: float) -> None:
        now = self.clock.now()
        if self.told_at is not None and now - self.told_at < BETWEEN_WORDS:
            return
        self.told_at = now
        with self.database.transaction() as connection:
            thousandths = int(share * 1000)
            loads.tell_progress(self.database, connection, self.load_id, LoadState.READING, thousandths, now=now)
