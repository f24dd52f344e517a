"""People in the database: an address is stored sealed, and found by its hash under any look-up key."""

import json
from collections.abc import Collection

from infoneige.storage.database import Connection, Database
from infoneige.storage.known_answers import hold_keys
from infoneige.vault import Vault
from notifier.model import Channel, Recipient


def add_people(
    database: Database, connection: Connection, vault: Vault, people: Collection[Recipient]
) -> dict[Recipient, int]:
    """Store those who are new, and the language of those who are known; return everybody's id.

    Raises:
        KeysError: the rows are under a key that this process does not have.
    """
    hold_keys(database, connection, vault)
    sealed = {person: vault.seal(person.channel, person.address) for person in people}
    if len(vault.ring.lookup) > 1:
        _bring_up_to_date(database, connection, vault, people)
    database.queries.add_recipients(
        connection,
        [
            {
                "channel": person.channel.value,
                "address_hmac": found_by,
                "address_sealed": text,
                "language": person.language.value,
            }
            for person, (found_by, text) in sealed.items()
        ],
    )
    wanted = {found_by: [person.channel.value] for person, (found_by, _) in sealed.items()}
    ids = _ids(database, connection, wanted)
    return {person: ids[found_by] for person, (found_by, _) in sealed.items()}


def find_person(database: Database, connection: Connection, vault: Vault, channel: Channel, address: str) -> int | None:
    """Return the id of whoever is at an address, None for nobody that we know."""
    wanted = {found_by: [channel.value] for found_by in vault.hmacs(channel, address)}
    return next(iter(_ids(database, connection, wanted).values()), None)


def _bring_up_to_date(database: Database, connection: Connection, vault: Vault, people: Collection[Recipient]) -> None:
    """Move those who are known under an older look-up key to the current one, so that nobody is stored twice."""
    moves = []
    for person in people:
        current, text = vault.seal(person.channel, person.address)
        moves += [
            {"channel": person.channel.value, "old_hmac": old, "address_hmac": current, "address_sealed": text}
            for old in vault.hmacs(person.channel, person.address)
            if old != current
        ]
    database.queries.bring_up_to_date(connection, moves)


def _ids(database: Database, connection: Connection, wanted: dict[str, list[str]]) -> dict[str, int]:
    rows = database.queries.recipients_by_hmac(connection, wanted=json.dumps(wanted))
    return {found_by: recipient_id for recipient_id, found_by in rows}
