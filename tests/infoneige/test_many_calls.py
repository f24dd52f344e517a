"""The delivery loop with many calls on their way at once: a gate, a stop, and answers that come late or never."""

import threading
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from infoneige import delivery_loop
from infoneige.clock import FakeClock, SystemClock
from infoneige.delivery_loop import DeliveryLoop
from infoneige.sending.gates import Gate, SenderPace
from infoneige.storage.database import Database
from infoneige.storage.invariants import broken_promises
from infoneige.storage.suppression import suppress_person
from notifier.channels.contract import Answered, Envelope, News, SendOutcome, Verdict
from notifier.channels.threaded import OneByOne, Threaded
from notifier.model import Channel
from notifier.pacing import Pace
from tests.outbox_world import NOW, FakeChannel, World
from tests.vault import VAULT

PATIENCE = 20.0
SECOND = timedelta(seconds=1)


@pytest.fixture
def world(database: Database) -> World:
    return World(database)


@dataclass(frozen=True)
class RunningClock:
    """A clock that runs as the machine's does, from the world's own beginning."""

    began_at: datetime

    def now(self) -> datetime:
        return NOW + (SystemClock().now() - self.began_at)


class Together:
    """A channel whose calls end only when so many are on their way at once."""

    def __init__(self, calls: int) -> None:
        self._all_here = threading.Barrier(calls)

    def send(self, _: Envelope) -> SendOutcome:
        self._all_here.wait(PATIENCE)
        return SendOutcome(Verdict.SENT)


def test_calls_are_on_their_way_together_and_all_are_recorded(world: World) -> None:
    world.crowd(64, windows=4)
    channel = Threaded(Together(8), in_flight=8)
    clock = RunningClock(SystemClock().now())
    loop = DeliveryLoop(world.database, clock, channel, lambda _: {}, "worker", vault=VAULT)
    assert loop.deliver_due().messages == 64
    channel.close()
    assert world.tally() == {"sent": 64}


class Held:
    """A channel that answers when it is told to."""

    in_flight = 4

    def __init__(self) -> None:
        self.begun: list[Envelope] = []
        self.has_begun = threading.Event()
        self._answered: Answered | None = None

    def start(self, envelopes: Iterable[Envelope], answered: Answered) -> None:
        self.begun += envelopes
        self._answered = answered
        self.has_begun.set()

    def close(self) -> None:
        """Hold nothing."""

    def answer(self, *envelopes: Envelope) -> None:
        assert self._answered is not None
        for envelope in envelopes:
            self._answered(envelope, SendOutcome(Verdict.ACCEPTED, provider_id=f"SM{envelope.entry_ids[0]}"))


def held_loop(world: World, channel: Held) -> tuple[DeliveryLoop, threading.Thread]:
    loop = DeliveryLoop(world.database, FakeClock(NOW), channel, lambda _: {}, "worker", vault=VAULT)
    thread = threading.Thread(target=loop.deliver_due)
    thread.start()
    assert channel.has_begun.wait(PATIENCE)
    return loop, thread


def test_no_more_is_claimed_than_calls_are_free(world: World) -> None:
    world.crowd(10)
    channel = Held()
    loop, thread = held_loop(world, channel)
    assert world.tally() == {"calling": 4, "due": 6}
    loop.stop()
    channel.answer(*channel.begun)
    thread.join(PATIENCE)
    assert world.tally() == {"accepted": 4, "due": 6}


def test_stop_waits_for_the_calls_on_their_way_and_records_them(world: World) -> None:
    world.crowd(3)
    channel = Held()
    loop, thread = held_loop(world, channel)
    loop.stop()
    thread.join(0.2)
    assert thread.is_alive()
    channel.answer(*channel.begun)
    thread.join(PATIENCE)
    assert world.tally() == {"accepted": 3}


def test_what_is_not_answered_in_the_time_of_grace_is_left_for_whoever_looks(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery_loop, "GRACE_SECONDS", 1)
    world.crowd(3)
    channel = Held()
    loop, thread = held_loop(world, channel)
    loop.stop()
    channel.answer(*channel.begun[1:])
    thread.join(PATIENCE)
    assert world.tally() == {"calling": 1, "accepted": 2}


