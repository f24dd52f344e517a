"""Subscriptions in the database: one resident's, told at once of a ban already known, or a whole file of them."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import islice

from infoneige.storage.database import Connection, Database
from infoneige.storage.fan_out import alert_columns, forget_pending
from infoneige.storage.instants import from_text, to_text
from infoneige.storage.people import add_people
from infoneige.storage.profiles import profile_number
from infoneige.vault import Vault
from notifier.lanes import first_lane, urgency
from notifier.model import Recipient, Subscription
from notifier.rules import Situation, decide
from schedules.model import BanWindow
from schedules.window_changes import WindowEvent

_AT_ONCE = 20_000


def subscribe(database: Database, vault: Vault, subscription: Subscription, *, now: datetime) -> int:
    """Store a subscription; a ban already known on that side is due to this person at once. Return the rows made due.

    Subscribing again changes the preferences, what is pending with them, and repeats nothing that was told.
    """
    with database.transaction() as connection:
        database.queries.wait_for_publish(connection)
        (recipient_id,) = _store(database, connection, vault, [subscription], now).values()
        belief = forget_pending(database, connection, subscription.side_id, recipient_id, now)
        found = database.queries.live_window_of_side(connection, side_id=subscription.side_id, now=to_text(now))
        if found is None:
            return 0
        window_id, starts_at, ends_at, in_progress_at = found
        situation = Situation(
            event=WindowEvent.IN_PROGRESS if in_progress_at else WindowEvent.ANNOUNCED,
            window=BanWindow(subscription.side_id, from_text(starts_at), from_text(ends_at) if ends_at else None),
            told=belief.window if belief else None,
            told_for_sure=belief is None or belief.is_certain,
            now=now,
            hold_until=now,
            awake=True,
        )
        entries = [
            {
                "window_id": window_id,
                "recipient_id": recipient_id,
                "previous_window_id": belief.window_id if belief else None,
                "replaces_at": belief.told_at if belief and alert.replaces else None,
            }
            | alert_columns(alert)
            | {"lane": first_lane(subscription.recipient.channel) + urgency(alert.kind)}
            for alert in decide(situation, subscription.profile)
        ]
        return int(database.queries.add_entries(connection, entries)) if entries else 0


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
