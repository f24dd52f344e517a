"""From the windows that a publish changed to outbox rows: the rules decide per situation, one INSERT per audience."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from geodata.model import StreetSideId
from infoneige.storage.database import Connection, Database
from infoneige.storage.instants import from_text, to_text
from infoneige.storage.profiles import read_profiles
from notifier.bundling import Entry
from notifier.lanes import first_lane, urgency
from notifier.model import Alert, AlertKind, Channel, PreferenceProfile
from notifier.rules import Situation, decide
from schedules.model import BanWindow
from schedules.window_changes import WindowEvent

_ANY_SIDE = StreetSideId("")
_A_DAY = timedelta(days=1)


def fan_out(
    database: Database, connection: Connection, *, coalesce: timedelta, now: datetime, is_our_error: bool = False
) -> int:
    """Replace what was pending about the changed windows by what is due now; return how many rows were added.

    ``is_our_error`` says that the bans which go should never have been announced.
    """
    queries = database.queries
    queries.keep_join_order(connection)
    _empty(database, connection, "recent_window", "told", "decision")
    queries.find_recent_windows(connection, now=to_text(now), yesterday=to_text(now - _A_DAY))
    queries.supersede_replaced(connection)
    queries.find_told(connection)
    untold = ((*row, None, None, True) for row in queries.situations_of_the_untold(connection))
    told = queries.situations_of_the_told(connection)
    profiles = read_profiles(database, connection)
    decisions = list(_decisions([*untold, *told], profiles, coalesce, now, is_our_error=is_our_error))
    queries.write_decisions(connection, decisions)
    return int(queries.fan_out_to_the_untold(connection)) + int(queries.fan_out_to_the_told(connection))


@dataclass(frozen=True, slots=True)
class Belief:
    """The window that a person was last told of for one side, when that was first handed over, and if it surely was."""

    window_id: int
    window: BanWindow
    told_at: str
    is_certain: bool


def forget_pending(
    database: Database, connection: Connection, side_id: StreetSideId, recipient_id: int, now: datetime
) -> Belief | None:
    """Supersede what is pending for one person about one side; return what that person believes of it."""
    _find_windows(database, connection, side_id, now)
    database.queries.supersede_for_recipient(connection, recipient_id=recipient_id)
    return _belief(database, connection, side_id, recipient_id)


def lift_what_was_told(database: Database, connection: Connection, lifting: Entry, now: datetime) -> None:
    """Make due the cancellation of what a person believes, in the place of one that was to lift what nobody heard of.

    So it is where a correction was on its way when its ban was withdrawn, and then was not taken after all: what it
    was to correct is believed still.
    """
    side_id, recipient_id = lifting.topic.window.side_id, lifting.recipient_id
    _find_windows(database, connection, side_id, now)
    belief = _belief(database, connection, side_id, recipient_id)
    if belief is not None and not belief.window.is_over(now):
        alert = Alert(AlertKind.CANCELLED, now, lifting.not_after, replaces=True)
        about = {"window_id": belief.window_id, "recipient_id": recipient_id}
        database.queries.add_entries(connection, [about | entry_columns(alert, belief, lifting.recipient.channel)])


def entry_columns(alert: Alert, belief: Belief | None, channel: Channel) -> dict[str, object]:
    """Return a decision as a row of the outbox, without whom and what it is about."""
    corrected = {
        "previous_window_id": belief.window_id if belief else None,
        "replaces_at": belief.told_at if belief and alert.replaces else None,
    }
    return corrected | alert_columns(alert) | {"lane": first_lane(channel) + urgency(alert.kind)}


def _find_windows(database: Database, connection: Connection, side_id: StreetSideId, now: datetime) -> None:
    """Find the windows of one side that somebody may still believe in."""
    queries = database.queries
    _empty(database, connection, "changed_window", "recent_window", "told")
    queries.name_unchanged_window(connection, side_id=side_id, at=to_text(now))
    queries.find_old_windows(connection)
    queries.find_recent_windows(connection, now=to_text(now), yesterday=to_text(now - _A_DAY))


def _belief(database: Database, connection: Connection, side_id: StreetSideId, recipient_id: int) -> Belief | None:
    """Return what a person believes of the side whose windows were found."""
    queries = database.queries
    queries.find_told(connection)
    found = queries.told_to(connection, recipient_id=recipient_id)
    if found is None:
        return None
    window_id, starts_at, ends_at, told_at, is_certain = found
    window = BanWindow(side_id, from_text(starts_at), from_text(ends_at) if ends_at else None)
    return Belief(window_id, window, told_at, bool(is_certain))


def _empty(database: Database, connection: Connection, *temporary_tables: str) -> None:
    """Make these temporary tables, or clear what the last transaction left in them."""
    for table in temporary_tables:
        getattr(database.queries, f"create_{table}")(connection)
        getattr(database.queries, f"clear_{table}")(connection)


def _decisions(
    rows: Iterable[tuple[Any, ...]],
    profiles: dict[int, PreferenceProfile],
    coalesce: timedelta,
    now: datetime,
    *,
    is_our_error: bool,
) -> Iterator[dict[str, object]]:
    for event, starts_at, ends_at, changed_at, profile_id, told_starts_at, told_ends_at, is_certain in rows:
        situation = Situation(
            event=WindowEvent(event),
            window=_window(starts_at, ends_at),
            told=_window(told_starts_at, told_ends_at),
            told_for_sure=bool(is_certain),
            now=now,
            hold_until=max(now, from_text(changed_at) + coalesce),
            is_our_error=is_our_error,
        )
        key = {
            "profile_id": profile_id,
            "event": event,
            "starts_at": starts_at or "",
            "ends_at": ends_at or "",
            "changed_at": changed_at,
            "told_starts_at": told_starts_at or "",
            "told_ends_at": told_ends_at or "",
            "told_for_sure": int(is_certain),
        }
        for alert in decide(situation, profiles[profile_id]):
            yield key | alert_columns(alert)


def alert_columns(alert: Alert) -> dict[str, object]:
    """Return a decision as columns; the lane is the urgency, counted from the first lane of the person's channel."""
    return {
        "kind": alert.kind.value,
        "lead_minutes": int(alert.lead.total_seconds()) // 60,
        "urgency": urgency(alert.kind),
        "send_at": to_text(alert.send_at),
        "not_after": to_text(alert.not_after),
        "replaces": int(alert.replaces),
    }


def _window(starts_at: str | None, ends_at: str | None) -> BanWindow | None:
    """Return hours without a side: the rules look at hours only."""
    if not starts_at:
        return None
    return BanWindow(_ANY_SIDE, from_text(starts_at), from_text(ends_at) if ends_at else None)
