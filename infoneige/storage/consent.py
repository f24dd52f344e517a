"""Consent in the database: the log that proves it, and what was asked for and waits to be confirmed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from geodata.model import StreetSideId
from infoneige.storage.database import Connection, Database
from infoneige.storage.inbound import wanted
from infoneige.storage.instants import to_text
from infoneige.storage.profiles import profile_number, profile_of
from notifier.consent import WISH_LASTS, Consent, ConsentEvent, replayed
from notifier.model import Channel, Language, PreferenceProfile

_ANY_TIME = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentRecord:
    """One thing that somebody did: ``text_version`` is what they were shown, ``provider_id`` what they wrote."""

    event: ConsentEvent
    language: Language
    at: datetime
    text_version: str | None = None
    ip_hmac: str | None = None
    provider_id: str | None = None


@dataclass(frozen=True, slots=True)
class Wish:
    """A subscription that waits for the word of whoever has the phone."""

    side_id: StreetSideId
    profile: PreferenceProfile
    language: Language


def log_consent(
    database: Database, connection: Connection, channel: Channel, address_hmac: str, record: ConsentRecord
) -> None:
    """Add to the log; nothing in it is ever changed."""
    database.queries.log_consent(
        connection,
        channel=channel.value,
        address_hmac=address_hmac,
        event=record.event.value,
        language=record.language.value,
        text_version=record.text_version,
        ip_hmac=record.ip_hmac,
        provider_id=record.provider_id,
        happened_at=to_text(record.at),
    )


def log_consent_of_person(
    database: Database,
    connection: Connection,
    recipient_id: int,
    event: ConsentEvent,
    *,
    at: datetime,
    text_version: str | None = None,
    ip_hmac: str | None = None,
    provider_id: str | None = None,
) -> None:
    """Add to the log what somebody did whose row is known, in their own language."""
    database.queries.log_consent_of_person(
        connection,
        recipient_id=recipient_id,
        event=event.value,
        text_version=text_version,
        ip_hmac=ip_hmac,
        provider_id=provider_id,
        happened_at=to_text(at),
    )


def consent_of(database: Database, connection: Connection, channel: Channel, hmacs: Sequence[str]) -> Consent:
    """Return what the log of an address leads to, by its hashes under every key."""
    rows = database.queries.consent_events(connection, channel=channel.value, wanted=wanted(hmacs))
    return replayed(ConsentEvent(event) for (event,) in rows)


def add_wish(
    database: Database, connection: Connection, channel: Channel, address_hmac: str, wish: Wish, *, now: datetime
) -> None:
    """Keep a subscription until it is confirmed; asking again renews it."""
    database.queries.add_wish(
        connection,
        channel=channel.value,
        address_hmac=address_hmac,
        side_id=wish.side_id,
        profile_id=profile_number(database, connection, wish.profile),
        language=wish.language.value,
        asked_at=to_text(now),
    )


def wishes_of(
    database: Database,
    connection: Connection,
    channel: Channel,
    hmacs: Sequence[str],
    *,
    now: datetime,
    asked_by: datetime | None = None,
) -> tuple[Wish, ...]:
    """Return what waits for the word of an address, the oldest first; what has waited too long does not count.

    Nor does what was asked for after ``asked_by``, of which a word written then says nothing.
    """
    span = {"since": to_text(now - WISH_LASTS), "until": to_text(asked_by or _ANY_TIME)}
    rows = database.queries.wishes(connection, channel=channel.value, wanted=wanted(hmacs), **span)
    return tuple(
        Wish(StreetSideId(side_id), profile_of((leads, quiet_from, quiet_to, kinds)), Language(language))
        for side_id, language, leads, quiet_from, quiet_to, kinds in rows
    )


def forget_wishes(database: Database, connection: Connection, channel: Channel, hmacs: Sequence[str]) -> None:
    """Forget what waits for the word of an address."""
    database.queries.forget_wishes(connection, channel=channel.value, wanted=wanted(hmacs))


def forget_old_wishes(database: Database, connection: Connection, *, now: datetime) -> None:
    """Forget what nobody confirmed in time."""
    database.queries.forget_old_wishes(connection, before=to_text(now - WISH_LASTS))
