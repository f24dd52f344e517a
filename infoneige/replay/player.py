"""Plays recorded plan states through the real pipeline, outbox and delivery on a fake clock; keeps every message."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from geodata.address_book import AddressBook
from infoneige.clock import Clock, FakeClock
from infoneige.delivery_loop import DeliveryLoop
from infoneige.pipeline import PublishResult, publish
from infoneige.plans.silence import next_near, watch_silence
from infoneige.replay.recordings import RecordedState
from infoneige.secrecy.keys import KeyRing
from infoneige.secrecy.vault import Vault
from infoneige.storage.database import IN_MEMORY, Database
from infoneige.storage.migrate import open_migrated
from infoneige.storage.subscriptions import add_subscriptions
from notifier.channels.contract import Envelope, SendOutcome, Verdict
from notifier.channels.threaded import OneByOne
from notifier.model import MessageSubject, Recipient, Subscription
from schedules.model import PlanMode

FEED_SOURCE, OPERATOR_SOURCE = "planif-neige", "operator"
_A_MOMENT = timedelta(seconds=1)

Progress = Callable[[datetime], None]
"""Told of each recording's instant as its turn comes."""


@dataclass(frozen=True, slots=True)
class SentMessage:
    """One message as it was handed over."""

    sent_at: datetime
    recipient: Recipient
    subject: MessageSubject
    text: str
    segments: int


@dataclass(frozen=True, slots=True)
class PlayedState:
    """One recorded state and what publishing it did."""

    state: RecordedState
    result: PublishResult


@dataclass(slots=True)
class ReplayRecord:
    """All that a replay did, in the order in which it happened."""

    states: list[PlayedState] = field(default_factory=list)
    messages: list[SentMessage] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ReplaySettings:
    """How recorded states are played. ``silence_after`` is None where a silent feed is not to be told."""

    csv_mode: PlanMode = PlanMode.CHANGES
    operator_coalesce: timedelta = timedelta(seconds=120)
    silence_after: timedelta | None = None
    until: datetime | None = None


def play_states(
    book: AddressBook,
    states: Sequence[RecordedState],
    settings: ReplaySettings,
    people: Iterable[Subscription],
    progress: Progress = lambda _: None,
) -> ReplayRecord:
    """Play the states, oldest first, to these people, on a database of its own in memory."""
    with open_migrated(IN_MEMORY) as database:
        played = Replay(database, book, states, settings)
        played.subscribe(people)
        return played.play(progress)


class _RecordingChannel:
    """A channel that keeps what it is given, with the instant."""

    def __init__(self, clock: Clock, messages: list[SentMessage]) -> None:
        self._clock = clock
        self._messages = messages

    def send(self, envelope: Envelope) -> SendOutcome:
        """Keep the message; the hand-over never fails."""
        message = envelope.message
        self._messages.append(
            SentMessage(self._clock.now(), envelope.recipient, envelope.subject, message.text, message.segments)
        )
        return SendOutcome(Verdict.SENT)


class Replay:
    """One replay on an empty, migrated database."""

    def __init__(
        self, database: Database, book: AddressBook, states: Sequence[RecordedState], settings: ReplaySettings
    ) -> None:
        """Take what is to be played, oldest first; the clock stands at the first recording."""
        self._database = database
        self._settings = settings
        self._states = states
        self._vault = Vault(KeyRing.fresh())
        self._clock = FakeClock(states[0].recording.taken_at)
        self._last_feed_at: datetime | None = None
        self.record = ReplayRecord()
        channel = _RecordingChannel(self._clock, self.record.messages)
        self._delivery = DeliveryLoop(
            database,
            self._clock,
            OneByOne(channel, in_flight=500),
            book.sides,
            owner="replay",
            vault=self._vault,
        )

    def subscribe(self, subscriptions: Iterable[Subscription]) -> int:
        """Let these people subscribe before the first recording; return how many subscriptions that makes."""
        with self._database.transaction() as connection:
            return add_subscriptions(self._database, connection, self._vault, subscriptions, now=self._clock.now())

    def play(self, progress: Progress = lambda _: None) -> ReplayRecord:
        """Publish each recording at its instant and deliver what falls due between them and after the last."""
        for state in self._states:
            taken_at = state.recording.taken_at
            if self._is_past_the_end(taken_at):
                break
            progress(taken_at)
            self._deliver_before(taken_at)
            self._clock.set(taken_at)
            self._publish(state)
            self._delivery.deliver_due()
        self._deliver_before(None)
        return self.record

    def _publish(self, state: RecordedState) -> None:
        is_feed, now = state.recording.is_feed, self._clock.now()
        result = publish(
            self._database,
            state.batch,
            source=FEED_SOURCE if is_feed else OPERATOR_SOURCE,
            mode=PlanMode.CHANGES if is_feed else self._settings.csv_mode,
            coalesce=timedelta(0) if is_feed else self._settings.operator_coalesce,
            content_hash=state.content_hash,
            now=now,
            holds_whole=not is_feed,
        )
        self.record.states.append(PlayedState(state, result))
        self._last_feed_at = now if is_feed else self._last_feed_at
        self._watch_silence()

    def _deliver_before(self, end: datetime | None) -> None:
        """Go from one due instant to the next, up to but not including the end."""
        while (due := self._next_due()) is not None and not self._is_past_the_end(due):
            if end is not None and due >= end:
                break
            self._clock.set(max(due, self._clock.now()))
            self._watch_silence()
            self._delivery.deliver_due()

    def _next_due(self) -> datetime | None:
        """Return when something is to be delivered, or the feed will have been silent for too long."""
        instants = [self._delivery.next_due()]
        if self._settings.silence_after is not None and self._last_feed_at is not None:
            now, silent_at = self._clock.now(), self._last_feed_at + self._settings.silence_after + _A_MOMENT
            near = next_near(self._database, source=FEED_SOURCE, now=max(now, silent_at))
            instants += [silent_at if silent_at > now else None, near + _A_MOMENT if near else None]
        return min(filter(None, instants), default=None)

    def _is_past_the_end(self, instant: datetime) -> bool:
        return self._settings.until is not None and instant > self._settings.until

    def _watch_silence(self) -> None:
        if self._settings.silence_after is not None:
            watch_silence(
                self._database, source=FEED_SOURCE, stale_after=self._settings.silence_after, now=self._clock.now()
            )
