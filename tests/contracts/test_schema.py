"""The migrated schema, as a DBA would look at it: what changes in it is seen in a golden file."""

import os
from collections.abc import Iterator
from pathlib import Path

from infoneige.storage.database import Connection, Database

GOLDEN = Path(__file__).resolve().parents[1] / "golden"

SQLITE = "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY tbl_name, type DESC, name"

POSTGRES_COLUMNS = """
SELECT table_name, column_name || ' ' || upper(data_type)
    || CASE WHEN is_nullable = 'NO' THEN ' NOT NULL' ELSE '' END
    || CASE WHEN is_identity = 'YES' THEN ' GENERATED ' || identity_generation || ' AS IDENTITY' ELSE '' END
    || coalesce(' DEFAULT ' || column_default, '')
FROM information_schema.columns WHERE table_schema = current_schema()
ORDER BY table_name, ordinal_position
"""
POSTGRES_CONSTRAINTS = """
SELECT conrelid::regclass::text, pg_get_constraintdef(oid)
FROM pg_constraint WHERE connamespace = current_schema()::regnamespace AND contype <> 'n'
ORDER BY 1, 2
"""
POSTGRES_INDEXES = """
SELECT tablename, replace(indexdef, schemaname || '.', '')
FROM pg_indexes WHERE schemaname = current_schema()
ORDER BY tablename, indexname
"""


def test_schema_is_the_golden_one(database: Database) -> None:
    with database.read() as connection:
        lines = sqlite_schema(connection) if database.dialect == "sqlite" else postgres_schema(connection)
        schema = "\n".join(lines) + "\n"
    golden = GOLDEN / f"schema.{database.dialect}.sql"
    if "UPDATE_GOLDEN" in os.environ:
        golden.write_text(schema, encoding="utf-8")
    assert schema == golden.read_text(encoding="utf-8")


def sqlite_schema(connection: Connection) -> Iterator[str]:
    return (f"{sql};" for (sql,) in connection.execute(SQLITE).fetchall())


def postgres_schema(connection: Connection) -> Iterator[str]:
    """Yield a readable listing: for each table its columns, then its constraints and indexes."""
    found = [connection.execute(q).fetchall() for q in (POSTGRES_COLUMNS, POSTGRES_CONSTRAINTS, POSTGRES_INDEXES)]
    for table in dict.fromkeys(name for name, _ in found[0]):
        columns, constraints, indexes = ([text for name, text in rows if name == table] for rows in found)
        body = ",\n    ".join([*columns, *constraints])
        yield f"CREATE TABLE {table} (\n    {body}\n);"
        yield from (f"{index};" for index in indexes)
