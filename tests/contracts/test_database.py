"""What SQLite and PostgreSQL both promise, so that the rest of the service need not know which one it has."""

import threading
from pathlib import Path

import pytest

from infoneige.errors import ServiceError
from infoneige.storage.database import Database, open_database
from infoneige.storage.migrate import MIGRATIONS, migrate, numbered_files, statements
from infoneige.storage.sqlite import keeps_a_shared_wal_whole

LEASE = "INSERT INTO lease (name, owner, lease_until) VALUES ('tick', 'a', '')"


def lease_count(database: Database) -> int:
    with database.read() as connection:
        (count,) = connection.execute("SELECT count(*) FROM lease").fetchone()
        return int(count)


def test_transaction_commits_at_its_end(database: Database) -> None:
    with database.transaction() as connection:
        connection.execute(LEASE)
    assert lease_count(database) == 1


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_transaction_undoes_all_after_any_exception(database: Database, error: type[BaseException]) -> None:
    with pytest.raises(error):
        write_a_lease(database, error)
    assert lease_count(database) == 0


def test_transaction_refuses_to_be_nested(database: Database) -> None:
    with database.transaction(), pytest.raises(ServiceError, match="open already"), database.read():
        pass
    assert lease_count(database) == 0


def test_read_refuses_a_write(database: Database) -> None:
    with pytest.raises(Exception, match=r"read-?only"), database.read() as connection:
        connection.execute(LEASE)
    with database.transaction() as connection:
        connection.execute(LEASE)
    assert lease_count(database) == 1


def test_read_sees_one_moment(database: Database) -> None:
    with database.read() as connection:
        before = connection.execute("SELECT count(*) FROM lease").fetchone()
        writer = threading.Thread(target=write_a_lease, args=(database,))
        writer.start()
        writer.join()
        assert connection.execute("SELECT count(*) FROM lease").fetchone() == before
    assert lease_count(database) == 1


def write_a_lease(database: Database, error: type[BaseException] | None = None) -> None:
    with database.transaction() as connection:
        connection.execute(LEASE)
        if error is not None:
            raise error


def test_memory_is_one_database_for_all_threads() -> None:
    with open_database("sqlite:///:memory:") as database:
        migrate(database)
        writer = threading.Thread(target=write_a_lease, args=(database,))
        writer.start()
        writer.join()
        assert lease_count(database) == 1


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
def test_a_lost_connection_is_replaced_for_the_next_transaction(database: Database) -> None:
    with database.read() as connection:
        (process,) = connection.execute("SELECT pg_backend_pid()").fetchone()
    killer = database.driver.connect()
    killer.execute(f"SELECT pg_terminate_backend({process})")
    killer.close()
    with pytest.raises(Exception, match=r"terminat|closed"):
        lease_count(database)
    assert lease_count(database) == 0


@pytest.mark.parametrize(
    ("version", "whole"),
    [
        ((3, 40, 1), False),
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 45, 9), False),
        ((3, 50, 6), False),
        ((3, 50, 7), True),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 53, 4), True),
    ],
)
def test_an_sqlite_that_corrupts_a_shared_wal_is_known(version: tuple[int, int, int], whole: bool) -> None:  # noqa: FBT001 - a table
    assert keeps_a_shared_wal_whole(version) is whole


@pytest.mark.parametrize(
    ("url", "word"),
    [
        ("mysql://host/name", "not mysql://"),
        ("state.db", "sqlite:///file.db"),
        ("sqlite:///no/such/directory/state.db", "does not exist"),
        ("postgresql://127.0.0.1:1/none", "cannot reach the PostgreSQL database"),
    ],
)
def test_open_database_says_what_is_wrong(url: str, word: str) -> None:
    with pytest.raises(ServiceError, match=word):
        open_database(url)


def test_open_database_refuses_a_file_of_another_kind(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("not a database, but long enough to be read as one" * 10)
    with pytest.raises(ServiceError, match="not a database"):
        open_database(f"sqlite:///{tmp_path}/notes.txt")


def test_migrate_applies_each_file_once(database_url: str) -> None:
    with open_database(database_url) as database:
        assert migrate(database) == tuple(numbered_files(MIGRATIONS))
        assert migrate(database) == ()


def test_migrate_refuses_a_database_of_a_newer_version(database: Database) -> None:
    with database.transaction() as connection:
        connection.execute("INSERT INTO migration (number, name) VALUES (99, 'from_the_future')")
    with pytest.raises(ServiceError, match="version 99"):
        migrate(database)


def test_migrate_refuses_a_gap(database: Database, tmp_path: Path) -> None:
    for name in ("0001_one.sql", "0003_three.sql"):
        (tmp_path / name).write_text("SELECT 1;")
    with pytest.raises(ServiceError, match="without a gap"):
        migrate(database, tmp_path)


def test_migrate_leaves_nothing_of_a_file_that_fails(database: Database, tmp_path: Path) -> None:
    known = numbered_files(MIGRATIONS)
    for number in known:
        (tmp_path / f"{number:04}_known.sql").write_text("SELECT 1;")
    (tmp_path / f"{len(known) + 1:04}_fails.sql").write_text(
        "CREATE TABLE half (x INTEGER);\nINSERT INTO no_such_table VALUES (1);"
    )
    with pytest.raises(Exception, match="no_such_table"):
        migrate(database, tmp_path)
    with database.transaction() as connection:
        connection.execute("CREATE TABLE half (x INTEGER)")


def test_statements_minds_quotes_and_comments() -> None:
    text = "-- one; two\nINSERT INTO t VALUES ('a;b');\n\nSELECT 1 -- ;\n;\n-- the end\n"
    assert list(statements(text)) == ["-- one; two\nINSERT INTO t VALUES ('a;b');", "SELECT 1 -- ;\n;"]


def test_statements_refuses_one_without_an_end() -> None:
    with pytest.raises(ServiceError, match="has no end: SELECT 2"):
        list(statements("SELECT 1;\nSELECT 2\n"))
