"""The queue as it is counted: each tally against a count of every row, and never a scan of the outbox."""

import random
import re
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from infoneige.audit.model import AuditEvent, Verb
from infoneige.audit.trail import append
from infoneige.desk.tally import Line
from infoneige.storage import watching
from infoneige.storage.database import Database
from infoneige.storage.instants import to_text
from infoneige.storage.sender_beats import SenderBeat, Trouble, beat, sender_beats
from notifier.model import AlertKind, DeliveryStatus
from tests.outbox_world import ENDS, NOW, World

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
HANDED_OVER = {"accepted", "sent", "delivered", "undelivered"}


def storm(database: Database, *, seed: int) -> World:
    """Return a world where two versions told people, in every state, some long ago."""
    world, rng = World(database), random.Random(seed)
    world.change(
        "INSERT INTO publish (source, mode, content_hash, published_at, rows_read, rows_rejected) "
        f"VALUES ('operator', 'changes', '', '{to_text(NOW + HOUR)}', 0, 0)"
    )
    people = [world.person(f"person {number}") for number in range(6)]
    for number in range(8):
        window = world.window(f"side {number}", closed_at=NOW + HOUR if number % 3 == 0 else None)
        world.change(f"UPDATE ban_window SET publish_id = {1 + number % 2} WHERE window_id = {window}")
        for person in people:
            for kind in (AlertKind.PLANNED, AlertKind.REMINDER, AlertKind.CANCELLED):
                add(world, rng, window, person, kind)
    return world


def add(world: World, rng: random.Random, window: int, person: int, kind: AlertKind) -> None:
    state = rng.choice([one.value for one in DeliveryStatus])
    send_at = NOW + rng.choice([-30, -1, 0, 1, 2]) * HOUR
    columns: dict[str, Any] = {"state": state}
    if state in HANDED_OVER:
        columns["handed_over_at"] = to_text(send_at + rng.randrange(60) * MINUTE)
    if state == "due":
        columns["attempts"] = rng.choice([0, 0, 1])
    if state in {"calling", "unknown"}:
        columns["lease_until"] = to_text(NOW + MINUTE)
    if state in {"failed", "undelivered"}:
        columns["reason"] = rng.choice(["Twilio 30007: filtered", "Twilio 30003: passing"])
    lane = rng.choice([1, 10, 11, 22])
    world.due(window, person, kind, send_at=send_at, not_after=ENDS, lane=lane, **columns)


def counted(lines: list[Line]) -> Counter[tuple[str, str, int]]:
    """Return lines by side, state and whether they are due now."""
    found: Counter[tuple[str, str, int]] = Counter()
    for line in lines:
        found[line.side_id, line.state, line.is_due_now] += line.entries
    return found


EVERY_ROW = """
SELECT w.side_id, o.state,
    CASE WHEN o.state = 'due' AND (o.attempts > 0 OR o.send_at <= '{now}') THEN 1 ELSE 0 END, count(*)
FROM outbox o JOIN ban_window w ON w.window_id = o.window_id WHERE {which} GROUP BY 1, 2, 3
"""


def expected(world: World, which: str) -> Counter[tuple[str, str, int]]:
    rows = world.rows(EVERY_ROW.format(now=to_text(NOW), which=which))
    return Counter({(side, state, due): count for side, state, due, count in rows})


@pytest.mark.parametrize("seed", range(3))
def test_version_counts_what_it_made_due(database: Database, seed: int) -> None:
    world = storm(database, seed=seed)
    with database.read() as connection:
        lines = watching.tally_of_version(database, connection, 2, NOW + HOUR, NOW)
    opened = "w.publish_id = 2 AND o.kind <> 'cancelled'"
    closed = f"w.closed_at = '{to_text(NOW + HOUR)}' AND o.kind = 'cancelled'"
    assert counted(lines) == expected(world, f"({opened}) OR ({closed})")


@pytest.mark.parametrize("seed", range(3))
def test_all_counts_what_waits_and_what_became_of_the_last_day(database: Database, seed: int) -> None:
    world, since = storm(database, seed=seed), to_text(NOW - 24 * HOUR)
    with database.read() as connection:
        lines = watching.tally_of_all(database, connection, NOW - 24 * HOUR, NOW)
    waiting = "o.state IN ('due', 'calling', 'unknown')"
    gone = f"o.state IN ('accepted', 'sent', 'delivered') AND o.handed_over_at >= '{since}'"
    lost_states = "'undelivered', 'failed', 'expired', 'suppressed', 'gave_up'"
    lost = f"o.state IN ({lost_states}) AND o.send_at BETWEEN '{since}' AND '{to_text(NOW)}'"
    assert counted(lines) == expected(world, f"{waiting} OR ({gone}) OR ({lost})")


