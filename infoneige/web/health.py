"""Whether the service lives, and whether it can do its work. Names what fails, and says no more to the public."""

import shutil
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from threading import Lock

import pysqlite3.dbapi2 as sqlite3
from flask import Blueprint, Response, jsonify

from infoneige.clock import Clock
from infoneige.storage.database import Database
from infoneige.storage.migrate import MIGRATIONS, numbered_files
from infoneige.storage.sqlite import keeps_a_shared_wal_whole

LEAST_FREE_SPACE = 0.1
"""Of the disk that the database grows on: below this, writes are soon refused."""

KEPT_FOR = timedelta(seconds=1)
"""How long an answer of /readyz stands."""

Checks = Mapping[str, Callable[[], bool]]


def health_routes(database: Database, state_directory: Path | None, clock: Clock) -> Blueprint:
    """Return /healthz, which asks nothing but the process, and /readyz, which asks everything it stands on."""
    routes, readiness = Blueprint("health", __name__), _Readiness(_checks(database, state_directory), clock)

    @routes.get("/healthz")
    def live() -> Response:
        return Response("ok\n", mimetype="text/plain")

    @routes.get("/readyz")
    def ready() -> tuple[Response, int]:
        failing = readiness.failing()
        return jsonify(ready=not failing, failing=failing), 503 if failing else 200

    return routes


def _checks(database: Database, state_directory: Path | None) -> Checks:
    return {
        "database": lambda: _can_write(database),
        "schema": lambda: _is_up_to_date(database),
        "sqlite": lambda: _has_safe_library(database),
        "disk": lambda: state_directory is None or _has_room(state_directory),
    }


class _Readiness:
    """Looks at most once a second, whoever asks: each look takes the database's write lock."""

    def __init__(self, checks: Checks, clock: Clock) -> None:
        self._checks = checks
        self._clock = clock
        self._turn = Lock()
        self._looked_at: datetime | None = None
        self._failing: tuple[str, ...] = ()

    def failing(self) -> tuple[str, ...]:
        with self._turn:
            now = self._clock.now()
            if self._looked_at is None or not self._looked_at <= now < self._looked_at + KEPT_FOR:
                self._failing = tuple(name for name, check in self._checks.items() if not _is_well(check))
                self._looked_at = now
            return self._failing


def _is_well(check: Callable[[], bool]) -> bool:
    try:
        return check()
    except Exception:  # noqa: BLE001 - whatever it is, this part does not work
        return False


def _can_write(database: Database) -> bool:
    """Write a row and undo it."""
    with database.transaction() as connection:
        database.queries.try_to_write(connection)
        connection.rollback()
    return True


def _is_up_to_date(database: Database) -> bool:
    with database.read() as connection:
        return int(database.queries.last_migration(connection)) == len(numbered_files(MIGRATIONS))


def _has_safe_library(database: Database) -> bool:
    return database.dialect != "sqlite" or keeps_a_shared_wal_whole(sqlite3.sqlite_version_info)


def _has_room(directory: Path) -> bool:
    usage = shutil.disk_usage(directory)
    return usage.free > LEAST_FREE_SPACE * usage.total
