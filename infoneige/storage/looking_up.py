"""Calls that were never answered, leased to one who asks their provider, and what it said, recorded."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Any, NamedTuple

from infoneige.storage.answers import columns
from infoneige.storage.database import Connection, Database
from infoneige.storage.instants import from_text, to_text
from infoneige.storage.outbox import LEASE
from infoneige.storage.receipts import apply_receipt
from infoneige.storage.waiting import Waiting
from notifier.channels.contract import Found, Verdict
from notifier.delivery import Step, after_look, after_no_look
from notifier.lanes import lanes
from notifier.model import Channel, DeliveryStatus, Language, NotifierError, Recipient
from notifier.receipts import as_receipt

Said = Found | None | NotifierError
"""What a provider has of a message, None for nothing, or why it cannot be asked now."""


class _Entry(NamedTuple):
    entry_id: int
    attempts: int
    not_after: datetime
    looks: int


@dataclass(frozen=True, slots=True)
class Doubt:
    """One message that was perhaps taken: which entry led it in which call, to whom, and the entries that it serves."""

    leader: int
    number: int
    recipient: Recipient
    called_at: datetime
    entries: tuple[_Entry, ...]


@dataclass(frozen=True, slots=True)
class Leased:
    """Doubts that are one worker's for a while."""

    token: str
    doubts: Sequence[Doubt]


class Doubts:
    """The unanswered calls of one channel, for one worker; no other running worker may have its ``owner`` name."""

    def __init__(self, database: Database, owner: str, channel: Channel) -> None:
        """Take the database; nothing is read yet."""
        numbers = lanes([channel])
        self._database = database
        self._span = {"first": min(numbers), "last": max(numbers)}
        self._waiting = Waiting(database, [channel], [DeliveryStatus.UNKNOWN])
        self._tokens = (f"{owner}/{number}" for number in count(1))

    def next_due(self) -> datetime | None:
        """Return when there is something to ask or to give up, None for never."""
        return self._waiting.next()

    def give_up(self, now: datetime) -> Counter[DeliveryStatus]:
        """Give up what has settled and is not worth a question, or has no time left."""
        return self._waiting.resolve(now, may_resend=False)

    def lease(self, now: datetime, limit: int) -> Leased:
        """Lease up to this many entries that have settled, as the messages that they were told in."""
        token, until = next(self._tokens), to_text(now + LEASE)
        with self._database.transaction() as connection:
            queries, at = self._database.queries, to_text(now)
            if not queries.lease_questions(connection, now=at, token=token, until=until, batch=limit, **self._span):
                return Leased(token, ())
            return Leased(token, _doubts(queries.leased_questions(connection, token=token, until=until)))

    def record(self, token: str, answers: Iterable[tuple[Doubt, Said]], now: datetime) -> Counter[DeliveryStatus]:
        """Record what the provider said; return how many entries went where. What is leased no more stays as it is."""
        counts: Counter[DeliveryStatus] = Counter()
        looks: dict[int, list[object]] = {}
        steps: dict[int, list[object]] = {}
        with self._database.transaction() as connection:
            for doubt, said in answers:
                if isinstance(said, Found) and self._take(connection, doubt, said, now):
                    counts[said.status] += len(doubt.entries)
                    continue
                for entry in doubt.entries:
                    step = _step(entry, said, now)
                    counts[step.state] += 1
                    steps[entry.entry_id] = [*columns(entry.attempts, step), to_text(now), Verdict.UNKNOWN, None]
                    if not isinstance(said, NotifierError):
                        looks[entry.entry_id] = [entry.attempts]
            self._database.queries.count_looks(connection, token=token, steps=json.dumps(looks))
            self._database.queries.take_steps(connection, token=token, steps=json.dumps(dict(sorted(steps.items()))))
        return counts

    def _take(self, connection: Connection, doubt: Doubt, found: Found, now: datetime) -> bool:
        """Take in what was found as the receipt that it is."""
        call = {"entry_id": doubt.leader, "attempt": doubt.number}
        return apply_receipt(self._database, connection, **call, receipt=as_receipt(found), now=now)


def _step(entry: _Entry, said: Said, now: datetime) -> Step:
    if isinstance(said, NotifierError):
        return after_no_look(not_after=entry.not_after, now=now)
    return after_look(entry.looks + 1, not_after=entry.not_after, now=now)


def _doubts(rows: Iterable[Sequence[Any]]) -> list[Doubt]:
    entries: defaultdict[tuple[Any, ...], list[_Entry]] = defaultdict(list)
    for entry_id, attempts, not_after, looks, *message in rows:
        entries[tuple(message)].append(_Entry(entry_id, attempts, from_text(not_after), looks))
    return [
        Doubt(
            leader,
            number,
            Recipient(Channel(channel), address, Language(language)),
            from_text(called_at),
            tuple(served),
        )
        for (leader, number, called_at, channel, address, language), served in entries.items()
    ]
