"""Who said stop, on both databases: nothing due is left, and nothing is told until they say start again."""

from datetime import timedelta

import pytest

from infoneige.storage.database import Database
from infoneige.storage.outbox import Outbox
from infoneige.storage.suppression import disable_person, is_suppressed, lift, suppress, suppress_person
from notifier.model import Channel
from tests.contracts.pipeline_races import ON_POSTGRES
from tests.outbox_world import NOW, World
from tests.vault import VAULT

MINUTE = timedelta(minutes=1)
STOPPED = "the recipient said stop"


@pytest.fixture
def world(database: Database) -> World:
    return World(database)


def hmacs(name: str) -> tuple[str, ...]:
    return VAULT.hmacs(Channel.SMS, name)


def stop(database: Database, name: str, *, minutes: int = 0) -> int:
    with database.transaction() as connection:
        return suppress(
            database,
            connection,
            channel=Channel.SMS,
            hmacs=hmacs(name),
            source="inbound",
            provider_id="SM1",
            now=NOW + minutes * MINUTE,
        )


def start(database: Database, name: str, *, minutes: int) -> bool:
    with database.transaction() as connection:
        return lift(database, connection, channel=Channel.SMS, hmacs=hmacs(name), now=NOW + minutes * MINUTE)


def suppressed(database: Database, name: str) -> bool:
    with database.read() as connection:
        return is_suppressed(database, connection, channel=Channel.SMS, hmacs=hmacs(name))


def test_stop_drops_all_that_is_due_to_that_person_and_nothing_else(world: World) -> None:
    ana, bob = (world.person(name, sides="12", channel="sms") for name in ("ana", "bob"))
    windows = [world.window(side) for side in "12"]
    for window in windows:
        world.due(window, ana, lane=11)
        world.due(window, bob, lane=11)
    assert stop(world.database, "ana") == 2
    assert (
        world.rows("SELECT recipient_id, state, reason FROM outbox ORDER BY entry_id")
        == [
            (ana, "suppressed", STOPPED),
            (bob, "due", None),
        ]
        * 2
    )
    assert suppressed(world.database, "ana")
    assert not suppressed(world.database, "bob")
    assert world.rows(f"SELECT stopped_at FROM recipient WHERE recipient_id = {ana}") == [("2026-11-23T19:00:00.000Z",)]


def test_stop_of_somebody_who_never_subscribed_is_kept(world: World) -> None:
    assert stop(world.database, "eve") == 0
    assert suppressed(world.database, "eve")
    assert world.rows("SELECT channel, since, source, provider_id FROM suppression") == [
        ("sms", "2026-11-23T19:00:00.000Z", "inbound", "SM1")
    ]


def test_claim_drops_what_becomes_due_after_the_stop(world: World) -> None:
    ana = world.person("ana", channel="sms")
    stop(world.database, "ana")
    world.due(world.window("1"), ana, lane=11)
    batch = Outbox(world.database, "worker").claim(NOW, 10)
    assert batch is not None
    assert list(batch.bundles) == []
    assert world.rows("SELECT state, reason FROM outbox") == [("suppressed", STOPPED)]


def test_start_lifts_a_stop_that_was_said_before_it(world: World) -> None:
    ana = world.person("ana", channel="sms")
    stop(world.database, "ana")
    assert start(world.database, "ana", minutes=1)
    assert not suppressed(world.database, "ana")
    assert world.rows(f"SELECT stopped_at FROM recipient WHERE recipient_id = {ana}") == [(None,)]


def test_start_that_is_older_than_the_last_stop_never_wins(world: World) -> None:
    ana = world.person("ana", channel="sms")
    stop(world.database, "ana")
    stop(world.database, "ana", minutes=2)
    assert not start(world.database, "ana", minutes=1)
    assert suppressed(world.database, "ana")
    assert world.rows(f"SELECT stopped_at FROM recipient WHERE recipient_id = {ana}") == [("2026-11-23T19:00:00.000Z",)]


def test_stop_that_comes_late_does_not_move_a_later_one_back(world: World) -> None:
    stop(world.database, "eve", minutes=2)
    stop(world.database, "eve")
    assert world.rows("SELECT since FROM suppression") == [("2026-11-23T19:02:00.000Z",)]


def test_person_whom_the_provider_suppressed_is_suppressed_by_address(world: World, database: Database) -> None:
    ana = world.person("ana", sides="1", channel="sms")
    world.due(world.window("1"), ana, lane=11)
    with database.transaction() as connection:
        dropped = suppress_person(database, connection, ana, source="Twilio", provider_id=None, now=NOW)
    assert dropped == 1
    assert suppressed(database, "ana")
    logged = "SELECT channel, event, language, provider_id, happened_at FROM consent"
    assert world.rows(logged) == [("sms", "stop", "fr", None, "2026-11-23T19:00:00.000Z")]


def test_person_who_is_gone_is_not_called_but_has_not_said_stop(world: World, database: Database) -> None:
    ana = world.person("ana", sides="1", channel="sms")
    world.due(world.window("1"), ana, lane=11)
    with database.transaction() as connection:
        assert disable_person(database, connection, ana, now=NOW) == 1
    assert not suppressed(database, "ana")
    world.due(world.window("2"), ana, lane=11)
    Outbox(database, "worker").claim(NOW, 10)
    assert world.rows("SELECT DISTINCT state, reason FROM outbox") == [("suppressed", "nobody can be reached there")]


@ON_POSTGRES
def test_stop_waits_for_no_row_that_a_publish_holds(world: World, database: Database) -> None:
    ana = world.person("ana", sides="12", channel="sms")
    held, free = (world.due(world.window(side), ana, lane=11) for side in "12")
    publisher = database.driver.connect()
    publisher.execute("BEGIN")
    publisher.execute(f"UPDATE outbox SET reason = 'held' WHERE entry_id = {held}")
    assert stop(database, "ana") == 1
    publisher.execute("ROLLBACK")
    publisher.close()
    assert world.states() == {held: "due", free: "suppressed"}
