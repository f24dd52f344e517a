"""From a weighed load to a version: who may, against which plan, and with which reasons."""

from datetime import timedelta

import pytest

from geodata.address_book import AddressBook
from infoneige.desk.errors import (
    GoneError,
    NeedsReasonError,
    NeedsSecondError,
    NotYoursError,
    StalePreviewError,
    WrongStateError,
)
from infoneige.desk.model import LoadState
from infoneige.desk.outcome import AwaitingApproval, Conflict, Published
from infoneige.desk.publishing import abandon, approve, weigh_again
from infoneige.desk.staged import move_on
from infoneige.operators.book import OperatorBook
from infoneige.operators.model import Operator, Role
from infoneige.storage.database import Database
from schedules.model import PlanMode
from tests.infoneige.desk.plan_desk import (
    AMELIE,
    BRUNO,
    CHLOE,
    COALESCE,
    LATE,
    MASS,
    NIGHT,
    TOMORROW,
    Desk,
    plan,
)


@pytest.fixture
def desk(database: Database, streets: AddressBook) -> Desk:
    book, desk = OperatorBook(database), Desk(database, streets)
    for operator in (AMELIE, BRUNO):
        book.add(operator.name, operator.role, actor="command:root", now=desk.now)
    return desk


def test_weighed_load_becomes_a_version_that_says_who_and_why(desk: Desk) -> None:
    load_id = desk.load(plan("a"), plan("b"))
    version = desk.published(load_id, reason=" tempête ")
    found = desk.rows("SELECT source, mode, content_hash, published_by, approved_by, reason, takes_back FROM publish")
    assert found == [("operator", "changes", "edit", "operator:amelie", None, "tempête", None)]
    load = desk.one(load_id)
    assert (load.state, load.publish_id, load.reason) == (LoadState.PUBLISHED, version, "tempête")
    assert desk.in_force() == {"a": plan("a"), "b": plan("b")}
    assert desk.audit() == [("operator:amelie", "plan.published", f"publish:{version}")]


def test_load_that_changes_nothing_is_done_and_is_no_version(desk: Desk) -> None:
    desk.published(desk.load(plan("a")))
    load_id = desk.load(plan("a"))
    done = desk.publish(load_id)
    assert isinstance(done, Published)
    assert (done.publish_id, desk.one(load_id).state) == (None, LoadState.PUBLISHED)
    assert desk.audit()[-1] == ("operator:amelie", "plan.published", f"load:{load_id}")


def test_load_is_published_once(desk: Desk) -> None:
    load_id = desk.load(plan("a"))
    desk.publish(load_id)
    with pytest.raises(WrongStateError, match="published"):
        desk.publish(load_id)


def test_removed_side_leaves_a_plan_of_changes(desk: Desk) -> None:
    desk.published(desk.load(plan("a"), plan("b")))
    desk.published(desk.load(removed=("a",)))
    assert desk.in_force() == {"b": plan("b")}


def test_second_of_two_loads_gets_the_difference_and_writes_nothing(desk: Desk) -> None:
    first, second = desk.load(plan("a"), plan("b"), by=AMELIE), desk.load(plan("b", TOMORROW), by=BRUNO)
    version = desk.published(first)
    conflict = desk.publish(second, BRUNO)
    assert isinstance(conflict, Conflict)
    (line,) = conflict.since
    assert (line.publish_id, line.published_by, line.sides, line.shared) == (version, "operator:amelie", 2, 1)
    assert (conflict.sides, desk.one(second).state) == (1, LoadState.CONFLICT)
    assert desk.in_force() == {"a": plan("a"), "b": plan("b")}
    assert desk.audit() == [
        ("operator:amelie", "plan.published", f"publish:{version}"),
        ("operator:bruno", "publish.refused", f"load:{second}"),
    ]


