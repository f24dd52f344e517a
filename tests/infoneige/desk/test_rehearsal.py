from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest

from geodata.model import StreetSideId
from infoneige.desk.rehearsal import rehearse
from infoneige.storage.database import IN_MEMORY, Connection, Database, open_database
from infoneige.storage.migrate import migrate
from infoneige.storage.shadow import file_of, shadow
from infoneige.storage.subscriptions import add_subscriptions
from notifier.model import Channel, PreferenceProfile, Recipient, Subscription
from schedules.model import LoadingStatus, Period, Plan, PlanBatch, PlanMode
from tests.infoneige.desk.weighing_oracle import everything, rows
from tests.outbox_world import NOW
from tests.vault import VAULT

ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
SIDE = StreetSideId("1")
BAN = Period(NOW + timedelta(hours=8), NOW + timedelta(hours=20))
BATCH = PlanBatch((Plan(SIDE, LoadingStatus.PLANNED, planned=BAN),), rows=1)


def subscribe(database: Database, people: int = 3) -> None:
    wishes = [
        Subscription(Recipient(Channel.SMS, f"+1514555{number:04}"), SIDE, PreferenceProfile())
        for number in range(people)
    ]
    with database.transaction() as connection:
        add_subscriptions(database, connection, VAULT, wishes, now=NOW)


def due_at_the_rehearsal(database: Database, look: Callable[[], None] = lambda: None) -> int:
    def count(_: Database, connection: Connection) -> int:
        look()
        return int(connection.execute("SELECT count(*) FROM outbox WHERE state = 'due'").fetchone()[0])

    return rehearse(database, BATCH, count, source="operator", mode=PlanMode.CHANGES, coalesce=timedelta(0), now=NOW)


def test_a_rehearsal_shows_what_a_publish_makes_due_and_leaves_no_trace(database: Database) -> None:
    subscribe(database)
    before = everything(database)
    assert due_at_the_rehearsal(database) == 3
    assert everything(database) == before


def test_a_database_in_memory_is_rehearsed_on_too() -> None:
    with open_database(IN_MEMORY) as database:
        migrate(database)
        subscribe(database)
        assert due_at_the_rehearsal(database) == 3
        assert rows(database, "SELECT * FROM outbox") == []


@ON_SQLITE
def test_others_write_while_a_publish_is_rehearsed(database: Database, database_url: str) -> None:
    subscribe(database)

    def write() -> None:
        with open_database(database_url) as other:
            connection = other.driver.connect()
            connection.execute("PRAGMA busy_timeout = 0")
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("UPDATE recipient SET stopped_at = '2026-11-23T19:00:00.000Z'")
            connection.execute("COMMIT")
            connection.close()

    assert due_at_the_rehearsal(database, write) == 3
    assert rows(database, "SELECT count(*) FROM recipient WHERE stopped_at IS NOT NULL") == [(3,)]


@ON_SQLITE
def test_what_was_not_copied_cannot_be_written_to(database: Database) -> None:
    path = file_of(database)
    assert path is not None
    with (
        shadow(path, None, NOW) as copy,
        pytest.raises(Exception, match="readonly database"),
        copy.transaction() as connection,
    ):
        connection.execute("UPDATE recipient SET language = 'en'")


@ON_SQLITE
def test_the_copy_is_in_no_file(database: Database) -> None:
    path = file_of(database)
    assert path is not None
    before = set(_open_files())
    with shadow(path, None, NOW) as copy, copy.transaction() as connection:
        connection.execute(
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200000)"
            " INSERT INTO anomaly (publish_id, kind, side_id, detail) SELECT i, 'x', 'y', 'some words' FROM n"
        )
        opened = {Path(name).name for name in set(_open_files()) - before}
        connection.rollback()
    assert opened <= {"state.db", "state.db-wal", "state.db-shm"}


def _open_files() -> Iterator[str]:
    for link in Path("/proc/self/fd").iterdir():
        with suppress(FileNotFoundError):  # the listing's own
            yield str(link.readlink())
