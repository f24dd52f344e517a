"""The delivery loop on both databases: what is due is told once, whatever dies, answers badly or comes late."""

import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from infoneige.clock import FakeClock
from infoneige.delivery_loop import FRESH, DeliveryLoop, DeliveryReport
from infoneige.storage.database import Database
from infoneige.storage.outbox import Outbox
from notifier.channels.contract import Envelope, MessageChannel, SendOutcome, Verdict
from notifier.channels.threaded import OneByOne
from notifier.delivery import SETTLE, SHORTEST_RETRY
from notifier.model import AlertKind, DeliveryStatus
from tests.outbox_world import ENDS, NOW, FakeChannel, World
from tests.vault import VAULT

MINUTE = timedelta(minutes=1)


@pytest.fixture
def world(database: Database) -> World:
    return World(database)


@dataclass
class Service:
    """A delivery loop on a fake clock, with the channel that it talks to."""

    loop: DeliveryLoop
    clock: FakeClock
    channel: FakeChannel

    def deliver(self, at: datetime = NOW) -> DeliveryReport:
        self.clock.set(at)
        return self.loop.deliver_due()

    def deliver_all(self) -> None:
        """Deliver at each next due instant until there is none."""
        while (due := self.loop.next_due()) is not None:
            self.deliver(due)


def service(
    database: Database, *answers: SendOutcome | BaseException, owner: str = "worker", batch: int = 200
) -> Service:
    clock, channel = FakeClock(NOW), FakeChannel(answers)
    return Service(loop(database, clock, channel, owner, batch), clock, channel)


def loop(database: Database, clock: FakeClock, channel: MessageChannel, owner: str, batch: int = 200) -> DeliveryLoop:
    return DeliveryLoop(database, clock, OneByOne(channel, batch), lambda _: {}, owner, vault=VAULT)


def test_deliver_due_sends_each_entry_once_and_says_what_it_did(world: World) -> None:
    world.crowd(25, windows=3)
    worker = service(world.database, batch=10)
    assert worker.deliver() == DeliveryReport(25, Counter({DeliveryStatus.SENT: 25}))
    assert sorted(worker.channel.entry_ids) == list(world.states())
    assert worker.deliver() == DeliveryReport()
    assert worker.loop.next_due() is None


def test_a_claim_that_waited_for_a_long_publish_is_fresh(world: World) -> None:
    world.crowd(3)
    worker = service(world.database)
    with ThreadPoolExecutor(1) as another:
        with world.database.transaction() as publish:
            world.database.queries.add_source(publish, name="a publish")
            delivery = another.submit(worker.deliver)
            time.sleep(0.3)  # by then it waits, or the test shows nothing
            worker.clock.set(NOW + 2 * FRESH)
        delivery.result()
    assert world.rows("SELECT state, attempts FROM outbox") == 3 * [("sent", 1)]


def test_deliver_due_names_all_sides_of_one_person_in_one_message(world: World) -> None:
    person = world.person("a", sides=["111", "222"])
    entries = tuple(world.due(world.window(side), person) for side in ("111", "222"))
    worker = service(world.database)
    worker.deliver()
    (envelope,) = worker.channel.sent
    assert (envelope.entry_ids, envelope.recipient.address, envelope.not_after) == (entries, "a", ENDS)
    assert all(side in envelope.message.text for side in ("111", "222"))


def test_deliver_due_expires_with_a_record_what_a_late_start_makes_useless(world: World) -> None:
    world.crowd(20, not_after=NOW + MINUTE)
    useful = world.due(world.window("still useful"), world.person("late but glad"))
    worker = service(world.database)
    worker.deliver(NOW + timedelta(hours=3))
    assert worker.channel.entry_ids == [useful]
    assert world.tally() == {"expired": 20, "sent": 1}
    assert world.rows("SELECT DISTINCT reason FROM outbox WHERE state = 'expired'") == [("too late",)]


def test_deliver_due_after_a_night_off_sends_the_last_reminder_only(world: World) -> None:
    window, person = world.window("1"), world.person("a", sides="1")
    leads = [
        world.due(window, person, AlertKind.REMINDER, lead=lead, send_at=ENDS - lead * MINUTE) for lead in (600, 60)
    ]
    worker = service(world.database)
    worker.deliver(ENDS - 30 * MINUTE)
    assert worker.channel.entry_ids == [leads[1]]


def test_a_channel_that_raises_leaves_the_answer_unknown_and_the_others_untouched(world: World) -> None:
    world.crowd(3)
    worker = service(world.database, TimeoutError("read timed out"))
    worker.deliver()
    assert world.tally() == {"unknown": 1, "sent": 2}
    assert world.rows("SELECT reason FROM outbox WHERE state = 'unknown'") == [("TimeoutError",)]
    worker.deliver(NOW + SETTLE)
    assert world.tally() == {"sent": 3}


def test_a_refusal_is_final_and_keeps_its_reason(world: World) -> None:
    world.crowd(1)
    worker = service(world.database, SendOutcome(Verdict.REFUSED, reason="not a mobile number"))
    worker.deliver_all()
    assert world.rows("SELECT state, reason, attempts FROM outbox") == [("failed", "not a mobile number", 1)]


