"""The second half: claim what is due, word it, call with no transaction open, record what became of it; repeat.

One loop serves one channel, on a thread of its own. It claims no more than the channel has free calls and the gate has
room for, so that what it holds is called at once or not at all.
"""

import threading
from collections import Counter, deque
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from infoneige.clock import Clock
from infoneige.secrecy.vault import Vault
from infoneige.sending.flight import Claimed, Flight
from infoneige.sending.gates import Gate
from infoneige.sending.message_writer import MessageWriter, SideCache, Sides, not_called
from infoneige.storage.answers import record
from infoneige.storage.database import Database
from infoneige.storage.outbox import LEASE, Outbox
from infoneige.storage.sender_beats import Trouble
from notifier.calls_at_once import CallsAtOnce
from notifier.channels.contract import ConcurrentChannel, Envelope, SendOutcome
from notifier.model import Channel, DeliveryStatus

RECORD_EVERY = timedelta(milliseconds=250)
"""How much sending a crash may leave unrecorded: of those people we do not know whether they were told."""

FRESH = timedelta(milliseconds=500)
"""How long after its claim a call may still begin: whoever says stop is called no more a second later."""

SWEEP_EVERY = timedelta(seconds=30)
"""How often a long run looks after what waits and what expires behind the entries that it sends."""

GRACE_SECONDS = 40
"""How long a stop waits for the calls on their way, a little over the longest time that one may take."""

_LOOK_EVERY = timedelta(seconds=1)
_GATHER = timedelta(milliseconds=20)
"""How often new entries are looked for while calls are on their way, and how long free calls wait to be half of all."""


@dataclass(slots=True)
class DeliveryReport:
    """What one run did: messages tried, and outbox entries by the state that they went to."""

    messages: int = 0
    entries: Counter[DeliveryStatus] = field(default_factory=Counter)


