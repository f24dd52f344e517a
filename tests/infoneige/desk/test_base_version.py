"""What is made from a plan is published over that plan, however long it waited to be weighed."""

from collections.abc import Callable

import pytest

from geodata.address_book import AddressBook
from geodata.model import StreetSideId
from infoneige.clock import FakeClock
from infoneige.desk.edits import Edit
from infoneige.desk.hand_edit import edit
from infoneige.desk.job import work
from infoneige.desk.model import Load, LoadState, Preview
from infoneige.desk.outcome import Conflict, Published
from infoneige.desk.publishing import weigh_again
from infoneige.desk.taking_back import take_back
from infoneige.storage.database import Database
from infoneige.storage.rivals import last_version
from schedules.model import LoadingStatus, PlanBatch
from tests.infoneige.desk.plan_desk import AMELIE, BRUNO, TOMORROW, Desk, plan, preview


@pytest.fixture
def desk(database: Database, streets: AddressBook) -> Desk:
    return Desk(database, streets)


def taken_back(desk: Desk, _side: str, version: int) -> int:
    return take_back(desk.database, desk.streets, version, AMELIE, is_our_error=False, now=desk.now)


def edited(desk: Desk, side: str, _version: int) -> int:
    edits = [Edit(sides=frozenset({StreetSideId(side)}), status=LoadingStatus.IN_PROGRESS)]
    return edit(desk.database, desk.streets, edits, AMELIE, now=desk.now)


def weighed_by_the_job(desk: Desk, load_id: int) -> None:
    def weigh(_load: Load, _batch: PlanBatch, now: object) -> Preview:
        assert now == desk.now
        with desk.database.read() as connection:
            return preview(last_version(desk.database, connection), made_at=desk.now)

    work(desk.database, desk.streets, load_id, FakeClock(desk.now), weigh)
    assert desk.one(load_id).state is LoadState.READY


@pytest.mark.parametrize("make", [taken_back, edited])
def test_version_that_came_before_the_weighing_is_not_overwritten(
    desk: Desk, make: Callable[[Desk, str, int], int]
) -> None:
    side, other = sorted(desk.streets.side_ids())[:2]
    version = desk.published(desk.load(plan(side), plan(other)))
    load_id = make(desk, side, version)
    desk.published(desk.load(plan(side, TOMORROW), by=BRUNO), BRUNO)
    weighed_by_the_job(desk, load_id)
    conflict = desk.publish(load_id)
    assert isinstance(conflict, Conflict)
    assert (conflict.sides, desk.in_force()[side]) == (1, plan(side, TOMORROW))
    weigh_again(desk.database, desk.streets, load_id, AMELIE, now=desk.now)
    weighed_by_the_job(desk, load_id)
    assert isinstance(desk.publish(load_id), Published)
