"""What people told us of a ban: that the car is moved. Their reminders end; a correction still comes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from geodata.model import StreetSideId
from infoneige.storage.database import Connection, Database
from infoneige.storage.instants import from_text, to_text


@dataclass(frozen=True, slots=True)
class MovedFor:
    """The bans for which a car was moved: they start together, on these sides."""

    starts_at: datetime
    side_ids: tuple[StreetSideId, ...]


def tell_moved(database: Database, connection: Connection, recipient_id: int, *, now: datetime) -> MovedFor | None:
    """Record that a person's car is moved for the nearest bans that they were told of; None where there are none.

    Of bans that start at different times only the first are meant: rather one reminder too many.
    """
    told = list(database.queries.told_windows(connection, recipient_id=recipient_id, now=to_text(now)))
    return _moved(database, connection, recipient_id, told, told[0][2], now) if told else None


def tell_moved_on(
    database: Database, connection: Connection, recipient_id: int, side_id: StreetSideId, *, now: datetime
) -> bool:
    """Record that a person's car is moved for the ban on one side, told of or not yet; say whether there is one."""
    found = database.queries.live_window_of_side(connection, side_id=side_id, now=to_text(now))
    if found is None:
        return False
    window_id, _, _, _ = found
    _write(database, connection, [{"window_id": window_id, "recipient_id": recipient_id}], now)
    return True


def tell_moved_of(database: Database, connection: Connection, entry_id: int, *, now: datetime) -> MovedFor | None:
    """Record that the car is moved for the bans that one entry told of; None where they are over."""
    found = database.queries.entry_subject(connection, entry_id=entry_id)
    if found is None:
        return None
    recipient_id, starts_at = found
    told = list(database.queries.told_windows(connection, recipient_id=recipient_id, now=to_text(now)))
    return _moved(database, connection, recipient_id, told, starts_at, now)


def _moved(
    database: Database,
    connection: Connection,
    recipient_id: int,
    told: Sequence[tuple[int, str, str]],
    starts_at: str,
    now: datetime,
) -> MovedFor | None:
    meant = [(window_id, side_id) for window_id, side_id, start in told if start == starts_at]
    rows = [{"window_id": window_id, "recipient_id": recipient_id} for window_id, _ in meant]
    if not rows:
        return None
    _write(database, connection, rows, now)
    return MovedFor(from_text(starts_at), tuple(StreetSideId(side_id) for _, side_id in meant))


def _write(database: Database, connection: Connection, rows: list[dict[str, int]], now: datetime) -> None:
    database.queries.add_outcomes(connection, [row | {"what": "moved", "told_at": to_text(now)} for row in rows])
    database.queries.supersede_reminders(connection, rows)
