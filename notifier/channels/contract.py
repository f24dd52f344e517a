"""What every channel promises: it takes one message for one person, and says truthfully what became of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from notifier.model import Message, MessageSubject, Recipient


class Verdict(StrEnum):
    """What a channel knows after one call. In doubt it is UNKNOWN: only what was surely not taken is a RETRY."""

    SENT = "sent"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    RETRY = "retry"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class SendOutcome:
    """The answer to one call.

    SENT means handed over for good, ACCEPTED taken by a provider that will tell more, REFUSED never to be tried again,
    RETRY certainly not taken (from ``retry_at`` on, where the provider named it), UNKNOWN perhaps taken.
    """

    verdict: Verdict
    provider_id: str | None = None
    reason: str | None = None
    retry_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Envelope:
    """One message for one recipient, of no use from ``not_after`` on.

    ``entry_ids`` are the outbox rows that it serves, ``subject`` is what it speaks of.
    """

    entry_ids: tuple[int, ...]
    recipient: Recipient
    subject: MessageSubject
    message: Message
    not_after: datetime


class MessageChannel(Protocol):
    """A way to reach people. What it raises counts as UNKNOWN."""

    def send(self, envelope: Envelope) -> SendOutcome:
        """Make one call, with a time limit of its own, and say what became of it."""
        ...
