"""Brings a database up to this version's tables: numbered files, each applied once, in order, in a transaction."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from infoneige.errors import ServiceError
from infoneige.storage.database import Connection, Database, open_database

MIGRATIONS = Path(__file__).parent / "migrations"
_LEDGER = "CREATE TABLE IF NOT EXISTS migration (number INTEGER PRIMARY KEY, name TEXT NOT NULL)"


@contextmanager
def open_migrated(url: str) -> Iterator[Database]:
    """Open a database and bring it up to date; closed at the end.

    Raises:
        ServiceError: it cannot be opened, or was made by a newer version.
    """
    with open_database(url) as database:
        migrate(database)
        yield database


def migrate(database: Database, directory: Path = MIGRATIONS) -> tuple[int, ...]:
    """Apply what is missing and return its numbers; several processes may call this at once.

    Raises:
        ServiceError: the database was made by a newer version, or the files have a gap.
    """
    files = numbered_files(directory)
    return tuple(number for number in files if _apply(database, number, files))


def numbered_files(directory: Path) -> dict[int, Path]:
    """Return the migrations by number, from 1 without a gap.

    Raises:
        ServiceError: a number is missing or stands twice.
    """
    files = sorted(directory.glob("[0-9]*.sql"))
    numbers = [int(file.name.partition("_")[0]) for file in files]
    if numbers != list(range(1, len(files) + 1)):
        message = f"migrations are numbered from 1 without a gap, not {numbers}"
        raise ServiceError(message)
    return dict(zip(numbers, files, strict=True))


def _apply(database: Database, number: int, files: Mapping[int, Path]) -> bool:
    """Apply one file unless it was, and say whether it was now."""
    with database.transaction() as connection:
        applied = _applied(database, connection)
        if applied > len(files):
            message = f"this database is at version {applied}, this program knows {len(files)}: install a newer one"
            raise ServiceError(message)
        if number <= applied:
            return False
        for statement in statements(_filled(files[number], database.driver.words)):
            connection.execute(statement)
        ledger = f"INSERT INTO migration (number, name) VALUES ({number}, '{files[number].stem}')"
        connection.execute(ledger)
        return True


def _applied(database: Database, connection: Connection) -> int:
    """Hold other migrators off, then return the last number applied."""
    for statement in database.driver.lock_migrations:
        connection.execute(statement)
    connection.execute(_LEDGER)
    (last,) = connection.execute("SELECT coalesce(max(number), 0) FROM migration").fetchone()
    return int(last)


def _filled(file: Path, words: Mapping[str, str]) -> str:
    text = file.read_text(encoding="utf-8")
    for name, word in words.items():
        text = text.replace("{{" + name + "}}", word)
    return text


def statements(text: str) -> Iterator[str]:
    """Cut SQL into its statements, minding quotes, comments and triggers.

    Raises:
        ServiceError: the last statement has no semicolon.
    """
    pending = ""
    for line in text.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            yield pending.strip()
            pending = ""
    if any(line.strip() and not line.lstrip().startswith("--") for line in pending.splitlines()):
        message = f"this statement of a migration has no end: {pending.strip()[:80]}"
        raise ServiceError(message)
