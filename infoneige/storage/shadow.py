"""A private copy of an SQLite database to try a publish on: nobody waits for it, and nothing of it is ever kept.

What a publish writes to is copied into temporary tables, which stand before those of the same name; everything else is
read from the file itself, opened for reading only: to write to a table that was not copied is an error, not an
accident. Temporary tables are kept in memory, so that not even a killed process leaves anything behind: a city of
200,000 people takes some 200 MB. Addresses are never copied.
"""

import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from urllib.parse import quote

import pysqlite3.dbapi2 as sqlite3

from geodata.model import StreetSideId
from infoneige.storage.database import Connection, Database
from infoneige.storage.driver import Driver
from infoneige.storage.instants import to_text
from infoneige.storage.sqlite import CACHE_KIB

_A_DAY = timedelta(days=1)
_NONE = "WHERE 0"
_ROWS = {
    "source": "",
    "publish": "",
    "plan": "",
    "plan_before": _NONE,
    "anomaly": _NONE,
    "held_change": "WHERE resolved_at IS NULL",
    "audit_event": _NONE,
    "audit_head": "",
    "ban_window": (
        "WHERE closed_at IS NULL OR closed_at > :yesterday OR ends_at > :yesterday"
        " OR window_id = (SELECT max(window_id) FROM main.ban_window)"
    ),
    "outbox": (
        "WHERE entry_id IN ("
        " SELECT entry_id FROM main.outbox WHERE state = 'due'"
        " UNION SELECT o.entry_id FROM temp.ban_window w CROSS JOIN main.outbox o WHERE o.window_id = w.window_id"
        " AND (:all OR w.side_id IN (SELECT value FROM json_each(:sides))"
        " OR w.side_id IN (SELECT p.side_id FROM temp.plan p WHERE p.status = 5)))"
    ),
}
"""What a publish writes to, and which rows of it it may look at; the youngest window keeps numbers from coming twice.

Of the outbox that is what waits to be sent, and what was said of the bans of ``:sides``, or of those being loaded;
found by its indexes, for a winter's outbox is long.
"""

_WITHOUT_INDEXES = frozenset({"outbox"})
"""Its indexes serve delivery; that of its key comes with the table."""

_CREATE = re.compile(r"^CREATE (TABLE|(?:UNIQUE )?INDEX) ", re.IGNORECASE)


def file_of(database: Database) -> str | None:
    """Return the path of an SQLite database's file; None for PostgreSQL, and for what lives in memory."""
    if database.dialect != "sqlite":
        return None
    with database.read() as connection:
        files = {name: path for _, name, path in connection.execute("PRAGMA database_list")}
    return files["main"] or None


@contextmanager
def shadow(path: str, sides: Collection[StreetSideId] | None, now: datetime) -> Iterator[Database]:
    """Give a database for one transaction, to be undone, that changes the plans of these sides (None for any).

    What others commit to the file meanwhile does not show in it.
    """
    values = {"yesterday": to_text(now - _A_DAY), "all": int(sides is None), "sides": json.dumps(sorted(sides or ()))}
    with Database(_driver(lambda: _copied(path, values))) as copy:
        yield copy


def _driver(connect: Callable[[], Connection]) -> Driver:
    """Return a driver whose only transaction is open as soon as it has connected."""
    return Driver(
        dialect="sqlite",
        connect=connect,
        is_lost=lambda _: False,
        begin=(),
        begin_reading=(),
        after_reading=(),
        lock_migrations=(),
        words={},
        shared=True,
    )


def _copied(path: str, values: Mapping[str, object]) -> Connection:
    """Open the file for reading, and begin the transaction with the copies."""
    connection = sqlite3.connect(f"file:{quote(path)}?mode=ro", uri=True, isolation_level=None, check_same_thread=False)
    for pragma in ("busy_timeout = 5000", "temp_store = MEMORY", f"cache_size = -{CACHE_KIB}"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("BEGIN")
    for table, condition in _ROWS.items():
        for statement in _definitions(connection, table):
            connection.execute(statement)
        wanted = {name: value for name, value in values.items() if f":{name}" in condition}
        connection.execute(f"INSERT INTO temp.{table} SELECT * FROM main.{table} {condition}", wanted)
    return connection


def _definitions(connection: Connection, table: str) -> list[str]:
    """Return what makes the same table, and its indexes, among the temporary ones."""
    query = "SELECT sql FROM main.sqlite_master WHERE tbl_name = ? AND type IN ('table', 'index') AND sql IS NOT NULL"
    found = connection.execute(f"{query} ORDER BY type DESC", (table,)).fetchall()
    wanted = found[:1] if table in _WITHOUT_INDEXES else found
    return [_CREATE.sub(_among_the_temporary, sql) for (sql,) in wanted]


def _among_the_temporary(match: re.Match[str]) -> str:
    kind = match[1].upper()
    return f"CREATE {kind} temp."
