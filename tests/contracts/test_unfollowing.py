"""Taking a side off while its messages are being claimed: whoever comes first, nothing of it is left."""

from concurrent.futures import ThreadPoolExecutor

from geodata.model import StreetSideId
from infoneige.storage.accounts import unfollow
from infoneige.storage.database import Database
from infoneige.storage.instants import to_text
from infoneige.storage.invariants import broken_promises
from infoneige.storage.outbox import Outbox
from tests.contracts.pipeline_races import ON_POSTGRES, wait_until_waiting
from tests.outbox_world import NOW, World

SIDE = StreetSideId("1")


def take_off(database: Database, person: int) -> None:
    with database.transaction() as connection:
        unfollow(database, connection, person, SIDE)


def test_what_is_being_sent_is_forgotten_too(database: Database) -> None:
    world = World(database)
    ana, bob = (world.person(name, sides=[SIDE]) for name in ("ana", "bob"))
    window = world.window(SIDE)
    world.due(window, ana)
    kept = world.due(window, bob)
    assert Outbox(database, "worker").claim(NOW, 10) is not None
    take_off(database, ana)
    assert world.states() == {kept: "calling"}
    assert world.rows("SELECT entry_id FROM attempt") == [(kept,)]
    assert broken_promises(database, NOW) == {}


@ON_POSTGRES
def test_calls_opened_meanwhile_are_forgotten_too(database: Database) -> None:
    world = World(database)
    ana = world.person("ana", sides=[SIDE])
    entry = world.due(world.window(SIDE), ana)
    claiming = database.driver.connect()
    claiming.execute("BEGIN")
    claiming.execute(f"UPDATE outbox SET state = 'calling', attempts = 1 WHERE entry_id = {entry}")
    with ThreadPoolExecutor(1) as thread:
        taking_off = thread.submit(take_off, database, ana)
        wait_until_waiting(database, 1, taking_off)
        claiming.execute(
            f"INSERT INTO attempt (entry_id, number, owner, started_at) VALUES ({entry}, 1, 'w', '{to_text(NOW)}')"
        )
        claiming.execute("COMMIT")
        taking_off.result()
    claiming.close()
    assert world.rows("SELECT count(*) FROM outbox") == [(0,)]
    assert world.rows("SELECT count(*) FROM attempt") == [(0,)]
