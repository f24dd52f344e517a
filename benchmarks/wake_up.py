"""From the instant at which a message is due to the channel's call: how late, without any sweep to help.

Floor: a thread that waits on a threading.Event until each of the same instants, and does nothing then.
"""

import random
import tempfile
import threading
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from statistics import quantiles

from geodata.model import StreetSideId
from infoneige.clock import SystemClock
from infoneige.delivery_loop import DeliveryLoop
from infoneige.pipeline import publish
from infoneige.secrecy.keys import KeyRing
from infoneige.secrecy.vault import Vault
from infoneige.storage.database import Database, open_database
from infoneige.storage.migrate import migrate
from infoneige.storage.subscriptions import add_subscriptions
from infoneige.ticker import Delivery, Ticker
from notifier.channels.contract import Envelope, SendOutcome, Verdict
from notifier.channels.threaded import OneByOne
from notifier.model import AlertKind, Channel, PreferenceProfile, Recipient, Subscription
from schedules.model import LoadingStatus, Period, Plan, PlanBatch, PlanMode

_CLOCK = SystemClock()
_VAULT = Vault(KeyRing.fresh())
_LEAD = timedelta(minutes=5)
_REMINDED = PreferenceProfile(leads=(_LEAD,), kinds=frozenset({AlertKind.REMINDER}))
_NO_SWEEP = timedelta(hours=1)
_HEAD_START = 2.0


def run(*, quick: bool) -> list[dict[str, object]]:
    """Measure messages due one by one at random instants."""
    count, seconds = (40, 4.0) if quick else (300, 30.0)
    random.seed(11)
    offsets = sorted(random.uniform(_HEAD_START, _HEAD_START + seconds) for _ in range(count))
    floor = _milliseconds(_late_by_waiting(offsets))
    with tempfile.TemporaryDirectory() as folder, open_database(f"sqlite:///{Path(folder) / 'state.db'}") as database:
        service = _milliseconds(_late_by_service(database, offsets))
    return [
        {
            "name": f"wake-up, {count} messages in {seconds:g} s",
            "p50_ms": _percentile(service, 50),
            "p99_ms": _percentile(service, 99),
            "floor_p50_ms": _percentile(floor, 50),
            "floor_p99_ms": _percentile(floor, 99),
            "ratio": round(_percentile(service, 50) / _percentile(floor, 50), 1),
            "goal": "p99 at most 50 ms",
        }
    ]


def _late_by_waiting(offsets: list[float]) -> list[timedelta]:
    never, begin = threading.Event(), _CLOCK.now()
    late = []
    for offset in offsets:
        due = begin + timedelta(seconds=offset - _HEAD_START)
        never.wait(max(0.0, (due - _CLOCK.now()).total_seconds()))
        late.append(_CLOCK.now() - due)
    return late


def _late_by_service(database: Database, offsets: list[float]) -> list[timedelta]:
    channel = _Stopwatch(len(offsets))
    due_at = _make_due(database, offsets)
    loop = DeliveryLoop(database, _CLOCK, OneByOne(channel), lambda _: {}, "benchmark", vault=_VAULT)

    def deliver() -> int:
        return loop.deliver_due().entries.total()

    ticker = Ticker(clock=_CLOCK, deliveries=[Delivery("console", deliver, loop.next_due)], sweep_every=_NO_SWEEP)
    ticker.start()
    channel.is_done.wait(offsets[-1] + 60)
    ticker.stop()
    return [channel.called_at[address] - due for address, due in due_at.items()]


def _make_due(database: Database, offsets: list[float]) -> dict[str, datetime]:
    """Plan a ban and subscribe a person on each of as many sides, each ban a lead after its instant."""
    migrate(database)
    begin = _CLOCK.now().replace(microsecond=0)
    due_at = {f"{number:05}": begin + timedelta(milliseconds=round(1000 * s)) for number, s in enumerate(offsets)}
    wishes = [Subscription(Recipient(Channel.CONSOLE, name), StreetSideId(name), _REMINDED) for name in due_at]
    with database.transaction() as connection:
        add_subscriptions(database, connection, _VAULT, wishes, now=begin)
    publish(
        database,
        PlanBatch(tuple(_plan(name, due + _LEAD) for name, due in due_at.items())),
        source="operator",
        mode=PlanMode.CHANGES,
        coalesce=timedelta(0),
        content_hash="wake-up",
        now=begin,
    )
    return due_at


def _plan(side: str, starts_at: datetime) -> Plan:
    period = Period(starts_at, starts_at + timedelta(hours=12))
    return Plan(StreetSideId(side), LoadingStatus.PLANNED, planned=period)


class _Stopwatch:
    """A channel that notes when it was called."""

    def __init__(self, expected: int) -> None:
        self.called_at: dict[str, datetime] = {}
        self.is_done = threading.Event()
        self._expected = expected

    def send(self, envelope: Envelope) -> SendOutcome:
        self.called_at[envelope.recipient.address] = _CLOCK.now()
        if len(self.called_at) == self._expected:
            self.is_done.set()
        return SendOutcome(Verdict.SENT)


def _milliseconds(spans: Iterable[timedelta]) -> list[float]:
    return [span / timedelta(milliseconds=1) for span in spans]


def _percentile(values: list[float], percent: int) -> float:
    return round(quantiles(values, n=100)[percent - 1], 3)
