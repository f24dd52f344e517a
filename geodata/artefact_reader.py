"""Read-only access to geodata.db: one connection per thread, and a clear word when the file is no artefact."""

import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from pysqlite3 import dbapi2 as sqlite3

from geodata.model import GeodataError

FORMAT_VERSION: Final = "2"
"""The only ``meta.format_version`` that this code reads."""

Row = tuple[Any, ...]


class ArtefactReader:
    """Runs queries on one artefact. Safe to share between threads; each gets a connection of its own."""

    def __init__(self, path: Path | str) -> None:
        """Open the artefact.

        Raises:
            GeodataError: The file is missing, is no artefact, or was built by another version.
        """
        self.path = Path(path)
        self._local = threading.local()
        self._opened: list[Any] = []
        if self.path.is_dir():
            message = f"{self.path} is a folder; name the artefact in it, for example {self.path / 'geodata.db'}"
            raise GeodataError(message)
        if not self.path.is_file():
            message = (
                f"{self.path}: no such file. Build it with: infoneige geodata build --sides FILE --out {self.path}"
            )
            raise GeodataError(message)
        try:
            self._check(dict(self.rows("SELECT key, value FROM meta")))
        except sqlite3.DatabaseError as error:
            self.close()
            message = f"{self.path} is not a street artefact ({error}). Build one with: infoneige geodata build"
            raise GeodataError(message) from error

    def rows(self, sql: str, parameters: Iterable[object] = ()) -> list[Row]:
        """Run one query and return all its rows."""
        return list(self._connection().execute(sql, tuple(parameters)))

    def close(self) -> None:
        """Close every thread's connection."""
        while self._opened:
            self._opened.pop().close()
        self._local = threading.local()

    def _connection(self) -> Any:  # noqa: ANN401 - pysqlite3 is without types
        connection = getattr(self._local, "connection", None)
        if connection is None:
            uri = f"{self.path.resolve().as_uri()}?mode=ro"
            connection = self._local.connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
            self._opened.append(connection)
        return connection

    def _check(self, meta: dict[str, str]) -> None:
        version = meta.get("format_version")
        if version != FORMAT_VERSION:
            self.close()
            message = (
                f"{self.path} has format {version}, this version reads {FORMAT_VERSION}. "
                f"Build it again with: infoneige geodata build"
            )
            raise GeodataError(message)
