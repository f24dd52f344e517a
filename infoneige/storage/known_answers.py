"""Keys against rows: what each key answered when it was first used is kept, so that a wrong ring is noticed at once."""

from collections.abc import Set as AbstractSet
from datetime import datetime

from infoneige.secrecy.keys import KeyRing, KeysError
from infoneige.secrecy.vault import Vault
from infoneige.storage.database import Connection, Database
from infoneige.storage.instants import to_text


def verify_keys(database: Database, ring: KeyRing, *, now: datetime) -> None:
    """Make sure that a ring fits the database, and note the keys in it that are new there.

    Raises:
        KeysError: rows may be under a key that the ring lacks, or one of its keys is another than the rows are under.
    """
    answers = ring.known_answers()
    with database.transaction() as connection:
        known = compare_keys(database, connection, ring)
        new = {key_id: answer for key_id, answer in answers.items() if key_id not in known}
        note_keys(database, connection, new, now=now)


def compare_keys(database: Database, connection: Connection, ring: KeyRing) -> frozenset[str]:
    """Return the ids of the keys that the database knows.

    Raises:
        KeysError: as ``verify_keys``.
    """
    answers = ring.known_answers()
    known = dict(database.queries.known_answers(connection))
    _demand_all(known.keys() - answers.keys())
    if wrong := [key_id for key_id, answer in known.items() if answers[key_id] != answer]:
        message = f"the key {min(wrong)} is not the one that this database knows by that id: use its own key file"
        raise KeysError(message)
    return frozenset(known)


def note_keys(database: Database, connection: Connection, answers: dict[str, str], *, now: datetime) -> None:
    """Note keys that rows may be under from now on, with their known answers."""
    rows = [
        {"key_id": key_id, "known_answer": answer, "first_used_at": to_text(now)}
        for key_id, answer in sorted(answers.items())
    ]
    if rows:
        database.queries.add_known_answers(connection, rows)


def hold_keys(database: Database, connection: Connection, vault: Vault) -> None:
    """Make sure that this process has the keys that are in use, and that they stay the same until the commit.

    Whoever writes by address calls it first, before hashing or sealing anything: a process that was started before a
    rotation would not find a person who was moved to the new look-up key, and seal under a key that is to be dropped.

    Raises:
        KeysError: it has not, and reading the ring anew did not help.
    """
    database.queries.wait_for_rotation(connection)
    used = {key_id for key_id, _ in database.queries.known_answers(connection)}
    if used and not _is_up_to_date(used, vault.ring):
        vault.renew()
        _demand_all(used - vault.ring.ids)
        if not _is_up_to_date(used, vault.ring):
            message = "the keys of this process were replaced while it ran: start it again"
            raise KeysError(message)


def _is_up_to_date(used: set[str], ring: KeyRing) -> bool:
    return {ring.current_lookup, ring.current_encryption} <= used <= ring.ids


def _demand_all(missing: AbstractSet[str]) -> None:
    if missing:
        message = (
            f"rows of this database are under the key {min(missing)}, which the key ring lacks: "
            "start with the ring that was used last, not with an older copy"
        )
        raise KeysError(message)