def test_operation_and_reason_stand_on_the_lines(database: Database) -> None:
    world = World(database)
    window = world.window("side")
    world.change("INSERT INTO plan (side_id, status, operation, publish_id) VALUES ('side', 2, '4', 1)")
    reason = "Twilio 30007: filtered"
    world.due(window, world.person("a"), lane=11, state="failed", reason=reason)
    with database.read() as connection:
        lines = watching.tally_of_version(database, connection, 1, NOW, NOW)
    assert lines == [Line("side", "4", 10, "failed", reason, 0, 1)]


def test_messages_are_counted_by_minute_several_sides_in_one_once(database: Database) -> None:
    world = World(database)
    person, windows = world.person("a"), [world.window(f"side {number}") for number in range(2)]
    for at, window, lane in ((5, 0, 11), (5, 1, 11), (2, 0, 10), (2, 1, 21), (50, 0, 12)):
        columns: dict[str, Any] = {"state": "sent", "handed_over_at": to_text(NOW - at * MINUTE), "lane": lane}
        world.due(windows[window], person, AlertKind.PLANNED, lead=at + lane, **columns)
    with database.read() as connection:
        minutes = watching.texts_by_minute(database, connection, NOW)
        last = watching.last_handed_over(database, connection)
    assert (len(minutes), sum(minutes), minutes[-6], minutes[-3]) == (31, 2, 1, 1)
    assert last == NOW - 2 * MINUTE


def test_oldest_due_next_look_and_versions_that_told(database: Database) -> None:
    world = World(database)
    with database.read() as connection:
        assert watching.oldest_due(database, connection) is None
        assert watching.next_answer_looked_up(database, connection) is None
        assert watching.versions_that_told(database, connection, 5) == ()
    window = world.window("side")
    world.due(window, world.person("a"), send_at=NOW - HOUR)
    world.due(window, world.person("b"), state="unknown", lease_until=to_text(NOW + MINUTE))
    with database.read() as connection:
        assert watching.oldest_due(database, connection) == NOW - HOUR
        assert watching.next_answer_looked_up(database, connection) == NOW + MINUTE
        assert watching.versions_that_told(database, connection, 5) == (1,)


def test_events_worth_watching_are_found_among_others(database: Database) -> None:
    for verb in (Verb.LOGGED_IN, Verb.SENDING_PAUSED, Verb.LOGGED_OUT):
        with database.transaction() as connection:
            append(database, connection, AuditEvent("operator:a", verb, "x:y"), now=NOW)
    with database.read() as connection:
        found = watching.watched_events(database, connection, {Verb.SENDING_PAUSED, Verb.PLAN_PUBLISHED}, 5)
    assert [(one.number, one.event.verb) for one in found] == [(2, Verb.SENDING_PAUSED)]


def test_beats_are_kept_by_process_and_trouble_has_its_beginning(database: Database) -> None:
    beat(database, "old", {"sms": None}, now=NOW - 25 * HOUR)
    for minutes in (0, 1):
        beat(database, "w", {"sms": Trouble.FAILING, "push": None}, now=NOW + minutes * MINUTE)
    with database.read() as connection:
        assert sender_beats(database, connection) == (
            SenderBeat("push", NOW + MINUTE),
            SenderBeat("sms", NOW + MINUTE, Trouble.FAILING, NOW),
        )


QUERIES = {
    "tally_of_version": {"publish_id": 1, "published_at": "x", "now": "x"},
    "tally_of_queue": {"now": "x"},
    "tally_of_past": {"since": "x", "now": "x"},
    "texts_by_minute": {"since": "x", "first": 10, "last": 12},
    "last_handed_over": {},
    "next_answer_looked_up": {},
    "versions_that_told": {"most": 5, "looked_at": 300},
}


@pytest.mark.parametrize("name", QUERIES)
def test_no_query_reads_the_outbox_through(database: Database, name: str) -> None:
    if database.dialect != "sqlite":
        return  # PostgreSQL decides by how much there is; the indexes are the same
    query = getattr(database.queries, name).sql
    with database.read() as connection:
        rows = connection.execute(f"EXPLAIN QUERY PLAN {query}", QUERIES[name]).fetchall()
    plan = [row[3] for row in rows]
    scans = [line for line in plan if re.match(r"SCAN (o|w|outbox|ban_window)\b", line)]
    allowed = [line for line in scans if re.search(r"USING (COVERING )?INDEX outbox_(due|waiting|handed_over)", line)]
    assert scans == allowed, plan
