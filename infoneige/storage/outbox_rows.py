"""Rows of a claimed batch as the notifier's words. What many people are told alike is read and built once."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from geodata.model import StreetSideId
from infoneige.storage.database import Connection, Database
from infoneige.storage.instants import from_text
from notifier.bundling import Entry, Topic
from notifier.delivery import Standing, Step, before_call
from notifier.model import AlertKind, Channel, Language, Recipient
from schedules.model import BanWindow

Row = tuple[Any, ...]
_PERSONAL, _IDS, _TOPIC = 6, 3, 6
"""Of ``batch_entries``: how many columns are one person's; of the others, how many are ids, how many make a topic."""

_KINDS = {kind.value: kind for kind in AlertKind}
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
) -> tuple[list[Entry], list[tuple[Entry, Step]]]:
    """Return the entries that this token leased, the earliest first: those to send, and those not, with the reason."""
    queries = database.queries
    times = {row[:_IDS]: row[_IDS:] for row in queries.batch_topics(connection, until=until, token=token)}
    reader = _SharedReader(times, now)
    known: dict[Row, _Shared] = {}
    entries: list[Entry] = []
    drops: list[tuple[Entry, Step]] = []
    for row in list(queries.batch_entries(connection, until=until, token=token)):
        columns = row[_PERSONAL:]
        if (shared := known.get(columns)) is None:
            shared = known[columns] = reader.read(columns)
        entry_id, attempts, recipient_id, channel, address, language = row[:_PERSONAL]
        topic, send_at, not_after, lease_until, refusal = shared
        recipient = Recipient(_CHANNELS[channel], address, _LANGUAGES[language])
        entry = Entry(entry_id, attempts, recipient_id, recipient, send_at, not_after, lease_until, topic)
        if refusal is None:
            entries.append(entry)
        else:
            drops.append((entry, refusal))
    entries.sort(key=_in_time)
    return entries, drops


def _in_time(entry: Entry) -> tuple[datetime, int]:
    return entry.send_at, entry.entry_id


class _SharedReader:
    """Reads what is shared, and makes one topic of equal ones."""

    def __init__(self, times: Mapping[Row, Row], now: datetime) -> None:
        self._times = times
        self._now = now
        self._topics: dict[Row, tuple[Topic, Standing]] = {}

    def read(self, columns: Row) -> _Shared:
        about = columns[:_TOPIC]
        *instants, stopped_at, disabled_at, overtakes, lifts_nothing = columns[_TOPIC:]
        send_at, not_after, lease_until = map(from_text, instants)
        if about not in self._topics:
            self._topics[about] = _topic(about, self._times[about[:_IDS]])
        topic, standing = self._topics[about]
        refusal = before_call(
            topic.kind,
            standing,
            has_stopped=stopped_at is not None,
            is_gone=disabled_at is not None,
            overtakes=bool(overtakes),
            lifts_nothing=bool(lifts_nothing),
            not_after=not_after,
            now=self._now,
        )
        return _Shared(topic, send_at, not_after, lease_until, refusal)


def _topic(about: Row, times: Row) -> tuple[Topic, Standing]:
    """Return the topic, and what has become of it meanwhile."""
    window_id, _, silence_id, kind, lead_minutes, replaces_at = about
    side_id, starts_at, ends_at, closed_at, in_progress_at, was_starts_at, was_ends_at, since, ended_at, newer = times
    happened_at = {"done": closed_at, "in_progress": in_progress_at, "data_silent": since, "data_back": ended_at}
    topic = Topic(
        kind=_KINDS[kind],
        window_id=window_id,
        window=_window(side_id, starts_at, ends_at),
        lead=timedelta(minutes=lead_minutes),
        replaces_at=_instant(replaces_at),
        previous=_window(side_id, was_starts_at, was_ends_at) if was_starts_at else None,
        happened_at=_instant(happened_at.get(kind)),
        silence_id=silence_id,
    )
    return topic, Standing(closed_at is not None, bool(newer), ended_at is not None)


@lru_cache(maxsize=4096)
def _instant(text: str | None) -> datetime | None:
    """Return the instant; the same few hours stand on a great many windows."""
    return None if text is None else from_text(text)


def _window(side_id: str, starts_at: str, ends_at: str | None) -> BanWindow:
    return BanWindow(StreetSideId(side_id), from_text(starts_at), _instant(ends_at))