def test_answer_that_comes_twice_or_from_nowhere_is_recorded_once(world: World) -> None:
    world.crowd(2)
    channel = Held()
    _, thread = held_loop(world, channel)
    channel.answer(*channel.begun, *channel.begun)
    thread.join(PATIENCE)
    assert world.tally() == {"accepted": 2}
    assert world.rows("SELECT count(*) FROM attempt") == [(2,)]


def test_gate_lets_the_sender_go_at_its_pace_and_says_when_to_come_back(world: World, database: Database) -> None:
    world.crowd(12)
    clock, channel = FakeClock(NOW), FakeChannel()
    gate = Gate("sms", pace=SenderPace(database, "MG1", Pace(10)))
    loop = DeliveryLoop(database, clock, OneByOne(channel), lambda _: {}, "worker", vault=VAULT, gate=gate)
    sent = {}
    while (due := loop.next_due()) is not None:
        clock.set(due)
        loop.deliver_due()
        sent[(due - NOW) / SECOND] = len(channel.sent)
    assert sent == {0.0: 5, 0.4: 9, 0.8: 12}


def test_segments_of_the_words_are_charged(world: World, database: Database) -> None:
    world.crowd(12)
    world.change("UPDATE recipient SET channel = 'console'")
    clock = FakeClock(NOW)
    gate = Gate("sms", pace=SenderPace(database, "MG1", Pace(4)))
    DeliveryLoop(database, clock, OneByOne(FakeChannel()), lambda _: {}, "w", vault=VAULT, gate=gate).deliver_due()
    assert gate.opens_at(NOW) == NOW + 0.4 * SECOND


def test_pause_stops_the_rest_of_what_was_claimed(world: World) -> None:
    world.crowd(5)
    until = NOW + 30 * SECOND
    clock = FakeClock(NOW)
    channel = FakeChannel([SendOutcome(Verdict.SENT), SendOutcome(Verdict.RETRY, reason="429", hold_until=until)])
    loop = DeliveryLoop(world.database, clock, OneByOne(channel), lambda _: {}, "worker", vault=VAULT)
    loop.deliver_due()
    assert len(channel.sent) == 2
    assert world.tally() == {"sent": 1, "due": 4}
    assert loop.next_due() == until
    clock.set(until)
    loop.deliver_due()
    assert world.tally() == {"sent": 5}


def test_person_who_is_gone_is_called_no_more(world: World) -> None:
    person = world.person("a", sides="1")
    world.due(world.window("1"), person)
    world.due(world.window("1", closed_at=NOW), person, send_at=NOW + SECOND)
    channel = FakeChannel([SendOutcome(Verdict.REFUSED, reason="410", news=News.GONE)])
    clock = FakeClock(NOW)
    loop = DeliveryLoop(world.database, clock, OneByOne(channel), lambda _: {}, "worker", vault=VAULT)
    loop.deliver_due()
    assert world.tally() == {"failed": 1, "suppressed": 1}


def test_loop_serves_its_own_channels_only(world: World) -> None:
    window = world.window("1")
    world.due(window, world.person("a", channel="sms"), lane=11)
    world.due(window, world.person("b", channel="push"), lane=21)
    channel = FakeChannel()
    loop = DeliveryLoop(
        world.database, FakeClock(NOW), OneByOne(channel), lambda _: {}, "w", vault=VAULT, serves=[Channel.PUSH]
    )
    loop.deliver_due()
    assert [envelope.recipient.address for envelope in channel.sent] == ["b"]
    assert loop.next_due() is None


def test_nothing_begins_after_a_stop_but_what_was_claimed_before_it(world: World, database: Database) -> None:
    """People say stop while a busy loop claims and calls; the attempts say when each call was begun."""
    world.crowd(500, windows=5)
    clock, provider, pause = RunningClock(SystemClock().now()), FakeChannel(), threading.Event()
    channel = Threaded(provider, in_flight=4)
    loop = DeliveryLoop(database, clock, channel, lambda _: {}, "worker", vault=VAULT)
    thread = threading.Thread(target=loop.deliver_due)
    thread.start()
    while not provider.sent:
        pause.wait(0.001)
    for person in range(500, 0, -1):
        pause.wait(0.001)
        with database.transaction() as connection:
            suppress_person(database, connection, person, source="test", provider_id=None, now=clock.now())
    thread.join(PATIENCE)
    channel.close()
    assert world.tally().keys() == {"sent", "suppressed"}
    assert broken_promises(database, clock.now()) == {}
