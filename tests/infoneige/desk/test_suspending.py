"""Sending suspended: no worker claims anything, nothing is lost that is still of use, and it is known who did it."""

from datetime import timedelta
from itertools import count

import pytest

from infoneige.audit.model import Verb
from infoneige.audit.trail import Trail
from infoneige.clock import FakeClock
from infoneige.delivery_loop import DeliveryLoop
from infoneige.desk.errors import NeedsReasonError, WrongStateError
from infoneige.desk.suspending import resume_sending, suspend_sending
from infoneige.storage.database import Database
from infoneige.storage.sending_pause import SendingPause, sending_pause
from notifier.channels.contract import Envelope, SendOutcome
from notifier.channels.threaded import OneByOne
from tests.outbox_world import NOW, FakeChannel, World
from tests.vault import VAULT

AMELIE, PAUL = "operator:amelie", "operator:paul"
MINUTE = timedelta(minutes=1)


class Worker:
    """A worker of its own, as another process would be."""

    def __init__(self, database: Database, name: str) -> None:
        self.clock, self.channel = FakeClock(NOW), FakeChannel()
        self.loop = DeliveryLoop(database, self.clock, OneByOne(self.channel, 10), lambda _: {}, name, vault=VAULT)

    def deliver(self, after: timedelta = timedelta(0)) -> int:
        """Let the worker do all there is to do; return how many messages it has sent so far."""
        self.clock.set(NOW + after)
        self.loop.deliver_due()
        return len(self.channel.sent)


def test_no_worker_sends_while_suspended_and_all_of_it_goes_after(database: Database) -> None:
    world, workers = World(database), (Worker(database, "a"), Worker(database, "b"))
    world.crowd(25)
    suspend_sending(database, actor=AMELIE, reason="mauvais plan", now=NOW)
    assert [worker.deliver(MINUTE) for worker in workers] == [0, 0]
    assert [worker.loop.next_due() for worker in workers] == [None, None]
    assert world.tally() == {"due": 25}
    resume_sending(database, actor=PAUL, reason="", now=NOW + MINUTE)
    assert sum(worker.deliver(MINUTE) for worker in workers) == 25
    assert world.tally() == {"sent": 25}


def test_what_is_of_no_use_any_more_expires_while_suspended(database: Database) -> None:
    world, worker = World(database), Worker(database, "a")
    world.crowd(3, not_after=NOW + 10 * MINUTE)
    suspend_sending(database, actor=AMELIE, reason="mauvais plan", now=NOW)
    worker.deliver(11 * MINUTE)
    assert world.rows("SELECT DISTINCT state, reason FROM outbox") == [("expired", "too late")]
    resume_sending(database, actor=AMELIE, reason="", now=NOW + 12 * MINUTE)
    assert worker.deliver(12 * MINUTE) == 0


def test_suspension_in_the_middle_of_a_run_stops_the_next_claim(database: Database) -> None:
    world, worker = World(database), Worker(database, "a")
    world.crowd(30)
    calls, send = count(1), worker.channel.send

    def suspend_at_the_fifth(envelope: Envelope) -> SendOutcome:
        if next(calls) == 5:
            suspend_sending(database, actor=AMELIE, reason="mauvais plan", now=NOW)
        return send(envelope)

    worker.channel.send = suspend_at_the_fifth  # type: ignore[method-assign]
    assert worker.deliver() == 10  # what was claimed with the fifth is still called
    assert world.tally() == {"sent": 10, "due": 20}


def test_who_suspended_and_why_is_kept_and_recorded(database: Database) -> None:
    suspend_sending(database, actor=AMELIE, reason="mauvais plan", now=NOW)
    with database.read() as connection:
        assert sending_pause(database, connection) == SendingPause(NOW, AMELIE, "mauvais plan")
    resume_sending(database, actor=PAUL, reason="plan corrigé", now=NOW + MINUTE)
    with database.read() as connection:
        assert sending_pause(database, connection) is None
    found = [(one.event.actor, one.event.verb, one.event.subject, one.event.detail) for one in Trail(database).events()]
    assert found == [
        (PAUL, Verb.SENDING_RESUMED, "sending:alerts", {"reason": "plan corrigé"}),
        (AMELIE, Verb.SENDING_PAUSED, "sending:alerts", {"reason": "mauvais plan"}),
    ]


def test_suspending_needs_a_reason_and_is_done_once(database: Database) -> None:
    with pytest.raises(NeedsReasonError):
        suspend_sending(database, actor=AMELIE, reason="", now=NOW)
    with pytest.raises(WrongStateError):
        resume_sending(database, actor=AMELIE, reason="", now=NOW)
    suspend_sending(database, actor=AMELIE, reason="mauvais plan", now=NOW)
    with pytest.raises(WrongStateError):
        suspend_sending(database, actor=PAUL, reason="moi aussi", now=NOW)
    assert len(Trail(database).events()) == 1
