"""Deciding upon what is held: by whoever may change all that it changes."""

import pytest

from geodata.address_book import AddressBook
from infoneige.desk.errors import NotYoursError
from infoneige.desk.held_changes import decide, held_plan
from infoneige.operators.model import Operator, Role
from infoneige.pipeline import publish
from infoneige.storage.database import Database
from schedules.model import PlanMode
from tests.infoneige.desk.plan_desk import COALESCE, Desk, batch_of, plan

MOST = 60


@pytest.fixture
def desk(database: Database, streets: AddressBook) -> Desk:
    return Desk(database, streets)


@pytest.mark.parametrize("is_released", [True, False])
def test_complete_plan_that_withdraws_elsewhere_is_not_theirs_to_decide(desk: Desk, is_released: bool) -> None:  # noqa: FBT001 - parametrized
    borough_of = desk.streets.boroughs_of_sides()
    mine, other = sorted(set(borough_of.values()))[:2]
    here = next(side for side, name in borough_of.items() if name == mine)
    there = [side for side, name in borough_of.items() if name == other][:MOST]
    desk.published(desk.load(*map(plan, there)))
    result = publish(
        desk.database,
        batch_of(plan(here)),
        source="operator",
        mode=PlanMode.COMPLETE,
        coalesce=COALESCE,
        content_hash="",
        now=desk.now,
        holds_whole=True,
    )
    assert result.held_id is not None
    held = held_plan(desk.database, result.held_id)
    local = Operator(4, "dan", "Dan", Role.PUBLISHER, frozenset({mine}))
    with pytest.raises(NotYoursError, match=f"in {other}"):
        decide(desk.database, desk.streets, held, local, is_released=is_released, now=desk.now)
    assert set(desk.in_force()) == set(there)
    everywhere = Operator(5, "eve", "Ève", Role.PUBLISHER)
    decide(desk.database, desk.streets, held, everywhere, is_released=is_released, now=desk.now)
    assert set(desk.in_force()) == ({here} if is_released else set(there))
