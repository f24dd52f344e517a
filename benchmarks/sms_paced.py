"""What the whole delivery of SMS costs at the pace of a short code: claim, word, open, call, record, on SQLite on disk.

The figure is the processor's time of this process, as a share of one core, while 100 messages leave in each second; the
server that takes them is a process of its own.
"""

import tempfile
import time
from datetime import timedelta
from pathlib import Path

from benchmarks.sms import channel, sink
from geodata.model import StreetSideId
from infoneige.clock import SystemClock
from infoneige.delivery_loop import DeliveryLoop
from infoneige.pipeline import publish
from infoneige.secrecy.keys import KeyRing
from infoneige.secrecy.vault import Vault
from infoneige.sending.gates import Gate, SenderPace
from infoneige.storage.database import Database, open_database
from infoneige.storage.migrate import migrate
from infoneige.storage.subscriptions import add_subscriptions
from infoneige.ticker import Delivery, Ticker
from notifier.breaker import Breaker
from notifier.channels.threaded import Threaded
from notifier.model import Channel, PreferenceProfile, Recipient, Subscription
from notifier.pacing import Pace
from schedules.model import LoadingStatus, Period, Plan, PlanBatch, PlanMode

_CLOCK = SystemClock()
_VAULT = Vault(KeyRing.fresh())
PER_SECOND = 100
_IN_FLIGHT = 64
_PEOPLE_ON_A_SIDE = 8
WARM_UP = 2.0


def run(*, quick: bool) -> list[dict[str, object]]:
    """Measure for 30 seconds, once the first two are over."""
    seconds = 5 if quick else 30
    with tempfile.TemporaryDirectory() as folder, open_database(f"sqlite:///{Path(folder) / 'state.db'}") as database:
        fill(database, people_for(seconds))
        with sink() as url:
            share, rate = drain(database, url, seconds)
    return [
        {
            "name": f"sms at a paced {PER_SECOND} a second through the delivery loop",
            "messages_per_second": round(rate, 1),
            "share_of_a_core": round(share, 3),
            "goal": "under 0.10 of a core",
        }
    ]


def people_for(seconds: float) -> int:
    """Return how many people keep the sender busy for a measurement of this length."""
    return round((seconds + 3 * WARM_UP) * PER_SECOND)


def drain(database: Database, url: str, seconds: float) -> tuple[float, float]:
    """Return the share of a core that was used, and the messages a second that went."""
    pace = SenderPace(database, "sms", Pace(PER_SECOND))
    threaded = Threaded(channel(url, _CLOCK.now), _IN_FLIGHT)
    gate = Gate("sms", pace=pace, breaker=Breaker())
    serves = (Channel.SMS,)
    loop = DeliveryLoop(database, _CLOCK, threaded, lambda _: {}, "bench", vault=_VAULT, serves=serves, gate=gate)

    def deliver() -> int:
        return loop.deliver_due().entries.total()

    deliveries = [Delivery("sms", deliver, loop.next_due)]
    ticker = Ticker(clock=_CLOCK, deliveries=deliveries, sweep_every=timedelta(seconds=1))
    ticker.start()
    time.sleep(WARM_UP)
    sent, used, began = _sent(database), time.process_time(), time.perf_counter()
    time.sleep(seconds)
    passed = time.perf_counter() - began
    figures = (time.process_time() - used) / passed, (_sent(database) - sent) / passed
    loop.stop()
    ticker.stop()
    threaded.close()
    return figures


def _sent(database: Database) -> int:
    with database.read() as connection:
        (sent,) = connection.execute("SELECT count(*) FROM outbox WHERE state = 'accepted'").fetchone()
    return int(sent)


def fill(database: Database, people: int) -> None:
    """Make an announcement due to each of so many people, eight on each side."""
    migrate(database)
    now = _CLOCK.now()
    wishes = [
        Subscription(
            Recipient(Channel.SMS, f"+1514{number + 2_000_000}"),
            StreetSideId(str(number // _PEOPLE_ON_A_SIDE)),
            PreferenceProfile(),
        )
        for number in range(people)
    ]
    with database.transaction() as connection:
        add_subscriptions(database, connection, _VAULT, wishes, now=now)
    hours = Period(now + timedelta(hours=10), now + timedelta(hours=22))
    sides = dict.fromkeys(wish.side_id for wish in wishes)
    publish(
        database,
        PlanBatch(tuple(Plan(side, LoadingStatus.PLANNED, planned=hours) for side in sides)),
        source="operator",
        mode=PlanMode.CHANGES,
        coalesce=timedelta(0),
        content_hash="paced",
        now=now,
    )
