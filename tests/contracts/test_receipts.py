"""Receipts on both databases: once or ten times, early or late, in any order, they leave what they say in order."""

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from infoneige.storage.database import Database
from infoneige.storage.invariants import broken_promises
from infoneige.storage.outbox import Batch, Outbox, Result
from infoneige.storage.receipts import apply_receipt, take_receipt
from notifier.channels.contract import News, SendOutcome, Verdict
from notifier.delivery import PASSING_PAUSE, SETTLE
from notifier.receipts import Receipt, read_status
from tests.outbox_world import ENDS, NOW, World

MINUTE = timedelta(minutes=1)
HANDED_OVER = "2026-11-23T19:00:00.000Z"
TAKEN = SendOutcome(Verdict.ACCEPTED, provider_id="SM1")
LOST = SendOutcome(Verdict.UNKNOWN, reason="timed out")


@dataclass
class Desk:
    """Calls made and receipts taken, on one database."""

    world: World
    outbox: Outbox = field(init=False)

    def __post_init__(self) -> None:
        self.outbox = Outbox(self.world.database, "worker")

    def call(self, *answers: SendOutcome, at: datetime = NOW) -> Batch:
        """Claim what is due; answer the first of its messages so."""
        batch = self.outbox.claim(at, 10_000)
        assert batch is not None
        self.outbox.record(batch, [Result(*pair, at) for pair in zip(batch.bundles, answers, strict=False)])
        return batch

    def receive(
        self,
        word: str,
        code: int | None = None,
        *,
        entry: int = 1,
        attempt: int = 1,
        sid: str = "SM1",
        at: datetime = NOW,
    ) -> bool:
        return take_receipt(
            self.world.database, entry_id=entry, attempt=attempt, receipt=receipt(word, code, sid), now=at
        )

    def entry(self, *columns: str) -> tuple[object, ...]:
        (row,) = self.world.rows(f"SELECT {', '.join(columns)} FROM outbox WHERE entry_id = 1")
        return row


def receipt(word: str, code: int | None, sid: str) -> Receipt:
    status = read_status(word, code)
    assert status is not None
    return Receipt(sid, status, code, word)


@pytest.fixture
def desk(database: Database) -> Desk:
    world = World(database)
    world.due(world.window("1"), world.person("ana", sides="123", channel="sms"), lane=11)
    return Desk(world)


def test_receipt_moves_an_accepted_entry_on_and_keeps_when_it_was_handed_over(desk: Desk) -> None:
    desk.call(TAKEN)
    assert desk.receive("sent")
    assert desk.receive("delivered")
    assert desk.entry("state", "provider_id", "handed_over_at") == ("delivered", "SM1", HANDED_OVER)


def test_receipt_that_comes_again_or_too_late_changes_nothing(desk: Desk) -> None:
    desk.call(TAKEN)
    assert desk.receive("delivered")
    before = desk.world.rows("SELECT * FROM outbox")
    assert not any(desk.receive(word) for word in ("delivered", "sent", "queued", "sent"))
    assert not desk.receive("undelivered", 30003)
    assert desk.world.rows("SELECT * FROM outbox") == before


def test_receipt_that_comes_before_our_answer_stands(desk: Desk) -> None:
    batch = desk.call()
    assert desk.receive("delivered")
    desk.outbox.record(batch, [Result(bundle, TAKEN, NOW) for bundle in batch.bundles])
    assert desk.entry("state", "provider_id", "lease_until", "handed_over_at") == (
        "delivered",
        "SM1",
        None,
        HANDED_OVER,
    )
    assert desk.world.rows("SELECT outcome FROM attempt") == [("accepted",)]


def test_receipt_resolves_a_call_that_was_never_answered(desk: Desk) -> None:
    desk.call(LOST)
    assert desk.receive("sent")
    assert desk.entry("state", "provider_id", "lease_until", "handed_over_at") == ("sent", "SM1", None, HANDED_OVER)
    assert desk.world.rows("SELECT outcome FROM attempt") == [("accepted",)]
    assert desk.outbox.resolve(NOW + SETTLE) == {}


