"""Forgetting a person. Nothing stays but that they said stop, if they did, under a hash of their address."""

from collections.abc import Sequence

from infoneige.storage.accounts import Person, followed_sides, unfollow
from infoneige.storage.consent import forget_wishes
from infoneige.storage.database import Connection, Database
from infoneige.storage.inbound import wanted


def erase_person(database: Database, connection: Connection, person: Person, hmacs: Sequence[str]) -> None:
    """Forget a person, whose address has these hashes under every key: what they agreed to as well."""
    queries, recipient_id = database.queries, person.recipient_id
    queries.wait_for_publish(connection)
    for side in followed_sides(database, connection, recipient_id):
        unfollow(database, connection, recipient_id, side.side_id)
    queries.erase_other_outcomes(connection, recipient_id=recipient_id)
    queries.erase_reports(connection, recipient_id=recipient_id)
    queries.erase_access(connection, recipient_id=recipient_id)
    queries.erase_browser(connection, recipient_id=recipient_id)
    queries.erase_letters(connection, wanted=wanted(hmacs))
    queries.erase_consents(connection, channel=person.channel.value, wanted=wanted(hmacs))
    forget_wishes(database, connection, person.channel, hmacs)
    queries.erase_recipient(connection, recipient_id=recipient_id)
