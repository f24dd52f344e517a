"""What a message that was pushed spoke of, read again from the outbox."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from geodata.model import StreetSideId
from infoneige.storage.database import Connection, Database
from infoneige.storage.instants import from_text
from notifier.bundling import Topic
from notifier.model import TELLING_KINDS, AlertKind, Channel, Language
from schedules.model import BanWindow

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class PushedMessage:
    """One message to one browser, of no use from ``not_after`` on, and no more true if it ``is_overtaken``."""

    recipient_id: int
    language: Language
    topics: tuple[Topic, ...]
    not_after: datetime
    is_overtaken: bool


def pushed_message(database: Database, connection: Connection, entry_id: int, attempt: int) -> PushedMessage | None:
    """Return the message that one call of an entry carried, None if no browser was ever sent it."""
    call = {"entry_id": entry_id, "attempt": attempt, "channel": Channel.PUSH.value}
    rows = list(database.queries.pushed_entries(connection, **call))
    if not rows:
        return None
    recipient_id, language = rows[0][6:8]
    return PushedMessage(
        recipient_id=recipient_id,
        language=Language(language),
        topics=tuple(map(_topic, rows)),
        not_after=min(from_text(row[3]) for row in rows),
        is_overtaken=any(row[0] in TELLING_KINDS and row[11] is not None for row in rows),
    )


def _topic(row: Row) -> Topic:
    kind, lead_minutes, replaces_at, _, window_id, silence_id, _, _, side_id, *instants = row
    starts_at, ends_at, closed_at, in_progress_at, was_starts_at, was_ends_at, since, ended_at = instants
    happened_at = {"done": closed_at, "in_progress": in_progress_at, "data_silent": since, "data_back": ended_at}
    return Topic(
        kind=AlertKind(kind),
        window_id=window_id,
        window=_window(side_id, starts_at, ends_at),
        lead=timedelta(minutes=lead_minutes),
        replaces_at=_instant(replaces_at),
        previous=_window(side_id, was_starts_at, was_ends_at) if was_starts_at else None,
        happened_at=_instant(happened_at.get(kind)),
        silence_id=silence_id,
    )


def _instant(text: str | None) -> datetime | None:
    return None if text is None else from_text(text)


def _window(side_id: str, starts_at: str, ends_at: str | None) -> BanWindow:
    return BanWindow(StreetSideId(side_id), from_text(starts_at), _instant(ends_at))
