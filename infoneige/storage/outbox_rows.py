"""Rows of a claimed batch as the notifier's words. What many people are told alike is read and built once."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from geodata.model import StreetSideId
from infoneige.storage.database import Connection, Database
from infoneige.storage.instants import from_text
from notifier.bundling import Entry, Topic
from notifier.delivery import Step, before_call
from notifier.model import AlertKind, Channel, Language, Recipient
from schedules.model import BanWindow

Row = tuple[Any, ...]
_PERSONAL, _IDS, _TOPIC = 6, 3, 6
"""Of ``batch_entries``: how many columns are one person's; of the others, how many are ids, how many make a topic."""

_CHANNELS = {channel.value: channel for channel in Channel}
_LANGUAGES = {language.value: language for language in Language}


class _Shared(NamedTuple):
    """What entries have in common: the topic, the instants, and why not to send, if there is a reason."""

    topic: Topic
    send_at: datetime
    not_after: datetime
    lease_until: datetime
    refusal: Step | None


def read_entries(
    database: Database, connection: Connection, *, until: str, token: str, now: datetime
) -> Iterator[tuple[Entry, Step | None]]:
    """Yield each entry that this token leased, with the reason why it must not be sent, if there is one."""
    queries = database.queries
    times = {row[:_IDS]: row[_IDS:] for row in queries.batch_topics(connection, until=until, token=token)}
    reader = _SharedReader(times, now)
    known: dict[Row, _Shared] = {}
    for row in list(queries.batch_entries(connection, until=until, token=token)):
        columns = row[_PERSONAL:]
        shared = known.get(columns)
        if shared is None:
            shared = known[columns] = reader.read(columns)
        entry_id, attempts, recipient_id, channel, address, language = row[:_PERSONAL]
        topic, send_at, not_after, lease_until, refusal = shared
        recipient = Recipient(_CHANNELS[channel], address, _LANGUAGES[language])
        yield Entry(entry_id, attempts, recipient_id, recipient, send_at, not_after, lease_until, topic), refusal


class _SharedReader:
    """Reads what is shared, and makes one topic of equal ones."""

    def __init__(self, times: Mapping[Row, Row], now: datetime) -> None:
        self._times = times
        self._now = now
        self._topics: dict[Row, tuple[Topic, bool, bool]] = {}

    def read(self, columns: Row) -> _Shared:
        about = columns[:_TOPIC]
        send_at, not_after, lease_until = map(from_text, columns[_TOPIC:-1])
        if about not in self._topics:
            self._topics[about] = _topic(about, self._times[about[:_IDS]])
        topic, window_is_closed, silence_is_over = self._topics[about]
        refusal = before_call(
            topic.kind,
            has_stopped=columns[-1] is not None,
            not_after=not_after,
            window_is_closed=window_is_closed,
            silence_is_over=silence_is_over,
            now=self._now,
        )
        return _Shared(topic, send_at, not_after, lease_until, refusal)


def _topic(about: Row, times: Row) -> tuple[Topic, bool, bool]:
    """Return the topic, whether its window is closed, and whether its silence is over."""
    window_id, _, silence_id, kind, lead_minutes, replaces_at = about
    side_id, *texts = times
    starts_at, ends_at, closed_at, in_progress_at, was_starts_at, was_ends_at, since, ended_at = map(_instant, texts)
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
        previous=_window(side_id, was_starts_at, was_ends_at) if was_starts_at else None,
        happened_at=happened_at.get(AlertKind(kind)),
        silence_id=silence_id,
    )
    return topic, closed_at is not None, ended_at is not None


def _instant(text: str | None) -> datetime | None:
    return None if text is None else from_text(text)


def _window(side_id: str, starts_at: datetime | None, ends_at: datetime | None) -> BanWindow:
    assert starts_at is not None  # noqa: S101 - NOT NULL in the table
    return BanWindow(StreetSideId(side_id), starts_at, ends_at)
