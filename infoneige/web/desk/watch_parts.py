"""What the pages need that watch the queue, look people up and steer the sources."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from geodata.address_book import AddressBook
from infoneige.clock import Clock
from infoneige.config import Settings
from infoneige.desk.guards import GuardLimits
from infoneige.desk.model import Preview
from infoneige.desk.watching import Watching
from infoneige.desk.weighing import weigh
from infoneige.secrecy.vault import Vault
from infoneige.sending.forecasting import Forecaster
from infoneige.sending.senders import profile_of
from infoneige.storage.database import Database
from schedules.model import PlanBatch, PlanMode

WeighHeld = Callable[[PlanBatch, PlanMode, str, datetime], Preview]
"""Says what publishing a held batch of a source would do, as of an instant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchParts:
    """``vault`` finds people by their number; ``regions`` are those whose numbers are read without a country code.

    ``feed_name`` is the source that is polled, empty for none; its data are old after ``stale_after``.
    """

    watching: Watching
    vault: Vault = field(repr=False)
    weigh_held: WeighHeld
    regions: Collection[str]
    stale_after: timedelta
    feed_name: str


def watch_parts(settings: Settings, clock: Clock, database: Database, book: AddressBook, vault: Vault) -> WatchParts:
    """Return what these pages work with, under these settings."""
    profile, price = profile_of(settings), settings.sms_price
    limits = GuardLimits(settings.desk_reason_people, settings.desk_approval_people)

    def weigh_held(batch: PlanBatch, mode: PlanMode, source: str, now: datetime) -> Preview:
        return weigh(
            database,
            book,
            batch,
            mode=mode,
            coalesce=timedelta(0),
            profile=profile,
            price=price,
            limits=limits,
            now=now,
            source=source,
        )

    forecaster = Forecaster(database, book.sides, profile, price)
    return WatchParts(
        watching=Watching(database, book, clock, forecaster, profile.segments_per_second),
        vault=vault,
        weigh_held=weigh_held,
        regions=settings.sms_regions,
        stale_after=settings.stale_after,
        feed_name=settings.feed_name if settings.feed.value != "none" else "",
    )
