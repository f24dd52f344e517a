"""What an attestation is made of, and where one that was drawn stands in the audit trail."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from geodata.model import StreetSideId
from infoneige.audit.attestation import Announced, Sent
from infoneige.residents.history import Outcome, Revision
from infoneige.storage.accounts import messages_of
from infoneige.storage.database import Connection, Database
from infoneige.storage.instants import from_text, to_text
from schedules.model import BanWindow

_BANS_OLDER_BY: Final = timedelta(days=60)
"""How long before it tells of it for the last time a ban may have been announced."""


class Drawn(NamedTuple):
    """The event of the trail that recorded a document."""

    number: int
    at: datetime
    hash: str


def announced_on(
    database: Database, connection: Connection, side_id: StreetSideId, *, since: datetime, until: datetime
) -> tuple[Announced, ...]:
    """Return the bans of a side that were announced, in force or ended between two instants, the oldest first."""
    rows = database.queries.announced_on_side(connection, side_id=side_id, since=to_text(since), until=to_text(until))
    return tuple(_announced(side_id, row) for row in rows)


def sent_to(
    database: Database,
    connection: Connection,
    recipient_id: int,
    side_id: StreetSideId,
    *,
    since: datetime,
    until: datetime,
) -> tuple[Sent, ...]:
    """Return what was due to a person about a side between two instants, sent or not, the oldest first."""
    delivered = dict(database.queries.delivered_on_side(connection, recipient_id=recipient_id, side_id=side_id))
    found = messages_of(database, connection, recipient_id, since - _BANS_OLDER_BY)
    return tuple(
        Sent(message, _instant(delivered.get(message.entry_id)))
        for message in reversed(found)
        if message.window.side_id == side_id and since <= (message.handed_over_at or message.send_at) <= until
    )


def find_drawn(database: Database, subject: str) -> Drawn | None:
    """Return where the trail recorded that a document was drawn, None if it never did."""
    with database.read() as connection:
        found = database.queries.drawn_attestation(connection, subject=subject)
    return Drawn(found[0], from_text(found[1]), found[2]) if found else None


def _announced(side_id: StreetSideId, row: Sequence[Any]) -> Announced:
    version, source, content_hash, reason, window_id, starts_at, ends_at, opened, in_progress, closed, outcome = row
    window = BanWindow(side_id, from_text(starts_at), _instant(ends_at))
    revision = Revision(
        window_id,
        window,
        from_text(opened),
        _instant(in_progress),
        _instant(closed),
        Outcome(outcome) if outcome else None,
    )
    return Announced(version, source, content_hash, reason, revision)


def _instant(text: str | None) -> datetime | None:
    return from_text(text) if text else None
