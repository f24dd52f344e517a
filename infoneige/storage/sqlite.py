"""How an SQLite database is opened: durable, and only by a library that keeps it whole."""

from pathlib import Path

import pysqlite3.dbapi2 as sqlite3

from infoneige.errors import ServiceError
from infoneige.storage.driver import Connection, Driver

_FIXED_IN = (3, 51, 3)
_BACKPORTED = {(3, 50): 7, (3, 44): 6}
MEMORY = ":memory:"
CACHE_KIB = 32_000
"""What one connection may keep in memory: a city's fan-out in SQLite's default 2 MB took half as long again."""
_PRAGMAS = (
    "busy_timeout = 5000",
    "synchronous = FULL",
    "foreign_keys = ON",
    f"cache_size = -{CACHE_KIB}",
    "recursive_triggers = ON",  # without it INSERT OR REPLACE deletes a row past its triggers
)

_KEEP_AUDIT_EVENT = """
CREATE TRIGGER audit_event_not_updated BEFORE UPDATE ON audit_event BEGIN
    SELECT RAISE(ABORT, 'audit_event is only ever added to');
END;
CREATE TRIGGER audit_event_not_deleted BEFORE DELETE ON audit_event BEGIN
    SELECT RAISE(ABORT, 'audit_event is only ever added to');
END;
"""


def sqlite_driver(path: str) -> Driver:
    """Return the driver of one file, or of ``:memory:``."""
    return Driver(
        dialect="sqlite",
        connect=_connect_in_memory if path == MEMORY else lambda: _connect_on_disk(path),
        is_lost=lambda _: False,
        begin=("BEGIN IMMEDIATE",),
        begin_reading=("PRAGMA query_only = ON", "BEGIN"),
        after_reading=("PRAGMA query_only = OFF",),
        lock_migrations=(),
        words={
            "identity": "INTEGER PRIMARY KEY",
            "clustered": "WITHOUT ROWID",
            "bytes": "BLOB",
            "keep_audit_event": _KEEP_AUDIT_EVENT,
        },
        shared=path == MEMORY,
    )


def keeps_a_shared_wal_whole(version: tuple[int, int, int]) -> bool:
    """Say whether this SQLite is free of the WAL-reset bug, which corrupts a database that two processes write.

    Fixed in 3.51.3, with backports to 3.50.7 and 3.44.6 (https://sqlite.org/wal.html, "the WAL-reset bug").
    """
    return version >= _FIXED_IN or version[2] >= _BACKPORTED.get(version[:2], version[2] + 1)


def _connect_in_memory() -> Connection:
    return _configured(MEMORY)


def _connect_on_disk(path: str) -> Connection:
    if not keeps_a_shared_wal_whole(sqlite3.sqlite_version_info):
        message = (
            f"SQLite {sqlite3.sqlite_version} can corrupt a database that two processes share; "
            "install pysqlite3 0.6.1 or later, which brings a fixed one"
        )
        raise ServiceError(message)
    if not Path(path).absolute().parent.is_dir():
        message = f"cannot open {path}: the directory {Path(path).absolute().parent} does not exist"
        raise ServiceError(message)
    try:
        opened = _configured(path)
        _use_wal(opened)
    except sqlite3.DatabaseError as error:
        message = f"cannot open {path} as an SQLite database: {error}"
        raise ServiceError(message) from error
    return opened


def _configured(path: str) -> Connection:
    """Open in autocommit mode, so that only our own BEGIN opens a transaction."""
    opened = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    for pragma in _PRAGMAS:
        opened.execute(f"PRAGMA {pragma}")
    return opened


def _use_wal(opened: Connection) -> None:
    """Change to WAL mode unless the file is in it: to change takes a lock, which another process may hold."""
    if opened.execute("PRAGMA journal_mode").fetchone() != ("wal",):
        opened.execute("PRAGMA journal_mode = WAL")
