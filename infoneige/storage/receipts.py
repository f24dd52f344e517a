"""Receipts: what a provider tells of a message after it took it. They come twice, in any order, early and late.

A receipt may come before the answer to its call is recorded, and long after we gave up. Each is kept once; a message
only ever moves forward, and so does the entry that it served, but for a failure that is worth another try.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime

from infoneige.storage.database import Connection, Database
from infoneige.storage.instants import from_text, to_text
from infoneige.storage.suppression import disable_person, suppress_person
from notifier.channels.twilio.error_codes import ErrorClass, class_of
from notifier.delivery import Step, after_receipt
from notifier.model import DeliveryStatus
from notifier.receipts import RANK, Receipt, moves_on, read_status
from notifier.reconciling import WITHOUT_END, next_question

_HANDED_OVER = frozenset({DeliveryStatus.ACCEPTED, DeliveryStatus.SENT, DeliveryStatus.DELIVERED})
_WINDOWS_TO_BELIEVE = 2
"""How many windows a number must be dead in before it is believed: a carrier may say so of a live phone once."""

_DEAD = json.dumps({"30005": 1, "30006": 1})
_SOURCE = "the provider's receipt"
_Rows = list[tuple[int, int]]
"""Entries that a message served, and for each the number of the call."""


def take_receipt(database: Database, *, entry_id: int, attempt: int, receipt: Receipt, now: datetime) -> bool:
    """Take in a receipt for the message of this call; say whether it changed anything.

    It may come again, in any order, and for a call that we know nothing of.
    """
    with database.transaction() as connection:
        return apply_receipt(database, connection, entry_id=entry_id, attempt=attempt, receipt=receipt, now=now)


def apply_receipt(
    database: Database, connection: Connection, *, entry_id: int, attempt: int, receipt: Receipt, now: datetime
) -> bool:
    """Take in a receipt as ``take_receipt`` does, in the caller's transaction."""
    queries = database.queries
    rows: _Rows = list(queries.entries_of_call(connection, entry_id=entry_id, attempt=attempt))
    rows = rows or list(queries.entries_of_message(connection, provider_id=receipt.provider_id))
    held = {row: queries.hold_entry(connection, entry_id=row[0], number=row[1]) for row in sorted(rows)}
    if not held or not _is_news(database, connection, receipt, now):
        return False
    people = set()
    for (served, number), (state, attempts, not_after, recipient_id, taken, called_at) in held.items():
        people.add(recipient_id)
        step = after_receipt(
            DeliveryStatus(state),
            receipt,
            is_latest=number == attempts,
            is_first=taken == 1,
            not_after=from_text(not_after),
            now=now,
        )
        if step is not None:
            _take(database, connection, served, step, receipt, called_at)
            if called_at and step.state in WITHOUT_END and state not in WITHOUT_END:
                _ask_later(database, connection, receipt.provider_id, from_text(called_at), now)
            queries.settle_attempts(connection, entry_id=served, number=number, now=to_text(now))
    if RANK[receipt.status] == RANK[DeliveryStatus.FAILED]:
        _learn(database, connection, sorted(people), receipt, now)
    return True


def _is_news(database: Database, connection: Connection, receipt: Receipt, now: datetime) -> bool:
    """Keep the receipt; say whether it is the first that tells as much of its message."""
    known = database.queries.receipts_of_message(connection, provider_id=receipt.provider_id)
    is_further = all(moves_on(receipt.status, status) for status in _statuses(known))
    is_new = database.queries.add_receipt(
        connection,
        provider_id=receipt.provider_id,
        word=receipt.word,
        error_code=receipt.error_code,
        received_at=to_text(now),
    )
    return bool(is_new) and is_further


def _statuses(rows: Iterable[tuple[str, int | None]]) -> Iterator[DeliveryStatus]:
    for word, error_code in list(rows):
        if (status := read_status(word, error_code)) is not None:
            yield status


def _take(
    database: Database, connection: Connection, entry_id: int, step: Step, receipt: Receipt, called_at: str | None
) -> None:
    database.queries.apply_receipt(
        connection,
        entry_id=entry_id,
        state=step.state.value,
        reason=step.reason,
        send_at=to_text(step.send_at) if step.send_at else None,
        provider_id=receipt.provider_id,
        handed_over_at=called_at if step.state in _HANDED_OVER else None,
    )


def _ask_later(
    database: Database, connection: Connection, provider_id: str, handed_over_at: datetime, now: datetime
) -> None:
    """Take note of a message that was handed over unseen, perhaps long ago: nobody looks for it there any more."""
    row = {
        "provider_id": provider_id,
        "handed_over_at": to_text(handed_over_at),
        "ask_at": to_text(next_question(handed_over_at, now)),
    }
    database.queries.add_unreported(connection, [row])


def _learn(database: Database, connection: Connection, people: list[int], receipt: Receipt, now: datetime) -> None:
    """Take note of what a failure says of the person."""
    match class_of(receipt.error_code):
        case ErrorClass.STOPPED:
            for person in people:
                suppress_person(database, connection, person, source=_SOURCE, provider_id=receipt.provider_id, now=now)
        case ErrorClass.DEAD_NUMBER:
            for person in people:
                disable_person(database, connection, person, now=now)
        case ErrorClass.DEAD_IF_AGAIN:
            for person in people:
                _disable_if_again(database, connection, person, now)


def _disable_if_again(database: Database, connection: Connection, person: int, now: datetime) -> None:
    windows = database.queries.windows_undelivered(connection, recipient_id=person, codes=_DEAD)
    if windows >= _WINDOWS_TO_BELIEVE:
        disable_person(database, connection, person, now=now)
