"""Twilio takes a message and its receipt never comes, comes first, or is for nobody; it forgets; who asks is killed."""

import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from infoneige.clock import FakeClock, SystemClock
from infoneige.sending.reconciling import EVERY, Reconciling
from infoneige.storage.database import Database, open_database
from infoneige.storage.invariants import broken_promises
from infoneige.storage.migrate import migrate
from infoneige.storage.outbox import Outbox, Result
from infoneige.storage.reconciling import PUT_OFF
from notifier.channels.twilio.look_up import TwilioLookUp
from notifier.model import Channel
from notifier.reconciling import ASK_AFTER
from tests.counterparts.fake_twilio.account import LANDLINE, Behaviour
from tests.counterparts.fake_twilio.running import Running, fake_twilio
from tests.faults.callbacks import callbacks_of
from tests.faults.processes import running
from tests.notifier.channels.twilio_world import PERSON, channel, client, envelope
from tests.outbox_world import World

PATIENCE = 20.0
NEVER = 3600.0


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/state.db"


@pytest.fixture
def world(url: str) -> Iterator[World]:
    with open_database(url) as database:
        migrate(database)
        yield World(database)


def hand_over(
    world: World, twilio: Running, number: str = PERSON, *, at: datetime, public_url: str | None = None
) -> None:
    """Hand over one message for real, as if at this instant; with a public URL its receipts are asked for."""
    ends = at + timedelta(hours=10)
    entry = world.due(world.window("1"), world.person(number, channel="sms"), lane=11, send_at=at, not_after=ends)
    outbox = Outbox(world.database, "worker", [Channel.SMS], asks=True)
    batch = outbox.claim(at, 1)
    assert batch is not None
    outcome = channel(twilio.url, public_url=public_url).send(envelope(number, entry_id=entry))
    outbox.record(batch, [Result(bundle, outcome, at) for bundle in batch.bundles])


def ask(database: Database, twilio: Running, at: datetime) -> None:
    provider = TwilioLookUp(client(twilio.url))
    Reconciling(database, FakeClock(at), provider, Channel.SMS).ask_due()


def questions(twilio: Running) -> list[str]:
    """Return the ids of the messages that Twilio was asked about."""
    return [line["path"].rpartition("/")[2].removesuffix(".json") for line in twilio.book().requests("GET")]


def wait_until(is_so: Callable[[], bool]) -> None:
    ends_at = time.monotonic() + PATIENCE
    while not is_so() and time.monotonic() < ends_at:
        time.sleep(0.02)
    assert is_so()


def now() -> datetime:
    return SystemClock().now()


def test_message_that_was_taken_and_never_delivered_is_asked_about_and_stays_accepted(
    world: World, tmp_path: Path
) -> None:
    with fake_twilio(tmp_path / "ledger", Behaviour(delivery_delay=NEVER)) as twilio:
        at = now()
        hand_over(world, twilio, at=at)
        for wait in ASK_AFTER:
            ask(world.database, twilio, at + wait)
        (taken,) = twilio.book().all("accepted")
        assert questions(twilio) == [taken["sid"]] * len(ASK_AFTER)
    assert world.tally() == {"accepted": 1}
    assert broken_promises(world.database, at + ASK_AFTER[-1]) == {}


@pytest.mark.parametrize(("number", "state"), [(PERSON, "delivered"), (LANDLINE, "undelivered")])
def test_receipt_that_never_comes_is_fetched(world: World, tmp_path: Path, number: str, state: str) -> None:
    with fake_twilio(tmp_path / "ledger") as twilio:
        at = now()
        hand_over(world, twilio, number, at=at)
        wait_until(lambda: bool(twilio.book().all(state)))
        ask(world.database, twilio, at + ASK_AFTER[0])
        ask(world.database, twilio, at + ASK_AFTER[1])
        assert len(questions(twilio)) == 1
        assert len(twilio.book().all("accepted")) == 1
    assert world.tally() == {state: 1}


def test_receipt_that_comes_before_our_answer_leaves_nothing_to_ask(world: World, tmp_path: Path) -> None:
    with fake_twilio(tmp_path / "ledger") as twilio, callbacks_of(world.database) as public_url:
        twilio.order("callback_first")
        at = now()
        hand_over(world, twilio, at=at, public_url=public_url)
        assert [line["status"] for line in twilio.book().all("callback")] == [204, 204]
        ask(world.database, twilio, at + ASK_AFTER[0])
        assert questions(twilio) == []
    assert world.tally() == {"delivered": 1}


def test_receipt_for_what_we_do_not_know_changes_nothing_and_leaves_nothing_to_ask(
    world: World, tmp_path: Path
) -> None:
    with fake_twilio(tmp_path / "ledger") as twilio, callbacks_of(world.database) as public_url:
        channel(twilio.url, public_url=public_url).send(envelope(entry_id=999))
        wait_until(lambda: [line["status"] for line in twilio.book().all("callback")] == [204, 204])
        ask(world.database, twilio, now() + ASK_AFTER[0])
        assert questions(twilio) == []
    assert (world.states(), world.rows("SELECT * FROM receipt")) == ({}, [])


def test_message_that_twilio_forgot_stays_as_it_is_and_is_not_asked_about_again(world: World, tmp_path: Path) -> None:
    at = now()
    with fake_twilio(tmp_path / "ledger") as twilio:
        hand_over(world, twilio, at=at)
    with fake_twilio(tmp_path / "another ledger") as forgetful:
        for wait in ASK_AFTER:
            ask(world.database, forgetful, at + wait)
        assert len(questions(forgetful)) == 1
    assert world.tally() == {"accepted": 1}


def test_who_is_killed_while_asking_has_only_asked_later(world: World, url: str, tmp_path: Path) -> None:
    with fake_twilio(tmp_path / "ledger", Behaviour(fetch_after=1.0)) as twilio:
        hand_over(world, twilio, at=now() - ASK_AFTER[0])
        with running("asker.py", url, twilio.url) as process:
            wait_until(lambda: len(questions(twilio)) == 1)
            process.kill()
        assert world.tally() == {"accepted": 1}
        ask(world.database, twilio, now() + EVERY)
        assert len(questions(twilio)) == 1
        ask(world.database, twilio, now() + PUT_OFF)
        assert len(questions(twilio)) == 2
    assert world.tally() == {"delivered": 1}
    assert broken_promises(world.database, now() + PUT_OFF) == {}
