"""Versions taken back at the desk: what is restored, what is left alone, and what is refused."""

from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geodata.address_book import AddressBook
from infoneige.desk.errors import GoneError, NotYoursError, WrongStateError
from infoneige.desk.model import LoadKind
from infoneige.desk.publishing import weigh_again
from infoneige.desk.taking_back import take_back
from infoneige.storage import loads
from infoneige.storage.database import IN_MEMORY, Database
from infoneige.storage.migrate import open_migrated
from schedules.model import LoadingStatus, Period, Plan, PlanBatch, PlanMode
from tests.infoneige.desk.plan_desk import AMELIE, BRUNO, CHLOE, NIGHT, TOMORROW, Desk, plan


@pytest.fixture
def desk(database: Database, streets: AddressBook) -> Desk:
    return Desk(database, streets)


def begin(desk: Desk, publish_id: int) -> int:
    return take_back(
        desk.database, desk.streets, publish_id, AMELIE, is_our_error=True, reason="coquille", now=desk.now
    )


def batch(desk: Desk, load_id: int) -> PlanBatch:
    with desk.database.read() as connection:
        found = loads.batch_of(desk.database, connection, load_id)
    assert found is not None
    return found


def test_taking_back_restores_what_was_said_before(desk: Desk) -> None:
    desk.published(desk.load(plan("a"), plan("b")))
    before = desk.in_force()
    wrong = desk.published(desk.load(plan("a", TOMORROW), plan("c"), removed=("b",)))
    back = desk.taken_back(wrong, BRUNO, is_our_error=True)
    assert desk.in_force() == before
    assert desk.rows(f"SELECT published_by, takes_back FROM publish WHERE publish_id = {back}") == [
        ("operator:bruno", wrong)
    ]
    assert desk.audit()[-1] == ("operator:bruno", "plan.taken_back", f"publish:{back}")


def test_load_of_a_taking_back_says_what_it_takes_back_and_why(desk: Desk) -> None:
    wrong = desk.published(desk.load(plan("a")))
    load = desk.one(begin(desk, wrong))
    assert (load.kind, load.takes_back, load.is_our_error, load.reason) == (LoadKind.TAKE_BACK, wrong, True, "coquille")
    desk.weigh(load.load_id)
    desk.published(load.load_id)
    assert desk.rows("SELECT reason FROM publish WHERE takes_back IS NOT NULL") == [("coquille",)]


def test_sides_changed_since_are_left_alone_and_counted(desk: Desk) -> None:
    wrong = desk.published(desk.load(plan("a"), plan("b"), plan("c"), plan("d")))
    desk.published(desk.load(plan("a", TOMORROW), removed=("b",)))
    desk.poll(plan("c", TOMORROW))
    load_id = begin(desk, wrong)
    assert batch(desk, load_id) == PlanBatch(
        (),
        kept_sides=frozenset(plan(side).side_id for side in "abc"),
        removed_sides=frozenset({plan("d").side_id}),
    )
    desk.weigh(load_id)
    desk.published(load_id)
    assert desk.in_force() == {"a": plan("a", TOMORROW), "c": plan("c", TOMORROW)}


def test_side_withdrawn_announced_by_another_and_withdrawn_again_is_left_alone(desk: Desk) -> None:
    desk.published(desk.load(plan("a"), plan("b")))
    wrong = desk.published(desk.load(removed=("a", "b")))
    desk.published(desk.load(plan("a", TOMORROW)))
    desk.published(desk.load(removed=("a",)))
    desk.taken_back(wrong)
    assert desk.in_force() == {"b": plan("b")}


def test_taking_back_twice_is_refused(desk: Desk) -> None:
    wrong = desk.published(desk.load(plan("a")))
    desk.taken_back(wrong)
    with pytest.raises(WrongStateError, match=f"nothing of version {wrong} is left"):
        begin(desk, wrong)


def test_second_of_two_who_take_the_same_back_is_told_so(desk: Desk) -> None:
    wrong = desk.published(desk.load(plan("a")))
    first, second = begin(desk, wrong), begin(desk, wrong)
    desk.weigh(first)
    desk.weigh(second)
    desk.published(first)
    desk.publish(second)
    with pytest.raises(WrongStateError, match="nothing of version"):
        weigh_again(desk.database, desk.streets, second, AMELIE, now=desk.now)


def test_what_is_weighed_anew_leaves_alone_what_others_changed_meanwhile(desk: Desk) -> None:
    wrong = desk.published(desk.load(plan("a"), plan("b")))
    load_id = begin(desk, wrong)
    desk.weigh(load_id)
    desk.published(desk.load(plan("a", TOMORROW)))
    desk.publish(load_id)
    weigh_again(desk.database, desk.streets, load_id, AMELIE, now=desk.now)
    desk.weigh(load_id)
    desk.published(load_id)
    assert desk.in_force() == {"a": plan("a", TOMORROW)}


def test_taking_back_a_taking_back_brings_the_version_back(desk: Desk) -> None:
    version = desk.published(desk.load(plan("a"), plan("b")))
    after = desk.in_force()
    desk.taken_back(desk.taken_back(version))
    assert desk.in_force() == after


def test_feed_is_not_taken_back_nor_what_never_was(desk: Desk) -> None:
    polled = desk.poll(plan("a")).publish_id
    assert polled is not None
    with pytest.raises(WrongStateError, match="feed planif-neige"):
        begin(desk, polled)
    with pytest.raises(GoneError, match="no version 99"):
        begin(desk, 99)
    with pytest.raises(NotYoursError):
        take_back(desk.database, desk.streets, polled, CHLOE, is_our_error=False, now=desk.now)


SIDES = st.sampled_from([plan(side).side_id for side in "abcde"])
STATUSES = st.sampled_from(
    [
        LoadingStatus.PLANNED,
        LoadingStatus.REPLANNED,
        LoadingStatus.SNOWY,
        LoadingStatus.CLEARED,
        LoadingStatus.IN_PROGRESS,
    ]
)


@st.composite
def plans(draw: st.DrawFn) -> tuple[Plan, ...]:
    sides = draw(st.sets(SIDES))
    hours = st.sampled_from([NIGHT, TOMORROW, None])
    return tuple(
        Plan(side, draw(STATUSES), draw(hours), draw(hours), None, draw(st.sampled_from([None, "OP-1"])))
        for side in sorted(sides)
    )


@given(first=plans(), second=plans(), mode=st.sampled_from(PlanMode), removed=st.sets(SIDES))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_publishing_and_taking_back_leaves_the_plans_as_they_were(
    streets: AddressBook, first: Sequence[Plan], second: Sequence[Plan], mode: PlanMode, removed: set[str]
) -> None:
    with open_migrated(IN_MEMORY) as database:
        desk = Desk(database, streets)
        desk.publish(desk.load(*first))
        before = desk.in_force()
        load_id = desk.load(*second, removed=tuple(removed), mode=mode)
        desk.publish(load_id)
        version = desk.one(load_id).publish_id
        if version is not None:
            desk.taken_back(version)
        assert desk.in_force() == before


def test_period_of_a_restored_plan_is_the_one_it_had(desk: Desk) -> None:
    hours = Period(NIGHT.starts_at, TOMORROW.ends_at)
    held = Plan(plan("a").side_id, LoadingStatus.REPLANNED, NIGHT, hours, None, "OP-7", "Tempête")
    desk.published(desk.load(held))
    desk.taken_back(desk.published(desk.load(plan("a"))))
    assert desk.in_force() == {"a": held}
