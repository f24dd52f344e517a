"""Whether a sender may be given more now: its pace, what its provider asked for, and whether its provider works."""

import logging
from dataclasses import dataclass
from datetime import datetime

from infoneige.storage import pace as stored_pace
from infoneige.storage.database import Database
from infoneige.storage.sender_beats import Trouble
from notifier.breaker import Breaker
from notifier.channels.contract import SendOutcome
from notifier.pacing import Pace

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SenderPace:
    """The allowance of one sender, which all processes that send by it share."""

    database: Database
    sender: str
    pace: Pace

    def room(self, now: datetime) -> int:
        """Return how many segments may go now."""
        return self.pace.room(self._whole_at(), now)

    def opens_at(self, now: datetime) -> datetime:
        """Return when there is room, ``now`` if there is."""
        return self.pace.opens_at(self._whole_at(), now)

    def charge(self, segments: int, now: datetime) -> None:
        """Take note of segments that go now."""
        stored_pace.take(self.database, self.sender, self.pace, segments, now)

    def _whole_at(self) -> datetime | None:
        return stored_pace.whole_at(self.database, self.sender)


class Gate:
    """Lets calls of one sender through, or says when it will."""

    def __init__(self, name: str, *, pace: SenderPace | None = None, breaker: Breaker | None = None) -> None:
        """Start open; a sender without a pace goes as fast as it can, one without a breaker is never given up on."""
        self._name = name
        self._pace = pace
        self._breaker = breaker
        self._paused_until: datetime | None = None

    def room(self, now: datetime) -> int | None:
        """Return how many messages may begin now, None for any number."""
        if self.paused_until(now) is not None:
            return 0
        if (probe_at := self._probe_at()) is not None:
            return 1 if probe_at <= now else 0
        return None if self._pace is None else self._pace.room(now)

    def opens_at(self, now: datetime) -> datetime:
        """Return when at least one message may begin, ``now`` if it may."""
        paced_until = None if self._pace is None else self._pace.opens_at(now)
        instants = (now, self._paused_until, self._probe_at(), paced_until)
        return max(instant for instant in instants if instant is not None)

    def paused_until(self, now: datetime) -> datetime | None:
        """Return until when the provider wants nothing from this sender, None if it takes messages."""
        return self._paused_until if self._paused_until is not None and self._paused_until > now else None

    def trouble(self, now: datetime) -> Trouble | None:
        """Return what holds this sender up, beside its own pace; None where nothing does."""
        if self._probe_at() is not None:
            return Trouble.FAILING
        return Trouble.PAUSED if self.paused_until(now) is not None else None

    def begun(self, messages: int, segments: int, now: datetime) -> None:
        """Take note of messages that begin now."""
        if messages and self._breaker is not None:
            self._breaker.probe(now)
        if segments and self._pace is not None:
            self._pace.charge(segments, now)

    def note(self, outcome: SendOutcome, at: datetime) -> None:
        """Learn from the answer to a call."""
        if outcome.hold_until is not None and outcome.hold_until > (self._paused_until or at):
            self._paused_until = outcome.hold_until
            _log.warning("%s: nothing is sent until %s: %s", self._name, outcome.hold_until, outcome.reason)
        if self._breaker is not None and self._breaker.note(outcome.verdict, at):
            _log.error("%s: the provider fails, so it is only probed until it answers: %s", self._name, outcome.reason)

    def _probe_at(self) -> datetime | None:
        return None if self._breaker is None else self._breaker.probe_at
