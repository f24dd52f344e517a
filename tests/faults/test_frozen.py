"""A worker that is frozen in the middle of its work, and thawed when another has taken it over."""

import random
import signal
import time
from pathlib import Path

import pytest

from infoneige.clock import SystemClock
from infoneige.storage.database import Database
from tests.faults.fast_city import SPEED, next_plans, publish_changes, settle
from tests.faults.judge import broken_invariants, doubled_without_doubt, lost, misled
from tests.faults.ledger import read
from tests.faults.processes import Fleet, end

LEASE_AND_SETTLE = 210 / SPEED


@pytest.fixture
def fleet(database: Database, database_url: str, tmp_path: Path) -> Fleet:
    began_at = SystemClock().now().replace(microsecond=0)  # the city plans in whole seconds
    settle(database, began_at)
    publish_changes(database, next_plans(random.Random(0), began_at, 40), began_at)
    return Fleet(database_url, tmp_path / "ledger", began_at)


def test_thawed_worker_changes_nothing_that_another_has_taken_over(fleet: Fleet, database: Database) -> None:
    with fleet.sound_worker("frozen") as frozen:
        time.sleep(0.2)
        frozen.send_signal(signal.SIGSTOP)
        with fleet.sound_worker("awake") as awake:
            time.sleep(2 * LEASE_AND_SETTLE)
            frozen.send_signal(signal.SIGCONT)
            assert end(awake) == 0
        assert end(frozen) == 0
    fleet.deliver_the_rest(database)
    lines = read(fleet.ledger)
    assert {line.worker for line in lines} >= {"frozen", "awake"}
    assert lost(database, lines) == {}
    assert doubled_without_doubt(database, lines) == set()
    assert broken_invariants(database) == {}
    assert misled(database, lines) == {}
