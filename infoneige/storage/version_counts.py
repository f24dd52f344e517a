"""How many people were told of each version, kept for good before the messages are forgotten."""

from typing import Final

from infoneige.storage.database import Database

_MOST: Final = 500
"""How many versions are counted at once."""


def keep_version_counts(database: Database, *, through: int) -> bool:
    """Count the people told of the next versions up to one, and keep that; say whether all of them are counted."""
    queries = database.queries
    with database.read() as connection:
        versions = list(queries.versions_to_count(connection, through=through, most=_MOST))
        rows = [
            {
                "publish_id": publish_id,
                "people_told": queries.count_told_of_version(
                    connection, publish_id=publish_id, published_at=published_at
                ),
            }
            for publish_id, published_at in versions
        ]
    if rows:
        with database.transaction() as connection:
            queries.keep_people_told(connection, rows)
    return len(rows) < _MOST