def test_receipt_for_a_dead_workers_call_leaves_no_attempt_open(desk: Desk) -> None:
    desk.call()
    desk.receive("sent")
    assert desk.world.rows("SELECT ended_at, outcome FROM attempt") == [(HANDED_OVER, "accepted")]
    assert broken_promises(desk.world.database, NOW) == {}


def test_receipt_for_the_first_call_spares_the_second(desk: Desk) -> None:
    desk.call(LOST)
    desk.outbox.resolve(NOW + SETTLE)
    assert desk.entry("state") == ("due",)
    assert desk.receive("sent", at=NOW + SETTLE)
    assert desk.outbox.claim(NOW + SETTLE, 10) is None


def test_failure_of_the_first_call_does_not_end_the_second(desk: Desk) -> None:
    desk.call(LOST)
    desk.outbox.resolve(NOW + SETTLE)
    desk.call(SendOutcome(Verdict.ACCEPTED, provider_id="SM2"), at=NOW + SETTLE)
    assert desk.receive("undelivered", 30008)
    assert desk.entry("state", "provider_id") == ("accepted", "SM2")
    assert desk.receive("delivered", sid="SM2", attempt=2)
    assert desk.entry("state", "provider_id") == ("delivered", "SM2")


def test_receipt_after_we_gave_up_is_believed(desk: Desk) -> None:
    desk.call(LOST)
    desk.outbox.resolve(ENDS)
    assert desk.entry("state") == ("gave_up",)
    desk.receive("delivered", at=ENDS)
    assert desk.entry("state", "handed_over_at") == ("delivered", HANDED_OVER)


def test_receipt_of_a_bundle_is_for_all_of_its_entries(desk: Desk) -> None:
    for side in "23":
        desk.world.due(desk.world.window(side), 1, lane=11)
    batch = desk.call()
    assert [bundle.entry_ids for bundle in batch.bundles] == [(1, 2, 3)]
    assert desk.world.rows("SELECT entry_id, message_of FROM attempt ORDER BY entry_id") == [(1, None), (2, 1), (3, 1)]
    desk.receive("sent")
    assert desk.world.states() == {1: "sent", 2: "sent", 3: "sent"}


def test_receipt_is_found_by_its_message_where_the_call_is_not_known(desk: Desk) -> None:
    desk.call(TAKEN)
    assert desk.receive("delivered", entry=99, attempt=7)
    assert desk.entry("state") == ("delivered",)


def test_receipt_of_nothing_that_we_know_is_no_error(desk: Desk) -> None:
    assert not desk.receive("delivered", entry=99, sid="SM9")
    assert desk.world.rows("SELECT * FROM receipt") == []


@pytest.mark.parametrize("code", [30003, 30008])
def test_phone_that_could_not_be_reached_is_tried_once_more(desk: Desk, code: int) -> None:
    desk.call(TAKEN)
    desk.receive("undelivered", code)
    assert desk.entry("state", "reason") == ("due", f"the provider's code {code}")
    assert desk.outbox.next_due(NOW) == NOW + PASSING_PAUSE
    assert not desk.receive("sent")
    assert desk.entry("state") == ("due",)
    desk.call(SendOutcome(Verdict.ACCEPTED, provider_id="SM2"), at=NOW + PASSING_PAUSE)
    desk.receive("undelivered", code, sid="SM2", attempt=2)
    assert desk.entry("state") == ("undelivered",)


def test_phone_that_could_not_be_reached_is_not_tried_again_near_the_deadline(desk: Desk) -> None:
    desk.call(TAKEN)
    desk.receive("undelivered", 30003, at=ENDS - 30 * MINUTE)
    assert desk.entry("state") == ("undelivered",)


