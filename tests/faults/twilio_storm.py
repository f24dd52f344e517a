"""A city of phones in a hurry, and a Twilio that answers one call in five badly."""

from datetime import datetime, timedelta

from geodata.model import StreetSideId
from infoneige import delivery_loop
from infoneige.storage import looking_up, outbox
from infoneige.storage.database import Database
from infoneige.storage.migrate import migrate
from infoneige.storage.subscriptions import add_subscriptions
from notifier import breaker, delivery
from notifier.model import Channel, PreferenceProfile, Recipient, Subscription
from schedules.model import LoadingStatus, Period, Plan
from tests.counterparts.fake_twilio.account import Behaviour
from tests.faults.fast_city import publish_changes
from tests.vault import VAULT

READ_SECONDS = 0.5
_SIDES = 60

SHARES = {
    "rate": 0.003,
    "rate_named": 0.003,
    "error_500": 0.03,
    "error_500_after": 0.04,
    "error_503": 0.014,
    "reset": 0.02,
    "reset_after": 0.02,
    "hang": 0.02,
    "late": 0.02,
    "html": 0.01,
    "half_json": 0.01,
    "no_sid": 0.01,
}
"""A fifth of the calls goes wrong; in half of these the message is taken all the same."""


def bad_twilio(**more: float) -> Behaviour:
    """Return a Twilio that takes a call until half a second after we gave up, and lists it half a second later.

    ``more`` are the shares of other faults.
    """
    return Behaviour(hang=2 * READ_SECONDS, late=2 * READ_SECONDS, list_lag=0.5, faults=SHARES | more)


def hurry() -> None:
    """Shorten this process's waits, each to a fair share of what it is: a test has no minutes."""
    for module in (outbox, delivery_loop, looking_up):
        vars(module)["LEASE"] = timedelta(seconds=4)
    delivery.SETTLE = timedelta(seconds=3)
    delivery.LOOK_AGAIN = timedelta(seconds=0.3)
    delivery.ASK_LATER = delivery.FIRST_RETRY = breaker.PROBE_EVERY = timedelta(seconds=0.5)


def fill(database: Database, began_at: datetime, alerts: int) -> None:
    """Make one announcement due, now, to each of so many phones."""
    migrate(database)
    wishes = [
        Subscription(
            Recipient(Channel.SMS, f"+1514{number:07}"), StreetSideId(str(number % _SIDES)), PreferenceProfile()
        )
        for number in range(2000000, 2000000 + alerts)
    ]
    with database.transaction() as connection:
        add_subscriptions(database, connection, VAULT, wishes, now=began_at)
    hours = Period(began_at + timedelta(hours=10), began_at + timedelta(hours=22))
    plans = [Plan(StreetSideId(str(side)), LoadingStatus.PLANNED, planned=hours) for side in range(_SIDES)]
    publish_changes(database, plans, began_at)
