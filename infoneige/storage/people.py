"""People in the database: an address is stored sealed, and found by its hash under any look-up key."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping

from infoneige.secrecy.vault import Sealed, Vault
from infoneige.storage.database import Connection, Database
from infoneige.storage.known_answers import hold_keys
from notifier.model import Channel, Recipient


def add_people(
    database: Database, connection: Connection, vault: Vault, people: Collection[Recipient]
) -> dict[Recipient, int]:
    """Store those who are new, and the language of those who are known; return everybody's id.

    Who said stop stays stopped, even when nothing else is known of them any more.

    Raises:
        KeysError: the rows are under a key that this process does not have.
    """
    hold_keys(database, connection, vault)
    sealed = {person: vault.seal(person.channel, person.address) for person in people}
    known = {current: [person.channel.value, current] for person, (current, _) in sealed.items()}
    if older := list(_older_hashes(vault, sealed)):
        _bring_up_to_date(database, connection, older)
        known |= {old: [person.channel.value, anew.hmac] for person, old, anew in older}
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
    database.queries.stop_suppressed(connection, known=json.dumps(known))
    ids = _ids(database, connection, {current: known[current] for current, _ in sealed.values()})
    return {person: ids[found_by] for person, (found_by, _) in sealed.items()}


def find_person(database: Database, connection: Connection, vault: Vault, channel: Channel, address: str) -> int | None:
    """Return the id of whoever is at an address, None for nobody that we know."""
    wanted = {found_by: [channel.value] for found_by in vault.hmacs(channel, address)}
    return next(iter(_ids(database, connection, wanted).values()), None)


def stop_suppressed_before(
    database: Database, connection: Connection, vault: Vault, sealed: Mapping[Recipient, Sealed]
) -> None:
    """Stop those of these people, found by their current hashes, whose stop came in under an older look-up key."""
    known = {old: [person.channel.value, anew.hmac] for person, old, anew in _older_hashes(vault, sealed)}
    database.queries.stop_suppressed(connection, known=json.dumps(known))


def _older_hashes(vault: Vault, sealed: Mapping[Recipient, Sealed]) -> Iterator[tuple[Recipient, str, Sealed]]:
    """Yield each hash that an older look-up key makes of a person's address."""
    if len(vault.ring.lookup) > 1:
        for person, anew in sealed.items():
            for found_by in vault.hmacs(person.channel, person.address)[1:]:
                yield person, found_by, anew


def _bring_up_to_date(
    database: Database, connection: Connection, older: Iterable[tuple[Recipient, str, Sealed]]
) -> None:
    """Move those who are known under an older look-up key to the current one, so that nobody is stored twice."""
    moves = [
        {"channel": person.channel.value, "old_hmac": old, "address_hmac": anew.hmac, "address_sealed": anew.text}
        for person, old, anew in older
    ]
    database.queries.bring_up_to_date(connection, moves)


def _ids(database: Database, connection: Connection, wanted: dict[str, list[str]]) -> dict[str, int]:
    rows = database.queries.recipients_by_hmac(connection, wanted=json.dumps(wanted))
    return {found_by: recipient_id for recipient_id, found_by in rows}
