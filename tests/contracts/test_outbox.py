"""The outbox under one worker and under several, on both databases."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from infoneige.storage.database import Database
from infoneige.storage.outbox import LEASE, Batch, Outbox, Result
from notifier.channels.contract import SendOutcome, Verdict
from notifier.delivery import FIRST_RETRY, SETTLE
from notifier.model import AlertKind, DeliveryStatus
from tests.outbox_world import NOW, STARTS, World

MINUTE = timedelta(minutes=1)
SENT = SendOutcome(Verdict.SENT)


@pytest.fixture
def world(database: Database) -> World:
    return World(database)


@pytest.fixture
def outbox(database: Database) -> Outbox:
    return Outbox(database, "worker")


def entry_ids(batch: Batch | None) -> list[tuple[int, ...]]:
    assert batch is not None
    return [bundle.entry_ids for bundle in batch.bundles]


def answer_all(outbox: Outbox, batch: Batch | None, outcome: SendOutcome = SENT, at: timedelta = MINUTE) -> None:
    assert batch is not None
    outbox.record(batch, [Result(bundle, outcome, NOW + at) for bundle in batch.bundles])


def test_claim_takes_the_urgent_lane_first_and_then_the_earliest(world: World, outbox: Outbox) -> None:
    window = world.window("1")
    people = [world.person(name) for name in "abcd"]
    information = world.due(window, people[0], AlertKind.DONE, lane=2)
    later = world.due(window, people[1])
    earlier = world.due(window, people[2], send_at=NOW - MINUTE)
    correction = world.due(window, people[3], AlertKind.MOVED, lane=0)
    claims = [entry_ids(outbox.claim(NOW, 10)) for _ in range(3)]
    assert claims == [[(correction,)], [(earlier,), (later,)], [(information,)]]
    assert outbox.claim(NOW, 10) is None


def test_claim_leaves_what_is_not_due_yet(world: World, outbox: Outbox) -> None:
    world.due(world.window("1"), world.person("a"), send_at=NOW + MINUTE)
    assert outbox.claim(NOW, 10) is None
    assert outbox.next_due(NOW) == NOW + MINUTE


def test_claim_never_parts_one_persons_sides(world: World, outbox: Outbox) -> None:
    person, other = world.person("a", sides="123"), world.person("b", sides="2")
    windows = [world.window(side) for side in "123"]
    mine = [world.due(window, person) for window in windows]
    theirs = world.due(windows[1], other)
    assert entry_ids(outbox.claim(NOW, 1)) == [tuple(mine)]
    assert entry_ids(outbox.claim(NOW, 1)) == [(theirs,)]


def test_claim_commits_the_intent_before_anything_is_sent(world: World, outbox: Outbox) -> None:
    entry = world.due(world.window("1"), world.person("a"))
    outbox.claim(NOW, 10)
    assert world.rows("SELECT state, attempts, lease_owner, lease_until FROM outbox") == [
        ("calling", 1, "worker/1", "2026-11-23T19:02:00.000Z")
    ]
    assert world.rows("SELECT entry_id, number, owner, started_at, ended_at, outcome FROM attempt") == [
        (entry, 1, "worker/1", "2026-11-23T19:00:00.000Z", None, None)
    ]


def test_a_lease_never_outlasts_the_deadline(world: World, outbox: Outbox) -> None:
    world.due(world.window("1"), world.person("a"), not_after=NOW + MINUTE)
    outbox.claim(NOW, 10)
    assert world.rows("SELECT lease_until FROM outbox") == [("2026-11-23T19:01:00.000Z",)]


def test_claim_drops_what_must_not_be_sent_and_says_why(world: World, outbox: Outbox) -> None:
    live, closed = world.window("1"), world.window("2", closed_at=NOW)
    stopped = world.person("stopped")
    world.change(f"UPDATE recipient SET stopped_at = 'x' WHERE recipient_id = {stopped}")
    world.due(live, stopped)
    world.due(live, world.person("late"), not_after=NOW)
    world.due(closed, world.person("moved"))
    world.due(closed, world.person("cancelled"), AlertKind.CANCELLED)
    batch = outbox.claim(NOW, 10)
    assert batch is not None
    assert batch.dropped == Counter(
        {DeliveryStatus.SUPPRESSED: 1, DeliveryStatus.EXPIRED: 1, DeliveryStatus.SUPERSEDED: 1}
    )
    assert world.rows("SELECT state, reason, attempts, lease_until FROM outbox ORDER BY entry_id") == [
        ("suppressed", "the recipient said stop", 0, None),
        ("expired", "too late", 0, None),
        ("superseded", "the window is closed", 0, None),
        ("calling", None, 1, "2026-11-23T19:02:00.000Z"),
    ]
    assert world.rows("SELECT count(*) FROM attempt") == [(1,)]


def test_claim_drops_reminders_that_something_due_with_them_covers(world: World, outbox: Outbox) -> None:
    announced, reminded = world.window("1"), world.window("2")
    person = world.person("a", sides="12")
    planned = world.due(announced, person)
    covered = world.due(announced, person, AlertKind.REMINDER, lead=60, send_at=NOW - MINUTE)
    older = world.due(reminded, person, AlertKind.REMINDER, lead=120, send_at=NOW - 2 * MINUTE)
    last = world.due(reminded, person, AlertKind.REMINDER, lead=60, send_at=NOW - MINUTE)
    assert sorted(entry_ids(outbox.claim(NOW, 10))) == [(planned,), (last,)]
    assert world.rows(f"SELECT state, reason FROM outbox WHERE entry_id IN ({covered}, {older})") == [
        ("superseded", "covered"),
        ("superseded", "covered"),
    ]


def test_record_marks_what_was_sent_with_one_instant_for_one_message(world: World, outbox: Outbox) -> None:
    person = world.person("a", sides="12")
    for side in "12":
        world.due(world.window(side), person)
    answer_all(outbox, outbox.claim(NOW, 1), SendOutcome(Verdict.ACCEPTED, provider_id="SM1"))
    columns = "state, handed_over_at, provider_id, lease_owner, lease_until"
    assert (
        world.rows(f"SELECT {columns} FROM outbox") == [("accepted", "2026-11-23T19:01:00.000Z", "SM1", None, None)] * 2
    )
    assert (
        world.rows("SELECT number, ended_at, outcome FROM attempt") == [(1, "2026-11-23T19:01:00.000Z", "accepted")] * 2
    )


def test_record_puts_aside_what_was_not_taken(world: World, outbox: Outbox) -> None:
    world.due(world.window("1"), world.person("a"))
    answer_all(outbox, outbox.claim(NOW, 10), SendOutcome(Verdict.RETRY, reason="too many requests"))
    assert world.rows("SELECT state, reason, lease_until FROM outbox") == [("due", "too many requests", None)]
    assert outbox.next_due(NOW) == NOW + MINUTE + FIRST_RETRY


def test_record_of_a_thawed_worker_changes_nothing(world: World, outbox: Outbox, database: Database) -> None:
    world.due(world.window("1"), world.person("a"))
    frozen = outbox.claim(NOW, 10)
    awake = NOW + LEASE + SETTLE
    outbox.resolve(awake)
    second = Outbox(database, "another").claim(awake, 10)
    before = world.rows("SELECT * FROM outbox"), world.rows("SELECT * FROM attempt")
    answer_all(outbox, frozen)
    assert (world.rows("SELECT * FROM outbox"), world.rows("SELECT * FROM attempt")) == before
    answer_all(outbox, second)
    assert world.tally() == {"sent": 1}


def test_resolve_sends_again_what_a_dead_worker_may_not_have_sent(world: World, outbox: Outbox) -> None:
    world.due(world.window("1"), world.person("a"))
    outbox.claim(NOW, 10)
    assert outbox.next_due(NOW) == NOW + LEASE
    assert outbox.resolve(NOW + LEASE) == Counter({DeliveryStatus.UNKNOWN: 1})
    assert world.rows("SELECT number, outcome FROM attempt") == [(1, "unknown")]
    assert outbox.next_due(NOW) == NOW + LEASE + SETTLE
    assert outbox.resolve(NOW + LEASE + SETTLE - MINUTE) == Counter()
    assert outbox.resolve(NOW + LEASE + SETTLE) == Counter({DeliveryStatus.DUE: 1})
    assert outbox.next_due(NOW) == NOW + LEASE + SETTLE


def test_resolve_gives_up_what_is_not_worth_a_double(world: World, outbox: Outbox) -> None:
    world.due(world.window("1", closed_at=NOW), world.person("a"), AlertKind.DONE)
    answer_all(outbox, outbox.claim(NOW, 10), SendOutcome(Verdict.UNKNOWN, reason="timed out"))
    assert outbox.resolve(NOW + MINUTE + SETTLE) == Counter({DeliveryStatus.GAVE_UP: 1})
    assert world.rows("SELECT state, reason FROM outbox") == [("gave_up", "perhaps sent; not worth a double")]


def test_nothing_is_left_open_at_the_deadline(world: World, outbox: Outbox) -> None:
    deadline = NOW + MINUTE
    window = world.window("1")
    for number, kind in enumerate((AlertKind.PLANNED, AlertKind.PLANNED, AlertKind.MOVED)):
        world.due(window, world.person(str(number)), kind, not_after=deadline, lane=1 - number % 2)
    outbox.claim(NOW, 10)
    answer_all(outbox, outbox.claim(NOW, 1), SendOutcome(Verdict.UNKNOWN), at=timedelta(seconds=1))
    assert outbox.next_due(NOW) == NOW
    outbox.resolve(deadline)
    assert outbox.expire(deadline) == 1
    assert world.tally() == {"gave_up": 2, "expired": 1}
    assert outbox.next_due(NOW) is None


def test_expire_reaches_what_stands_far_behind_in_line(world: World, outbox: Outbox) -> None:
    window = world.window("1")
    world.due(window, world.person("a"))
    world.due(window, world.person("b"), AlertKind.DONE, lane=2, not_after=NOW)
    assert outbox.expire(NOW) == 1
    assert world.tally() == {"due": 1, "expired": 1}


def test_news_of_the_data_is_one_message_however_the_hours_differ(world: World, outbox: Outbox) -> None:
    world.change("INSERT INTO silence (source, since) VALUES ('operator', '2026-11-23T18:00:00.000Z')")
    person = world.person("a", sides="12")
    windows = [world.window("1"), world.window("2", starts_at=STARTS + MINUTE)]
    mine = [world.due(window, person, AlertKind.DATA_SILENT, silence_id=1) for window in windows]
    batch = outbox.claim(NOW, 1)
    assert entry_ids(batch) == [tuple(mine)]
    assert batch is not None
    assert batch.bundles[0].topics[0].happened_at == NOW - timedelta(hours=1)


def test_silence_is_not_told_once_the_data_is_back(world: World, outbox: Outbox) -> None:
    instants = "'2026-11-23T17:00:00.000Z', '2026-11-23T18:00:00.000Z'"
    world.change(f"INSERT INTO silence (source, since, ended_at) VALUES ('operator', {instants})")
    world.due(world.window("1"), world.person("a"), AlertKind.DATA_SILENT, silence_id=1)
    outbox.claim(NOW, 1)
    assert world.rows("SELECT state, reason FROM outbox") == [("superseded", "the data is back")]


def test_a_correction_knows_what_it_replaces(world: World, outbox: Outbox) -> None:
    before, after = world.window("1", closed_at=NOW), world.window("1", starts_at=STARTS + MINUTE)
    replaced_at = "2026-11-23T18:00:00.000Z"
    world.due(after, world.person("a"), AlertKind.MOVED, previous_window_id=before, replaces_at=replaced_at)
    batch = outbox.claim(NOW, 1)
    assert batch is not None
    (topic,) = batch.bundles[0].topics
    assert topic.replaces_at == NOW - timedelta(hours=1)
    assert topic.previous is not None
    assert (topic.previous.starts_at, topic.window.starts_at) == (STARTS, STARTS + MINUTE)


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
def test_workers_on_postgresql_skip_each_others_people(world: World, database: Database) -> None:
    """One worker stands still inside its claim; the other takes everybody else and waits for nobody."""
    first, second = world.person("a", sides="12"), world.person("b", sides="1")
    windows = [world.window(side) for side in "12"]
    for window in windows:
        world.due(window, first)
    theirs = world.due(windows[0], second)
    with database.transaction() as connection, ThreadPoolExecutor(1) as thread:
        until, token = "2026-11-23T19:02:00.000Z", "standing/1"
        database.queries.pick_due(connection, lane=1, now=until, batch=1, until=until, token=token)
        other = thread.submit(Outbox(database, "other").claim, NOW, 10).result(timeout=30)
        assert entry_ids(other) == [(theirs,)]
