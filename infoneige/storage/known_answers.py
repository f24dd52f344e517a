"""Keys against rows: what each key answered when it was first used is kept, so that a wrong ring is noticed at once."""

from datetime import datetime

from infoneige.keys import KeyRing, KeysError
from infoneige.storage.database import Connection, Database
from infoneige.storage.instants import to_text
from infoneige.vault import Vault


def verify_keys(database: Database, ring: KeyRing, *, now: datetime) -> None:
    """Make sure that a ring fits the database, and note the keys in it that are new there.

    Raises:
        KeysError: rows may be under a key that the ring lacks, or one of its keys is another than the rows are under.
    """
    answers = ring.known_answers()
    with database.transaction() as connection:
        known = dict(database.queries.known_answers(connection))
        _demand_all(known.keys() - answers.keys())
        if wrong := [key_id for key_id, answer in known.items() if answers[key_id] != answer]:
            message = f"the key {min(wrong)} is not the one that this database knows by that id: use its own key file"
            raise KeysError(message)
        new = answers.keys() - known.keys()
        note_keys(database, connection, {key_id: answers[key_id] for key_id in new}, now=now)


def note_keys(database: Database, connection: Connection, answers: dict[str, str], *, now: datetime) -> None:
    """Note keys that rows may be under from now on, with their known answers."""
    rows = [
        {"key_id": key_id, "known_answer": answer, "first_used_at": to_text(now)}
        for key_id, answer in sorted(answers.items())
    ]
    if rows:
        database.queries.add_known_answers(connection, rows)


def hold_keys(database: Database, connection: Connection, vault: Vault) -> None:
    """Make sure that no key is in use that this process does not have, and that none is added before the commit.

    Whoever writes addresses calls it first: a process that was started before a rotation would store a known person
    once more, under the older look-up key.

    Raises:
        KeysError: there is one, and reading the ring anew did not help.
    """
    database.queries.wait_for_rotation(connection)
    used = {key_id for key_id, _ in database.queries.known_answers(connection)}
    if not used <= vault.ring.ids:
        vault.renew()
        _demand_all(used - vault.ring.ids)


def _demand_all(missing: set[str]) -> None:
    if missing:
        message = (
            f"rows of this database are under the key {min(missing)}, which the key ring lacks: "
            "start with the ring that was used last, not with an older copy"
        )
        raise KeysError(message)
