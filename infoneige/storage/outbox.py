"""The outbox as the delivery loop sees it: claim a batch under a lease, record its answers, resolve what is stuck.

The intent to send is committed before any call, and a result counts only while its lease is still the worker's own.
"""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count

from infoneige.storage.answers import Result, columns, record
from infoneige.storage.database import Connection, Database
from infoneige.storage.fan_out import lift_what_was_told
from infoneige.storage.instants import from_text, to_text
from infoneige.storage.outbox_rows import read_entries
from infoneige.storage.waiting import ALL, Waiting
from notifier.bundling import Bundle, bundles, covered
from notifier.delivery import LIFTS_NOTHING, Step
from notifier.lanes import lanes
from notifier.model import Channel, DeliveryStatus

__all__ = ["LEASE", "Batch", "Outbox", "Result"]

LEASE = timedelta(minutes=2)
"""How long a worker may take over one batch; a dead worker's entries are unknown after that."""

_COVERED = Step(DeliveryStatus.SUPERSEDED, "covered")


@dataclass(frozen=True, slots=True)
class Batch:
    """What one claim leased, as messages to send, and how many entries it dropped, by the state that they ended in."""

    token: str
    bundles: Sequence[Bundle]
    dropped: Counter[DeliveryStatus]


class Outbox:
    """The outbox for one worker; no other running worker may have its ``owner`` name."""

    def __init__(
        self, database: Database, owner: str, channels: Collection[Channel] = tuple(Channel), *, asks: bool = False
    ) -> None:
        """Serve these channels, and no other; nothing is read yet.

        ``asks`` says that somebody else looks after unknown answers, by asking the provider.
        """
        self._database = database
        self._lanes = lanes(channels)
        self._waiting = Waiting(database, channels, (DeliveryStatus.CALLING,) if asks else ALL)
        self._tokens = (f"{owner}/{number}" for number in count(1))

    def claim(self, now: datetime, limit: int) -> Batch | None:
        """Claim in a transaction of its own; see ``claim_within``."""
        with self._database.transaction() as connection:
            return self.claim_within(connection, now, limit)

    def claim_within(self, connection: Connection, now: datetime, limit: int) -> Batch | None:
        """Lease about ``limit`` entries that are due, most urgent lane first, and all that goes with them.

        Returns None when nothing is due, or alerts are held back (sending_pause.py). What must not be sent any more is
        dropped in the same transaction; the rest is committed as being called, with an open attempt each.
        """
        token, until = next(self._tokens), to_text(now + LEASE)
        queries = self._database.queries
        if queries.sending_pause(connection) or not self._pick(connection, to_text(now), limit, until, token):
            return None
        entries, drops = read_entries(self._database, connection, until=until, token=token, now=now)
        needless = covered(entries)
        drops += [(entry, _COVERED) for entry in entries if entry.entry_id in needless]
        if drops:
            steps = {entry.entry_id: columns(entry.attempts, step) for entry, step in drops}
            queries.drop_from_batch(connection, token=token, steps=json.dumps(steps))
        for entry in (entry for entry, step in drops if step.reason == LIFTS_NOTHING):
            lift_what_was_told(self._database, connection, entry, now)
        queries.open_attempts(connection, until=until, token=token, now=to_text(now))
        to_send = bundles(entry for entry in entries if entry.entry_id not in needless)
        if leaders := _leaders(to_send):
            queries.name_leaders(connection, token=token, leaders=json.dumps(leaders))
        return Batch(token, to_send, Counter(step.state for _, step in drops))

    def record(self, batch: Batch, results: Iterable[Result]) -> Counter[DeliveryStatus]:
        """Record the answers to one claim; see :func:`infoneige.storage.answers.record`."""
        return record(self._database, {batch.token: results})

    def resolve(self, now: datetime) -> Counter[DeliveryStatus]:
        """Move on what waited long enough; see :class:`infoneige.storage.waiting.Waiting`."""
        return self._waiting.resolve(now)

    def expire(self, now: datetime) -> int:
        """Expire whatever is due and has lost its use, however far it is from its turn; return how many."""
        with self._database.transaction() as connection:
            return sum(
                self._database.queries.expire_due(connection, lane=lane, now=to_text(now)) for lane in self._lanes
            )

    def next_due(self, now: datetime) -> datetime | None:
        """Return when there is something to send or to look after next, ``now`` if that has passed, None for never."""
        found = [instant for instant in (self.next_to_send(), self._waiting.next()) if instant is not None]
        return max(now, min(found)) if found else None

    def next_waiting(self) -> datetime | None:
        """Return when something that waits has waited long enough, None if nothing waits."""
        return self._waiting.next()

    def next_to_send(self) -> datetime | None:
        """Return when the first entry is, or was, due, None if none is or alerts are held back."""
        with self._database.read() as connection:
            if self._database.queries.sending_pause(connection):
                return None
            instants = [self._database.queries.next_due_in_lane(connection, lane=lane) for lane in self._lanes]
        return min((from_text(instant) for instant in instants if instant is not None), default=None)

    def _pick(self, connection: Connection, now: str, limit: int, until: str, token: str) -> bool:
        """Lease entries of the most urgent lane that has any, and what goes with them; say whether there were any."""
        queries = self._database.queries
        for lane in self._lanes:
            if queries.pick_due(connection, lane=lane, now=now, batch=limit, until=until, token=token):
                queries.pick_companions(connection, now=now, until=until, token=token)
                return True
        return False


def _leaders(to_send: Iterable[Bundle]) -> dict[int, list[int]]:
    """Return, for each entry that is told in another's message, the entry that leads it."""
    told_together = (bundle.entries for bundle in to_send if len(bundle.entries) > 1)
    return {entry.entry_id: [leader.entry_id] for leader, *others in told_together for entry in others}