def test_opt_out_at_the_provider_is_a_stop(desk: Desk) -> None:
    waiting = desk.world.due(desk.world.window("2"), 1, lane=11, send_at=NOW + MINUTE)
    desk.call(TAKEN)
    desk.receive("failed", 21610)
    assert desk.world.states() == {1: "failed", waiting: "suppressed"}
    assert desk.world.rows("SELECT channel, source, provider_id FROM suppression") == [
        ("sms", "the provider's receipt", "SM1")
    ]


def test_number_that_no_phone_has_is_disabled_at_once(desk: Desk) -> None:
    waiting = desk.world.due(desk.world.window("2"), 1, lane=11, send_at=NOW + MINUTE)
    desk.call(TAKEN)
    desk.receive("failed", 21614)
    assert desk.world.states() == {1: "failed", waiting: "suppressed"}
    assert desk.world.rows("SELECT stopped_at, disabled_at FROM recipient") == [(None, HANDED_OVER)]


def test_number_that_may_be_dead_is_believed_in_the_second_window(desk: Desk) -> None:
    desk.call(TAKEN)
    desk.receive("undelivered", 30005)
    assert desk.world.rows("SELECT disabled_at FROM recipient") == [(None,)]
    second = desk.world.due(desk.world.window("2"), 1, lane=11)
    desk.call(SendOutcome(Verdict.ACCEPTED, provider_id="SM2"))
    desk.receive("undelivered", 30006, entry=second, sid="SM2")
    assert desk.world.rows("SELECT disabled_at FROM recipient") == [(HANDED_OVER,)]


def test_answer_that_says_they_opted_out_is_a_stop_in_the_same_commit(desk: Desk) -> None:
    waiting = desk.world.due(desk.world.window("2"), 1, lane=11, send_at=NOW + MINUTE)
    desk.call(SendOutcome(Verdict.REFUSED, reason="21610", news=News.STOPPED, error_code=21610))
    assert desk.world.states() == {1: "failed", waiting: "suppressed"}


Life = list[tuple[str, int | None]]
LIVES: tuple[Life, ...] = (
    [("queued", None), ("sending", None), ("sent", None), ("delivered", None)],
    [("queued", None), ("sent", None), ("undelivered", 30003)],
    [("queued", None), ("sent", None), ("undelivered", 30007)],
    [("failed", 30036)],
    [("sent", None)],
)


def test_ten_thousand_receipts_shuffled_and_repeated_leave_what_they_leave_in_order(database: Database) -> None:
    """Three copies of each, in any order, half of them before our own answers are recorded."""
    world, draw = World(database), random.Random(18)
    world.crowd(600, windows=10)
    lives = {entry: draw.choice(LIVES) for entry in world.states()}
    desk = Desk(world)
    batch = desk.call()
    posts = [(entry, word, code) for entry, life in lives.items() for word, code in life]
    copies = posts * (10_000 // len(posts) + 1)
    draw.shuffle(copies)
    half = len(copies) // 2
    deliver_all(database, copies[:half])
    answers = [
        Result(bundle, SendOutcome(Verdict.ACCEPTED, provider_id=f"SM{bundle.entry_ids[0]}"), NOW)
        for bundle in batch.bundles
    ]
    desk.outbox.record(batch, answers)
    deliver_all(database, copies[half:])
    assert world.states() == {entry: in_order(life) for entry, life in lives.items()}
    assert broken_promises(database, NOW) == {}


def deliver_all(database: Database, posts: list[tuple[int, str, int | None]]) -> None:
    """Take receipts in, many in one transaction, which a test has the time for."""
    for first in range(0, len(posts), 500):
        with database.transaction() as connection:
            for entry, word, code in posts[first : first + 500]:
                one = receipt(word, code, f"SM{entry}")
                apply_receipt(database, connection, entry_id=entry, attempt=1, receipt=one, now=NOW)


def in_order(life: Life) -> str:
    """Return where the receipts of a life lead when they come as they were sent."""
    word, code = life[-1]
    return {30003: "due", 30036: "expired"}.get(code or 0, word)
