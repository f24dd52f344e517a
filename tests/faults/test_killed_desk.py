"""An operator's publish killed at any instant: a version and all that follows from it, or nothing at all."""

import random
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from geodata.address_book import AddressBook
from infoneige.desk.model import LoadState
from infoneige.desk.sweeping import STAGING_LASTS, sweep
from infoneige.storage.database import Database
from schedules.model import LoadingStatus, Period, Plan
from tests.faults.fast_city import settle_a_big_city
from tests.faults.processes import running
from tests.infoneige.desk.plan_desk import NIGHT, NOW, Desk, plan

KILLS = 5
SIDES = 1500


@pytest.fixture
def desk(database: Database, valneige: Path) -> Iterator[Desk]:
    settle_a_big_city(database, NOW)
    with closing(AddressBook.open(valneige)) as book:
        yield Desk(database, book)


def whole_city(minutes: int) -> list[Plan]:
    """Plan all sides for hours that nobody else plans them for."""
    later = timedelta(minutes=minutes)
    hours = Period(NIGHT.starts_at + later, NIGHT.ends_at + later)
    return [plan(str(side), hours, LoadingStatus.PLANNED) for side in range(SIDES)]


TRACES = """
SELECT (SELECT count(*) FROM publish), (SELECT count(*) FROM plan_before), (SELECT count(*) FROM ban_window),
    (SELECT count(*) FROM audit_event WHERE verb = 'plan.published'), (SELECT number FROM audit_head),
    (SELECT count(*) FROM outbox WHERE state = 'due'), (SELECT count(*) FROM plan_load WHERE state = 'published')
"""


def after(versions: int) -> list[tuple[int, ...]]:
    """Return the traces of so many versions, and of nothing else."""
    due = SIDES if versions else 0
    return [(versions, versions * SIDES, versions * SIDES, versions, versions, due, versions)]


def test_publish_that_is_killed_is_whole_or_never_was(desk: Desk, database_url: str, valneige: Path) -> None:
    draw = random.Random(7)
    for versions in range(KILLS):
        load_id = desk.load(*whole_city(versions))
        with running("desk_publisher.py", database_url, str(valneige), str(load_id)) as publisher:
            time.sleep(draw.uniform(0, 0.8))
            publisher.kill()
            publisher.wait()
        is_done = desk.one(load_id).state is LoadState.PUBLISHED
        assert desk.rows(TRACES) == after(versions + is_done)
        if not is_done:
            desk.published(load_id)
    assert desk.rows(TRACES) == after(KILLS)


def test_load_whose_operator_never_came_back_tells_nobody_and_is_swept(desk: Desk) -> None:
    load_id = desk.load(*whole_city(0))
    sweep(desk.database, now=NOW + STAGING_LASTS)
    assert (desk.one(load_id).state, desk.rows(TRACES)) == (LoadState.ABANDONED, after(0))
    assert desk.rows("SELECT count(*) FROM plan_load WHERE batch IS NOT NULL OR preview IS NOT NULL") == [(0,)]
