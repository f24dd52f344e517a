"""Publishing at an hour: at it, once, as it was confirmed, or by a person."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from geodata.address_book import AddressBook
from infoneige.clock import FakeClock
from infoneige.config import load_settings
from infoneige.desk.errors import DeskError, NeedsReasonError, NotYoursError
from infoneige.desk.growth import grown_guards
from infoneige.desk.job import Weigh, weigher
from infoneige.desk.model import DifferenceKind, Guard, Load, LoadState, Preview, SideDifference
from infoneige.desk.outcome import AwaitingApproval, Scheduled
from infoneige.desk.publishing import approve, weigh_again
from infoneige.desk.scheduling import ScheduledPublisher, schedule
from infoneige.operators.book import OperatorBook
from infoneige.operators.model import Role
from infoneige.storage.database import Database
from schedules.model import BanWindow, PlanBatch
from tests.infoneige.desk.plan_desk import (
    AMELIE,
    BRUNO,
    CHLOE,
    COALESCE,
    LATE,
    MASS,
    NIGHT,
    NOW,
    TOMORROW,
    Desk,
    plan,
    preview,
)

AT = NOW + timedelta(hours=1)


@pytest.fixture
def desk(database: Database, streets: AddressBook) -> Desk:
    book = OperatorBook(database)
    for operator in (AMELIE, BRUNO):
        book.add(operator.name, operator.role, actor="command:root", now=NOW)
    return Desk(database, streets)


def as_confirmed(_load: Load, _batch: PlanBatch, now: datetime) -> Preview:
    return preview(0, made_at=now)


def gravely(_load: Load, _batch: PlanBatch, now: datetime) -> Preview:
    return preview(0, made_at=now, guards=(MASS,))


def tick(desk: Desk, at: datetime, weigh: Weigh = as_confirmed, owner: str = "a") -> int:
    desk.now = at
    publisher = ScheduledPublisher(
        database=desk.database, book=desk.streets, clock=FakeClock(at), weigh=weigh, coalesce=COALESCE, owner=owner
    )
    return publisher.publish_due()


def scheduled(desk: Desk, load_id: int, *, reason: str | None = None) -> None:
    assert schedule(desk.database, desk.streets, load_id, AMELIE, AT, reason, now=desk.now) == Scheduled(load_id, AT)


def test_scheduled_load_is_published_at_its_hour_and_not_before(desk: Desk) -> None:
    load_id = desk.load(plan("a"))
    scheduled(desk, load_id, reason="après l'heure de pointe")
    assert tick(desk, AT - timedelta(seconds=1)) == 0
    assert tick(desk, AT) == 1
    assert tick(desk, AT + timedelta(minutes=1)) == 0
    assert (desk.in_force(), desk.one(load_id).state) == ({"a": plan("a")}, LoadState.PUBLISHED)
    assert desk.rows("SELECT published_by, reason FROM publish") == [("operator:amelie", "après l'heure de pointe")]
    assert [verb for _, verb, _ in desk.audit()][-2:] == ["publish.scheduled", "plan.published"]


def test_what_came_meanwhile_is_a_conflict_and_is_never_published_silently(desk: Desk) -> None:
    load_id = desk.load(plan("a"))
    scheduled(desk, load_id)
    desk.poll(plan("a", TOMORROW))
    assert tick(desk, AT) == 0
    assert (desk.in_force(), desk.one(load_id).state) == ({"a": plan("a", TOMORROW)}, LoadState.CONFLICT)
    assert desk.audit()[-1] == ("operator:amelie", "publish.refused", f"load:{load_id}")


@pytest.mark.parametrize(("late", "state"), [(30, LoadState.PUBLISHED), (31, LoadState.READY)])
def test_hour_that_was_missed_by_long_is_left_to_a_person(desk: Desk, late: int, state: LoadState) -> None:
    load_id = desk.load(plan("a"))
    scheduled(desk, load_id)
    tick(desk, AT + timedelta(minutes=late))
    assert desk.one(load_id).state is state
    refusal = desk.one(load_id).refusal
    assert (refusal.reason if refusal else None) == (None if late == 30 else "the service was down at its hour")


def test_more_harm_than_was_confirmed_is_left_to_a_person(desk: Desk) -> None:
    load_id = desk.load(plan("a"))
    scheduled(desk, load_id)
    assert tick(desk, AT, lambda _load, _batch, now: preview(0, made_at=now, guards=(LATE,))) == 0
    load = desk.one(load_id)
    assert load.refusal is not None
    assert (load.state, load.refusal.reason) == (
        LoadState.READY,
        "it would do more harm than was confirmed: late notice (12)",
    )
    assert desk.in_force() == {}


def test_who_scheduled_it_and_left_does_not_publish(desk: Desk) -> None:
    load_id = desk.load(plan("a"))
    scheduled(desk, load_id)
    OperatorBook(desk.database).disable(1, actor="command:root", now=NOW)
    assert tick(desk, AT) == 0
    assert (desk.one(load_id).state, desk.in_force()) == (LoadState.READY, {})


def test_who_scheduled_it_and_may_publish_no_more_does_not(desk: Desk) -> None:
    load_id = desk.load(plan("a"))
    scheduled(desk, load_id)
    OperatorBook(desk.database).change(1, role=Role.PLANNER, actor="command:root", now=NOW)
    assert tick(desk, AT) == 0
    assert desk.one(load_id).state is LoadState.READY


@pytest.mark.parametrize("who", [1, 2])
def test_what_was_agreed_by_who_may_publish_no_more_is_left_to_a_person(desk: Desk, who: int) -> None:
    load_id = desk.load(plan("a"), guards=(MASS,))
    schedule(desk.database, desk.streets, load_id, AMELIE, AT, "redoux", now=desk.now)
    approve(desk.database, desk.streets, load_id, BRUNO, coalesce=COALESCE, now=desk.now)
    OperatorBook(desk.database).change(who, role=Role.PLANNER, actor="command:root", now=NOW)
    assert tick(desk, AT, gravely) == 0
    assert (desk.one(load_id).state, desk.in_force()) == (LoadState.READY, {})


def test_several_processes_that_tick_at_once_publish_once(desk: Desk) -> None:
    load_id = desk.load(plan("a"))
    scheduled(desk, load_id)
    with ThreadPoolExecutor(4) as threads:
        assert sum(threads.map(lambda owner: tick(desk, AT, owner=owner), "abcd")) == 1
    assert desk.rows("SELECT count(*) FROM publish") == [(1,)]


def test_who_died_at_it_leaves_it_to_the_next_tick(desk: Desk) -> None:
    load_id = desk.load(plan("a"))
    scheduled(desk, load_id)

    def die(_load: Load, _batch: PlanBatch, _now: datetime) -> Preview:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        tick(desk, AT, die, owner="dead")
    assert tick(desk, AT + timedelta(minutes=9)) == 0
    assert tick(desk, AT + timedelta(minutes=10)) == 1


def test_grave_guard_is_agreed_to_before_the_hour(desk: Desk) -> None:
    load_id = desk.load(plan("a"), guards=(MASS,))
    asked = schedule(desk.database, desk.streets, load_id, AMELIE, AT, "redoux", now=desk.now)
    assert asked == AwaitingApproval(load_id, "operator:amelie")
    assert tick(desk, AT) == 0
    desk.now = NOW
    agreed = approve(desk.database, desk.streets, load_id, BRUNO, coalesce=COALESCE, now=desk.now)
    assert agreed == Scheduled(load_id, AT)
    assert tick(desk, AT, gravely) == 1
    assert desk.rows("SELECT published_by, approved_by FROM publish") == [("operator:amelie", "operator:bruno")]


def test_scheduled_load_that_is_weighed_anew_is_scheduled_no_more(desk: Desk) -> None:
    load_id = desk.load(plan("a"))
    scheduled(desk, load_id)
    weigh_again(desk.database, desk.streets, load_id, AMELIE, now=desk.now)
    desk.weigh(load_id)
    assert (tick(desk, AT), desk.one(load_id).publish_at) == (0, None)


@pytest.mark.parametrize("ahead", [timedelta(0), timedelta(seconds=-1), timedelta(days=14, seconds=1)])
def test_hour_lies_ahead_within_two_weeks(desk: Desk, ahead: timedelta) -> None:
    with pytest.raises(DeskError, match="at most 14 days"):
        schedule(desk.database, desk.streets, desk.load(plan("a")), AMELIE, NOW + ahead, now=NOW)


def test_planner_schedules_nothing(desk: Desk) -> None:
    with pytest.raises(NotYoursError):
        schedule(desk.database, desk.streets, desk.load(plan("a"), by=CHLOE), CHLOE, AT, now=NOW)


def test_guarded_load_is_scheduled_with_a_reason(desk: Desk) -> None:
    load_id = desk.load(plan("a"), guards=(LATE,))
    with pytest.raises(NeedsReasonError):
        schedule(desk.database, desk.streets, load_id, AMELIE, AT, now=NOW)
    scheduled(desk, load_id, reason="tempête")


def announcing(people: int, *guards: Guard) -> Preview:
    window = BanWindow(plan("a").side_id, NIGHT.starts_at, NIGHT.ends_at)
    change = SideDifference(window.side_id, DifferenceKind.ADDED, None, window, people)
    return replace(preview(0, guards=guards), differences=(change,))


def test_lateness_that_comes_with_the_hour_was_confirmed_with_it() -> None:
    late = replace(LATE, amount=12)
    hour = NIGHT.starts_at - timedelta(hours=3)
    assert grown_guards(announcing(12), announcing(12, late), hour, has_second=False) == ()
    early = NIGHT.starts_at - timedelta(hours=5)
    assert grown_guards(announcing(12), announcing(12, late), early, has_second=False) == (late,)


@pytest.mark.parametrize(("amount", "second", "grown"), [(330, True, False), (331, True, True), (300, False, True)])
def test_guard_grows_by_more_than_a_tenth_or_for_want_of_a_second(amount: int, second: bool, grown: bool) -> None:  # noqa: FBT001 - cells of a table
    found = grown_guards(
        preview(0, guards=(MASS,)), preview(0, guards=(replace(MASS, amount=amount),)), AT, has_second=second
    )
    assert bool(found) is grown


def test_real_weighing_at_the_hour_lets_a_harmless_load_pass(desk: Desk) -> None:
    side = min(desk.streets.side_ids())
    load_id = desk.load(plan(side, TOMORROW))
    scheduled(desk, load_id)
    assert tick(desk, AT, weigher(desk.database, desk.streets, load_settings({}))) == 1
    assert desk.in_force() == {side: plan(side, TOMORROW)}
