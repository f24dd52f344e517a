"""Forgetting a person. What stays is that they said stop, if they did, and the log of consents, both under a hash."""

from collections.abc import Sequence
from datetime import datetime

from infoneige.storage.accounts import Person, followed_sides, unfollow
from infoneige.storage.consent import ConsentRecord, forget_wishes, log_consent
from infoneige.storage.database import Connection, Database
from infoneige.storage.inbound import wanted
from notifier.consent import ConsentEvent


def erase_person(
    database: Database, connection: Connection, person: Person, hmacs: Sequence[str], *, now: datetime
) -> None:
    """Forget a person, whose address has these hashes under every key; the log keeps that they were erased."""
    queries, recipient_id = database.queries, person.recipient_id
    queries.wait_for_publish(connection)
    for side in followed_sides(database, connection, recipient_id):
        unfollow(database, connection, recipient_id, side.side_id)
    queries.erase_other_outcomes(connection, recipient_id=recipient_id)
    queries.erase_reports(connection, recipient_id=recipient_id)
    queries.erase_access(connection, recipient_id=recipient_id)
    queries.erase_browser(connection, recipient_id=recipient_id)
    queries.erase_letters(connection, wanted=wanted(hmacs))
    forget_wishes(database, connection, person.channel, hmacs)
    queries.erase_recipient(connection, recipient_id=recipient_id)
    record = ConsentRecord(event=ConsentEvent.ERASE, language=person.language, at=now)
    log_consent(database, connection, person.channel, person.hmac, record)
