"""Two processes deliver from one database: nothing is sent twice, and nobody's sides are told apart."""

import time
from collections import Counter
from pathlib import Path

import pytest

from infoneige.clock import SystemClock
from infoneige.storage.database import Database
from infoneige.storage.migrate import migrate
from infoneige.storage.subscriptions import add_subscriptions
from tests.faults.fast_city import plan_of, publish_changes, wish
from tests.faults.judge import broken_invariants, doubled, lost
from tests.faults.ledger import read
from tests.faults.processes import Fleet, end
from tests.vault import VAULT

FAMILIES = 400
"""Each has three sides, of three that many share."""


@pytest.fixture
def fleet(database: Database, database_url: str, tmp_path: Path) -> Fleet:
    began_at = SystemClock().now().replace(microsecond=0)  # the city plans in whole seconds
    migrate(database)
    wishes = [
        wish(f"person {number}", str(side))
        for number in range(FAMILIES)
        for side in range(number % 10, number % 10 + 3)
    ]
    with database.transaction() as connection:
        add_subscriptions(database, connection, VAULT, wishes, now=began_at)
    return Fleet(database_url, tmp_path / "ledger", began_at, speed=1)


def test_two_workers_share_the_work_and_part_no_ones_sides(fleet: Fleet, database: Database) -> None:
    with fleet.sound_worker("one") as one, fleet.sound_worker("other") as other:
        for revision in range(4):
            publish_changes(database, [plan_of(side, fleet.began_at, revision) for side in range(12)], fleet.now())
            wait_until_nothing_is_open(database)
        assert (end(one), end(other)) == (0, 0)
    lines = read(fleet.ledger)
    told = Counter((line.who, line.hours) for line in lines)
    assert lost(database, lines) == {}
    assert doubled(lines) == {}
    assert told == dict.fromkeys(told, 1)
    assert {len(line.sides) for line in lines} == {3}
    assert len(told) == 4 * FAMILIES
    assert {line.worker for line in lines} == {"one", "other"}
    assert broken_invariants(database) == {}


def wait_until_nothing_is_open(database: Database) -> None:
    for _ in range(600):
        with database.read() as connection:
            query = "SELECT count(*) FROM outbox WHERE state IN ('due', 'calling', 'unknown')"
            if connection.execute(query).fetchone()[0] == 0:
                return
        time.sleep(0.05)
    pytest.fail("the workers never finished")
