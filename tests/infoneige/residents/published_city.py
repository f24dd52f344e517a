"""A city whose plans tests publish through the real pipeline, on a clock that they set."""

from datetime import UTC, datetime, timedelta

from geodata.address_book import AddressBook
from geodata.model import StreetSideId
from infoneige.clock import FakeClock
from infoneige.pipeline import publish
from infoneige.residents.states import SideStates
from infoneige.storage.database import Database
from schedules.model import BanWindow, LoadingStatus, Period, Plan, PlanBatch, PlanMode
from tests.outbox_world import NOW

FLAVIE_EVEN, FLAVIE_ODD, ELOI = map(StreetSideId, ("90000552", "90000551", "90000072"))
"""Rue Sainte-Flavie 100-198 and 101-199, rue Saint-Éloi 200-298."""

FEED, OPERATOR = "planif-neige", "operator"
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
NIGHT = Period(NOW + 5 * HOUR, NOW + 17 * HOUR)
"""From 19 h to 7 h."""

STORM = datetime(2025, 12, 26, 22, 22, tzinfo=UTC)
"""When the last of the real plans of December 2025 was recorded."""

_WITH_HOURS = {LoadingStatus.PLANNED, LoadingStatus.REPLANNED}


class PublishedCity:
    """One database, one street file, one clock."""

    def __init__(self, database: Database, streets: AddressBook) -> None:
        self.database = database
        self.streets = streets
        self.clock = FakeClock(NOW)
        self.states = SideStates(database, streets, self.clock)

    def say(
        self,
        status: LoadingStatus,
        *sides: str,
        period: Period | None = NIGHT,
        source: str = FEED,
        mode: str = "changes",
    ) -> None:
        """Publish one status of some sides, now; a status without hours has none."""
        hours = period if status in _WITH_HOURS else None
        plans = (
            Plan(StreetSideId(side), status, planned=hours, replanned=hours, updated_at=self.clock.now())
            for side in sides
        )
        self.publish(*plans, source=source, mode=PlanMode(mode))

    def publish(self, *plans: Plan, source: str = FEED, mode: PlanMode = PlanMode.CHANGES) -> None:
        """Publish these plans now."""
        publish(
            self.database,
            PlanBatch(plans),
            source=source,
            mode=mode,
            coalesce=timedelta(0),
            content_hash="",
            now=self.clock.now(),
            confirmed=True,
        )

    def later(self, span: timedelta) -> datetime:
        """Let time pass; return the new instant."""
        self.clock.set(self.clock.now() + span)
        return self.clock.now()


def ban(side: str, period: Period = NIGHT) -> BanWindow:
    """Return the ban of a side over a period."""
    return BanWindow(StreetSideId(side), period.starts_at, period.ends_at)
