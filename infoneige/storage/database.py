"""The transactional database, SQLite or PostgreSQL: open it, read it, change it in one transaction at a time."""

import os
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import aiosql
from aiosql.adapters.generic import GenericAdapter
from aiosql.adapters.pyformat import PyFormatAdapter

from infoneige.errors import ServiceError
from infoneige.storage.driver import Connection, Dialect, Driver
from infoneige.storage.postgres import postgres_driver
from infoneige.storage.sqlite import MEMORY, sqlite_driver

__all__ = ["IN_MEMORY", "Connection", "Database", "Dialect", "is_there", "open_database"]

IN_MEMORY = f"sqlite:///{MEMORY}"
"""The URL of a database that lasts as long as it is open."""

_QUERIES = Path(__file__).parent / "sql"
_ADAPTERS = {"sqlite": GenericAdapter, "postgres": PyFormatAdapter}


def open_database(url: str) -> "Database":
    """Open ``sqlite:///state.db``, ``sqlite:////var/lib/state.db``, ``sqlite:///:memory:`` or ``postgresql://...``.

    Raises:
        ServiceError: the URL is of another kind, the database cannot be reached, or its library is not safe.
    """
    scheme, _, rest = url.partition("://")
    if scheme == "sqlite" and rest.startswith("/") and len(rest) > 1:
        return Database(sqlite_driver(rest[1:]))
    if scheme in ("postgresql", "postgres"):
        return Database(postgres_driver(url))
    message = f"a database is sqlite:///file.db, sqlite:///:memory: or postgresql://host/name, not {scheme}://"
    raise ServiceError(message)


def is_there(url: str) -> bool:
    """Say whether the database exists, without making it: only SQLite would make one by being opened."""
    path = url.removeprefix("sqlite:///")
    return path == url or (path != MEMORY and Path(path).exists())


class _Session:
    """One connection, and whether a transaction is open on it."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.turn = threading.RLock()
        self.is_busy = False


class Database:
    """One database: a connection for each thread, and the named queries of ``storage/sql``.

    ``queries`` are aiosql's: ``database.queries.name(connection, parameter=value)``, the same on both databases. A
    query of many rows is lazy: exhaust it inside the transaction. A percent sign cannot stand in a query's text.
    """

    def __init__(self, driver: Driver) -> None:
        """Connect, so that what is wrong with the URL is said at once."""
        self.driver = driver
        self.queries: Any = _load_queries(driver.dialect)
        self._sessions: dict[tuple[int, int], _Session] = {}
        self._session()

    @property
    def dialect(self) -> Dialect:
        """Say which of the two databases this is."""
        return self.driver.dialect

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Open a transaction that may write; committed at the end, undone by any exception.

        On SQLite it holds the only write lock from its first line. It cannot be nested: hand the connection down.
        """
        with self._span(self.driver.begin, ()) as connection:
            yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Open one consistent view of the database, in which nothing can be written."""
        with self._span(self.driver.begin_reading, self.driver.after_reading) as connection:
            yield connection

    def close(self) -> None:
        """Close every thread's connection."""
        while self._sessions:
            self._sessions.popitem()[1].connection.close()

    def __enter__(self) -> Self:
        """Return the database itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Close it."""
        self.close()

    @contextmanager
    def _span(self, begin: Iterable[str], after: Iterable[str]) -> Iterator[Connection]:
        session = self._session()
        with session.turn:
            if session.is_busy:
                message = "this thread has a transaction open already: hand its connection down"
                raise ServiceError(message)
            session.is_busy = True
            try:
                with _transaction_on(session.connection, begin, after):
                    yield session.connection
            finally:
                session.is_busy = False

    def _session(self) -> _Session:
        """Return this thread's connection; a forked child never meets its parent's."""
        key = (os.getpid(), 0 if self.driver.shared else threading.get_ident())
        session = self._sessions.get(key)
        if session is None or self.driver.is_lost(session.connection):
            session = self._sessions[key] = _Session(self.driver.connect())
        return session


@contextmanager
def _transaction_on(connection: Connection, begin: Iterable[str], after: Iterable[str]) -> Iterator[None]:
    try:
        for statement in begin:
            connection.execute(statement)
        yield
        connection.commit()
    except BaseException:
        with suppress(Exception):  # the first error is the one to read; a lost connection is replaced
            connection.rollback()
        raise
    finally:
        for statement in after:
            connection.execute(statement)


@cache
def _load_queries(dialect: Dialect) -> Any:  # noqa: ANN401 - aiosql makes a method of each query
    """Load ``sql/*.sql`` and the few of ``sql/<dialect>/*.sql``; a name may stand once only."""
    files = [*sorted(_QUERIES.glob("*.sql")), *sorted((_QUERIES / dialect).glob("*.sql"))]
    return aiosql.from_str("\n".join(file.read_text(encoding="utf-8") for file in files), _ADAPTERS[dialect])
