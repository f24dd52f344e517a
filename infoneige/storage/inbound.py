"""What people wrote to us, in the database: each message once, who wrote it, and what they were answered."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from infoneige.storage.database import Connection, Database
from infoneige.storage.instants import from_text, to_text
from notifier.inbound import Command
from notifier.model import Channel, Language

TEXTS_LAST = timedelta(days=30)
"""How long the words of people, and ours to them, are kept."""

UNTRIED = timedelta(hours=6)
"""An inbox that nobody has tried for so long is not ours any more, or nothing of ours runs, which is seen elsewhere."""


@dataclass(frozen=True, slots=True)
class Writer:
    """Somebody whom we know and who wrote to us."""

    recipient_id: int
    language: Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One message: the provider's id, its number with the number's hashes (the current key's first), what it asks.

    It is taken ``at`` an instant; ``written_at`` is the provider's own, known where its list brought the message.
    """

    provider_id: str
    number: str = field(repr=False)
    hmacs: tuple[str, ...]
    text: str = field(repr=False)
    command: Command
    at: datetime
    written_at: datetime | None = None

    @property
    def said_at(self) -> datetime:
        """Return when the person said it, as far as is known; never later than we took it."""
        return self.at if self.written_at is None else min(self.written_at, self.at)


@dataclass(frozen=True, slots=True)
class Answered:
    """A message that came before, and what was answered to it, if anything was."""

    answer: str | None


@dataclass(frozen=True, slots=True)
class Unread:
    """That an inbox at the provider cannot be read: since which try, and what was said at the last.

    What came before ``read_until`` was read; None where nothing ever was.
    """

    since: datetime
    said: str
    read_until: datetime | None


@dataclass(frozen=True, slots=True)
class Answers:
    """How many answers a number was given lately, and how many of them to what nobody could read."""

    given: int
    to_unclear: int


def wanted(hmacs: Sequence[str]) -> str:
    """Return the hashes of one number as the queries take them."""
    return json.dumps(dict.fromkeys(hmacs, 0))


def note_inbound(database: Database, connection: Connection, letter: Letter, *, text_sealed: str | None = None) -> bool:
    """Keep that a message came, its text only where a person must read it; False where it had come before."""
    added: int = database.queries.note_inbound(
        connection,
        provider_id=letter.provider_id,
        address_hmac=letter.hmacs[0],
        command=letter.command.kind.value,
        received_at=to_text(letter.at),
        text_sealed=text_sealed,
    )
    return added > 0


def keep_answer(database: Database, connection: Connection, letter: Letter, answer: str) -> None:
    """Keep what a message was answered, for the next time that it comes."""
    database.queries.keep_answer(connection, provider_id=letter.provider_id, answer=answer)


def earlier_answer(database: Database, connection: Connection, provider_id: str) -> Answered | None:
    """Return what a message was answered when it came before; None where it is new."""
    found = database.queries.inbound_answer(connection, provider_id=provider_id)
    return Answered(found[0]) if found else None


def known_texts(database: Database, connection: Connection, provider_ids: Iterable[str]) -> frozenset[str]:
    """Return those of these messages that came before."""
    rows = database.queries.known_texts(connection, wanted=json.dumps(dict.fromkeys(provider_ids, 0)))
    return frozenset(provider_id for (provider_id,) in rows)


def inbox_seen_until(database: Database, connection: Connection, inbox: str) -> datetime | None:
    """Return until when an inbox at the provider was looked through, None if it never was."""
    found = database.queries.inbox_seen_until(connection, inbox=inbox)
    return from_text(found) if found else None


def note_inbox_seen(database: Database, connection: Connection, inbox: str, until: datetime) -> None:
    """Keep until when an inbox at the provider was looked through, and that it can be."""
    database.queries.note_inbox_seen(connection, inbox=inbox, seen_until=to_text(until))
    database.queries.note_inbox_readable(connection, inbox=inbox)


def note_inbox_unread(database: Database, connection: Connection, inbox: str, said: str, *, now: datetime) -> None:
    """Keep that an inbox at the provider could not be looked through, and what was said: nothing secret."""
    database.queries.note_inbox_unread(connection, inbox=inbox, tried_at=to_text(now), said=said)


def unread(database: Database, connection: Connection, *, now: datetime) -> Unread | None:
    """Return the inbox that has gone unread for longest, of those that cannot be read; None where all can."""
    found = database.queries.longest_unread_inbox(connection, tried_since=to_text(now - UNTRIED))
    if found is None:
        return None
    since, said, read_until = found
    return Unread(from_text(since), said, from_text(read_until) if read_until else None)


def answers_since(database: Database, connection: Connection, hmacs: Sequence[str], since: datetime) -> Answers:
    """Return how many answers a number was given since an instant."""
    return Answers(*database.queries.answers_since(connection, wanted=wanted(hmacs), since=to_text(since)))


def find_writer(database: Database, connection: Connection, hmacs: Sequence[str]) -> Writer | None:
    """Return who writes from a number, None for nobody that we know."""
    found = database.queries.writer(connection, channel=Channel.SMS.value, wanted=wanted(hmacs))
    return Writer(found[0], Language(found[1])) if found else None


def set_language(database: Database, connection: Connection, recipient_id: int, language: Language) -> None:
    """Write to a person in this language from now on."""
    database.queries.set_language(connection, recipient_id=recipient_id, language=language.value)


def forget_old_texts(database: Database, connection: Connection, *, now: datetime) -> int:
    """Forget the words of old messages, but not that they came; return of how many."""
    return int(database.queries.forget_inbound_texts(connection, before=to_text(now - TEXTS_LAST)))
