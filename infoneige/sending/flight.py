"""The calls of one loop that are on their way, and the answers that are not recorded yet."""

import threading
from collections import defaultdict, deque
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import NamedTuple

from infoneige.clock import Clock
from infoneige.sending.message_writer import MessageWriter
from infoneige.storage.answers import Result
from notifier.bundling import Bundle
from notifier.channels.contract import Envelope, SendOutcome


class Claimed(NamedTuple):
    """One message to send, with what claimed it and what words it."""

    token: str
    bundle: Bundle
    writer: MessageWriter
    claimed_at: datetime


_Answer = tuple[Envelope, SendOutcome, datetime]
_Call = tuple[int, int]
"""The leading entry and the number of its call."""


class Flight:
    """Belongs to one thread; ``answered`` alone may be called from any other."""

    def __init__(self, clock: Clock) -> None:
        """Start with nothing on its way."""
        self._clock = clock
        self._landed: deque[_Answer] = deque()
        self._enough = 1
        self._has_enough = threading.Event()
        self._open: dict[_Call, Claimed] = {}
        self._answers: defaultdict[str, list[Result]] = defaultdict(list)
        self._oldest: datetime | None = None

    @property
    def open(self) -> int:
        """Return how many calls are on their way."""
        return len(self._open)

    @property
    def oldest(self) -> datetime | None:
        """Return when the first answer came that is not recorded yet, None if all are."""
        return self._oldest

    @property
    def answers(self) -> Mapping[str, list[Result]]:
        """Return the answers that are not recorded yet, by the token of their claim."""
        return self._answers

    @property
    def has_landed(self) -> bool:
        """Say whether an answer waits to be collected."""
        return bool(self._landed)

    def begin(self, envelope: Envelope, claimed: Claimed) -> None:
        """Take note that a call is about to be made."""
        self._open[_call(envelope)] = claimed

    def answered(self, envelope: Envelope, outcome: SendOutcome) -> None:
        """Take note of how a call ended, from any thread."""
        self._landed.append((envelope, outcome, self._clock.now()))
        if len(self._landed) >= self._enough:
            self._has_enough.set()

    def wake(self) -> None:
        """End a wait for answers, from any thread."""
        self._has_enough.set()

    def put_back(self, claimed: Claimed, outcome: SendOutcome, now: datetime) -> None:
        """Take note of what becomes of a message that was not called."""
        self._keep(claimed, outcome, now)

    def wait(self, seconds: float, enough: int) -> None:
        """Wait for so many answers, this long at most: to wake for each one would cost more than to record it."""
        self._enough = enough
        self._has_enough.clear()
        if len(self._landed) < enough:
            self._has_enough.wait(seconds)

    def collect(self) -> Iterator[tuple[SendOutcome, datetime]]:
        """Take in the answers that have come; yield each with its instant."""
        while self._landed:
            envelope, outcome, at = self._landed.popleft()
            if (claimed := self._open.pop(_call(envelope), None)) is not None:
                self._keep(claimed, outcome, at)
                yield outcome, at

    def recorded(self) -> None:
        """Forget the answers: they are in the database."""
        self._answers.clear()
        self._oldest = None

    def abandon(self) -> None:
        """Expect no answers to the calls on their way."""
        self._open.clear()

    def forget_before(self, instant: datetime) -> None:
        """Let go of calls that were claimed before this: their leases are over, and others may have them."""
        for call in [call for call, claimed in self._open.items() if claimed.claimed_at < instant]:
            del self._open[call]
        if self._oldest is not None and self._oldest < instant:
            self.recorded()

    def _keep(self, claimed: Claimed, outcome: SendOutcome, at: datetime) -> None:
        self._answers[claimed.token].append(Result(claimed.bundle, outcome, at))
        self._oldest = self._oldest or at


def _call(envelope: Envelope) -> _Call:
    return envelope.entry_ids[0], envelope.attempt
