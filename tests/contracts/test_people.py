"""People at rest, on each database: stored once however they come, found under any key, and stopped once stopped."""

from typing import Any

import pytest

from geodata.model import StreetSideId
from infoneige.secrecy.keys import KeyRing, KeysError
from infoneige.secrecy.vault import Vault
from infoneige.storage.database import Database
from infoneige.storage.known_answers import verify_keys
from infoneige.storage.people import add_people, find_person
from infoneige.storage.subscriptions import add_subscriptions
from infoneige.storage.suppression import suppress
from notifier.model import Channel, Language, PreferenceProfile, Recipient, Subscription
from tests.outbox_world import NOW
from tests.vault import RING, VAULT

ANA = Recipient(Channel.SMS, "+15145550101")
BOB = Recipient(Channel.SMS, "+15145550102")


def add(database: Database, *people: Recipient, vault: Vault = VAULT) -> list[int]:
    with database.transaction() as connection:
        return list(add_people(database, connection, vault, people).values())


def find(database: Database, person: Recipient, vault: Vault = VAULT) -> int | None:
    with database.read() as connection:
        return find_person(database, connection, vault, person.channel, person.address)


def rows(database: Database, columns: str) -> list[Any]:
    with database.read() as connection:
        found = connection.execute(f"SELECT {columns} FROM recipient ORDER BY recipient_id").fetchall()
    return [tuple(row) for row in found]


def test_people_are_stored_once_and_keep_their_last_language(database: Database) -> None:
    ana, bob = add(database, ANA, BOB)
    in_english = Recipient(ANA.channel, ANA.address, Language.EN)
    assert add(database, in_english) == [ana]
    assert rows(database, "recipient_id, language") == [(ana, "en"), (bob, "fr")]
    assert (find(database, ANA), find(database, Recipient(Channel.CONSOLE, ANA.address))) == (ana, None)


def test_no_address_is_stored_in_the_open(database: Database) -> None:
    add(database, ANA)
    ((found_by, sealed),) = rows(database, "address_hmac, address_sealed")
    assert VAULT.opened(Recipient(Channel.SMS, f"{found_by} {sealed}")) == ANA
    assert "5550101" not in f"{found_by} {sealed}"


def test_person_known_under_an_older_key_is_moved_and_not_stored_twice(database: Database) -> None:
    ana, bob = add(database, ANA, BOB)
    renewed = Vault(RING.with_new_lookup())
    assert find(database, ANA, renewed) == ana
    assert add(database, ANA, vault=renewed) == [ana]
    found = {VAULT.hmac(BOB.channel, BOB.address): bob, renewed.hmac(ANA.channel, ANA.address): ana}
    assert dict(rows(database, "address_hmac, recipient_id")) == found
    assert find(database, ANA, renewed) == ana


@pytest.mark.parametrize("vault", [VAULT, Vault(RING.with_new_lookup())])
def test_who_said_stop_before_being_known_is_stored_as_stopped(database: Database, vault: Vault) -> None:
    with database.transaction() as connection:
        hmacs = VAULT.hmacs(ANA.channel, ANA.address)
        suppress(database, connection, channel=ANA.channel, hmacs=hmacs, source="sms", provider_id=None, now=NOW)
    add(database, ANA, BOB, vault=vault)
    assert rows(database, "stopped_at IS NOT NULL") == [(True,), (False,)]


def test_process_with_an_older_ring_stores_nobody(database: Database) -> None:
    renewed = RING.with_new_lookup()
    verify_keys(database, renewed, now=NOW)
    with pytest.raises(KeysError, match=f"under the key {renewed.current_lookup}, which the key ring lacks"):
        add(database, ANA)
    assert rows(database, "1") == []
    (ana,) = add(database, ANA, vault=Vault(RING, reload=lambda: renewed))
    assert find(database, ANA, Vault(renewed)) == ana


def test_process_whose_key_was_dropped_stores_nobody(database: Database) -> None:
    renewed = RING.with_new_encryption()
    verify_keys(database, renewed, now=NOW)
    with database.transaction() as connection:
        database.queries.forget_known_answer(connection, key_id=RING.current_encryption)
    ahead = KeyRing(
        **{name: getattr(renewed, name) for name in KeyRing.__slots__} | {"current_encryption": RING.current_encryption}
    )
    with pytest.raises(KeysError, match="the keys of this process were replaced while it ran: start it again"):
        add(database, ANA, vault=Vault(ahead))


def test_many_subscriptions_are_stored_under_one_id_each(database: Database) -> None:
    wishes = [
        Subscription(Recipient(Channel.SMS, f"+1514555{number:04}"), StreetSideId(side), PreferenceProfile())
        for number in range(50)
        for side in ("1", "2")
    ]
    for _ in range(2):
        with database.transaction() as connection:
            assert add_subscriptions(database, connection, VAULT, wishes, now=NOW) == 100
    with database.read() as connection:
        (counts,) = connection.execute(
            "SELECT count(*), count(DISTINCT recipient_id), count(DISTINCT side_id) FROM subscription"
        ).fetchall()
    assert tuple(counts) == (100, 50, 2)
    assert len(rows(database, "1")) == 50
