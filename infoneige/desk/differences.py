"""What a rehearsed publish does to each side: read from the temporary tables that it left, told in the desk's words."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import lru_cache

from geodata.model import StreetSideId
from infoneige.desk.model import DifferenceKind, SideDifference
from infoneige.storage.database import Connection, Database
from infoneige.storage.instants import from_text
from schedules.model import BanWindow
from schedules.window_changes import WindowEvent

_instant = lru_cache(maxsize=4096)(from_text)


def read_differences(database: Database, connection: Connection, now: datetime) -> tuple[SideDifference, ...]:
    """Return what happens to each side whose plan or ban changes, by side."""
    people = dict(database.queries.people_by_side(connection))
    found = (*_of_bans(database, connection, people, now), *_of_plans_alone(database, connection, people))
    return tuple(sorted(found, key=lambda difference: difference.side_id))


def _of_bans(
    database: Database, connection: Connection, people: Mapping[str, int], now: datetime
) -> Iterator[SideDifference]:
    """Yield what happens to bans. One that is over counts as none: to withdraw it takes nothing from anybody."""
    for side_id, event, old_from, old_to, new_from, new_to in database.queries.ban_differences(connection):
        held, after = _window(side_id, old_from, old_to), _window(side_id, new_from, new_to)
        before = None if held is None or held.is_over(now) else held
        kind = _kind(WindowEvent(event), before)
        yield SideDifference(StreetSideId(side_id), kind, before, after, people.get(side_id, 0))


def _of_plans_alone(database: Database, connection: Connection, people: Mapping[str, int]) -> Iterator[SideDifference]:
    for side_id, starts_at, ends_at in database.queries.restated_sides(connection):
        window = _window(side_id, starts_at, ends_at)
        yield SideDifference(StreetSideId(side_id), DifferenceKind.RESTATED, window, window, people.get(side_id, 0))


def _kind(event: WindowEvent, before: BanWindow | None) -> DifferenceKind:
    match event:
        case WindowEvent.ANNOUNCED:
            return DifferenceKind.MOVED if before else DifferenceKind.ADDED
        case WindowEvent.WITHDRAWN:
            return DifferenceKind.WITHDRAWN if before else DifferenceKind.RESTATED
        case WindowEvent.DONE:
            return DifferenceKind.DONE
        case WindowEvent.IN_PROGRESS:
            return DifferenceKind.IN_PROGRESS


def _window(side_id: str, starts_at: str | None, ends_at: str | None) -> BanWindow | None:
    if starts_at is None:
        return None
    return BanWindow(StreetSideId(side_id), _instant(starts_at), _instant(ends_at) if ends_at else None)