def test_load_in_conflict_is_published_once_weighed_anew(desk: Desk) -> None:
    first, second = desk.load(plan("a")), desk.load(plan("b"))
    desk.publish(first)
    desk.publish(second)
    weigh_again(desk.database, desk.streets, second, AMELIE, now=desk.now)
    desk.weigh(second)
    desk.published(second)
    assert desk.in_force() == {"a": plan("a"), "b": plan("b")}


def test_feed_is_a_rival_only_where_it_changed_what_the_load_speaks_of(desk: Desk) -> None:
    changes, other, complete = desk.load(plan("a")), desk.load(plan("b")), desk.load(plan("a"), mode=PlanMode.COMPLETE)
    desk.poll(plan("b", TOMORROW))
    assert isinstance(desk.publish(other), Conflict)
    assert isinstance(desk.publish(complete), Conflict)
    assert isinstance(desk.publish(changes), Published)


def test_side_that_another_operator_withdrew_is_a_conflict(desk: Desk) -> None:
    desk.published(desk.load(plan("a"), plan("b")))
    first, second = desk.load(removed=("a",)), desk.load(plan("a", TOMORROW))
    desk.published(first)
    conflict = desk.publish(second)
    assert isinstance(conflict, Conflict)
    assert conflict.sides == 1


def test_guard_asks_for_a_reason_which_is_kept(desk: Desk) -> None:
    load_id = desk.load(plan("a"), guards=(LATE,))
    for nothing in (None, "  "):
        with pytest.raises(NeedsReasonError, match=r"late notice \(12\)"):
            desk.publish(load_id, reason=nothing)
    desk.published(load_id, reason="annoncé hier par radio")
    assert desk.rows("SELECT reason FROM publish") == [("annoncé hier par radio",)]


def test_grave_guard_waits_for_another_operator(desk: Desk) -> None:
    desk.published(desk.load(plan("b")))
    load_id = desk.load(plan("a"), guards=(MASS,))
    assert desk.publish(load_id, reason="redoux") == AwaitingApproval(load_id, "operator:amelie")
    assert desk.in_force() == {"b": plan("b")}
    with pytest.raises(NeedsSecondError):
        approve(desk.database, desk.streets, load_id, AMELIE, coalesce=COALESCE, now=desk.now)
    with pytest.raises(NotYoursError):
        approve(desk.database, desk.streets, load_id, CHLOE, coalesce=COALESCE, now=desk.now)
    done = approve(desk.database, desk.streets, load_id, BRUNO, coalesce=COALESCE, now=desk.now)
    assert isinstance(done, Published)
    (signed,) = desk.rows(f"SELECT published_by, approved_by, reason FROM publish WHERE publish_id = {done.publish_id}")
    assert signed == ("operator:amelie", "operator:bruno", "redoux")
    assert [verb for _, verb, _ in desk.audit()][1:] == ["publish.requested", "plan.published", "publish.approved"]


def test_approval_against_a_plan_that_changed_meanwhile_is_a_conflict(desk: Desk) -> None:
    load_id, other = desk.load(plan("a"), guards=(MASS,)), desk.load(plan("b"))
    desk.publish(load_id, reason="redoux")
    desk.published(other)
    assert isinstance(approve(desk.database, desk.streets, load_id, BRUNO, coalesce=COALESCE, now=desk.now), Conflict)
    assert desk.in_force() == {"b": plan("b")}


def test_what_is_weighed_anew_must_be_asked_for_anew(desk: Desk) -> None:
    load_id = desk.load(plan("a"), guards=(MASS,))
    desk.publish(load_id, reason="redoux")
    weigh_again(desk.database, desk.streets, load_id, BRUNO, now=desk.now)
    desk.weigh(load_id, guards=(MASS,))
    assert desk.one(load_id).requested_by is None
    assert desk.publish(load_id, BRUNO) == AwaitingApproval(load_id, "operator:bruno")


