"""What waits: calls under a lease, and unknown answers that must settle before anything is done about them."""

import json
from collections import Counter
from collections.abc import Collection
from datetime import datetime

from infoneige.storage.answers import columns
from infoneige.storage.database import Connection, Database
from infoneige.storage.instants import from_text, to_text
from notifier.channels.contract import Verdict
from notifier.delivery import Step, after_waiting
from notifier.lanes import lanes
from notifier.model import AlertKind, Channel, DeliveryStatus

ALL = (DeliveryStatus.CALLING, DeliveryStatus.UNKNOWN)


class Waiting:
    """The rows of some channels that wait in some states."""

    def __init__(
        self, database: Database, channels: Collection[Channel], states: Collection[DeliveryStatus] = ALL
    ) -> None:
        """Look after these; nothing is read yet."""
        numbers = lanes(channels)
        self._database = database
        self._which = {
            "first": min(numbers),
            "last": max(numbers),
            "states": json.dumps({state.value: 1 for state in states}),
        }

    def resolve(self, now: datetime, *, may_resend: bool = True) -> Counter[DeliveryStatus]:
        """Move on what waited long enough: calls whose worker is gone, and unknown answers that have settled.

        Without ``may_resend``, an unknown answer that would be sent again is left for its provider to be asked.
        """
        counts: Counter[DeliveryStatus] = Counter()
        answer = [to_text(now), Verdict.UNKNOWN, None]
        queries = self._database.queries
        with self._database.transaction() as connection:
            while waiting := self._overdue(connection, now, may_resend=may_resend):
                counts.update(step.state for _, _, step in waiting)
                steps = json.dumps({entry_id: columns(attempts, step) + answer for entry_id, attempts, step in waiting})
                queries.close_abandoned_attempts(connection, steps=steps)
                queries.resolve_waiting(connection, now=to_text(now), steps=steps)
        return counts

    def next(self) -> datetime | None:
        """Return when the first of them has waited long enough, None if none waits."""
        with self._database.read() as connection:
            found = self._database.queries.next_waiting(connection, **self._which)
        return from_text(found) if found else None

    def _overdue(self, connection: Connection, now: datetime, *, may_resend: bool) -> list[tuple[int, int, Step]]:
        """Return where each overdue entry goes: its id, its attempts, the step."""
        rows = self._database.queries.overdue_waiting(connection, now=to_text(now), **self._which)
        steps = [
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
        return steps if may_resend else [one for one in steps if one[2].state is not DeliveryStatus.DUE]
