"""When a queue of messages will have been handed over by one sender, at what price, and what will be too late. Pure.

The order is that of delivery: the most urgent lane first, in it what has been due longest; a message that has begun is
finished, and one whose use has ended is never begun.
"""

import heapq
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from notifier.lanes import urgency
from notifier.model import AlertKind

_SEGMENT = 1_000_000
"""A sender of one segment a second is busy for this many microseconds with each; instants are counted in them."""


@dataclass(frozen=True, slots=True)
class Queued:
    """Some messages that are alike: their kind, how many, when they are due, until when of use, segments of each."""

    kind: AlertKind
    count: int
    send_at: datetime
    not_after: datetime
    segments: int = 1


@dataclass(frozen=True, slots=True)
class Forecast:
    """What will become of a queue. ``drained_at`` is when the last message has left, None where none will.

    ``expired`` counts by kind the messages that there will be no time for; the cost is that of the others.
    """

    messages: int
    segments: int
    cost: Decimal
    drained_at: datetime | None
    expired: Counter[AlertKind]

    def drains_in(self, now: datetime) -> timedelta:
        """Return how long it will take from now; nothing where nothing will be sent."""
        return timedelta(0) if self.drained_at is None else max(self.drained_at - now, timedelta(0))


def forecast(queue: Iterable[Queued], *, segments_per_second: int, price: Decimal, now: datetime) -> Forecast:
    """Return what will become of this queue at this rate, if nothing else is sent.

    Raises:
        ValueError: the rate is not positive.
    """
    if segments_per_second <= 0:
        message = "a sender hands over at least one segment a second"
        raise ValueError(message)
    sender = _Sender(segments_per_second, now)
    sender.work_off([group for group in queue if group.count > 0])
    return Forecast(
        messages=sender.messages,
        segments=sender.segments,
        cost=sender.segments * price,
        drained_at=sender.last_at,
        expired=sender.expired,
    )


class _Sender:
    """Works a queue off group by group; its time is a whole number, so that no second is lost in rounding."""

    def __init__(self, rate: int, now: datetime) -> None:
        self._rate, self._origin = rate, now
        self._free_at = 0
        self.messages = self.segments = 0
        self.last_at: datetime | None = None
        self.expired: Counter[AlertKind] = Counter()

    def work_off(self, queue: list[Queued]) -> None:
        coming = sorted(((self._ticks(group.send_at), number) for number, group in enumerate(queue)), reverse=True)
        left = [group.count for group in queue]
        waiting: list[tuple[int, int, int]] = []
        while coming or waiting:
            if not waiting:
                self._free_at = max(self._free_at, coming[-1][0])
            while coming and coming[-1][0] <= self._free_at:
                due, number = coming.pop()
                heapq.heappush(waiting, (urgency(queue[number].kind), due, number))
            _, _, number = waiting[0]
            left[number] -= self._send(queue[number], left[number], self._next_look(coming, queue, number))
            if not left[number]:
                heapq.heappop(waiting)

    def _next_look(self, coming: list[tuple[int, int]], queue: list[Queued], current: int) -> int | None:
        """Return when something more urgent may take the turn, None for never."""
        if urgency(queue[current].kind) == 0 or not coming:
            return None
        return coming[-1][0]

    def _send(self, group: Queued, left: int, until: int | None) -> int:
        """Send of this group what may begin before ``until``; return how many are gone, sent or expired."""
        busy, end = group.segments * _SEGMENT, self._ticks(group.not_after)
        in_time = _starts(self._free_at, end, busy)
        if not in_time:
            self.expired[group.kind] += left
            return left
        sent = min(left, in_time, left if until is None else _starts(self._free_at, until, busy))
        self._free_at += sent * busy
        self.messages += sent
        self.segments += sent * group.segments
        self.last_at = self._origin + timedelta(microseconds=-(-self._free_at // self._rate))
        return sent

    def _ticks(self, instant: datetime) -> int:
        return (instant - self._origin) // timedelta(microseconds=1) * self._rate


def _starts(begin: int, end: int, busy: int) -> int:
    """Return how many things, each taking ``busy``, begin in ``[begin, end)``."""
    return max(0, -((begin - end) // busy))