def test_nobody_agrees_to_what_was_asked_by_who_may_publish_no_more(desk: Desk) -> None:
    gone, demoted = (desk.load(plan(side), by=by, guards=(MASS,)) for side, by in (("a", AMELIE), ("b", BRUNO)))
    for load_id, by in ((gone, AMELIE), (demoted, BRUNO)):
        desk.publish(load_id, by, reason="redoux")
    book = OperatorBook(desk.database)
    book.disable(1, actor="command:root", now=desk.now)
    book.change(2, role=Role.PLANNER, actor="command:root", now=desk.now)
    other = Operator(5, "eve", "Ève", Role.PUBLISHER)
    for load_id in (gone, demoted):
        with pytest.raises(WrongStateError, match="may publish no more"):
            approve(desk.database, desk.streets, load_id, other, coalesce=COALESCE, now=desk.now)
    assert desk.in_force() == {}


@pytest.mark.parametrize(("by", "who"), [(AMELIE, BRUNO), (BRUNO, AMELIE)])
def test_second_operator_is_nobody_whom_the_first_let_in_just_for_that(desk: Desk, by: Operator, who: Operator) -> None:
    load_id, book = desk.load(plan("a"), guards=(MASS,)), OperatorBook(desk.database)
    book.invite(who.operator_id, actor=by.actor, now=desk.now)
    desk.publish(load_id, reason="redoux")
    with pytest.raises(NeedsSecondError, match="within a day"):
        approve(desk.database, desk.streets, load_id, BRUNO, coalesce=COALESCE, now=desk.now)
    desk.now += timedelta(days=1)
    weigh_again(desk.database, desk.streets, load_id, AMELIE, now=desk.now)
    desk.weigh(load_id, guards=(MASS,))
    desk.publish(load_id, reason="redoux")
    done = approve(desk.database, desk.streets, load_id, BRUNO, coalesce=COALESCE, now=desk.now)
    assert isinstance(done, Published)


def test_what_moved_since_it_was_seen_is_not_what_is_meant(desk: Desk) -> None:
    load_id, seen = desk.load(plan("a"), guards=(MASS,)), desk.now
    desk.now += timedelta(minutes=1)
    weigh_again(desk.database, desk.streets, load_id, BRUNO, now=desk.now)
    desk.weigh(load_id, guards=(MASS,))
    with pytest.raises(WrongStateError, match="look at it again"):
        desk.publish(load_id, reason="redoux", seen=seen)
    desk.publish(load_id, reason="redoux", seen=desk.now)
    with pytest.raises(WrongStateError, match="look at it again"):
        approve(desk.database, desk.streets, load_id, BRUNO, seen=seen, coalesce=COALESCE, now=desk.now)
    assert desk.in_force() == {}


def test_taking_back_what_was_asked_for_is_recorded(desk: Desk) -> None:
    asked, ready = desk.load(plan("a"), guards=(MASS,)), desk.load(plan("b"))
    desk.publish(asked, reason="redoux")
    for load_id in (asked, ready):
        weigh_again(desk.database, desk.streets, load_id, BRUNO, now=desk.now)
    assert desk.audit() == [
        ("operator:amelie", "publish.requested", f"load:{asked}"),
        ("operator:bruno", "publish.refused", f"load:{asked}"),
    ]


def test_load_that_somebody_moved_meanwhile_moves_no_further(desk: Desk) -> None:
    load = desk.one(desk.load(plan("a")))
    abandon(desk.database, desk.streets, load.load_id, AMELIE, now=desk.now)
    with pytest.raises(WrongStateError, match="look at it again"), desk.database.transaction() as connection:
        move_on(desk.database, connection, load, LoadState.PUBLISHED, now=desk.now)


def test_old_preview_is_not_relied_upon(desk: Desk) -> None:
    load_id = desk.load(plan("a"))
    desk.now += timedelta(minutes=31)
    with pytest.raises(StalePreviewError, match="30 minutes"):
        desk.publish(load_id)
    assert desk.in_force() == {}


