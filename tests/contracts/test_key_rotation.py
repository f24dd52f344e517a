"""Keys against rows, on each database: a wrong ring is noticed, and rotation leaves every row readable."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from infoneige.secrecy.key_file import load_ring, write_new
from infoneige.secrecy.key_rotation import add_key, forget_old_keys, is_unfinished, reseal_all, take_census
from infoneige.secrecy.keys import KeyRing, KeysError
from infoneige.secrecy.vault import Vault
from infoneige.storage.database import Database
from infoneige.storage.instants import to_text
from infoneige.storage.known_answers import verify_keys
from infoneige.storage.people import add_people, find_person
from infoneige.storage.resealing import SHELVES, read_page, replace_page
from notifier.model import Channel, Recipient
from tests.outbox_world import NOW
from tests.vault import RING, VAULT

PEOPLE = [Recipient(Channel.SMS, f"+1514555{number:04}") for number in range(30)]
NOTE = "la pancarte ment, rue Cartier"


@pytest.fixture
def keys_file(tmp_path: Path) -> Path:
    path = tmp_path / "infoneige.keys"
    write_new(path, RING)
    return path


@pytest.fixture
def city(database: Database) -> Database:
    """Give people, and what two of them wrote, under the keys of the tests."""
    verify_keys(database, RING, now=NOW)
    with database.transaction() as connection:
        add_people(database, connection, VAULT, PEOPLE)
        insert = "INSERT INTO error_report (recipient_id, text_sealed, opened_at)"
        connection.execute(f"{insert} VALUES (1, '{VAULT.seal_note(NOTE)}', '{to_text(NOW)}')")
        connection.execute(f"{insert} VALUES (NULL, NULL, '{to_text(NOW)}')")
        insert = "INSERT INTO inbound_message (provider_id, address_hmac, command, received_at, text_sealed)"
        connection.execute(f"{insert} VALUES ('SM1', 'l1.x', 'unclear', '{to_text(NOW)}', '{VAULT.seal_note(NOTE)}')")
        connection.execute(f"{insert} VALUES ('SM2', 'l1.x', 'stop', '{to_text(NOW)}', NULL)")
    return database


def rotated(city: Database, path: Path, *, lookup: bool = False) -> KeyRing:
    ring = add_key(path, load_ring(path, {}), lookup=lookup)
    verify_keys(city, ring, now=NOW)
    assert reseal_all(city, Vault(ring)) == (30 if lookup else 32, 0)
    return ring


def census(city: Database, ring: KeyRing) -> tuple[dict[tuple[str, str], int], int]:
    with city.read() as connection:
        counted = take_census(city, connection, Vault(ring))
    assert counted.total == 32
    return dict(counted.rows), counted.unreadable


def execute(city: Database, statement: str) -> None:
    with city.transaction() as connection:
        connection.execute(statement)


def rows(city: Database, query: str) -> list[Any]:
    with city.read() as connection:
        return [tuple(row) for row in connection.execute(query).fetchall()]


def test_first_ring_is_noted_and_fits_ever_after(database: Database) -> None:
    for ring in (RING, RING.with_new_encryption()):
        verify_keys(database, ring, now=NOW)
    assert {key_id for (key_id,) in rows(database, "SELECT key_id FROM key_check")} == ring.ids
    verify_keys(database, ring, now=NOW)


@pytest.mark.parametrize(
    ("key_id", "impostor"),
    [
        ("l1", replace(RING, lookup={"l1": KeyRing.fresh().codes})),
        ("e1", replace(RING, encryption={"e1": KeyRing.fresh().codes})),
    ],
)
def test_wrong_key_under_the_right_id_is_refused(database: Database, key_id: str, impostor: KeyRing) -> None:
    verify_keys(database, RING, now=NOW)
    with pytest.raises(KeysError, match=f"the key {key_id} is not the one that this database knows by that id"):
        verify_keys(database, impostor, now=NOW)


def test_ring_without_a_key_that_rows_need_is_refused(database: Database) -> None:
    verify_keys(database, RING.with_new_encryption(), now=NOW)
    with pytest.raises(KeysError, match="start with the ring that was used last, not with an older copy"):
        verify_keys(database, RING, now=NOW)
    with pytest.raises(KeysError, match="which the key ring lacks"):
        verify_keys(database, KeyRing.fresh(), now=NOW)


def test_rotation_brings_every_row_under_the_new_key(city: Database, keys_file: Path) -> None:
    ring = rotated(city, keys_file)
    new = ring.current_encryption
    assert census(city, ring) == (
        {("people", "l1"): 30, ("people", new): 30, ("reports", new): 1, ("letters", new): 1},
        0,
    )
    ((report,),) = rows(city, "SELECT text_sealed FROM error_report WHERE recipient_id = 1")
    assert Vault(ring).open_note(report) == NOTE


def test_rotation_of_the_look_up_key_keeps_everybody_findable(city: Database, keys_file: Path) -> None:
    before = rows(city, "SELECT recipient_id FROM recipient ORDER BY recipient_id")
    ring = rotated(city, keys_file, lookup=True)
    with city.read() as connection:
        found = [find_person(city, connection, Vault(ring), one.channel, one.address) for one in PEOPLE]
    assert sorted(found, key=str) == sorted((number for (number,) in before), key=str)
    assert census(city, ring)[0][("people", ring.current_lookup)] == 30


def test_stop_that_came_in_under_the_old_key_counts_after_the_rotation(city: Database, keys_file: Path) -> None:
    late = VAULT.hmac(Channel.SMS, PEOPLE[3].address)
    insert = "INSERT INTO suppression (channel, address_hmac, since, source)"
    execute(city, f"{insert} VALUES ('sms', '{late}', '{to_text(NOW)}', 'sms')")
    ring = rotated(city, keys_file, lookup=True)
    ((found_by,),) = rows(city, "SELECT address_hmac FROM recipient WHERE stopped_at IS NOT NULL")
    assert found_by == Vault(ring).hmac(Channel.SMS, PEOPLE[3].address)


def test_rotation_is_unfinished_until_the_last_row_is_moved(city: Database, keys_file: Path) -> None:
    ring = add_key(keys_file, RING, lookup=False)
    assert (is_unfinished(city, RING), is_unfinished(city, ring)) == (False, True)
    reseal_all(city, Vault(ring))
    assert not is_unfinished(city, ring)
    assert reseal_all(city, Vault(ring)) == (0, 0)


def test_row_sealed_anew_since_it_was_read_is_left_as_it_is(city: Database) -> None:
    with city.read() as connection:
        one, other, *_ = read_page(city, connection, SHELVES[0], 0)
    meanwhile = one.sealed_anew(VAULT)
    execute(city, f"UPDATE recipient SET address_sealed = '{meanwhile.text}' WHERE recipient_id = {one.row_id}")
    anew = [(row, row.sealed_anew(VAULT)) for row in (one, other)]
    with city.transaction() as connection:
        replace_page(city, connection, SHELVES[0], anew)
    query = f"SELECT address_sealed FROM recipient WHERE recipient_id IN ({one.row_id}, {other.row_id})"
    assert rows(city, f"{query} ORDER BY recipient_id") == [(meanwhile.text,), (anew[1][1].text,)]


def test_row_that_does_not_open_is_counted_and_stays(city: Database, keys_file: Path) -> None:
    ((one, other),) = rows(city, "SELECT min(recipient_id), max(recipient_id) FROM recipient")
    sealed = f"(SELECT address_sealed FROM recipient WHERE recipient_id = {other})"
    execute(city, f"UPDATE recipient SET address_sealed = {sealed} WHERE recipient_id = {one}")
    ring = add_key(keys_file, RING, lookup=False)
    assert reseal_all(city, Vault(ring)) == (31, 1)
    assert census(city, ring)[1] == 1
    verify_keys(city, ring, now=NOW)
    with pytest.raises(KeysError, match="rows are still under the key e1"):
        forget_old_keys(city, keys_file, ring)
    assert load_ring(keys_file, {}).ids == ring.ids


def test_forgotten_key_leaves_the_file_and_the_database(city: Database, keys_file: Path) -> None:
    ring = rotated(city, keys_file)
    assert forget_old_keys(city, keys_file, ring) == {"e1"}
    left = load_ring(keys_file, {})
    assert left.ids == ring.ids - {"e1"}
    verify_keys(city, left, now=NOW)
    assert census(city, left)[1] == 0
    assert forget_old_keys(city, keys_file, left) == frozenset()
