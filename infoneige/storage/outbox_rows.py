"""Rows of a claimed batch as the notifier's words. Each topic, told to many people, is built once."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from geodata.model import StreetSideId
from infoneige.storage.instants import from_text
from notifier.bundling import Entry, Topic
from notifier.delivery import Step, before_call
from notifier.model import AlertKind, Channel, Language, Recipient
from schedules.model import BanWindow

Row = tuple[Any, ...]
_TOPIC = 10
"""The column from which on a row speaks of its topic; see ``batch_entries``."""


def read_entries(rows: Iterable[Row], now: datetime) -> Iterator[tuple[Entry, Step | None]]:
    """Yield each entry with the reason why it must not be sent, if there is one."""
    topics: dict[Row, tuple[Topic, bool, bool]] = {}
    instants: dict[str, datetime] = {}

    def instant(text: str) -> datetime:
        return instants.get(text) or instants.setdefault(text, from_text(text))

    for row in rows:
        entry_id, attempts, send_at, not_after, lease_until, recipient_id, channel, address, language, stopped = row[
            :_TOPIC
        ]
        about = row[_TOPIC:]
        topic, is_closed, is_over = topics.get(about) or topics.setdefault(about, _topic(about))
        deadline = instant(not_after)
        entry = Entry(
            entry_id,
            attempts,
            recipient_id,
            Recipient(Channel(channel), address, Language(language)),
            instant(send_at),
            deadline,
            instant(lease_until),
            topic,
        )
        yield (
            entry,
            before_call(
                topic.kind,
                has_stopped=bool(stopped),
                not_after=deadline,
                window_is_closed=is_closed,
                silence_is_over=is_over,
                now=now,
            ),
        )


def _topic(row: Row) -> tuple[Topic, bool, bool]:
    """Return the topic, whether its window is closed, and whether its silence is over."""
    kind, lead_minutes, silence_id, replaces_at, window_id, side_id, *times = row
    starts_at, ends_at, closed_at, in_progress_at, previous_starts_at, previous_ends_at, since, ended_at = map(
        _instant, times
    )
    happened_at = {
        AlertKind.DONE: closed_at,
        AlertKind.IN_PROGRESS: in_progress_at,
        AlertKind.DATA_SILENT: since,
        AlertKind.DATA_BACK: ended_at,
    }
    topic = Topic(
        kind=AlertKind(kind),
        window_id=window_id,
        window=_window(side_id, starts_at, ends_at),
        lead=timedelta(minutes=lead_minutes),
        replaces_at=_instant(replaces_at),
        previous=_window(side_id, previous_starts_at, previous_ends_at) if previous_starts_at else None,
        happened_at=happened_at.get(AlertKind(kind)),
        silence_id=silence_id,
    )
    return topic, closed_at is not None, ended_at is not None


def _instant(text: str | None) -> datetime | None:
    return None if text is None else from_text(text)


def _window(side_id: str, starts_at: datetime | None, ends_at: datetime | None) -> BanWindow:
    assert starts_at is not None  # noqa: S101 - NOT NULL in the table
    return BanWindow(StreetSideId(side_id), starts_at, ends_at)
