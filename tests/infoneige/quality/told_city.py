"""Operations that were published and delivered, as the quality page finds them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from geodata.model import StreetSideId
from infoneige.pipeline import publish
from infoneige.plans.signature import Signature
from infoneige.storage.database import Database
from infoneige.storage.instants import to_text
from notifier.lanes import first_lane
from notifier.model import Channel
from schedules.model import LoadingStatus, Period, Plan, PlanBatch, PlanMode
from tests.outbox_world import NOW, World

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
NIGHT = Period(NOW + 10 * HOUR, NOW + 22 * HOUR)


@dataclass
class ToldCity:
    """A database; what is said is published at ``now``, what is due then is handed over when one says so."""

    database: Database
    now: datetime = NOW

    def __post_init__(self) -> None:
        self.world = World(self.database)

    def say(
        self,
        status: LoadingStatus,
        *sides: str,
        period: Period | None = NIGHT,
        operation: str | None = None,
        signature: Signature | None = None,
        source: str = "planif-neige",
    ) -> int | None:
        """Publish one status of some sides; return the version."""
        has_hours = status in (LoadingStatus.PLANNED, LoadingStatus.REPLANNED)
        hours = period if has_hours else None
        plans = tuple(
            Plan(StreetSideId(side), status, planned=hours, replanned=hours, operation=operation) for side in sides
        )
        return publish(
            self.database,
            PlanBatch(plans),
            source=source,
            mode=PlanMode.CHANGES,
            coalesce=timedelta(0),
            content_hash="",
            now=self.now,
            signature=signature,
            confirmed=True,
        ).publish_id

    def later(self, span: timedelta) -> datetime:
        """Let time pass."""
        self.now += span
        return self.now

    def people(self, count: int, sides: Iterable[str], *, name: str = "person", channel: str = "console") -> None:
        """Subscribe people, each to all of these sides."""
        for number in range(count):
            self.world.person(f"{name} {number}", sides=list(sides), channel=channel)
        self.world.change(
            f"UPDATE subscription SET first_lane = {first_lane(Channel(channel))} WHERE recipient_id IN "
            f"(SELECT recipient_id FROM recipient WHERE channel = '{channel}')"
        )

    def becomes(self, state: str) -> None:
        """Let everything that is due now have come to this."""
        at = to_text(self.now)
        handed = f", handed_over_at = '{at}'" if state in ("accepted", "sent", "delivered") else ""
        self.world.change(f"UPDATE outbox SET state = '{state}'{handed} WHERE state = 'due' AND send_at <= '{at}'")
