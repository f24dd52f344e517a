"""Whether the service lives, and whether it can do its work. Names what fails, and says no more to the public."""

import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pysqlite3.dbapi2 as sqlite3
from flask import Blueprint, Response, jsonify

from infoneige.storage.database import Database
from infoneige.storage.migrate import MIGRATIONS, numbered_files
from infoneige.storage.sqlite import keeps_a_shared_wal_whole

LEAST_FREE_SPACE = 0.1
"""Of the disk that the database grows on: below this, writes are soon refused."""

Checks = Mapping[str, Callable[[], bool]]


def health_routes(database: Database, state_directory: Path | None) -> Blueprint:
    """Return /healthz, which asks nothing but the process, and /readyz, which asks everything it stands on."""
    routes, checks = Blueprint("health", __name__), _checks(database, state_directory)

    @routes.get("/healthz")
    def live() -> Response:
        return Response("ok\n", mimetype="text/plain")

    @routes.get("/readyz")
    def ready() -> tuple[Response, int]:
        failing = list(_failing(checks))
        return jsonify(ready=not failing, failing=failing), 503 if failing else 200

    return routes


def _checks(database: Database, state_directory: Path | None) -> Checks:
    return {
        "database": lambda: _can_write(database),
        "schema": lambda: _is_up_to_date(database),
        "sqlite": lambda: _has_safe_library(database),
        "disk": lambda: state_directory is None or _has_room(state_directory),
    }


def _failing(checks: Checks) -> Iterator[str]:
    for name, check in checks.items():
        try:
            is_well = check()
        except Exception:  # noqa: BLE001 - whatever it is, this part does not work
            is_well = False
        if not is_well:
            yield name


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
