"""The outbox as the delivery loop sees it: claim a batch under a lease, record its answers, resolve what is stuck.

The intent to send is committed before any call, and a result counts only while its lease is still the worker's own.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import NamedTuple

from infoneige.storage.database import Connection, Database
from infoneige.storage.instants import from_text, to_text
from infoneige.storage.outbox_rows import read_entries
from notifier.bundling import Bundle, Entry, bundles, covered
from notifier.channels.contract import SendOutcome
from notifier.delivery import Step, after_call, after_waiting
from notifier.model import AlertKind, DeliveryStatus

LANES = (0, 1, 2)
LEASE = timedelta(minutes=2)
"""How long a worker may take over one batch; a dead worker's entries are unknown after that."""

_HANDED_OVER = (DeliveryStatus.SENT, DeliveryStatus.ACCEPTED)
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

    def __init__(self, database: Database, owner: str) -> None:
        """Take the database; nothing is read yet."""
        self._database = database
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
            entries, drops = _sift(list(read_entries(self._database, connection, until=until, token=token, now=now)))
            if drops:
                queries.drop_from_batch(
                    connection, [{"entry_id": entry.entry_id} | _columns(step) for entry, step in drops]
                )
            queries.open_attempts(connection, until=until, token=token, now=to_text(now))
        return Batch(token, bundles(entries), Counter(step.state for _, step in drops))

    def record(self, batch: Batch, results: Iterable[Result]) -> Counter[DeliveryStatus]:
        """Record answers; return how many entries went where. What is no longer leased to this batch stays as it is."""
        counts: Counter[DeliveryStatus] = Counter()
        taken: list[dict[str, object]] = []
        others: list[dict[str, object]] = []
        for bundle, outcome, at in results:
            answer = _answer_columns(outcome, at) | {"token": batch.token}
            for entry in bundle.entries:
                step = after_call(outcome, attempts=entry.attempts, not_after=entry.not_after, at=at)
                counts[step.state] += 1
                row = answer | {"entry_id": entry.entry_id, "attempts": entry.attempts, "state": step.state.value}
                if step.state in _HANDED_OVER:
                    taken.append(row)
                else:
                    others.append(row | _columns(step))
        queries = self._database.queries
        with self._database.transaction() as connection:
            queries.hand_over(connection, taken)
            queries.put_aside(connection, others)
            queries.close_attempt(connection, taken + others)
        return counts

    def resolve(self, now: datetime) -> Counter[DeliveryStatus]:
        """Move on what waited long enough: calls whose worker is gone, and unknown answers that have settled."""
        counts: Counter[DeliveryStatus] = Counter()
        with self._database.transaction() as connection:
            while steps := self._overdue(connection, now):
                counts.update(step.state for _, step in steps)
                self._database.queries.close_abandoned_attempt(
                    connection, [key | {"ended_at": to_text(now)} for key, _ in steps]
                )
                self._database.queries.resolve_waiting(connection, [key | _columns(step) for key, step in steps])
        return counts

    def expire(self, now: datetime) -> int:
        """Expire whatever is due and has lost its use, however far it is from its turn; return how many."""
        with self._database.transaction() as connection:
            return int(self._database.queries.expire_due(connection, now=to_text(now)))

    def next_due(self, now: datetime) -> datetime | None:
        """Return when there is something to do next, ``now`` if that has passed, None for never."""
        with self._database.read() as connection:
            earliest = self._database.queries.next_due_at(connection)
        return None if earliest is None else max(now, from_text(earliest))

    def _pick(self, connection: Connection, now: str, limit: int, until: str, token: str) -> bool:
        """Lease entries of the most urgent lane that has any, and what goes with them; say whether there were any."""
        queries = self._database.queries
        for lane in LANES:
            if queries.pick_due(connection, lane=lane, now=now, batch=limit, until=until, token=token):
                queries.pick_companions(connection, now=now, until=until, token=token)
                return True
        return False

    def _overdue(self, connection: Connection, now: datetime) -> list[tuple[dict[str, object], Step]]:
        return [
            (
                {"entry_id": entry_id, "attempts": attempts, "found": state},
                after_waiting(
                    DeliveryStatus(state),
                    AlertKind(kind),
                    lease_until=from_text(lease_until),
                    not_after=from_text(not_after),
                    now=now,
                ),
            )
            for entry_id, attempts, state, kind, not_after, lease_until in self._database.queries.overdue_waiting(
                connection, now=to_text(now)
            )
        ]


def _sift(read: Sequence[tuple[Entry, Step | None]]) -> tuple[list[Entry], list[tuple[Entry, Step]]]:
    """Part the entries to send from those to drop, with the reason of each."""
    drops = [(entry, step) for entry, step in read if step is not None]
    alive = [entry for entry, step in read if step is None]
    needless = covered(alive)
    drops += [(entry, _COVERED) for entry in alive if entry.entry_id in needless]
    return [entry for entry in alive if entry.entry_id not in needless], drops


def _answer_columns(outcome: SendOutcome, at: datetime) -> dict[str, object]:
    return {"at": to_text(at), "outcome": outcome.verdict.value, "provider_id": outcome.provider_id}


def _columns(step: Step) -> dict[str, object]:
    return {
        "state": step.state.value,
        "reason": step.reason,
        "send_at": to_text(step.send_at) if step.send_at else None,
        "hold_until": to_text(step.hold_until) if step.hold_until else None,
    }
