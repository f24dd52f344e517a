"""Whether alerts are held back: one row, at which every claim looks, so that it holds for all workers together."""

from dataclasses import dataclass
from datetime import datetime

from infoneige.storage.database import Connection, Database
from infoneige.storage.instants import from_text, to_text


@dataclass(frozen=True, slots=True)
class SendingPause:
    """Since when nothing is sent, who said so (as the audit trail names them), and why."""

    since: datetime
    paused_by: str
    reason: str


def sending_pause(database: Database, connection: Connection) -> SendingPause | None:
    """Return the pause that holds alerts back, None where they are sent."""
    found = database.queries.sending_pause(connection)
    return SendingPause(from_text(found[0]), found[1], found[2]) if found else None


def pause_sending(database: Database, connection: Connection, pause: SendingPause) -> bool:
    """Hold alerts back from the commit on; False where they already were, by a pause that stays as it is."""
    columns = {"since": to_text(pause.since), "paused_by": pause.paused_by, "reason": pause.reason}
    return bool(database.queries.pause_sending(connection, **columns))


def resume_sending(database: Database, connection: Connection) -> bool:
    """Let alerts go from the commit on; False where nothing held them back."""
    return bool(database.queries.resume_sending(connection))
