"""Forgetting people: those who ask for it, and visitors whose stay is over."""

from datetime import datetime

from infoneige.secrecy.vault import Vault
from infoneige.storage.accounts import Person, follows_any, read_person, unfollow
from infoneige.storage.database import Connection, Database
from infoneige.storage.erasure import erase_person
from infoneige.storage.instants import to_text


def erase(database: Database, connection: Connection, vault: Vault, person: Person) -> None:
    """Forget a person; only that they said stop stays, if they did, under a hash of the address."""
    erase_person(database, connection, person, vault.hmacs(person.channel, person.address))


def end_visits(database: Database, vault: Vault, *, now: datetime) -> int:
    """Unfollow the sides whose time is over, and forget whoever follows nothing else; return how many ended.

    Each in a transaction of its own: a visit more or less never holds the others up.
    """
    with database.read() as connection:
        ended = list(database.queries.ended_sides(connection, now=to_text(now)))
    for recipient_id, side_id in ended:
        with database.transaction() as connection:
            unfollow(database, connection, recipient_id, side_id)
            if not follows_any(database, connection, recipient_id):
                person = read_person(database, connection, vault, recipient_id)
                if person is not None:
                    erase(database, connection, vault, person)
    return len(ended)
