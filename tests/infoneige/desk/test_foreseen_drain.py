from collections.abc import Collection
from datetime import timedelta
from decimal import Decimal

from geodata.model import StreetSide, StreetSideId
from infoneige.clock import FakeClock
from infoneige.delivery_loop import DeliveryLoop
from infoneige.pipeline import publish
from infoneige.sending.forecasting import Forecaster
from infoneige.sending.gates import Gate, SenderPace
from infoneige.storage.database import Database
from infoneige.storage.subscriptions import add_subscriptions
from notifier.channels.threaded import OneByOne
from notifier.model import Channel, PreferenceProfile, Recipient, Subscription
from notifier.pacing import Pace
from notifier.sender_profiles import SENDER_PROFILES
from schedules.model import LoadingStatus, Period, Plan, PlanBatch, PlanMode
from tests.outbox_world import NOW, FakeChannel
from tests.vault import VAULT

SIDE = StreetSideId("1")
PEOPLE, SECONDS = 100, 60
BAN = Period(NOW - timedelta(hours=1), NOW + timedelta(seconds=SECONDS))
BATCH = PlanBatch((Plan(SIDE, LoadingStatus.PLANNED, planned=BAN),), rows=1)
SLOW = SENDER_PROFILES["long_code"]


def nameless(_sides: Collection[StreetSideId]) -> dict[StreetSideId, StreetSide]:
    return {}


def test_what_is_foreseen_to_expire_is_what_a_drain_leaves(database: Database) -> None:
    """One segment a second, and a ban that is over before all have been told."""
    wishes = [
        Subscription(Recipient(Channel.SMS, f"+1514555{number:04}"), SIDE, PreferenceProfile())
        for number in range(PEOPLE)
    ]
    with database.transaction() as connection:
        add_subscriptions(database, connection, VAULT, wishes, now=NOW)
    mode, coalesce = PlanMode.CHANGES, timedelta(0)
    forecaster = Forecaster(database, nameless, SLOW, Decimal("0.01"))
    foreseen = forecaster.of_publish(BATCH, source="operator", mode=mode, coalesce=coalesce, now=NOW)
    publish(database, BATCH, source="operator", mode=mode, coalesce=coalesce, content_hash="", now=NOW)
    assert 0 < foreseen.expired.total() < PEOPLE
    assert abs(foreseen.expired.total() - (PEOPLE - drain(database))) <= PEOPLE * 0.05


def test_reminders_of_tomorrow_make_no_queue_of_today(database: Database) -> None:
    wish = Subscription(Recipient(Channel.SMS, "+15145550100"), SIDE, PreferenceProfile((timedelta(hours=1),)))
    with database.transaction() as connection:
        add_subscriptions(database, connection, VAULT, [wish], now=NOW)
    ban, soon = Period(NOW + timedelta(hours=20), NOW + timedelta(hours=32)), timedelta(minutes=2)
    batch = PlanBatch((Plan(SIDE, LoadingStatus.PLANNED, planned=ban),), rows=1)
    publish(database, batch, source="operator", mode=PlanMode.CHANGES, coalesce=soon, content_hash="", now=NOW)
    forecaster = Forecaster(database, nameless, SLOW, Decimal("0.01"))
    with database.read() as connection:
        queue = forecaster.queue(database, connection, NOW, soon=soon)
    assert (queue.soon.messages, queue.forecast.messages) == (1, 2)
    assert queue.soon.drains_in(NOW) < timedelta(minutes=3) < timedelta(hours=19) <= queue.forecast.drains_in(NOW)


def drain(database: Database) -> int:
    """Deliver at the sender's pace until the ban is over; return how many were told."""
    clock, phone = FakeClock(NOW), FakeChannel()
    gate = Gate("sms", pace=SenderPace(database, "MG1", Pace(SLOW.segments_per_second)))
    delivery = DeliveryLoop(database, clock, OneByOne(phone), nameless, "drain", vault=VAULT, gate=gate)
    while (due := delivery.next_due()) is not None and due < BAN.ends_at:
        clock.set(max(due, clock.now() + timedelta(milliseconds=100)))
        delivery.deliver_due()
    return len(phone.sent)
