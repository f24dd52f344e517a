"""The words of telling people: who they are to us, what they want, what is due to them, and what became of it."""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from enum import StrEnum

from geodata.model import StreetSide, StreetSideId
from schedules.model import BanWindow


class NotifierError(Exception):
    """Something that keeps us from telling people; its text says what and what to do."""


class Channel(StrEnum):
    """How a message travels. The console is the default: a fresh installation messages nobody."""

    SMS = "sms"
    PUSH = "push"
    CONSOLE = "console"


class Language(StrEnum):
    """The language of a person's messages; never two in one message."""

    FR = "fr"
    EN = "en"


class AlertKind(StrEnum):
    """Everything that we may have to say."""

    PLANNED = "planned"
    SHORT_NOTICE = "short_notice"
    EVENING_BEFORE = "evening_before"
    REMINDER = "reminder"
    MOVED = "moved"
    CANCELLED = "cancelled"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    DATA_SILENT = "data_silent"
    DATA_BACK = "data_back"
    OUR_ERROR = "our_error"


TELLING_KINDS = frozenset(
    {
        AlertKind.PLANNED,
        AlertKind.SHORT_NOTICE,
        AlertKind.EVENING_BEFORE,
        AlertKind.REMINDER,
        AlertKind.MOVED,
        AlertKind.IN_PROGRESS,
    }
)
"""The kinds after which a person believes in a ban window."""

CLOSING_KINDS = frozenset({AlertKind.CANCELLED, AlertKind.DONE, AlertKind.OUR_ERROR})
"""The kinds after which a person believes in none."""


class DeliveryStatus(StrEnum):
    """The life of an outbox entry. SENT (the provider took it) is not DELIVERED."""

    DUE = "due"
    CALLING = "calling"
    UNKNOWN = "unknown"
    ACCEPTED = "accepted"
    SENT = "sent"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    FAILED = "failed"
    EXPIRED = "expired"
    SUPPRESSED = "suppressed"
    SUPERSEDED = "superseded"
    GAVE_UP = "gave_up"


@dataclass(frozen=True, slots=True)
class QuietHours:
    """The daily span ``[starts, ends)`` of local wall time in which a person sleeps; it may cross midnight."""

    starts: time
    ends: time

    def __post_init__(self) -> None:
        """Refuse a span of no length: no quiet hours is None."""
        if self.starts == self.ends:
            message = "quiet hours that end when they start: leave both empty for none"
            raise ValueError(message)


@dataclass(frozen=True, slots=True)
class PreferenceProfile:
    """What one or many people want to be told and when. Leads are elapsed time before the ban starts.

    ``kinds`` is None for every kind, else those asked for.
    """

    leads: tuple[timedelta, ...] = ()
    quiet_hours: QuietHours | None = None
    kinds: frozenset[AlertKind] | None = None


@dataclass(frozen=True, slots=True)
class Recipient:
    """One phone or one browser: a channel and an address on it."""

    channel: Channel
    address: str = field(repr=False)
    language: Language = Language.FR


@dataclass(frozen=True, slots=True)
class Subscription:
    """A recipient's wish to be told about one side."""

    recipient: Recipient
    side_id: StreetSideId
    profile: PreferenceProfile


@dataclass(frozen=True, slots=True)
class Alert:
    """A decision: this kind is due at ``send_at``, and of no use from ``not_after`` on.

    ``lead`` is zero except for reminders. ``replaces`` says that the words must name the hour of the message that
    this one corrects; which hour that is depends on the person, not on the decision.
    """

    kind: AlertKind
    send_at: datetime
    not_after: datetime
    lead: timedelta = timedelta(0)
    replaces: bool = False


@dataclass(frozen=True, slots=True)
class MessageSubject:
    """All that a template may speak of: the sides of one person that share one window, and the instants around it.

    ``sides`` are as a label can name them; a side that the street file does not know is its bare id.
    ``replaces_at`` is when the corrected message was handed over; ``happened_at`` when a side was cleared, when the
    data fell silent or came back.
    """

    kind: AlertKind
    sides: tuple[StreetSide | StreetSideId, ...]
    window: BanWindow
    replaces_at: datetime | None = None
    previous: BanWindow | None = None
    happened_at: datetime | None = None
    lead: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class Message:
    """The words, ready for a channel. ``title`` and ``tag`` are for push; ``segments`` is 0 where none are counted."""

    text: str
    segments: int
    title: str = ""
    tag: str = ""
