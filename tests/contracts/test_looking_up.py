"""Calls that were never answered, on both databases: asked about twice, found, or sent again."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from infoneige.clock import FakeClock
from infoneige.sending.looking_up import LookingUp
from infoneige.storage.database import Database
from infoneige.storage.invariants import broken_promises
from infoneige.storage.looking_up import Doubts
from infoneige.storage.outbox import LEASE, Outbox, Result
from notifier.channels.contract import Found, Question, SendOutcome, Verdict
from notifier.delivery import ASK_LATER, LOOK_AGAIN, SETTLE
from notifier.markers import marker
from notifier.model import AlertKind, Channel, DeliveryStatus, NotifierError
from tests.outbox_world import ENDS, NOW, World
from tests.vault import VAULT

KEY = b"a key of the tests"
SETTLED = NOW + SETTLE
TIMED_OUT = SendOutcome(Verdict.UNKNOWN, reason="timed out")


@dataclass
class Provider:
    """A provider that can be asked, and answers as it is told."""

    answers: Iterable[Found | NotifierError | None] = ()
    asked: list[Question] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._answers = iter(self.answers)

    def look_up(self, question: Question) -> Found | None:
        self.asked.append(question)
        answer = next(self._answers, None)
        if isinstance(answer, NotifierError):
            raise answer
        return answer


@pytest.fixture
def world(database: Database) -> World:
    return World(database)


@pytest.fixture
def outbox(database: Database) -> Outbox:
    return Outbox(database, "worker", [Channel.SMS], asks=True)


def lose(world: World, outbox: Outbox, *, kind: AlertKind = AlertKind.PLANNED, not_after: datetime = ENDS) -> None:
    """Make one call that is never answered."""
    world.due(world.window("1"), world.person("ana", sides="1", channel="sms"), kind, lane=11, not_after=not_after)
    call(outbox)


def call(outbox: Outbox, at: datetime = NOW, outcome: SendOutcome = TIMED_OUT) -> None:
    batch = outbox.claim(at, 10)
    assert batch is not None
    outbox.record(batch, [Result(bundle, outcome, at) for bundle in batch.bundles])


def ask(database: Database, provider: Provider, at: datetime) -> LookingUp:
    looking_up = LookingUp(database, FakeClock(at), provider, Channel.SMS, VAULT, KEY)
    looking_up.look_up_due()
    return looking_up


def test_unanswered_call_is_left_alone_until_it_has_settled(world: World, outbox: Outbox) -> None:
    lose(world, outbox)
    provider = Provider()
    looking_up = ask(world.database, provider, SETTLED - timedelta(seconds=1))
    assert provider.asked == []
    assert looking_up.next_due() == SETTLED


def test_delivery_does_not_send_again_what_is_to_be_asked_about(world: World, outbox: Outbox) -> None:
    lose(world, outbox)
    assert outbox.resolve(SETTLED) == {}
    assert outbox.next_due(NOW) is None


def test_question_names_the_number_the_marker_and_when_the_call_began(world: World, outbox: Outbox) -> None:
    lose(world, outbox)
    provider = Provider()
    ask(world.database, provider, SETTLED)
    (question,) = provider.asked
    assert (question.recipient.address, question.markers, question.called_at) == ("ana", (marker(1, KEY),), NOW)


def test_found_message_is_not_sent_again(world: World, outbox: Outbox) -> None:
    lose(world, outbox)
    ask(world.database, Provider([Found("SM1", DeliveryStatus.SENT)]), SETTLED)
    assert world.rows("SELECT state, provider_id, handed_over_at, lease_owner, lease_until FROM outbox") == [
        ("sent", "SM1", "2026-11-23T19:00:00.000Z", None, None)
    ]
    assert outbox.next_due(SETTLED) is None


def test_message_that_is_not_found_is_asked_about_again_and_then_sent_again(world: World, outbox: Outbox) -> None:
    lose(world, outbox)
    provider = Provider()
    looking_up = ask(world.database, provider, SETTLED)
    assert world.rows("SELECT state, reason FROM outbox") == [("unknown", "the provider has nothing yet")]
    assert looking_up.next_due() == SETTLED + LOOK_AGAIN
    ask(world.database, provider, SETTLED + LOOK_AGAIN)
    assert len(provider.asked) == 2
    assert world.rows("SELECT state, reason FROM outbox") == [("due", "sent again: the provider has nothing")]
    assert world.rows("SELECT looked_up FROM attempt") == [(2,)]
    call(outbox, SETTLED + LOOK_AGAIN, SendOutcome(Verdict.ACCEPTED, provider_id="SM2"))
    assert world.tally() == {"accepted": 1}
    assert broken_promises(world.database, SETTLED + LOOK_AGAIN) == {}


def test_message_that_turns_up_at_the_second_look_is_not_sent_again(world: World, outbox: Outbox) -> None:
    lose(world, outbox)
    provider = Provider([None, Found("SM1", DeliveryStatus.DELIVERED)])
    for at in (SETTLED, SETTLED + LOOK_AGAIN):
        ask(world.database, provider, at)
    assert world.tally() == {"delivered": 1}


def test_provider_that_cannot_be_asked_is_asked_later(world: World, outbox: Outbox) -> None:
    lose(world, outbox)
    provider = Provider([NotifierError("503")])
    looking_up = ask(world.database, provider, SETTLED)
    assert world.rows("SELECT state, reason FROM outbox") == [("unknown", "the provider cannot be asked now")]
    assert world.rows("SELECT looked_up FROM attempt") == [(0,)]
    assert looking_up.next_due() == SETTLED + ASK_LATER


def test_what_could_not_be_asked_about_is_given_up_at_its_deadline(world: World, outbox: Outbox) -> None:
    deadline = SETTLED + ASK_LATER / 2
    lose(world, outbox, not_after=deadline)
    looking_up = ask(world.database, Provider([NotifierError("503")]), SETTLED)
    assert looking_up.next_due() == deadline
    ask(world.database, Provider(), deadline)
    assert world.rows("SELECT state, reason FROM outbox") == [("gave_up", "perhaps sent; no time was left to find out")]


def test_what_is_not_worth_a_double_is_given_up_unasked(world: World, outbox: Outbox) -> None:
    world.due(world.window("1", closed_at=NOW), world.person("ana", channel="sms"), AlertKind.DATA_BACK, lane=12)
    call(outbox)
    provider = Provider()
    ask(world.database, provider, SETTLED)
    assert provider.asked == []
    assert world.tally() == {"gave_up": 1}


def test_one_question_is_asked_for_all_that_one_message_told(world: World, outbox: Outbox) -> None:
    person = world.person("ana", sides="12", channel="sms")
    for side in "12":
        world.due(world.window(side), person, lane=11)
    call(outbox)
    provider = Provider([Found("SM1", DeliveryStatus.ACCEPTED)])
    ask(world.database, provider, SETTLED)
    assert [question.markers for question in provider.asked] == [(marker(1, KEY),)]
    assert world.rows("SELECT DISTINCT state, provider_id FROM outbox") == [("accepted", "SM1")]


def test_call_of_a_dead_worker_is_asked_about_once_it_has_settled(world: World, outbox: Outbox) -> None:
    world.due(world.window("1"), world.person("ana", channel="sms"), lane=11)
    outbox.claim(NOW, 10)
    outbox.resolve(NOW + LEASE)
    ask(world.database, Provider([Found("SM1", DeliveryStatus.ACCEPTED)]), NOW + LEASE + SETTLE)
    assert world.tally() == {"accepted": 1}


def test_two_workers_never_ask_about_the_same_call(world: World, outbox: Outbox) -> None:
    lose(world, outbox)
    first, second = (Doubts(world.database, owner, Channel.SMS) for owner in ("one", "other"))
    assert len(first.lease(SETTLED, 10).doubts) == 1
    assert second.lease(SETTLED, 10).doubts == ()
    assert len(second.lease(SETTLED + LEASE, 10).doubts) == 1


def test_answer_to_a_question_whose_lease_is_lost_changes_nothing(world: World, outbox: Outbox) -> None:
    lose(world, outbox)
    first, second = (Doubts(world.database, owner, Channel.SMS) for owner in ("frozen", "awake"))
    frozen = first.lease(SETTLED, 10)
    second.lease(SETTLED + LEASE, 10)
    before = world.rows("SELECT * FROM outbox"), world.rows("SELECT * FROM attempt")
    first.record(frozen.token, [(doubt, None) for doubt in frozen.doubts], SETTLED + LEASE)
    assert (world.rows("SELECT * FROM outbox"), world.rows("SELECT * FROM attempt")) == before


def test_provider_that_raises_anything_else_is_asked_later(world: World, outbox: Outbox) -> None:
    class Broken:
        def look_up(self, _: Question) -> Found | None:
            raise ZeroDivisionError

    lose(world, outbox)
    LookingUp(world.database, FakeClock(SETTLED), Broken(), Channel.SMS, VAULT, KEY).look_up_due()
    assert world.rows("SELECT state, reason FROM outbox") == [("unknown", "the provider cannot be asked now")]
