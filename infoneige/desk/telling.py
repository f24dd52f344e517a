"""Whom a rehearsed publish tells, by what, how early and in which words: read from what it made due."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from geodata.model import StreetSide, StreetSideId
from infoneige.desk.model import Notice, SampleMessage
from infoneige.desk.notice import verdict
from infoneige.sending.message_writer import Sides
from infoneige.storage.database import Connection, Database
from infoneige.storage.instants import from_text
from infoneige.storage.profiles import read_profiles
from notifier.lanes import first_lane
from notifier.messages import render
from notifier.model import AlertKind, Channel, Language, MessageSubject, NotifierError
from schedules.model import BanWindow

_CHANNELS = {first_lane(channel): channel for channel in Channel}


@dataclass(frozen=True, slots=True)
class Told:
    """Distinct people by channel, and messages by channel and kind; only people who can be reached."""

    by_channel: Mapping[str, int] = field(default_factory=dict)
    messages: Mapping[tuple[Channel, AlertKind], int] = field(default_factory=dict)


def read_told(database: Database, connection: Connection) -> Told:
    """Return who is told what."""
    queries = database.queries
    queries.create_due_message(connection)
    queries.clear_due_message(connection)
    queries.find_due_messages(connection)
    return Told(
        by_channel={_CHANNELS[lane].value: count for lane, count in queries.people_by_channel(connection)},
        messages={
            (_CHANNELS[lane], AlertKind(kind)): int(count) for lane, kind, count in queries.messages_by_kind(connection)
        },
    )


def read_notice(database: Database, connection: Connection) -> Notice:
    """Return how early people are told of a new or moved ban; the verdict is one for all who live by the same hours."""
    queries = database.queries
    for table in ("first_notice", "notice_verdict"):
        getattr(queries, f"create_{table}")(connection)
        getattr(queries, f"clear_{table}")(connection)
    queries.find_first_notices(connection)
    queries.write_notice_verdicts(connection, list(_verdicts(database, connection)))
    return Notice(*map(int, queries.count_noticed(connection)))


def _verdicts(database: Database, connection: Connection) -> Iterator[dict[str, object]]:
    profiles = read_profiles(database, connection)
    for profile_id, starts_at, first_at in list(database.queries.notice_situations(connection)):
        found = verdict(from_text(first_at), from_text(starts_at), profiles[profile_id].quiet_hours)
        yield {
            "profile_id": profile_id,
            "starts_at": starts_at,
            "first_at": first_at,
            "is_late": int(found.is_late),
            "comes_after_bedtime": int(found.comes_after_bedtime),
            "wakes": int(found.wakes),
        }


def read_samples(database: Database, connection: Connection, sides: Sides, now: datetime) -> tuple[SampleMessage, ...]:
    """Return one message of each kind, as an SMS, in each language of the people who get such a one; most people first.

    Call it after ``read_told``.
    """
    rows = list(database.queries.sample_of_each_kind(connection))
    known = sides({StreetSideId(row[6]) for row in rows})
    samples = (_sample(row, known, now) for row in rows)
    return tuple(sorted(filter(None, samples), key=lambda sample: -sample.people))


def _sample(row: tuple[Any, ...], known: Mapping[StreetSideId, StreetSide], now: datetime) -> SampleMessage | None:
    """Return the words, None where nothing true is left to say."""
    kind, language, people, send_at, lead_minutes, replaces_at, side_id, starts_at, ends_at, *previous = row
    window, (previous_from, previous_to) = _window(side_id, starts_at, ends_at), previous
    subject = MessageSubject(
        AlertKind(kind),
        (known.get(window.side_id, window.side_id),),
        window,
        from_text(replaces_at) if replaces_at else None,
        _window(side_id, previous_from, previous_to) if previous_from else None,
        now,
        timedelta(minutes=lead_minutes),
    )
    try:
        message = render(subject, language=Language(language), channel=Channel.SMS, now=from_text(send_at))
    except NotifierError:
        return None
    return SampleMessage(kind, message.text, message.segments, people, language)


def _window(side_id: str, starts_at: str, ends_at: str | None) -> BanWindow:
    return BanWindow(StreetSideId(side_id), from_text(starts_at), from_text(ends_at) if ends_at else None)
