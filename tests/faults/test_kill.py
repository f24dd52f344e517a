"""Workers killed at any instant, over and over: nothing is lost, and nothing is doubled but what was in the air."""

import random
import time
from datetime import datetime
from pathlib import Path

import pytest

from infoneige.clock import SystemClock
from infoneige.storage.database import Database
from infoneige.storage.instants import to_text
from tests.faults.fast_city import (
    BIG,
    PEOPLE,
    next_plans,
    plans_of_a_big_city,
    publish_changes,
    settle,
    settle_a_big_city,
)
from tests.faults.judge import broken_invariants, doubled_without_doubt, lost, misled
from tests.faults.ledger import read
from tests.faults.processes import Fleet, born, end, running

KILLS = 25
KILLED_PUBLISHES = 8


@pytest.fixture
def fleet(database: Database, database_url: str, tmp_path: Path) -> Fleet:
    began_at = SystemClock().now().replace(microsecond=0)  # the city plans in whole seconds
    settle(database, began_at)
    publish_changes(database, next_plans(random.Random(0), began_at, 40), began_at)
    return Fleet(database_url, tmp_path / "ledger", began_at)


def test_worker_killed_over_and_over_loses_nothing_and_misleads_nobody(fleet: Fleet, database: Database) -> None:
    draw = random.Random(3)
    with fleet.nursery("publish", "stop") as nursery:
        for life in range(KILLS):
            with born(nursery, f"life {life}"):
                time.sleep(draw.uniform(0, 0.5))
    fleet.deliver_the_rest(database)
    assert_all_are_served(fleet, database)


def assert_all_are_served(fleet: Fleet, database: Database) -> None:
    lines = read(fleet.ledger)
    assert len({line.who for line in lines}) > PEOPLE / 2
    assert lost(database, lines) == {}
    assert doubled_without_doubt(database, lines) == set()
    assert broken_invariants(database) == {}
    assert misled(database, lines) == {}


HOURS_IN_FORCE = """
SELECT min(p.planned_starts_at), max(p.planned_starts_at), min(w.starts_at), max(w.starts_at), count(*),
    (SELECT count(*) FROM outbox o JOIN ban_window d USING (window_id) WHERE o.state = 'due' AND d.closed_at IS NULL),
    (SELECT count(*) FROM outbox WHERE state = 'due')
FROM plan p JOIN ban_window w ON w.side_id = p.side_id AND w.closed_at IS NULL
"""


def test_publish_killed_anywhere_leaves_all_of_it_or_nothing(database: Database, database_url: str) -> None:
    """Plans, windows and what is due are of one revision, and publishing it again completes what was cut off."""
    began_at, draw = SystemClock().now(), random.Random(4)
    settle_a_big_city(database, began_at)
    in_force = [publish_revision(database, began_at, 0)]
    for revision in range(1, KILLED_PUBLISHES + 1):
        with running("publisher.py", database_url, began_at.isoformat(), str(revision)) as publisher:
            time.sleep(draw.uniform(0, 0.6))
            publisher.kill()
        in_force.append(state_of(began_at, revision))
        found = hours_in_force(database)
        assert found in in_force
        in_force = [found]
    with running("publisher.py", database_url, began_at.isoformat(), str(KILLED_PUBLISHES)) as publisher:
        assert end(publisher) == 0
    assert hours_in_force(database) == state_of(began_at, KILLED_PUBLISHES)


def publish_revision(database: Database, began_at: datetime, revision: int) -> tuple[object, ...]:
    publish_changes(database, plans_of_a_big_city(began_at, revision), began_at)
    return state_of(began_at, revision)


def state_of(began_at: datetime, revision: int) -> tuple[object, ...]:
    hours = plans_of_a_big_city(began_at, revision)[0].planned
    assert hours is not None
    return (*[to_text(hours.starts_at)] * 4, BIG, BIG, BIG)


def hours_in_force(database: Database) -> tuple[object, ...]:
    with database.read() as connection:
        return tuple(connection.execute(HOURS_IN_FORCE).fetchone())
