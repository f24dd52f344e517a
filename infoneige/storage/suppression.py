"""Who must not be told anything any more: they said stop, or nobody can be reached there.

Everything happens in the caller's transaction, so that who is answered "you are unsubscribed" is. Claims look at the
person's row: once the transaction is committed, no call to them is begun.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from infoneige.storage.consent import log_consent_of_person
from infoneige.storage.database import Connection, Database
from infoneige.storage.instants import from_text, to_text
from notifier.consent import ConsentEvent
from notifier.model import Channel

STOPPED = "the recipient said stop"
GONE = "nobody can be reached there"


def suppress(
    database: Database,
    connection: Connection,
    *,
    channel: Channel,
    hmacs: Sequence[str],
    source: str,
    provider_id: str | None,
    now: datetime,
) -> int:
    """Tell nothing more to an address, subscribed or not; return how many messages that were due are dropped.

    ``hmacs`` are its hashes under every key, the current one's first; ``source`` says who told us, ``provider_id`` in
    which message.
    """
    queries, since = database.queries, to_text(now)
    address = {"channel": channel.value, "address_hmac": hmacs[0]}
    queries.add_suppression(connection, **address, since=since, source=source, provider_id=provider_id)
    people = (queries.person_at(connection, channel=channel.value, address_hmac=found_by) for found_by in hmacs)
    return sum(_stop(database, connection, person, since) for person in people if person is not None)


def suppress_person(
    database: Database,
    connection: Connection,
    recipient_id: int,
    *,
    source: str,
    provider_id: str | None,
    now: datetime,
) -> int:
    """Tell nothing more to somebody whose row is known; return how many messages that were due are dropped.

    Their stop stands in the log of consents, as if they had written it to us.
    """
    since = to_text(now)
    database.queries.add_suppression_of_person(
        connection, recipient_id=recipient_id, since=since, source=source, provider_id=provider_id
    )
    log_consent_of_person(database, connection, recipient_id, ConsentEvent.STOP, at=now, provider_id=provider_id)
    return _stop(database, connection, recipient_id, since)


def disable_person(database: Database, connection: Connection, recipient_id: int, *, now: datetime) -> int:
    """Call an address no more where nobody can be reached; return how many messages that were due are dropped."""
    database.queries.disable_person(connection, recipient_id=recipient_id, since=to_text(now))
    return int(database.queries.suppress_due(connection, recipient_id=recipient_id, reason=GONE))


def lift(database: Database, connection: Connection, *, channel: Channel, hmacs: Iterable[str], now: datetime) -> bool:
    """Let an address be told again, unless it was suppressed later than ``now``; say whether it may be."""
    hmacs = tuple(hmacs)
    for found_by in hmacs:
        address = {"channel": channel.value, "address_hmac": found_by}
        database.queries.lift_suppression(connection, **address, until=to_text(now))
        if database.queries.suppressed_since(connection, **address) is None:
            database.queries.reach_person_again(connection, **address, until=to_text(now))
    return suppressed_since(database, connection, channel=channel, hmacs=hmacs) is None


def is_suppressed(database: Database, connection: Connection, *, channel: Channel, hmacs: Iterable[str]) -> bool:
    """Say whether nothing may be told to an address, known by its hash under any key."""
    return suppressed_since(database, connection, channel=channel, hmacs=hmacs) is not None


def suppressed_since(
    database: Database, connection: Connection, *, channel: Channel, hmacs: Iterable[str]
) -> datetime | None:
    """Return when an address last said stop, None if nothing holds against it."""
    found = (
        database.queries.suppressed_since(connection, channel=channel.value, address_hmac=found_by)
        for found_by in hmacs
    )
    return max((from_text(since) for since in found if since is not None), default=None)


def _stop(database: Database, connection: Connection, recipient_id: int, since: str) -> int:
    """Stop somebody whose suppression is written already: PostgreSQL must lock the two in one order."""
    database.queries.stop_person(connection, recipient_id=recipient_id, since=since)
    return int(database.queries.suppress_due(connection, recipient_id=recipient_id, reason=STOPPED))
