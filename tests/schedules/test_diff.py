"""Laws of "something changed"."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.model import StreetSideId
from schedules.diff import diff
from schedules.model import LoadingStatus, Period, Plan, PlanChange, PlanMode

SIDE = StreetSideId("13801661")
NOON = datetime(2026, 11, 23, 17, tzinfo=UTC)
HOUR = timedelta(hours=1)
TONIGHT = Period(NOON + 7 * HOUR, NOON + 19 * HOUR)
TOMORROW = Period(NOON + 31 * HOUR, NOON + 43 * HOUR)
HELD = Plan(SIDE, LoadingStatus.PLANNED, planned=TONIGHT, updated_at=NOON)

Held = dict[StreetSideId, Plan]
modes = st.sampled_from(PlanMode)


@st.composite
def held_plans(draw: st.DrawFn, *, updated_at: datetime | None = None) -> Held:
    sides = draw(st.sets(st.sampled_from([StreetSideId(text) for text in "ABCDE"])))
    periods = st.sampled_from([None, TONIGHT, TOMORROW])
    return {
        side: Plan(
            side,
            draw(st.sampled_from(LoadingStatus)),
            draw(periods),
            draw(periods),
            updated_at,
            operation=draw(st.sampled_from([None, "1"])),
            reason=draw(st.sampled_from([None, "verglas"])),
        )
        for side in sides
    }


def apply(before: Held, changes: tuple[PlanChange, ...]) -> Held:
    after = dict(before)
    for change in changes:
        assert after.get(change.side_id) == change.before
        if change.after is None:
            del after[change.side_id]
        else:
            after[change.side_id] = change.after
    return after


@given(plans=held_plans(updated_at=NOON), mode=modes)
def test_same_plans_change_nothing(plans: Held, mode: PlanMode) -> None:
    assert diff(plans, plans.values(), mode) == ()


@given(before=held_plans(), after=held_plans())
def test_changes_of_a_complete_plan_lead_from_before_to_after(before: Held, after: Held) -> None:
    assert apply(before, diff(before, after.values(), PlanMode.COMPLETE)) == after


@given(before=held_plans(), batch=held_plans())
def test_changes_leave_absent_sides_alone(before: Held, batch: Held) -> None:
    changes = diff(before, batch.values(), PlanMode.CHANGES)
    assert apply(before, changes) == before | batch
    assert all(change.after is not None for change in changes)


@given(before=held_plans(), batch=held_plans(), mode=modes, seed=st.integers(0, 100))
def test_order_makes_no_difference(before: Held, batch: Held, mode: PlanMode, seed: int) -> None:
    shuffled = list(batch.values())
    Random(seed).shuffle(shuffled)
    assert diff(before, shuffled, mode) == diff(before, batch.values(), mode)


@pytest.mark.parametrize(
    "after",
    [
        Plan(SIDE, LoadingStatus.REPLANNED, planned=TONIGHT, updated_at=NOON),
        Plan(SIDE, LoadingStatus.PLANNED, planned=TOMORROW, updated_at=NOON),
        Plan(SIDE, LoadingStatus.PLANNED, planned=TONIGHT, replanned=TOMORROW, updated_at=NOON),
        Plan(SIDE, LoadingStatus.PLANNED, planned=TONIGHT, updated_at=NOON, operation="2"),
        Plan(SIDE, LoadingStatus.PLANNED, planned=TONIGHT, updated_at=NOON, reason="verglas"),
    ],
)
def test_each_field_that_matters_is_a_change(after: Plan) -> None:
    assert diff({SIDE: HELD}, [after], PlanMode.CHANGES) == (PlanChange(SIDE, HELD, after),)


def test_new_time_of_change_alone_is_none() -> None:
    later = Plan(SIDE, LoadingStatus.PLANNED, planned=TONIGHT, updated_at=NOON + HOUR)
    assert diff({SIDE: HELD}, [later], PlanMode.CHANGES) == ()


def test_later_word_of_the_source_is_taken_whatever_its_date() -> None:
    word = Plan(SIDE, LoadingStatus.SNOWY, updated_at=NOON - HOUR)
    assert diff({SIDE: HELD}, [word], PlanMode.CHANGES) == (PlanChange(SIDE, HELD, word),)


def test_word_without_a_time_is_taken() -> None:
    word = Plan(SIDE, LoadingStatus.SNOWY)
    assert diff({SIDE: HELD}, [word], PlanMode.CHANGES) == (PlanChange(SIDE, HELD, word),)
    assert diff({SIDE: word}, [HELD], PlanMode.CHANGES) == (PlanChange(SIDE, word, HELD),)


@given(
    before=held_plans(), batch=held_plans(), removed=st.sets(st.sampled_from([StreetSideId(text) for text in "ABC"]))
)
def test_removed_sides_leave_a_plan_of_changes_unless_the_batch_says_something_of_them(
    before: Held, batch: Held, removed: set[StreetSideId]
) -> None:
    after = apply(before, diff(before, batch.values(), PlanMode.CHANGES, removed))
    unsaid = {side: plan for side, plan in before.items() if side not in removed}
    assert after.keys() == (unsaid | batch).keys()
    assert {side: after[side] for side in unsaid.keys() - batch.keys()} == {
        side: unsaid[side] for side in unsaid.keys() - batch.keys()
    }


def test_removing_what_is_not_there_changes_nothing() -> None:
    assert diff({}, [], PlanMode.CHANGES, [SIDE]) == ()
    assert diff({SIDE: HELD}, [], PlanMode.CHANGES, [SIDE]) == (PlanChange(SIDE, HELD, None),)
