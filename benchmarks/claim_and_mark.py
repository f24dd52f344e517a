"""How fast due entries are claimed and marked as sent, attempts included, on SQLite on disk.

Floor: a bare UPDATE that marks the same rows, in batches of the same size, each committed, in the same run. Between the
two stand our statements that lease and mark, alone: companions, checks and attempts are the difference.
"""

import json
import random
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from infoneige.storage.database import Database, open_database
from infoneige.storage.migrate import migrate
from infoneige.storage.outbox import Outbox, Result
from notifier.channels.contract import SendOutcome, Verdict
from notifier.lanes import first_lane
from notifier.model import Channel

_NOW = datetime(2026, 11, 23, 19, 0, tzinfo=UTC)
_SENT = SendOutcome(Verdict.SENT)
_PEOPLE_ON_A_SIDE = 8
_DUE_AT, _UNTIL, _STARTS_AT, _ENDS_AT = (f"2026-11-23T{hour}:00.000Z" for hour in ("19:00", "19:02", "20:00", "23:00"))
_BARE = """
UPDATE outbox SET state = 'sent', handed_over_at = ?, attempts = attempts + 1
WHERE entry_id IN (SELECT entry_id FROM outbox WHERE state = 'due' AND lane = 11 AND send_at <= ? LIMIT ?)
"""


def run(*, quick: bool) -> list[dict[str, object]]:
    """Measure batches of 200 and of 500; each person has 1.2 subscriptions."""
    people = 1_000 if quick else 100_000
    return [_measure(people, batch) for batch in (200, 500)]


def _measure(people: int, batch: int) -> dict[str, object]:
    floor = max(_rows_per_second(_mark_bare, people, batch) for _ in range(3))
    alone = max(_rows_per_second(_lease_and_mark, people, batch) for _ in range(3))
    rate = max(_rows_per_second(_claim_and_mark, people, batch) for _ in range(3))
    return {
        "name": f"claim and mark, batches of {batch}",
        "rows_per_second": round(rate),
        "rows_per_second_of_the_two_statements": round(alone),
        "floor_rows_per_second": round(floor),
        "ratio": round(floor / rate, 2),
        "note": "with the checks of stop, deadline and window, grouping by person, and a row for each attempt",
    }


def _rows_per_second(work: Callable[[Database, int], None], people: int, batch: int) -> float:
    with tempfile.TemporaryDirectory() as folder, open_database(f"sqlite:///{Path(folder) / 'state.db'}") as database:
        migrate(database)
        rows = _fill(database, people)
        begin = time.perf_counter()
        work(database, batch)
        seconds = time.perf_counter() - begin
        with database.read() as connection:
            (sent,) = connection.execute("SELECT count(*) FROM outbox WHERE state = 'sent'").fetchone()
        if sent != rows:
            message = f"only {sent} of {rows} rows were marked"
            raise RuntimeError(message)
        return rows / seconds


def _claim_and_mark(database: Database, limit: int) -> None:
    outbox = Outbox(database, "bench", (Channel.SMS,))
    while batch := outbox.claim(_NOW, limit):
        outbox.record(batch, [Result(bundle, _SENT, _NOW) for bundle in batch.bundles])


def _lease_and_mark(database: Database, limit: int) -> None:
    queries, picked, first = database.queries, limit, 1
    while picked:
        with database.transaction() as connection:
            until = {"until": _UNTIL, "token": f"bench/{first}"}
            picked = queries.pick_due(connection, lane=first_lane(Channel.SMS) + 1, now=_DUE_AT, batch=limit, **until)
        steps = {entry_id: [1, "sent", None, None, None, _DUE_AT] for entry_id in range(first, first + picked)}
        with database.transaction() as connection:
            queries.take_steps(connection, token=until["token"], steps=json.dumps(steps))
        first += picked


def _mark_bare(database: Database, limit: int) -> None:
    marked = 1
    while marked:
        with database.transaction() as connection:
            marked = connection.execute(_BARE, (_DUE_AT, _DUE_AT, limit)).rowcount


def _fill(database: Database, people: int) -> int:
    """Write one announcement, due now, for each subscription; return how many."""
    draw, sides = random.Random(1), people // _PEOPLE_ON_A_SIDE
    wishes = {
        (str(side), person)
        for person in range(1, people + 1)
        for side in draw.sample(range(sides), 2 if person % 5 == 0 else 1)
    }
    with database.transaction() as connection:
        connection.execute(
            "INSERT INTO publish (source, mode, content_hash, published_at, rows_read, rows_rejected)"
            " VALUES ('operator', 'complete', '', ?, 0, 0)",
            (_DUE_AT,),
        )
        connection.execute("INSERT INTO profile VALUES (1, '', '', '', '')")
        connection.executemany(
            "INSERT INTO recipient (recipient_id, channel, address_hmac, address_sealed, language)"
            " VALUES (?, 'sms', ?, ?, 'fr')",
            ((person, f"l1.{person:043}", f"v1.e1.{person:054}") for person in range(1, people + 1)),
        )
        connection.executemany(
            "INSERT INTO subscription (side_id, recipient_id, profile_id, first_lane, subscribed_at)"
            f" VALUES (?, ?, 1, {first_lane(Channel.SMS)}, '')",
            sorted(wishes),
        )
        connection.executemany(
            "INSERT INTO ban_window (window_id, side_id, starts_at, ends_at, publish_id, changed_at)"
            " VALUES (?, ?, ?, ?, 1, ?)",
            ((side + 1, str(side), _STARTS_AT, _ENDS_AT, _DUE_AT) for side in range(sides)),
        )
        connection.execute(
            "INSERT INTO outbox (window_id, recipient_id, kind, lane, send_at, not_after)"
            " SELECT w.window_id, s.recipient_id, 'planned', s.first_lane + 1, ?, w.ends_at"
            " FROM ban_window w JOIN subscription s USING (side_id) ORDER BY 1, 2",
            (_DUE_AT,),
        )
    return len(wishes)
