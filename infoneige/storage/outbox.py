"""The outbox as the delivery loop sees it: claim a batch under a lease, record its answers, resolve what is stuck.

The intent to send is committed before any call, and a result counts only while its lease is still the worker's own.
"""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import NamedTuple

from infoneige.storage.database import Connection, Database
from infoneige.storage.instants import from_text, to_text
from infoneige.storage.outbox_rows import read_entries
from notifier.bundling import Bundle, bundles, covered
from notifier.channels.contract import SendOutcome, Verdict
from notifier.delivery import Step, after_call, after_waiting
from notifier.lanes import lanes
from notifier.model import AlertKind, Channel, DeliveryStatus

LEASE = timedelta(minutes=2)
"""How long a worker may take over one batch; a dead worker's entries are unknown after that."""

_COVERED = Step(DeliveryStatus.SUPERSEDED, "covered")


class Result(NamedTuple):
    """The answer to one message, and when it came."""

    bundle: Bundle
    outcome: SendOutcome
    at: datetime


@dataclass(frozen=True, slots=True)
class Batch:
    """What one claim leased, as messages to send, and how many entries it dropped, by the state that they ended in."""

    token: str
    bundles: Sequence[Bundle]
    dropped: Counter[DeliveryStatus]


class Outbox:
    """The outbox for one worker; no other running worker may have its ``owner`` name."""

    def __init__(self, database: Database, owner: str, channels: Collection[Channel] = tuple(Channel)) -> None:
        """Serve these channels, and no other; nothing is read yet."""
        self._database = database
        self._lanes = lanes(channels)
        self._span = {"first": min(self._lanes), "last": max(self._lanes)}
        self._tokens = (f"{owner}/{number}" for number in count(1))

    def claim(self, now: datetime, limit: int) -> Batch | None:
        """Lease about ``limit`` entries that are due, most urgent lane first, and all that goes with them.

        Returns None when nothing is due. What must not be sent any more is dropped in the same transaction; the rest
        is committed as being called, with an open attempt each.
        """
        token, until = next(self._tokens), to_text(now + LEASE)
        queries = self._database.queries
        with self._database.transaction() as connection:
            if not self._pick(connection, to_text(now), limit, until, token):
                return None
            entries, drops = read_entries(self._database, connection, until=until, token=token, now=now)
            needless = covered(entries)
            drops += [(entry, _COVERED) for entry in entries if entry.entry_id in needless]
            if drops:
                steps = {entry.entry_id: _columns(entry.attempts, step) for entry, step in drops}
                queries.drop_from_batch(connection, token=token, steps=json.dumps(steps))
            queries.open_attempts(connection, until=until, token=token, now=to_text(now))
        to_send = [entry for entry in entries if entry.entry_id not in needless] if needless else entries
        return Batch(token, bundles(to_send), Counter(step.state for _, step in drops))

    def record(self, batch: Batch, results: Iterable[Result]) -> Counter[DeliveryStatus]:
        """Record answers; return how many entries went where. What is no longer leased to this batch stays as it is."""
        counts: Counter[DeliveryStatus] = Counter()
        columns: dict[int, list[object]] = {}
        for bundle, outcome, at in results:
            answer = [to_text(at), outcome.verdict, outcome.provider_id]
            for entry in bundle.entries:
                step = after_call(outcome, attempts=entry.attempts, not_after=entry.not_after, at=at)
                counts[step.state] += 1
                columns[entry.entry_id] = _columns(entry.attempts, step) + answer
        if not columns:
            return counts
        steps = json.dumps(columns)
        with self._database.transaction() as connection:
            self._database.queries.take_steps(connection, token=batch.token, steps=steps)
            self._database.queries.close_attempts(connection, token=batch.token, steps=steps)
        return counts

    def resolve(self, now: datetime) -> Counter[DeliveryStatus]:
        """Move on what waited long enough: calls whose worker is gone, and unknown answers that have settled."""
        counts: Counter[DeliveryStatus] = Counter()
        answer = [to_text(now), Verdict.UNKNOWN, None]
        queries = self._database.queries
        with self._database.transaction() as connection:
            while waiting := self._overdue(connection, now):
                counts.update(step.state for _, _, step in waiting)
                steps = json.dumps(
                    {entry_id: _columns(attempts, step) + answer for entry_id, attempts, step in waiting}
                )
                queries.close_abandoned_attempts(connection, steps=steps)
                queries.resolve_waiting(connection, now=to_text(now), steps=steps)
        return counts

    def expire(self, now: datetime) -> int:
        """Expire whatever is due and has lost its use, however far it is from its turn; return how many."""
        with self._database.transaction() as connection:
            return sum(
                self._database.queries.expire_due(connection, lane=lane, now=to_text(now)) for lane in self._lanes
            )

    def next_due(self, now: datetime) -> datetime | None:
        """Return when there is something to do next, ``now`` if that has passed, None for never."""
        with self._database.read() as connection:
            queries = self._database.queries
            instants = [queries.next_due_in_lane(connection, lane=lane) for lane in self._lanes]
            instants.append(queries.next_waiting(connection, **self._span))
        found = [instant for instant in instants if instant is not None]
        return max(now, from_text(min(found))) if found else None

    def _pick(self, connection: Connection, now: str, limit: int, until: str, token: str) -> bool:
        """Lease entries of the most urgent lane that has any, and what goes with them; say whether there were any."""
        queries = self._database.queries
        for lane in self._lanes:
            if queries.pick_due(connection, lane=lane, now=now, batch=limit, until=until, token=token):
                queries.pick_companions(connection, now=now, until=until, token=token)
                return True
        return False

    def _overdue(self, connection: Connection, now: datetime) -> list[tuple[int, int, Step]]:
        """Return where each overdue entry goes: its id, its attempts, the step."""
        rows = self._database.queries.overdue_waiting(connection, now=to_text(now), **self._span)
        return [
            (
                entry_id,
                attempts,
                after_waiting(
                    DeliveryStatus(state),
                    AlertKind(kind),
                    lease_until=from_text(lease_until),
                    not_after=from_text(not_after),
                    now=now,
                ),
            )
            for entry_id, attempts, state, kind, not_after, lease_until in rows
        ]


def _columns(attempts: int, step: Step) -> list[object]:
    """Return the first of the columns that outbox.sql knows as steps; ``at``, outcome and provider id follow."""
    return [
        attempts,
        step.state,
        step.reason,
        step.send_at and to_text(step.send_at),
        step.hold_until and to_text(step.hold_until),
    ]
