"""Ban windows in the database: what is live, and one publish's changes to them."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from geodata.model import StreetSideId
from infoneige.storage.alike import Word, by_side
from infoneige.storage.database import Connection, Database
from infoneige.storage.instants import from_text, to_text
from schedules.model import BanWindow
from schedules.window_changes import WindowChange, WindowEvent


def count_live(database: Database, connection: Connection, now: datetime) -> int:
    """Return how many bans are in force or to come."""
    return int(database.queries.count_live_windows(connection, now=to_text(now)))


def live_windows_of_named_sides(database: Database, connection: Connection) -> dict[StreetSideId, BanWindow]:
    """Return the window held for each of the named sides that has one, over or not."""
    return {
        StreetSideId(side_id): BanWindow(
            StreetSideId(side_id), from_text(starts_at), from_text(ends_at) if ends_at else None
        )
        for side_id, starts_at, ends_at in database.queries.live_windows_of_named_sides(connection)
    }


def overruns(database: Database, connection: Connection, now: datetime) -> list[WindowChange]:
    """Return the sides still being loaded past the end of their window: parking stays banned, without a known end."""
    return [
        WindowChange(
            StreetSideId(side_id),
            WindowEvent.IN_PROGRESS,
            BanWindow(StreetSideId(side_id), from_text(starts_at), from_text(ends_at)),
            BanWindow(StreetSideId(side_id), now, None),
        )
        for side_id, starts_at, ends_at in database.queries.overrun_windows(connection, now=to_text(now))
    ]


def forget_loading(database: Database, connection: Connection) -> None:
    """Take back that the named sides are being loaded, where their plan in force no longer says so."""
    database.queries.forget_loading(connection)
    database.queries.unmark_windows_in_progress(connection)


def apply_changes(
    database: Database,
    connection: Connection,
    changes: Iterable[WindowChange],
    *,
    publish_id: int,
    coalesce: timedelta,
    now: datetime,
) -> None:
    """Close and open windows, and leave the changes in ``changed_window`` for the fan-out of this transaction."""
    queries, at = database.queries, to_text(now)
    queries.create_changed_window(connection)
    queries.clear_changed_window(connection)
    named = by_side((change.side_id, _words(change)) for change in changes)
    queries.name_changed_windows(connection, changed_at=at, **named)
    queries.find_old_windows(connection)
    if coalesce:
        queries.inherit_unsent_changes(connection, held_since=to_text(now - coalesce))
    queries.close_windows(connection, now=at)
    queries.open_windows(connection, publish_id=publish_id)
    queries.mark_windows_in_progress(connection, now=at)
    queries.find_new_windows(connection)


_OUTCOMES = {WindowEvent.WITHDRAWN: "withdrawn", WindowEvent.DONE: "done"}


def _words(change: WindowChange) -> tuple[Word, ...]:
    """Return a change as columns, without its side."""
    after = change.after
    return (
        change.event.value,
        _OUTCOMES.get(change.event, "moved") if change.replaces_window else None,
        to_text(after.starts_at) if after else None,
        to_text(after.ends_at) if after and after.ends_at else None,
        int(change.opens_window),
    )
