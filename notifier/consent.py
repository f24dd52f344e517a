"""Whether a person has agreed to be told: a state that only ever follows from what they did. Pure.

A stop outweighs everything but a START that was surely written after it, by the person, just now.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum

START_LASTS = timedelta(minutes=10)
"""A START older than this may be a copy of an old one: the signature of a webhook has no time in it."""

WISH_LASTS = timedelta(days=7)
"""How long a person may take to confirm what was asked for in their name."""


class Consent(StrEnum):
    """What a person has agreed to. Only those who are ACTIVE are told anything."""

    UNKNOWN = "unknown"
    PENDING = "pending"
    ACTIVE = "active"
    STOPPED = "stopped"


class ConsentEvent(StrEnum):
    """What changes it: asked for on a page, confirmed from the phone, stopped, started again, or erased."""

    SUBSCRIBE = "subscribe"
    CONFIRM = "confirm"
    STOP = "stop"
    START = "start"
    ERASE = "erase"


_AFTER = {
    (Consent.UNKNOWN, ConsentEvent.SUBSCRIBE): Consent.PENDING,
    (Consent.PENDING, ConsentEvent.CONFIRM): Consent.ACTIVE,
    (Consent.UNKNOWN, ConsentEvent.STOP): Consent.STOPPED,
    (Consent.PENDING, ConsentEvent.STOP): Consent.STOPPED,
    (Consent.ACTIVE, ConsentEvent.STOP): Consent.STOPPED,
    (Consent.STOPPED, ConsentEvent.START): Consent.ACTIVE,
    (Consent.PENDING, ConsentEvent.ERASE): Consent.UNKNOWN,
    (Consent.ACTIVE, ConsentEvent.ERASE): Consent.UNKNOWN,
}
"""Every change. What is not here changes nothing: to erase a person does not make their stop forgotten."""


def after(consent: Consent, event: ConsentEvent) -> Consent:
    """Return the state after an event."""
    return _AFTER.get((consent, event), consent)


def replayed(events: Iterable[ConsentEvent]) -> Consent:
    """Return the state that a person's whole history leads to."""
    consent = Consent.UNKNOWN
    for event in events:
        consent = after(consent, event)
    return consent


def start_counts(*, created_at: datetime | None, stopped_at: datetime, now: datetime) -> bool:
    """Say whether a START lifts a stop, by the provider's own time of its making; None means that it cannot be known.

    The stop must be older, and the START itself fresh: a copy sent again later is neither.
    """
    return created_at is not None and stopped_at < created_at and now - created_at < START_LASTS
