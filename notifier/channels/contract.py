"""What every channel promises: it takes one message for one person, and says truthfully what became of it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from notifier.model import DeliveryStatus, Message, MessageSubject, NotifierError, Recipient


class Verdict(StrEnum):
    """What a channel knows after one call. In doubt it is UNKNOWN: only what was surely not taken is a RETRY."""

    SENT = "sent"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    RETRY = "retry"
    UNKNOWN = "unknown"


class News(StrEnum):
    """What a call taught us about the person: they opted out at the provider, or nobody is there any more."""

    STOPPED = "stopped"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class SendOutcome:
    """The answer to one call.

    SENT means handed over for good, ACCEPTED taken by a provider that will tell more, REFUSED never to be tried again,
    RETRY certainly not taken (from ``retry_at`` on, where the provider named it), UNKNOWN perhaps taken. ``reason`` is
    short, and holds neither a number nor an endpoint. Before ``hold_until`` this sender may send nothing more to
    anybody. ``error_code`` is the provider's.
    """

    verdict: Verdict
    provider_id: str | None = None
    reason: str | None = None
    retry_at: datetime | None = None
    news: News | None = None
    hold_until: datetime | None = None
    error_code: int | None = None


@dataclass(frozen=True, slots=True)
class Envelope:
    """One message for one recipient, of no use from ``not_after`` on.

    ``entry_ids`` are the outbox rows that it serves; the first leads: its id makes the marker and, with ``attempt``,
    which is 1 for its first call, the callback address. ``subject`` is what the message speaks of.
    """

    entry_ids: tuple[int, ...]
    recipient: Recipient = field(repr=False)
    subject: MessageSubject
    message: Message
    not_after: datetime
    attempt: int


class MessageChannel(Protocol):
    """A way to reach people. What it raises counts as UNKNOWN."""

    def send(self, envelope: Envelope) -> SendOutcome:
        """Make one call, with a time limit of its own, and say what became of it."""
        ...


Answered = Callable[[Envelope, SendOutcome], None]
"""Told once of each call how it ended, from any thread."""


class ConcurrentChannel(Protocol):
    """A channel as the delivery loop drives it: it bears ``in_flight`` calls at once."""

    @property
    def in_flight(self) -> int:
        """Return how many calls it bears at once."""
        ...

    def start(self, envelopes: Iterable[Envelope], answered: Answered) -> None:
        """Begin these calls, never more than are free; ``answered`` is called exactly once for each.

        All are taken from ``envelopes`` in the caller's thread before this returns, and each call begins at once: an
        envelope is worded, and still allowed to go, at the moment when it is taken.
        """
        ...

    def close(self) -> None:
        """Begin nothing more, and let go of what was held; calls on their way may be cut off."""
        ...


@dataclass(frozen=True, slots=True)
class Question:
    """Which call we never got an answer to: whom it was for, the markers that its text may end with, when it began."""

    recipient: Recipient = field(repr=False)
    markers: tuple[str, ...]
    called_at: datetime


@dataclass(frozen=True, slots=True)
class Found:
    """What the provider has of a call that was never answered."""

    provider_id: str
    status: DeliveryStatus
    error_code: int | None = None


class Reporting(Protocol):
    """A channel whose provider can be asked what became of a message that it took."""

    def what_became_of(self, provider_id: str) -> Found | None:
        """Return what the provider says of this message of its own, None if it knows no such message any more.

        Raises:
            NotifierError: the provider cannot be asked now.
        """
        ...


class LookUp(Protocol):
    """A channel whose provider can be asked what became of a call."""

    def look_up(self, question: Question) -> Found | None:
        """Return what the provider has, None if it has nothing.

        Raises:
            NotifierError: the provider cannot be asked now.
        """
        ...


class NotNowError(NotifierError):
    """A provider cannot be asked now; ``retry_at`` is when it wants to be asked again, None where it did not say."""

    def __init__(self, message: str, retry_at: datetime | None = None) -> None:
        """Keep what it said."""
        super().__init__(message)
        self.retry_at = retry_at


@dataclass(frozen=True, slots=True)
class ReceivedText:
    """A text that a person wrote to us, as the provider keeps it; ``written_at`` is by its clock, None if unknown."""

    provider_id: str
    number: str = field(repr=False)
    text: str = field(repr=False)
    written_at: datetime | None


class Inbox(Protocol):
    """What people wrote to us, at the provider."""

    @property
    def name(self) -> str:
        """Return what tells this inbox from our others, always the same."""
        ...

    def texts(self, since: datetime) -> Iterator[Sequence[ReceivedText]]:
        """Yield what came since an instant or little before it, the newest first, a page at a time, each when wanted.

        Raises:
            NotNowError: the provider cannot be asked now, or its list is not to be read to its end.
        """
        ...
