"""What differs between the two databases, as data; everything else is the same text on both."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

Dialect = Literal["sqlite", "postgres"]

Connection = Any
"""A DB-API connection of pysqlite3 or psycopg: ``execute(sql, parameters)``, ``commit()``, ``rollback()``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Driver:
    """How to reach one database and how to speak to it.

    ``begin``, ``begin_reading`` and ``after_reading`` are statements; ``lock_migrations`` holds other migrators off
    until the commit; ``words`` fill the placeholders of the migrations; ``shared`` is True where all threads must
    take turns on one connection.
    """

    dialect: Dialect
    connect: Callable[[], Connection]
    is_lost: Callable[[Connection], bool]
    begin: tuple[str, ...]
    begin_reading: tuple[str, ...]
    after_reading: tuple[str, ...]
    lock_migrations: tuple[str, ...]
    words: Mapping[str, str]
    shared: bool
