"""Channels that make one call at a time, as the delivery loop drives them: in the caller's thread, or in a pool."""

import logging
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

from notifier.channels.contract import Answered, Envelope, MessageChannel, SendOutcome, Verdict

_log = logging.getLogger(__name__)


class OneByOne:
    """Makes the calls one after another in the caller's thread, each answered before the next is taken.

    ``in_flight`` is so only how many may be claimed for one round of calls.
    """

    def __init__(self, channel: MessageChannel, in_flight: int = 200) -> None:
        """Drive this channel."""
        self._channel = channel
        self.in_flight = in_flight

    def start(self, envelopes: Iterable[Envelope], answered: Answered) -> None:
        """Make these calls."""
        for envelope in envelopes:
            answered(envelope, call(self._channel, envelope))

    def close(self) -> None:
        """Hold nothing."""


class Threaded:
    """Makes up to ``in_flight`` calls at once, each in a thread of a pool."""

    def __init__(self, channel: MessageChannel, in_flight: int) -> None:
        """Drive this channel, which must bear being called by many threads."""
        self._channel = channel
        self.in_flight = in_flight
        self._pool = ThreadPoolExecutor(in_flight, thread_name_prefix="channel")

    def start(self, envelopes: Iterable[Envelope], answered: Answered) -> None:
        """Hand each call to a free thread."""
        for envelope in envelopes:
            self._pool.submit(self._answer, envelope, answered)

    def close(self) -> None:
        """Begin nothing more; calls that are on their way end by themselves."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _answer(self, envelope: Envelope, answered: Answered) -> None:
        answered(envelope, call(self._channel, envelope))


def call(channel: MessageChannel, envelope: Envelope) -> SendOutcome:
    """Make one call; what it raises is UNKNOWN, and only its kind is told, since its text may hold a number."""
    try:
        return channel.send(envelope)
    except Exception as error:  # noqa: BLE001 - whatever it is, the provider may have taken the message
        kind = type(error).__name__
        _log.warning("the call for the outbox entries %s failed: %s", envelope.entry_ids, kind)
        return SendOutcome(Verdict.UNKNOWN, reason=kind)
