"""The tables of geodata.db: their columns, their indexes, the search index, and how they are filled."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import shapely
from pysqlite3 import dbapi2 as sqlite3
from sqlite_utils import Database

from geodata.model import GeodataError

_TABLES: dict[str, tuple[str, dict[str, type]]] = {
    "side": (
        "side_id",
        {
            "side_id": str, "segment_id": str, "street_id": int, "town": str, "borough": str, "sector": str,
            "hand": str, "first": int, "last": int, "parity": str, "parity_source": str, "cross_streets": str,
            "is_derived": int, "geometry": bytes,
        },
    ),
    "segment": ("segment_id", {"segment_id": str, "meets": str}),
    "street": (
        "street_id",
        {
            "street_id": int, "kind": str, "link": str, "name": str, "orientation": str, "town": str,
            "search_name": str,
        },
    ),
    "borough": ("name", {"name": str, "kind": str, "geometry": bytes}),
    "sector": ("name", {"name": str, "geometry": bytes}),
    "free_lot": ("lot_id", {"lot_id": int, "name": str, "longitude": float, "latitude": float, "geometry": bytes}),
    "meta": ("key", {"key": str, "value": str}),
}  # fmt: skip

_INDEXES = (("street_id", "first"), ("segment_id",), ("borough",), ("sector",))

_SEARCH = """
CREATE VIRTUAL TABLE street_search USING fts5(
    search_name, content='street', content_rowid='street_id',
    tokenize='unicode61 remove_diacritics 2', prefix='1 2 3'
);
INSERT INTO street_search(street_search) VALUES ('rebuild');
"""


def write_artefact(path: Path, tables: Mapping[str, pd.DataFrame], meta: Mapping[str, str]) -> None:
    """Fill an empty file with the tables (a column of shapes is written as WKB), their indexes and the search index.

    Raises:
        GeodataError: the disk is full or does not hold what is written.
    """
    database = Database(path)
    try:
        _fill(database, tables, meta)
    except sqlite3.DatabaseError as error:
        message = f"the artefact cannot be written to {path.parent} ({error}); make room or choose another --out"
        raise GeodataError(message) from error
    finally:
        database.close()


def _fill(database: Database, tables: Mapping[str, pd.DataFrame], meta: Mapping[str, str]) -> None:
    database.execute("PRAGMA journal_mode = OFF")  # the file is thrown away whole if anything fails
    database.execute("PRAGMA synchronous = OFF")
    for name, (key, columns) in _TABLES.items():
        database.table(name).create(columns, pk=key)
    for name, frame in tables.items():
        _insert(database, name, frame)
    _insert(database, "meta", pd.DataFrame({"key": list(meta), "value": list(meta.values())}))
    for columns_of_index in _INDEXES:
        database.table("side").create_index(columns_of_index)
    database.executescript(_SEARCH)
    database.execute("ANALYZE")


def _insert(database: Database, name: str, frame: pd.DataFrame) -> None:
    columns = list(_TABLES[name][1])
    marks = ", ".join("?" * len(columns))
    values = [_plain(frame[column]) for column in columns]
    with database.conn:
        database.conn.executemany(f"INSERT INTO {name} VALUES ({marks})", zip(*values, strict=True))


def _plain(values: "pd.Series[Any]") -> Iterable[object]:
    """Return what SQLite can hold: None for what is missing, WKB for a shape."""
    if values.name == "geometry":
        return list(shapely.to_wkb(values.to_numpy(dtype=object)))
    return [None if missing else value for value, missing in zip(values.tolist(), values.isna(), strict=True)]
