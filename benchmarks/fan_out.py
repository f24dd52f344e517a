"""A change of many sides with half a million subscribers: from plans to durable outbox rows.

Floor: the bare INSERT ... SELECT of the very same rows into a table without any index, committed, in the same database.
"""

import random
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from datetime import time as wall_time
from itertools import islice
from pathlib import Path

from geodata.model import StreetSideId
from infoneige.pipeline import publish
from infoneige.secrecy.keys import KeyRing
from infoneige.secrecy.vault import Vault
from infoneige.storage.database import Database, open_database
from infoneige.storage.migrate import migrate
from infoneige.storage.subscriptions import add_subscriptions
from notifier.model import Channel, PreferenceProfile, QuietHours, Recipient, Subscription
from schedules.model import LoadingStatus, Period, Plan, PlanBatch, PlanMode

_START = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
_LEADS = [(120, 30), (240, 60), (180, 45), (90, 15), (360, 60)]
_QUIET = QuietHours(wall_time(23), wall_time(5))
_COLUMNS = "window_id, recipient_id, kind, lead_minutes, lane, send_at, not_after"
_BARE = f"""
INSERT INTO bare_{{number}} ({_COLUMNS}, state)
SELECT c.new_window_id, s.recipient_id, d.kind, d.lead_minutes, s.first_lane + d.urgency, d.send_at, d.not_after, 'due'
FROM changed_window c
CROSS JOIN subscription s
CROSS JOIN decision d
WHERE s.side_id = c.side_id AND d.profile_id = s.profile_id AND d.told_starts_at = ''
"""


def run(*, quick: bool) -> list[dict[str, object]]:
    """Measure 80 and 12,000 sides, 12,000 others with a long history, and last a whole city, told of most before."""
    people, history, scale = (5_000, 20_000, 40) if quick else (500_000, 5_000_000, 1)
    with tempfile.TemporaryDirectory() as folder, open_database(f"sqlite:///{Path(folder) / 'state.db'}") as database:
        sides = _subscribe(database, people)
        random.shuffle(sides)
        fresh = iter(sides)
        clock = iter(_START + timedelta(days=day) for day in range(100))
        results = [
            _measure(database, "80 sides", _draws(fresh, 80), clock),
            _measure(database, "12,000 sides", _draws(fresh, 12_000 // scale), clock),
        ]
        write_history(database, history)
        checkpoint(database)
        label = f"12,000 other sides, {history:,} old rows"
        results.append(_measure(database, label, _draws(fresh, 12_000 // scale), clock))
        return [*results, _measure(database, "whole city", [random.sample(sides, 55_221 // scale)], clock)]


def _draws(fresh: Iterator[StreetSideId], count: int) -> list[list[StreetSideId]]:
    """Take three sets of sides that no publish has named before."""
    return [list(islice(fresh, count)) for _ in range(3)]


def _subscribe(database: Database, people: int) -> list[StreetSideId]:
    """Give each person 1.2 sides of 90,516, with three alerts a window."""
    migrate(database)
    random.seed(1)
    sides = [StreetSideId(str(10_100_011 + 10 * number)) for number in range(90_516)]
    profiles = [PreferenceProfile(tuple(timedelta(minutes=m) for m in leads), _QUIET) for leads in _LEADS]
    wishes = (
        Subscription(Recipient(Channel.SMS, f"+1514{person:07}"), side, profiles[person % len(profiles)])
        for person in range(people)
        for side in random.sample(sides, 2 if person % 5 == 0 else 1)
    )
    with database.transaction() as connection:
        add_subscriptions(database, connection, Vault(KeyRing.fresh()), wishes, now=_START)
        connection.execute("ANALYZE")
    checkpoint(database)
    return sides


def checkpoint(database: Database) -> None:
    """Write the log back, so that no publish pays for what was written to prepare it."""
    connection = database.driver.connect()
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    connection.close()


def _measure(
    database: Database, name: str, draws: list[list[StreetSideId]], clock: Iterator[datetime]
) -> dict[str, object]:
    """Publish a new plan for each set of sides, the same for sides without a subscriber, and the same rows bare.

    The best of each counts. What multiplying by people costs is the first less the second.
    """
    seconds, without_people, floors, rows = [], [], [], 0
    for sides in draws:
        now = next(clock)
        begin = time.perf_counter()
        rows = _publish(database, sides, now)
        seconds.append(time.perf_counter() - begin)
        floors.append(_bare_insert(database, f"{now:%m%d}"))
        _deliver(database)
        empty = [StreetSideId(f"nobody at {side}") for side in sides]
        begin = time.perf_counter()
        _publish(database, empty, now)
        without_people.append(time.perf_counter() - begin)
    fan_out = max(min(seconds) - min(without_people), 0.0)
    return {
        "name": f"publish to durable alerts, {name}",
        "rows": rows,
        "seconds": round(min(seconds), 3),
        "of_which_fan_out": round(fan_out, 3),
        "floor_seconds": round(min(floors), 3),
        "ratio": round(fan_out / min(floors), 2),
    }


def _publish(database: Database, sides: list[StreetSideId], now: datetime) -> int:
    period = Period(now + timedelta(hours=8), now + timedelta(hours=20))
    batch = PlanBatch(tuple(Plan(side, LoadingStatus.PLANNED, period) for side in sides))
    result = publish(
        database, batch, source="bench", mode=PlanMode.CHANGES, coalesce=timedelta(0), content_hash="", now=now
    )
    return result.alerts


def _deliver(database: Database) -> None:
    """Mark everything as sent, as it would be by the next day, so that no publish pays for the one before."""
    with database.transaction() as connection:
        connection.execute("UPDATE outbox SET state = 'sent', handed_over_at = send_at WHERE state = 'due'")
    checkpoint(database)


def _bare_insert(database: Database, number: str) -> float:
    """Write the rows of the last publish bare: one INSERT ... SELECT, a new table, no index; return seconds."""
    with database.transaction() as connection:
        connection.execute(f"CREATE TABLE bare_{number} AS SELECT * FROM outbox WHERE 0")
    begin = time.perf_counter()
    with database.transaction() as connection:
        connection.execute(_BARE.format(number=number))
    return time.perf_counter() - begin


def write_history(database: Database, rows: int) -> None:
    """Add old, sent rows of closed windows, in the order in which a winter writes them."""
    with database.transaction() as connection:
        connection.execute(
            "INSERT INTO ban_window (side_id, starts_at, ends_at, publish_id, changed_at, closed_at, outcome)"
            " WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)"
            " SELECT 'old' || i, '2025-01-01T00:00:00.000Z', '2025-01-01T12:00:00.000Z', 1,"
            " '2025-01-01T00:00:00.000Z', '2025-01-01T12:00:00.000Z', 'done' FROM n",
            (rows // 50,),
        )
        connection.execute(
            f"INSERT INTO outbox ({_COLUMNS}, state)"
            " SELECT w.window_id, r.recipient_id, 'planned', 0, 1, w.starts_at, w.ends_at, 'sent'"
            " FROM ban_window w, (SELECT recipient_id FROM recipient LIMIT 50) r WHERE w.side_id LIKE 'old%'",
        )
