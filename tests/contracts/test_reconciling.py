"""Messages of which their provider says nothing final, on both databases: asked about a few times, by one, in time."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from geodata.model import StreetSideId
from infoneige.clock import FakeClock
from infoneige.sending.reconciling import BATCH, EVERY, REST, Reconciling
from infoneige.storage.accounts import unfollow
from infoneige.storage.database import Database
from infoneige.storage.invariants import broken_promises
from infoneige.storage.outbox import Outbox, Result
from infoneige.storage.receipts import take_receipt
from infoneige.storage.reconciling import PUT_OFF, Unreported
from notifier.channels.contract import Found, SendOutcome, Verdict
from notifier.delivery import PASSING_PAUSE
from notifier.model import Channel, DeliveryStatus, NotifierError
from notifier.receipts import Receipt
from notifier.reconciling import ASK_AFTER, FORGET_AFTER
from tests.outbox_world import NOW, World

SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
SILENT = NOW + ASK_AFTER[0]
STILL_SENT = Found("SM1", DeliveryStatus.SENT)
DELIVERED = Found("SM1", DeliveryStatus.DELIVERED)


@dataclass
class Provider:
    """A provider that says the same of a message as often as it is asked; of others it knows nothing."""

    says: Mapping[str, Found | Exception] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def what_became_of(self, provider_id: str) -> Found | None:
        self.asked.append(provider_id)
        said = self.says.get(provider_id)
        if isinstance(said, Exception):
            raise said
        return said


@pytest.fixture
def world(database: Database) -> World:
    return World(database)


def hand_over(world: World, *sids: str, at: datetime = NOW) -> None:
    """Hand over one message to one more person for each of these ids."""
    for sid in sids:
        world.due(world.window(f"side of {sid}"), world.person(f"who got {sid}", channel="sms"), lane=11)
        call(world, SendOutcome(Verdict.ACCEPTED, provider_id=sid), at)


def call(world: World, outcome: SendOutcome, at: datetime = NOW) -> None:
    outbox = Outbox(world.database, "worker", [Channel.SMS], asks=True)
    batch = outbox.claim(at, 10)
    assert batch is not None
    outbox.record(batch, [Result(bundle, outcome, at) for bundle in batch.bundles])


def reconciling(world: World, provider: Provider, at: datetime) -> tuple[Reconciling, FakeClock]:
    clock = FakeClock(at)
    return Reconciling(world.database, clock, provider, Channel.SMS), clock


def ask(world: World, provider: Provider, at: datetime) -> Reconciling:
    asker, _ = reconciling(world, provider, at)
    asker.ask_due()
    return asker


def receive(world: World, found: Found, at: datetime) -> None:
    receipt = Receipt(found.provider_id, found.status, found.error_code, found.status.value)
    take_receipt(world.database, entry_id=1, attempt=1, receipt=receipt, now=at)


def test_provider_is_not_asked_before_a_quarter_of_an_hour(world: World) -> None:
    hand_over(world, "SM1")
    provider = Provider({"SM1": DELIVERED})
    ask(world, provider, SILENT - SECOND)
    assert provider.asked == []
    ask(world, provider, SILENT)
    assert provider.asked == ["SM1"]


def test_answer_is_taken_as_the_receipt_that_never_came(world: World) -> None:
    hand_over(world, "SM1")
    ask(world, Provider({"SM1": DELIVERED}), SILENT)
    assert world.rows("SELECT state, provider_id, handed_over_at FROM outbox") == [
        ("delivered", "SM1", "2026-11-23T19:00:00.000Z")
    ]
    assert world.rows("SELECT provider_id, word, received_at FROM receipt") == [
        ("SM1", "delivered", "2026-11-23T19:15:00.000Z")
    ]
    assert broken_promises(world.database, SILENT) == {}


def test_message_that_stays_without_an_end_is_asked_about_three_times_and_forgotten(world: World) -> None:
    hand_over(world, "SM1")
    provider = Provider({"SM1": STILL_SENT})
    asker, clock = reconciling(world, provider, SILENT)
    asker.ask_due()
    instants = [clock.now()]
    while (due := asker.next_due()) is not None:
        clock.set(due)
        instants.append(due)
        asker.ask_due()
    assert [at - NOW for at in instants] == [*ASK_AFTER, FORGET_AFTER]
    assert provider.asked == ["SM1"] * 3
    assert (world.tally(), world.rows("SELECT * FROM unreported")) == ({"sent": 1}, [])
    ask(world, provider, clock.now())
    assert len(provider.asked) == 3


@pytest.mark.parametrize("status", [DeliveryStatus.DELIVERED, DeliveryStatus.UNDELIVERED])
def test_message_whose_receipt_comes_is_not_asked_about(world: World, status: DeliveryStatus) -> None:
    hand_over(world, "SM1", "SM2")
    receive(world, Found("SM1", status), NOW + MINUTE)
    provider = Provider()
    asker = ask(world, provider, SILENT)
    assert provider.asked == ["SM2"]
    take_receipt(
        world.database, entry_id=2, attempt=1, receipt=Receipt("SM2", status, None, status.value), now=SILENT + MINUTE
    )
    asker, _ = reconciling(world, provider, NOW + HOUR)
    asker.ask_due()
    assert provider.asked == ["SM2"]


def test_receipt_that_comes_after_the_answer_changes_nothing(world: World) -> None:
    hand_over(world, "SM1")
    ask(world, Provider({"SM1": DELIVERED}), SILENT)
    before = world.rows("SELECT * FROM outbox")
    for status in (DeliveryStatus.SENT, DeliveryStatus.DELIVERED, DeliveryStatus.UNDELIVERED):
        receive(world, Found("SM1", status), SILENT + MINUTE)
    assert world.rows("SELECT * FROM outbox") == before


def test_message_that_the_provider_knows_no_more_stays_as_it_is_and_is_not_asked_about_again(world: World) -> None:
    hand_over(world, "SM1")
    provider = Provider()
    before = world.rows("SELECT * FROM outbox")
    for wait in ASK_AFTER:
        ask(world, provider, NOW + wait)
    assert (provider.asked, world.rows("SELECT * FROM outbox")) == (["SM1"], before)


def test_phone_that_could_not_be_reached_is_tried_once_more(world: World) -> None:
    hand_over(world, "SM1")
    asker = ask(world, Provider({"SM1": Found("SM1", DeliveryStatus.UNDELIVERED, 30003)}), SILENT)
    assert world.rows("SELECT state, send_at FROM outbox") == [("due", "2026-11-23T19:20:00.000Z")]
    call(world, SendOutcome(Verdict.ACCEPTED, provider_id="SM2"), SILENT + PASSING_PAUSE)
    again = Provider({"SM2": Found("SM2", DeliveryStatus.UNDELIVERED, 30003)})
    asker = ask(world, again, SILENT + PASSING_PAUSE + ASK_AFTER[0])
    assert (again.asked, world.tally()) == (["SM2"], {"undelivered": 1})
    assert asker.next_due() == NOW + ASK_AFTER[1]


@pytest.mark.parametrize("trouble", [NotifierError("Twilio answered 503"), ZeroDivisionError()])
def test_provider_that_cannot_be_asked_is_left_alone_and_asked_later(world: World, trouble: Exception) -> None:
    hand_over(world, *(f"SM{number}" for number in range(10)))
    failing = Provider({f"SM{number}": trouble for number in range(10)})
    asker, clock = reconciling(world, failing, SILENT)
    asker.ask_due()
    assert len(failing.asked) < 10
    assert world.tally() == {"accepted": 10}
    assert asker.next_due() == SILENT + PUT_OFF
    clock.set(SILENT + REST - SECOND)
    hand_over(world, "SM10", at=clock.now() - ASK_AFTER[0])
    asker.ask_due()
    assert "SM10" not in failing.asked
    sound = Provider()
    ask(world, sound, SILENT + PUT_OFF)
    assert len(sound.asked) == 11


def test_storm_without_receipts_is_asked_about_within_its_own_budget(world: World) -> None:
    hand_over(world, *(f"SM{number:03}" for number in range(BATCH + 10)))
    provider, rival = Provider(), Provider()
    asker, clock = reconciling(world, provider, SILENT)
    asker.ask_due()
    asker.ask_due()
    ask(world, rival, SILENT)
    assert (len(provider.asked), rival.asked) == (BATCH, [])
    assert asker.next_due() == SILENT + EVERY
    while (due := asker.next_due()) is not None and due < NOW + HOUR:
        clock.set(due)
        asker.ask_due()
    assert sorted(provider.asked) == [f"SM{number:03}" for number in range(BATCH + 10)]


def test_two_workers_never_ask_about_the_same_message(world: World) -> None:
    hand_over(world, "SM1", "SM2", "SM3")
    first, second = (Unreported(world.database, Channel.SMS) for _ in range(2))
    first.find(SILENT)
    second.find(SILENT)
    assert [one.provider_id for one in first.claim(SILENT, 2)] == ["SM1", "SM2"]
    assert [one.provider_id for one in second.claim(SILENT, 2)] == ["SM3"]
    assert first.claim(SILENT, 2) == ()


def test_message_of_a_dead_worker_is_asked_about_by_another(world: World) -> None:
    hand_over(world, "SM1")
    dead = Unreported(world.database, Channel.SMS)
    dead.find(SILENT)
    (held,) = dead.claim(SILENT, 1)
    provider = Provider({"SM1": DELIVERED})
    ask(world, provider, held.held_until - SECOND)
    assert provider.asked == []
    ask(world, provider, held.held_until)
    assert world.tally() == {"delivered": 1}


def test_answer_of_a_worker_that_was_too_slow_counts_but_does_not_move_the_others_question(world: World) -> None:
    hand_over(world, "SM1")
    slow, other = (Unreported(world.database, Channel.SMS) for _ in range(2))
    slow.find(SILENT)
    (held,) = slow.claim(SILENT, 1)
    (taken_over,) = other.claim(SILENT + PUT_OFF, 1)
    assert slow.record(held, STILL_SENT, SILENT + PUT_OFF)
    assert world.tally() == {"sent": 1}
    assert other.next_question() == taken_over.held_until


def test_one_question_is_asked_for_all_that_one_message_told(world: World) -> None:
    person = world.person("ana", sides="123", channel="sms")
    for side in "123":
        world.due(world.window(side), person, lane=11)
    call(world, SendOutcome(Verdict.ACCEPTED, provider_id="SM1"))
    provider = Provider({"SM1": DELIVERED})
    ask(world, provider, SILENT)
    assert (provider.asked, world.tally()) == (["SM1"], {"delivered": 3})


def test_call_whose_answer_was_lost_is_asked_about_however_late_it_was_found(world: World) -> None:
    """The service was down for two hours; once it is back, its reconciler looks before the lost call is found."""
    world.due(world.window("1"), world.person("ana", channel="sms"), lane=11)
    call(world, SendOutcome(Verdict.UNKNOWN, reason="timed out"))
    back_at = NOW + 2 * HOUR
    provider = Provider({"SM1": DELIVERED})
    asker, clock = reconciling(world, provider, back_at)
    asker.ask_due()
    receive(world, STILL_SENT, back_at)
    clock.set(NOW + ASK_AFTER[2] - SECOND)
    asker.ask_due()
    assert provider.asked == []
    clock.set(NOW + ASK_AFTER[2])
    asker.ask_due()
    assert (provider.asked, world.tally()) == (["SM1"], {"delivered": 1})


def test_nothing_is_asked_of_pushes_nor_of_what_was_printed_nor_of_what_is_old(world: World) -> None:
    rows = [
        ("2026-11-23T19:00:00.000Z", 21, "a push"),
        ("2026-11-23T19:00:00.000Z", 11, None),
        ("2026-11-19T19:15:00.000Z", 11, "SM of last week"),
        ("2026-11-19T19:15:00.001Z", 11, "SM"),
    ]
    for at, lane, sid in rows:
        person, window = world.person(f"{sid}", channel="sms"), world.window(f"{sid}")
        world.due(window, person, lane=lane, state="sent", attempts=1, handed_over_at=at, provider_id=sid)
    provider = Provider()
    ask(world, provider, SILENT)
    assert provider.asked == ["SM"]


def test_clock_that_was_set_back_leaves_no_message_unasked(world: World) -> None:
    unreported = Unreported(world.database, Channel.SMS)
    unreported.find(NOW + timedelta(days=2))
    hand_over(world, "SM1")
    assert [unreported.find(at) for at in (SILENT, SILENT + SECOND, SILENT + MINUTE)] == [1, 0, 0]
    assert [one.provider_id for one in unreported.claim(SILENT + MINUTE, 10)] == ["SM1"]


def test_stopped_worker_asks_nothing_more_and_what_it_took_is_asked_about_later(world: World) -> None:
    hand_over(world, "SM1")
    provider = Provider({"SM1": DELIVERED})
    asker, _ = reconciling(world, provider, SILENT)
    asker.stop()
    asker.ask_due()
    assert provider.asked == []
    ask(world, provider, SILENT + PUT_OFF)
    assert world.tally() == {"delivered": 1}


def test_person_who_leaves_leaves_no_message_to_ask_about(world: World) -> None:
    person = world.person("ana", sides="1", channel="sms")
    world.due(world.window("1"), person, lane=11)
    call(world, SendOutcome(Verdict.ACCEPTED, provider_id="SM1"))
    provider = Provider({"SM1": STILL_SENT})
    ask(world, provider, SILENT)
    with world.database.transaction() as connection:
        unfollow(world.database, connection, person, StreetSideId("1"))
    assert world.rows("SELECT * FROM unreported") == []
    assert world.rows("SELECT * FROM receipt") == []


def test_instants_of_questions_are_apart() -> None:
    assert all(later - earlier > PUT_OFF for earlier, later in pairwise(ASK_AFTER))
