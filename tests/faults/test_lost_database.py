"""The database goes away for a while: nothing is lost, and work goes on when it is back."""

import threading
from pathlib import Path

import pysqlite3.dbapi2 as sqlite3
import pytest

from infoneige.clock import FakeClock
from infoneige.delivery_loop import DeliveryLoop
from infoneige.storage.database import Database, open_database
from infoneige.storage.migrate import migrate
from notifier.channels.contract import Envelope, SendOutcome, Verdict
from notifier.channels.threaded import OneByOne
from tests.contracts.pipeline_races import ON_POSTGRES
from tests.outbox_world import NOW, FakeChannel, World
from tests.vault import VAULT


class Saboteur:
    """A channel during whose third call the server ends every other session."""

    def __init__(self, database: Database) -> None:
        self.calls = 0
        self._server = database.driver.connect()

    def send(self, _: Envelope) -> SendOutcome:
        self.calls += 1
        if self.calls == 3:
            self._server.execute(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
                " WHERE pid <> pg_backend_pid() AND datname = current_database() AND backend_type = 'client backend'"
            )
        return SendOutcome(Verdict.SENT)

    def close(self) -> None:
        self._server.close()


@ON_POSTGRES
def test_server_that_ends_the_session_in_the_middle_of_a_batch_costs_nobody_a_message(database: Database) -> None:
    world, clock = World(database), FakeClock(NOW)
    world.crowd(6)
    saboteur = Saboteur(database)
    loop = DeliveryLoop(database, clock, OneByOne(saboteur), lambda _: {}, "cut off", vault=VAULT)
    with pytest.raises(Exception, match=r"terminat|closed|lost"):
        loop.deliver_due()
    saboteur.close()
    assert world.tally() == {"sent": 6}
    assert saboteur.calls == 6


def test_another_program_that_holds_the_file_for_a_second_is_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    with open_database(f"sqlite:///{path}") as database:
        migrate(database)
        world = World(database)
        world.crowd(3)
        other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        other.execute("BEGIN IMMEDIATE")
        ending = threading.Timer(1.0, other.execute, ["ROLLBACK"])
        ending.start()
        channel = FakeChannel()
        DeliveryLoop(database, FakeClock(NOW), OneByOne(channel), lambda _: {}, "patient", vault=VAULT).deliver_due()
        ending.join()
        other.close()
        assert world.tally() == {"sent": 3}
