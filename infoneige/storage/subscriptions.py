"""Subscriptions in the database: one resident's, told at once of a ban already known, or a whole file of them."""

from collections.abc import Iterable
from datetime import datetime
from itertools import islice

from infoneige.storage.database import Connection, Database
from infoneige.storage.fan_out import alert_columns, forget_pending
from infoneige.storage.instants import from_text, to_text
from infoneige.storage.profiles import profile_number
from notifier.lanes import first_lane, urgency
from notifier.model import Channel, PreferenceProfile, Subscription
from notifier.rules import Situation, decide
from schedules.model import BanWindow
from schedules.window_changes import WindowEvent

_AT_ONCE = 20_000


def subscribe(database: Database, subscription: Subscription, *, now: datetime) -> int:
    """Store a subscription; a ban already known on that side is due to this person at once. Return the rows made due.

    Subscribing again changes the preferences, what is pending with them, and repeats nothing that was told.
    """
    with database.transaction() as connection:
        database.queries.wait_for_publish(connection)
        add_subscriptions(database, connection, [subscription], now=now)
        ((_, recipient_id),) = _recipient_numbers(database, connection, [subscription]).items()
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
    database: Database, connection: Connection, subscriptions: Iterable[Subscription], *, now: datetime
) -> int:
    """Store many subscriptions, telling nobody anything; return how many were given."""
    queries, at, count = database.queries, to_text(now), 0
    profiles: dict[PreferenceProfile, int] = {}
    remaining = iter(subscriptions)
    while chunk := list(islice(remaining, _AT_ONCE)):
        people = dict.fromkeys(one.recipient for one in chunk)
        queries.add_recipients(
            connection,
            [{"channel": p.channel.value, "address": p.address, "language": p.language.value} for p in people],
        )
        for profile in dict.fromkeys(one.profile for one in chunk):
            if profile not in profiles:
                profiles[profile] = profile_number(database, connection, profile)
        numbers = _recipient_numbers(database, connection, chunk)
        queries.add_subscriptions(
            connection,
            [
                {
                    "side_id": one.side_id,
                    "recipient_id": numbers[one.recipient.channel, one.recipient.address],
                    "profile_id": profiles[one.profile],
                    "first_lane": first_lane(one.recipient.channel),
                    "subscribed_at": at,
                }
                for one in chunk
            ],
        )
        count += len(chunk)
    return count


def _recipient_numbers(
    database: Database, connection: Connection, chunk: list[Subscription]
) -> dict[tuple[Channel, str], int]:
    if len(chunk) == 1:
        person = chunk[0].recipient
        number = database.queries.recipient_number(connection, channel=person.channel.value, address=person.address)
        return {(person.channel, person.address): int(number)}
    return {
        (Channel(channel), address): number
        for channel, address, number in database.queries.recipient_numbers(connection)
    }