class DeliveryLoop:
    """Delivers what is due by one channel, for one worker; no other running worker may have its ``owner`` name."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        channel: ConcurrentChannel,
        sides: Sides,
        owner: str,
        *,
        vault: Vault,
        serves: Collection[Channel] = tuple(Channel),
        gate: Gate | None = None,
        asks: bool = False,
        name: str = "delivery",
    ) -> None:
        """Take all that delivery needs; nothing is read or sent yet.

        ``serves`` are the channels that people chose and that this one carries. ``asks`` says that a
        :class:`infoneige.sending.looking_up.LookingUp` looks after unknown answers.
        """
        self.name = name
        self._database = database
        self._outbox = Outbox(database, owner, serves, asks=asks)
        self._clock = clock
        self._channel = channel
        self._sides = SideCache(sides)
        self._vault = vault
        self._gate = gate or Gate(name)
        self._flight = Flight(clock)
        self._pending: deque[Claimed] = deque()
        self._depth = channel.in_flight
        self._calls = CallsAtOnce(channel.in_flight)
        self._claims_at = self._sweeps_at = self._began_at = clock.now()
        self._stopping = threading.Event()

    def deliver_due(self) -> DeliveryReport:
        """Send until nothing is due any more and every call is answered, or until stopped or held up by the gate."""
        report = DeliveryReport()
        self._claims_at = self._sweeps_at = self._clock.now()
        try:
            while not self._stopping.is_set() and self._turn(report):
                pass
            self._come_to_rest(report)
        finally:
            self._collect()
            self._record(report)
        return report

    def next_due(self) -> datetime | None:
        """Return when there is something to deliver or to look after next, None for never."""
        now = self._clock.now()
        to_send = self._outbox.next_to_send()
        instants = (to_send and max(to_send, self._gate.opens_at(now)), self._outbox.next_waiting())
        return max(now, min(found)) if (found := [instant for instant in instants if instant is not None]) else None

    def trouble(self) -> Trouble | None:
        """Return what holds this sender up, None where nothing does; from any thread."""
        return self._gate.trouble(self._clock.now())

    def stop(self) -> None:
        """End a run on another thread once the calls on their way are answered; what it had claimed is due again."""
        self._stopping.set()
        self._flight.wake()

    def _turn(self, report: DeliveryReport) -> bool:
        """Do what there is to do now, wait for an answer if that is nothing; say whether there may be more."""
        now = self._clock.now()
        self._record_in_time(now, report, is_last=not self._flight.open)
        self._sweep(now, report)
        has_begun = self._begin(now, report)
        if self._flight.open and not has_begun:
            self._flight.wait(self._patience(now), self._enough(now))
        self._collect()
        return has_begun or bool(self._flight.open or self._flight.oldest or self._pending)

    def _sweep(self, now: datetime, report: DeliveryReport) -> None:
        if now < self._sweeps_at:
            return
        self._sweeps_at = now + SWEEP_EVERY
        self._flight.forget_before(now - LEASE)
        report.entries.update(self._outbox.resolve(now))
        report.entries += Counter({DeliveryStatus.EXPIRED: self._outbox.expire(now)})

    def _begin(self, now: datetime, report: DeliveryReport) -> bool:
        """Claim if nothing is claimed, and begin as many calls as may be; say whether that did anything."""
        free = self._calls.allowed - self._flight.open
        if free <= 0 or not (self._pending or self._may_claim(free, now)):
            return False
        room = self._gate.room(now)
        if room == 0:
            self._claims_at = self._gate.opens_at(now)
            self._put_back(now, self._claims_at, "the sender has no room")
            return False
        room = free if room is None else min(free, room)
        if not self._pending and not self._claim(room, report):
            return False
        self._start(room, report)
        return True

    def _start(self, room: int, report: DeliveryReport) -> None:
        self._began_at = self._clock.now()
        try:
            self._channel.start(self._envelopes(room, report), self._flight.answered)
        except (KeyboardInterrupt, SystemExit):
            self._flight.abandon()
            self._pending.clear()
            raise

    def _may_claim(self, free: int, now: datetime) -> bool:
        return now >= self._claims_at and not self._gathers(free, now)

    def _gathers(self, free: int, now: datetime) -> bool:
        """Say whether to wait for more free calls, as one claim for many costs what one for a few does."""
        return free < max(1, self._calls.allowed // 2) and now < self._began_at + _GATHER

    def _claim(self, limit: int, report: DeliveryReport) -> bool:
        with self._database.transaction() as connection:
            now = self._clock.now()  # not before: while a large publish is written, the wait is longer than FRESH
            batch = self._outbox.claim_within(connection, now, min(limit, self._depth))
        if batch is None:
            self._claims_at = min(now + _LOOK_EVERY, max(now + _GATHER, self._outbox.next_to_send() or now))
            return False
        report.entries.update(batch.dropped)
        writer = MessageWriter(batch.bundles, self._sides, self._vault, now)
        self._pending.extend(Claimed(batch.token, bundle, writer, now) for bundle in batch.bundles)
        return True

    def _envelopes(self, limit: int, report: DeliveryReport) -> Iterator[Envelope]:
        """Yield what may be called, worded at the moment when it is taken; what may not is put back.

        Where some of it came too late, the next claims are only as deep as what was called in time.
        """
        begun = segments = late = 0
        while self._pending and begun < limit:
            if self._flight.has_landed:
                self._collect()
            now = self._clock.now()
            self._record_in_time(now, report, is_last=False)
            claimed = self._pending.popleft()
            made = self._refusal(claimed, now) or claimed.writer.envelope(claimed.bundle)
            if isinstance(made, SendOutcome):
                self._flight.put_back(claimed, made, now)
                late += now - claimed.claimed_at > FRESH
                continue
            begun, segments = begun + 1, segments + made.message.segments
            self._flight.begin(made, claimed)
            yield made
        self._depth = max(1, begun) if late else min(self._channel.in_flight, 2 * self._depth)
        self._gate.begun(begun, segments, self._clock.now())

    def _refusal(self, claimed: Claimed, now: datetime) -> SendOutcome | None:
        """Return why a message must not be called now after all, None if it may."""
        if self._stopping.is_set():
            return not_called("the service was stopping", now)
        if now - claimed.claimed_at > FRESH or claimed.bundle.lease_until <= now:
            return not_called("its turn came too late", now)
        until = self._gate.paused_until(now)
        return None if until is None else not_called("the provider wants a pause", until)

    def _put_back(self, now: datetime, until: datetime, reason: str) -> None:
        while self._pending:
            self._flight.put_back(self._pending.popleft(), not_called(reason, until), now)

    def _patience(self, now: datetime) -> float:
        """Return how many seconds to wait for answers before there is something else to do."""
        instants = [now + _LOOK_EVERY, max(self._claims_at, self._began_at + _GATHER)]
        if self._flight.oldest is not None:
            instants.append(self._flight.oldest + RECORD_EVERY)
        return min((instant - now).total_seconds() for instant in instants if instant > now)

    def _enough(self, now: datetime) -> int:
        """Return how many answers are worth a wake-up: all, or where there is more to send, half of what may be."""
        if self._claims_at > now:
            return self._flight.open
        return min(self._flight.open, max(1, self._flight.open - self._calls.allowed // 2))

    def _collect(self) -> None:
        for outcome, at in self._flight.collect():
            self._calls.note(outcome, at)
            self._gate.note(outcome, at)

    def _record_in_time(self, now: datetime, report: DeliveryReport, *, is_last: bool) -> None:
        """Record the answers if the first of them has waited for long enough, or no other ``is_last`` to come."""
        oldest = self._flight.oldest
        if oldest is not None and (is_last or now - oldest >= RECORD_EVERY):
            self._record(report)

    def _record(self, report: DeliveryReport) -> None:
        """Record the answers; where the database fails, they are kept for the next run, while their leases last."""
        try:
            report.entries.update(record(self._database, self._flight.answers))
        except Exception:
            self._flight.forget_before(self._clock.now() - LEASE)
            raise
        report.messages += sum(map(len, self._flight.answers.values()))
        self._flight.recorded()

    def _come_to_rest(self, report: DeliveryReport) -> None:
        """Put back what was not called, and wait a while for what was."""
        now = self._clock.now()
        self._put_back(now, now, "the service was stopping")
        silent_seconds = 0
        while self._flight.open and silent_seconds < GRACE_SECONDS:
            before = self._flight.open
            self._flight.wait(1.0, before)
            self._collect()
            silent_seconds += self._flight.open == before
            self._record_in_time(self._clock.now(), report, is_last=not self._flight.open)
