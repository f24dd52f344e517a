"""What would have been sent: a channel that reaches nobody and remembers, for a demonstration to look at."""

import threading
from collections import deque
from dataclasses import dataclass
from datetime import datetime

from infoneige.clock import Clock
from notifier.channels.contract import Envelope, SendOutcome, Verdict
from notifier.model import Channel

MOST = 500
"""How many messages are remembered; the oldest is forgotten first."""

_SENT = SendOutcome(Verdict.SENT)


@dataclass(frozen=True, slots=True)
class Unsent:
    """One message as somebody would have got it."""

    at: datetime
    channel: Channel
    to: str
    language: str
    title: str
    text: str


class WouldBeSent:
    """Takes messages and codes from any thread."""

    def __init__(self, clock: Clock) -> None:
        """Remember nothing yet."""
        self._clock = clock
        self._messages: deque[Unsent] = deque(maxlen=MOST)
        self._lock = threading.Lock()

    def send(self, envelope: Envelope) -> SendOutcome:
        """Remember a message; the hand-over never fails."""
        to, message = envelope.recipient, envelope.message
        self._keep(Unsent(self._clock.now(), to.channel, to.address, to.language, message.title, message.text))
        return _SENT

    def send_text(self, number: str, text: str, _not_after: datetime) -> SendOutcome:
        """Remember a text that is no alert, such as a code."""
        self._keep(Unsent(self._clock.now(), Channel.SMS, number, "", "", text))
        return _SENT

    def latest(self) -> tuple[Unsent, ...]:
        """Return what is remembered, the latest first."""
        with self._lock:
            return tuple(reversed(self._messages))

    def _keep(self, message: Unsent) -> None:
        with self._lock:
            self._messages.append(message)
