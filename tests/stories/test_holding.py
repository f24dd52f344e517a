"""A mass withdrawal waits for a person; additions never do."""

from datetime import timedelta

import pytest

from infoneige.errors import ServiceError
from infoneige.pipeline import publish
from infoneige.plans.holding import discard, held_changes, held_reach, release
from infoneige.plans.reach import Reach, reach_of
from notifier.model import AlertKind
from schedules.model import LoadingStatus, Plan, PlanBatch, PlanMode
from tests.stories.story import Story, bare, planned

NIGHT = ("2026-11-23 19:00", "2026-11-24 07:00")


def city(sides: range) -> list[Plan]:
    return [planned(f"{side:03}", *NIGHT) for side in sides]


def snow(sides: range) -> list[Plan]:
    return [bare(f"{side:03}", LoadingStatus.SNOWY) for side in sides]


def test_thousands_of_additions_are_never_held(story: Story) -> None:
    assert story.publish("2026-11-23 10:00", *city(range(1000))).announced == 1000


def test_a_fifth_or_fewer_than_fifty_are_withdrawn_at_once(story: Story) -> None:
    story.publish("2026-11-23 10:00", *city(range(250)))
    assert story.publish("2026-11-23 11:00", *snow(range(50))).withdrawn == 50
    assert story.publish("2026-11-23 12:00", *snow(range(50, 99))).withdrawn == 49


def test_poll_holds_its_mass_withdrawal_and_applies_the_rest(story: Story) -> None:
    story.person("ana", "000", "900")
    story.publish("2026-11-23 10:00", *city(range(200)))
    result = story.publish("2026-11-23 11:00", *snow(range(60)), planned("900", *NIGHT))
    assert (result.withdrawn, result.withheld, result.announced) == (0, 60, 1)
    assert [(told.kind, told.sides) for told in story.told] == [("planned", "000"), ("planned", "900")]


def test_operators_file_is_held_whole(story: Story) -> None:
    story.publish("2026-11-23 10:00", *city(range(200)))
    result = story.publish(
        "2026-11-23 11:00", *city(range(150, 210)), mode=PlanMode.COMPLETE, source="operator", holds_whole=True
    )
    assert (result.sides_changed, result.withheld) == (0, 150)


def test_the_same_poll_again_is_held_under_the_same_number_and_a_better_one_overtakes_it(story: Story) -> None:
    story.publish("2026-11-23 10:00", *city(range(200)))
    first = story.publish("2026-11-23 11:00", *snow(range(60)))
    assert story.publish("2026-11-23 11:05", *snow(range(60))).held_id == first.held_id
    story.publish("2026-11-23 11:10", *city(range(200)))
    assert held_changes(story.database) == ()


def test_released_withdrawal_reaches_people_and_leaves_the_list(story: Story) -> None:
    story.person("ana", "000")
    story.publish("2026-11-23 10:00", *city(range(200)))
    held_id = story.publish("2026-11-23 11:00", *snow(range(60))).held_id
    assert held_id is not None
    result = release(story.database, held_id, actor="operator:amelie", coalesce=timedelta(0), now=story.clock.now())
    story.delivery.deliver_due()
    assert result.withdrawn == 60
    assert [told.kind for told in story.told] == ["planned", "cancelled"]
    assert held_changes(story.database) == ()
    with pytest.raises(ServiceError, match="nothing is held under number"):
        release(story.database, held_id, actor="operator:amelie", coalesce=timedelta(0), now=story.clock.now())


def test_discarded_withdrawal_tells_nobody(story: Story) -> None:
    story.person("ana", "000")
    story.publish("2026-11-23 10:00", *city(range(200)))
    held_id = story.publish("2026-11-23 11:00", *snow(range(60))).held_id
    assert held_id is not None
    discard(story.database, held_id, actor="operator:amelie", now=story.clock.now())
    story.go_to("2026-11-23 12:00")
    assert [told.kind for told in story.told] == ["planned"]
    assert held_changes(story.database) == ()


def test_reach_of_what_is_held_is_who_was_told_and_who_is_subscribed(story: Story) -> None:
    story.person("ana", "000", "001")
    story.person("bob", "002", "199")
    story.publish("2026-11-23 10:00", *city(range(200)))
    story.person("eve", "900", "003", kinds=(AlertKind.DONE,))
    held_id = story.publish("2026-11-23 11:00", *snow(range(60)), planned("900", *NIGHT)).held_id
    assert held_id is not None
    sides = tuple(planned(f"{side:03}", *NIGHT).side_id for side in range(60))
    assert held_reach(story.database, held_id, story.clock.now()) == (61, Reach(sides, 2, 3))


def test_reach_counts_neither_sides_kept_nor_bans_that_end_or_are_over(story: Story) -> None:
    story.publish("2026-11-23 10:00", *city(range(4)), planned("900", "2026-11-23 08:00", "2026-11-23 10:30"))
    story.go_to("2026-11-23 11:00")
    done, kept = bare("000", LoadingStatus.CLEARED), frozenset({planned("001", *NIGHT).side_id})
    batch = PlanBatch((done, planned("002", "2026-11-23 20:00", "2026-11-24 07:00")), kept_sides=kept)
    now = story.clock.now()
    reaches = {mode: reach_of(story.database, batch, source="operator", mode=mode, now=now).sides for mode in PlanMode}
    assert reaches == {PlanMode.COMPLETE: ("003",), PlanMode.CHANGES: ()}


def complete(story: Story, batch: PlanBatch) -> tuple[int, int]:
    result = publish(
        story.database,
        batch,
        source="operator",
        mode=PlanMode.COMPLETE,
        coalesce=timedelta(0),
        content_hash="",
        now=story.clock.now(),
        holds_whole=True,
    )
    return result.withdrawn, result.withheld


def test_side_of_a_rejected_row_is_not_absent_from_a_complete_plan(story: Story) -> None:
    story.publish("2026-11-23 10:00", *city(range(3)))
    kept = frozenset({planned("001", *NIGHT).side_id})
    assert complete(story, PlanBatch(tuple(city(range(1))), kept_sides=kept)) == (1, 0)


def test_complete_plan_with_a_row_that_names_no_known_street_withdraws_nothing_unasked(story: Story) -> None:
    story.publish("2026-11-23 10:00", *city(range(3)))
    assert complete(story, PlanBatch(tuple(city(range(1))), names_all_sides=False)) == (0, 2)


def test_dry_run_leaves_no_trace(story: Story) -> None:
    result = publish(
        story.database,
        PlanBatch(tuple(city(range(3)))),
        source="operator",
        mode=PlanMode.COMPLETE,
        coalesce=timedelta(0),
        content_hash="",
        now=story.clock.now(),
        dry_run=True,
    )
    assert result.announced == 3
    with story.database.read() as connection:
        for table in ("plan", "publish", "ban_window", "outbox"):
            assert connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] == 0


def test_removed_sides_of_what_was_held_are_removed_when_it_is_released(story: Story) -> None:
    story.publish("2026-11-23 10:00", *city(range(60)))
    batch = PlanBatch((), removed_sides=frozenset(plan.side_id for plan in city(range(60))))
    held = publish(
        story.database,
        batch,
        source="operator",
        mode=PlanMode.CHANGES,
        coalesce=timedelta(0),
        content_hash="",
        now=story.clock.now(),
        holds_whole=True,
    )
    assert held.held_id is not None
    released = release(
        story.database, held.held_id, actor="operator:amelie", coalesce=timedelta(0), now=story.clock.now()
    )
    assert released.withdrawn == 60
