from collections import Counter
from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from geodata.model import StreetSide, StreetSideId
from infoneige.pipeline import publish
from infoneige.sending.forecasting import Forecaster
from infoneige.storage.database import Database
from infoneige.storage.subscriptions import add_subscriptions
from notifier.forecast import Forecast
from notifier.model import AlertKind, Channel, PreferenceProfile, Recipient, Subscription
from notifier.sender_profiles import SENDER_PROFILES
from schedules.model import LoadingStatus, Period, Plan, PlanBatch, PlanMode
from tests.vault import VAULT

NOW = datetime(2026, 11, 23, 19, tzinfo=UTC)
SIDES = [StreetSideId(str(number)) for number in range(1, 11)]
BAN = Period(NOW + timedelta(hours=8), NOW + timedelta(hours=20))
BATCH = PlanBatch(tuple(Plan(side, LoadingStatus.PLANNED, planned=BAN) for side in SIDES))
SLOW = SENDER_PROFILES["long_code"]


def nameless(_sides: Collection[StreetSideId]) -> dict[StreetSideId, StreetSide]:
    return {}


def city(database: Database, people: int) -> Forecaster:
    """Subscribe people by SMS, two sides each, and as many browsers."""
    profile = PreferenceProfile(leads=(timedelta(hours=2),))
    wishes = [
        Subscription(Recipient(channel, address), SIDES[(number + step) % len(SIDES)], profile)
        for number in range(people)
        for channel, address in ((Channel.SMS, f"+1514555{number:04}"), (Channel.CONSOLE, f"screen {number}"))
        for step in range(2)
    ]
    with database.transaction() as connection:
        add_subscriptions(database, connection, VAULT, wishes, now=NOW)
    return Forecaster(database, nameless, SLOW, Decimal("0.01"))


def publish_batch(database: Database) -> None:
    publish(database, BATCH, source="operator", mode=PlanMode.CHANGES, coalesce=timedelta(0), content_hash="", now=NOW)


def of_publish(forecaster: Forecaster) -> Forecast:
    return forecaster.of_publish(BATCH, source="operator", mode=PlanMode.CHANGES, coalesce=timedelta(0), now=NOW)


def test_forecast_of_a_publish_is_that_of_the_queue_once_it_is_published(database: Database) -> None:
    forecaster = city(database, 30)
    foreseen = of_publish(forecaster)
    assert forecaster.of_queue(NOW) == Forecast(0, 0, Decimal(0), None, Counter())
    publish_batch(database)
    assert forecaster.of_queue(NOW) == foreseen


def test_forecast_counts_a_person_of_two_sides_once_and_nobody_who_is_not_reached_by_sms(database: Database) -> None:
    forecaster = city(database, 30)
    publish_batch(database)
    found = forecaster.of_queue(NOW)
    reminders_at = NOW + timedelta(hours=6)
    assert (found.messages, found.segments, found.cost) == (60, 60, Decimal("0.60"))
    assert found.drained_at == reminders_at + timedelta(seconds=30)
    assert found.expired == Counter()


def test_forecast_says_what_there_is_no_time_for(database: Database) -> None:
    forecaster = city(database, 30)
    publish_batch(database)
    ten_seconds_left = BAN.ends_at - timedelta(seconds=10)
    assert forecaster.of_queue(ten_seconds_left).expired == Counter({AlertKind.PLANNED: 20, AlertKind.REMINDER: 30})