def test_an_interrupted_run_records_what_was_answered_and_loses_nothing(world: World) -> None:
    world.crowd(5)
    first = service(world.database, SendOutcome(Verdict.SENT), SendOutcome(Verdict.SENT), KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        first.deliver()
    assert world.tally() == {"sent": 2, "calling": 3}
    second = service(world.database, owner="second")
    second.deliver_all()
    assert world.tally() == {"sent": 5}
    assert len(second.channel.sent) == 3


def test_a_worker_that_dies_between_intent_and_record_loses_nothing(world: World) -> None:
    world.crowd(4)
    Outbox(world.database, "dead").claim(NOW, 10)
    worker = service(world.database)
    worker.deliver()
    assert worker.channel.sent == []
    worker.deliver_all()
    assert sorted(worker.channel.entry_ids) == list(world.states())
    assert world.tally() == {"sent": 4}


KILLED = """
import os, sys
from datetime import datetime
from infoneige.clock import FakeClock
from infoneige.delivery_loop import DeliveryLoop
from infoneige.storage.database import open_database
from notifier.channels.contract import SendOutcome, Verdict
from notifier.channels.threaded import OneByOne
from tests.vault import VAULT

class DeadlyChannel:
    calls = 0
    def send(self, envelope):
        self.calls += 1
        if self.calls == 25:
            os._exit(9)
        return SendOutcome(Verdict.SENT)

url, now = sys.argv[1:]
clock = FakeClock(datetime.fromisoformat(now))
channel = OneByOne(DeadlyChannel(), in_flight=10)
DeliveryLoop(open_database(url), clock, channel, lambda _: {}, "killed", vault=VAULT).deliver_due()
"""


def test_a_process_that_is_killed_loses_nothing_and_doubles_one_batch_at_most(world: World, database_url: str) -> None:
    world.crowd(40)
    killed = subprocess.run([sys.executable, "-c", KILLED, database_url, NOW.isoformat()], check=False)  # noqa: S603
    assert killed.returncode == 9
    assert world.tally() == {"sent": 20, "calling": 10, "due": 10}
    worker = service(world.database)
    worker.deliver_all()
    assert world.tally() == {"sent": 40}
    assert len(worker.channel.sent) == 20


def test_stop_lets_the_call_end_and_puts_the_rest_back(world: World) -> None:
    world.crowd(30)
    clock = FakeClock(NOW)
    stopping = StoppingChannel(after=15)
    stopped = loop(world.database, clock, stopping, "stopped", batch=10)
    stopping.stop = stopped.stop
    stopped.deliver_due()
    assert world.tally() == {"sent": 15, "due": 15}
    service(world.database, owner="next").deliver(NOW + SHORTEST_RETRY)
    assert world.tally() == {"sent": 30}


class StoppingChannel:
    """A channel on whose n-th call somebody stops the service."""

    def __init__(self, after: int) -> None:
        self.left = after
        self.stop: Callable[[], None] = lambda: None

    def send(self, _: Envelope) -> SendOutcome:
        self.left -= 1
        if not self.left:
            self.stop()
        return SendOutcome(Verdict.SENT)


def test_what_a_slow_channel_keeps_waiting_too_long_is_put_back(world: World) -> None:
    world.crowd(3)
    clock = FakeClock(NOW)
    slow = SlowChannel(clock, 2 * FRESH / 3)
    loop(world.database, clock, slow, "slow").deliver_due()
    assert world.tally() == {"sent": 2, "due": 1}
    service(world.database, owner="next").deliver(clock.now() + SHORTEST_RETRY)
    assert world.tally() == {"sent": 3}
    assert world.rows("SELECT outcome, count(*) FROM attempt GROUP BY outcome ORDER BY outcome") == [
        ("retry", 1),
        ("sent", 3),
    ]


class SlowChannel:
    """A channel whose every call takes a while of the fake clock."""

    def __init__(self, clock: FakeClock, takes: timedelta) -> None:
        self.clock = clock
        self.takes = takes

    def send(self, _: Envelope) -> SendOutcome:
        self.clock.set(self.clock.now() + self.takes)
        return SendOutcome(Verdict.SENT)


def test_two_loops_at_once_never_send_an_entry_twice(world: World) -> None:
    world.crowd(120, windows=10)
    workers = [service(world.database, owner=owner, batch=7) for owner in ("one", "other")]
    with ThreadPoolExecutor(2) as threads:
        list(threads.map(Service.deliver, workers))
    sent = [entry_id for worker in workers for entry_id in worker.channel.entry_ids]
    assert sorted(sent) == list(world.states())
    assert world.tally() == {"sent": 120}


def test_a_bad_provider_loses_nothing_and_leaves_nothing_open_at_the_deadline(world: World) -> None:
    deadline = NOW + timedelta(hours=1)
    world.crowd(1000, windows=50, not_after=deadline)
    worker = service(world.database, *bad_answers(3000))
    worker.deliver_all()
    assert worker.clock.now() <= deadline
    tally = world.tally()
    assert set(tally) <= {"sent", "failed", "expired", "gave_up"}
    assert sum(tally.values()) == 1000
    assert tally["sent"] > 900
    assert set(worker.channel.entry_ids) == set(world.states())
    assert world.rows("SELECT count(*) FROM attempt WHERE ended_at IS NULL OR outcome IS NULL") == [(0,)]
    assert world.rows(
        "SELECT count(*) FROM outbox WHERE attempts <> (SELECT count(*) FROM attempt a"
        " WHERE a.entry_id = outbox.entry_id)"
    ) == [(0,)]


def bad_answers(count: int) -> Iterator[SendOutcome | BaseException]:
    draw = random.Random(1)
    answers: list[Callable[[], SendOutcome | BaseException]] = [
        *[lambda: SendOutcome(Verdict.SENT)] * 14,
        *[lambda: SendOutcome(Verdict.RETRY, reason="too many requests")] * 2,
        lambda: SendOutcome(Verdict.RETRY, retry_at=NOW + timedelta(minutes=draw.randrange(70))),
        lambda: SendOutcome(Verdict.UNKNOWN, reason="502"),
        lambda: ConnectionResetError("reset by peer"),
    ]
    return (draw.choice(answers)() for _ in range(count))
