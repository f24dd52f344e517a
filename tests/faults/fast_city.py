"""A small city in a hurry: its people, plans drawn at random, and a fast clock that many processes share."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from geodata.model import StreetSideId
from infoneige.clock import SystemClock
from infoneige.pipeline import PublishResult, publish
from infoneige.storage.database import Database
from infoneige.storage.migrate import migrate
from infoneige.storage.subscriptions import add_subscriptions
from notifier.model import Channel, PreferenceProfile, Recipient, Subscription
from schedules.model import LoadingStatus, Period, Plan, PlanBatch, PlanMode
from tests.vault import VAULT

SPEED = 120
"""Seconds of the city in one of ours: a lease and the settle time after it pass in two."""

SIDES = 60
PEOPLE = 1000
BIG = 5000
_HOURS = timedelta(hours=12)
_NO_REMINDERS = PreferenceProfile()


@dataclass(frozen=True)
class FastClock:
    """The machine's clock, sped up since an instant that all processes know."""

    began_at: datetime
    speed: int = SPEED

    def now(self) -> datetime:
        return self.began_at + self.speed * (SystemClock().now() - self.began_at)


def people() -> list[str]:
    return [f"person {number}" for number in range(PEOPLE)]


def settle(database: Database, now: datetime) -> None:
    """Make the tables, and let everybody subscribe: one in five to two sides, all with two reminders."""
    migrate(database)
    draw = random.Random(1)
    profile = PreferenceProfile((timedelta(minutes=600), timedelta(minutes=590)))
    wishes = [
        wish(who, str(side), profile)
        for number, who in enumerate(people())
        for side in draw.sample(range(SIDES), 2 if number % 5 == 0 else 1)
    ]
    with database.transaction() as connection:
        add_subscriptions(database, connection, VAULT, wishes, now=now)


def wish(who: str, side: str, profile: PreferenceProfile = _NO_REMINDERS) -> Subscription:
    return Subscription(Recipient(Channel.CONSOLE, who), StreetSideId(side), profile)


def settle_a_big_city(database: Database, now: datetime) -> None:
    """Make the tables, and let one person subscribe to each side."""
    migrate(database)
    wishes = [wish(f"person {side}", str(side)) for side in range(BIG)]
    with database.transaction() as connection:
        add_subscriptions(database, connection, VAULT, wishes, now=now)


def plans_of_a_big_city(began_at: datetime, revision: int) -> list[Plan]:
    """Plan all sides for the same hours, which the revision tells."""
    return [plan_of(side, began_at, revision) for side in range(BIG)]


def plan_of(side: int, began_at: datetime, revision: int) -> Plan:
    """Plan one side for the hours that the revision tells."""
    starts_at = began_at + timedelta(hours=10, minutes=revision)
    return Plan(StreetSideId(str(side)), LoadingStatus.PLANNED, planned=Period(starts_at, starts_at + _HOURS))


def next_plans(draw: random.Random, began_at: datetime, count: int) -> list[Plan]:
    """Draw new plans for some sides: most of them get hours that many share, a few lose their ban."""
    return [_plan(draw, StreetSideId(str(side)), began_at) for side in draw.sample(range(SIDES), count)]


def _plan(draw: random.Random, side_id: StreetSideId, began_at: datetime) -> Plan:
    status = draw.choice([LoadingStatus.PLANNED] * 6 + [LoadingStatus.SNOWY] * 2 + [LoadingStatus.DEFERRED])
    starts_at = began_at + timedelta(hours=10, minutes=5 * draw.randrange(8))
    return Plan(side_id, status, planned=Period(starts_at, starts_at + _HOURS))


def publish_changes(database: Database, plans: list[Plan], now: datetime) -> PublishResult:
    return publish(
        database,
        PlanBatch(tuple(plans), rows=len(plans)),
        source="feed",
        mode=PlanMode.CHANGES,
        coalesce=timedelta(0),
        content_hash="",
        now=now,
    )