def test_planner_may_load_and_not_publish(desk: Desk) -> None:
    with pytest.raises(NotYoursError, match="planner may not publish"):
        desk.publish(desk.load(plan("a"), by=CHLOE), CHLOE)


def test_operator_of_a_borough_changes_its_sides_alone(desk: Desk) -> None:
    borough_of = desk.streets.boroughs_of_sides()
    mine, other = sorted(set(borough_of.values()))[:2]
    here, there = (next(side for side, name in borough_of.items() if name == one) for one in (mine, other))
    local = Operator(4, "dan", "Dan", Role.PUBLISHER, frozenset({mine}))
    desk.published(desk.load(plan(here), by=local), local)
    with pytest.raises(NotYoursError, match=f"1 in {other}"):
        desk.publish(desk.load(plan(here, TOMORROW), plan(there), by=local), local)
    desk.published(desk.load(plan(there)))
    with pytest.raises(NotYoursError, match=f"1 in {other}"):
        desk.publish(desk.load(plan(here, TOMORROW), mode=PlanMode.COMPLETE, by=local), local)
    assert desk.in_force() == {here: plan(here), there: plan(there)}


def test_what_a_complete_plan_withdraws_elsewhere_is_not_even_asked_for(desk: Desk) -> None:
    borough_of = desk.streets.boroughs_of_sides()
    mine, other = sorted(set(borough_of.values()))[:2]
    here, there = (next(side for side, name in borough_of.items() if name == one) for one in (mine, other))
    local = Operator(4, "dan", "Dan", Role.PUBLISHER, frozenset({mine}))
    load_id = desk.load(plan(here), mode=PlanMode.COMPLETE, by=local, guards=(MASS,), withdrawn=(there,))
    with pytest.raises(NotYoursError, match=f"1 in {other}"):
        desk.publish(load_id, local, reason="redoux")
    assert desk.one(load_id).state is LoadState.READY


def test_load_of_another_borough_is_not_theirs_to_touch(desk: Desk) -> None:
    borough_of = desk.streets.boroughs_of_sides()
    mine, other = sorted(set(borough_of.values()))[:2]
    there = next(side for side, name in borough_of.items() if name == other)
    local, load_id = Operator(4, "dan", "Dan", Role.PUBLISHER, frozenset({mine})), desk.load(plan(there))
    for touch in (abandon, weigh_again):
        with pytest.raises(NotYoursError, match=f"1 in {other}"):
            touch(desk.database, desk.streets, load_id, local, now=desk.now)
    assert desk.one(load_id).state is LoadState.READY


def test_abandoned_load_is_gone(desk: Desk) -> None:
    mine, other = desk.load(plan("a"), by=CHLOE), desk.load(plan("a"))
    abandon(desk.database, desk.streets, mine, CHLOE, now=desk.now)
    with pytest.raises(NotYoursError):
        abandon(desk.database, desk.streets, other, CHLOE, now=desk.now)
    assert (desk.one(mine).state, desk.one(other).state) == (LoadState.ABANDONED, LoadState.READY)
    with pytest.raises(WrongStateError, match="abandoned"):
        desk.publish(mine)
    assert desk.audit() == [("operator:chloe", "load.abandoned", f"load:{mine}")]


def test_load_that_never_was_is_gone(desk: Desk) -> None:
    with pytest.raises(GoneError, match="no load 7"):
        desk.publish(7)


def test_unsigned_publish_is_its_feeds(desk: Desk) -> None:
    version = desk.poll(plan("a", NIGHT)).publish_id
    assert desk.rows("SELECT published_by FROM publish") == [("feed:planif-neige",)]
    assert desk.audit() == [("feed:planif-neige", "plan.published", f"publish:{version}")]
    assert desk.rows("SELECT count(*) FROM plan_before") == [(0,)]
