"""Messages of which their provider says nothing final: found, leased to one who asks, and what it said, recorded."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from infoneige.storage.database import Database
from infoneige.storage.instants import from_text, to_text
from infoneige.storage.receipts import apply_receipt
from notifier.channels.contract import Found
from notifier.lanes import lanes
from notifier.model import Channel
from notifier.receipts import as_receipt
from notifier.reconciling import ASK_AFTER, FORGET_AFTER, forgotten_at, next_question

PUT_OFF: Final = timedelta(minutes=10)
"""How long a message is its worker's: longer than a batch takes, and if nothing comes of it, when to ask again."""

_FIND_EVERY: Final = timedelta(minutes=1)
_AT_ONCE: Final = 1000
"""How many are added in one transaction."""

_LOOKED_AT: Final = 2000
"""How many that are due are looked through for those that have their receipt by now."""

_NOBODY: Final = 0


@dataclass(frozen=True, slots=True)
class Silent:
    """A message that its provider took, by the provider's id, and until when it is one worker's to ask about."""

    provider_id: str
    handed_over_at: datetime
    held_until: datetime


class Unreported:
    """The messages of one channel, for one worker."""

    def __init__(self, database: Database, channel: Channel) -> None:
        """Take the database; nothing is read yet."""
        numbers = lanes([channel])
        self._database = database
        self._span = {"first": min(numbers), "last": max(numbers)}
        self._found_until: datetime | None = None

    def find(self, now: datetime) -> int:
        """Take note of messages that were handed over long enough ago; return how many.

        A new worker looks through all that may still be asked about, then only at what came since.
        """
        until = now - ASK_AFTER[0]
        since = self._found_until
        if since is not None and since <= until < since + _FIND_EVERY:
            return 0
        if since is None or since > until:  # the clock was set back
            since = now - FORGET_AFTER
        with self._database.read() as connection:
            span = {"since": to_text(since), "until": to_text(until), **self._span}
            found = sorted(set(self._database.queries.silent_messages(connection, **span)))
        for first in range(0, len(found), _AT_ONCE):
            self._add(found[first : first + _AT_ONCE])
        self._found_until = until
        return len(found)

    def claim(self, now: datetime, limit: int) -> Sequence[Silent]:
        """Take up to this many messages to ask about now; nobody else gets them for a while."""
        if (due := self.next_question()) is None or due > now:
            return ()
        held_until = now + PUT_OFF
        times = {"now": to_text(now), "too_old": to_text(now - FORGET_AFTER)}
        queries = self._database.queries
        with self._database.transaction() as connection:
            queries.drop_reported(connection, **times, most=_LOOKED_AT)
            rows = queries.claim_unreported(connection, **times, put_off=to_text(held_until), batch=limit)
            return [Silent(provider_id, from_text(at), held_until) for provider_id, at in sorted(rows)]

    def record(self, message: Silent, found: Found | None, now: datetime) -> bool:
        """Take in what the provider said as the receipt that it is; say whether it changed anything.

        None says that it knows no such message: that stays as it is, and is not asked about again.
        """
        handed_over_at = message.handed_over_at
        ask_at = forgotten_at(handed_over_at) if found is None else next_question(handed_over_at, now)
        again = {"provider_id": message.provider_id, "put_off": to_text(message.held_until), "ask_at": to_text(ask_at)}
        with self._database.transaction() as connection:
            self._database.queries.ask_again_at(connection, **again)
            return found is not None and apply_receipt(
                self._database, connection, entry_id=_NOBODY, attempt=_NOBODY, receipt=as_receipt(found), now=now
            )

    def next_question(self) -> datetime | None:
        """Return when there is something to ask or to forget next, None for never."""
        with self._database.read() as connection:
            found = self._database.queries.next_question_at(connection)
        return from_text(found) if found else None

    def _add(self, found: Sequence[tuple[str, str]]) -> None:
        rows = [
            {"provider_id": one, "handed_over_at": at, "ask_at": to_text(from_text(at) + ASK_AFTER[0])}
            for one, at in found
        ]
        with self._database.transaction() as connection:
            self._database.queries.add_unreported(connection, rows)
