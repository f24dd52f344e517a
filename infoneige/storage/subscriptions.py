"""Subscriptions in the database: one resident's, told at once of a ban already known, or a whole file of them."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import islice
from typing import NamedTuple

from infoneige.secrecy.vault import Vault
from infoneige.storage.database import Connection, Database
from infoneige.storage.fan_out import entry_columns, forget_pending
from infoneige.storage.instants import from_text, to_text
from infoneige.storage.people import add_people
from infoneige.storage.profiles import profile_number
from notifier.lanes import first_lane
from notifier.model import Recipient, Subscription
from notifier.rules import Situation, decide
from schedules.model import BanWindow
from schedules.window_changes import WindowEvent

_AT_ONCE = 20_000


class Enrolled(NamedTuple):
    """Who subscribed, and how many messages became due to them by that."""

    recipient_id: int
    made_due: int


def subscribe(database: Database, vault: Vault, subscription: Subscription, *, now: datetime) -> int:
    """Store a subscription as ``enrol`` does, in a transaction of its own; return the rows made due."""
    with database.transaction() as connection:
        return enrol(database, connection, vault, subscription, now=now).made_due


def enrol(
    database: Database, connection: Connection, vault: Vault, subscription: Subscription, *, now: datetime
) -> Enrolled:
    """Store a subscription; a ban already known on that side is due to this person at once.

    Subscribing again changes the preferences, what is pending with them, and repeats nothing that was told. Who said
    that the car is moved is not reminded again.
    """
    queries, side_id = database.queries, subscription.side_id
    queries.wait_for_publish(connection)
    (recipient_id,) = _store(database, connection, vault, [subscription], now).values()
    belief = forget_pending(database, connection, side_id, recipient_id, now)
    found = queries.live_window_of_side(connection, side_id=side_id, now=to_text(now))
    if found is None:
        return Enrolled(recipient_id, 0)
    window_id, starts_at, ends_at, in_progress_at = found
    situation = Situation(
        event=WindowEvent.IN_PROGRESS if in_progress_at else WindowEvent.ANNOUNCED,
        window=BanWindow(side_id, from_text(starts_at), from_text(ends_at) if ends_at else None),
        told=belief.window if belief else None,
        told_for_sure=belief is None or belief.is_certain,
        now=now,
        hold_until=now,
        awake=True,
    )
    entries = [
        {"window_id": window_id, "recipient_id": recipient_id}
        | entry_columns(alert, belief, subscription.recipient.channel)
        for alert in decide(situation, subscription.profile)
    ]
    made_due = int(queries.add_entries(connection, entries)) if entries else 0
    queries.supersede_reminders_of_moved(connection, window_id=window_id, recipient_id=recipient_id)
    return Enrolled(recipient_id, made_due)


def add_subscriptions(
    database: Database, connection: Connection, vault: Vault, subscriptions: Iterable[Subscription], *, now: datetime
) -> int:
    """Store many subscriptions, telling nobody anything; return how many were given."""
    count = 0
    remaining = iter(subscriptions)
    while chunk := list(islice(remaining, _AT_ONCE)):
        _store(database, connection, vault, chunk, now)
        count += len(chunk)
    return count


def _store(
    database: Database, connection: Connection, vault: Vault, chunk: Sequence[Subscription], now: datetime
) -> dict[Recipient, int]:
    """Store some subscriptions, and return the ids of the people."""
    ids = add_people(database, connection, vault, dict.fromkeys(one.recipient for one in chunk))
    profiles = dict.fromkeys(one.profile for one in chunk)
    numbers = {profile: profile_number(database, connection, profile) for profile in profiles}
    rows = [
        {
            "side_id": one.side_id,
            "recipient_id": ids[one.recipient],
            "profile_id": numbers[one.profile],
            "first_lane": first_lane(one.recipient.channel),
            "subscribed_at": to_text(now),
        }
        for one in chunk
    ]
    database.queries.add_subscriptions(connection, rows)
    return ids
