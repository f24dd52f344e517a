"""The reports of the quality page, read from the database and the street file."""

from datetime import datetime, timedelta
from functools import cached_property
from typing import Final

from geodata.address_book import AddressBook
from geodata.model import StreetSideId
from infoneige.desk.absent import areas_of_sides
from infoneige.quality.bans import bans
from infoneige.quality.finding import find_operations, told_in
from infoneige.quality.measures import kept, kept_by_area
from infoneige.quality.one_maker import OneMaker
from infoneige.quality.report import AreaKind, Report
from infoneige.storage import quality
from infoneige.storage.database import Database
from schedules.operations import Operation

LIVE: Final = timedelta(minutes=1)
SETTLED: Final = timedelta(hours=1)
"""How long a report is kept; long after an operation, only a late receipt or word of the city may still change it."""

SETTLED_AFTER: Final = timedelta(days=2)


class QualityReports:
    """Reads how operations went. Safe to share between threads."""

    def __init__(self, database: Database, book: AddressBook) -> None:
        """Take what is read; nothing is read yet."""
        self._database = database
        self._book = book
        self._operations: OneMaker[tuple[Operation, ...]] = OneMaker()
        self._reports: OneMaker[Report] = OneMaker()

    def operations(self, now: datetime) -> tuple[Operation, ...] | None:
        """Return the operations of the last 400 days, the newest first; None while somebody counts them."""
        return self._operations.get("", now, lambda: self._find(now), kept_for=LIVE)

    def report(self, operation: Operation, now: datetime) -> Report | None:
        """Return how an operation went, as it was known less than a minute ago, or an hour where it is long over.

        It takes seconds for a whole city. While somebody waits for any report to be made, the others are given the last
        one, or None.
        """
        kept_for = SETTLED if now - operation.ends_at > SETTLED_AFTER else LIVE
        return self._reports.get(operation.number, now, lambda: self._report(operation, now), kept_for=kept_for)

    def _find(self, now: datetime) -> tuple[Operation, ...]:
        with self._database.read() as connection:
            return find_operations(self._database, connection, now)

    def _report(self, operation: Operation, now: datetime) -> Report:
        with self._database.read() as connection:
            about = (self._database, connection, operation)
            revisions = quality.revisions(*about)
            told = told_in(*about, (one.starts_at for one in revisions))
            guarded = quality.guarded(*about)
            taken_back, our_errors = quality.taken_back(*about)
        found = list(bans(revisions, now))
        return Report(
            operation=operation,
            made_at=now,
            city=kept(found),
            areas={kind: kept_by_area(found, names) for kind, names in self._areas.items()},
            told=told,
            guarded=guarded,
            taken_back=taken_back,
            our_errors=our_errors,
        )

    @cached_property
    def _areas(self) -> dict[AreaKind, dict[StreetSideId, str]]:
        named: dict[AreaKind, dict[StreetSideId, str]] = {kind: {} for kind in AreaKind}
        for side_id, areas in areas_of_sides(self._book).items():
            for kind, name in areas:
                named[AreaKind(kind)][side_id] = name
        return named
