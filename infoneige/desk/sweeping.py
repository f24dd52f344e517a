"""What is left lying at the desk: loads whose job died are failed, and staging that nobody wants is forgotten."""

from datetime import datetime, timedelta
from typing import Final

from infoneige.desk.model import LoadState
from infoneige.storage import loads
from infoneige.storage.database import Database

SWEEP_EVERY: Final = timedelta(minutes=1)
SILENT_AFTER: Final = timedelta(minutes=5)
"""A job says how far it is several times a second while it reads, and needs seconds to weigh."""

STAGING_LASTS: Final = timedelta(hours=24)
AT_WORK: Final = frozenset({LoadState.RECEIVED, LoadState.READING, LoadState.WEIGHING})


def sweep(database: Database, *, now: datetime) -> None:
    """Fail the loads whose job has fallen silent, and abandon and forget what has not moved for a day."""
    with database.transaction() as connection:
        for load_id in loads.silent(database, connection, now - SILENT_AFTER):
            loads.move(database, connection, load_id, AT_WORK, LoadState.FAILED, now=now)
        for load_id in loads.stale(database, connection, now - STAGING_LASTS):
            loads.forget_staging(database, connection, load_id)
