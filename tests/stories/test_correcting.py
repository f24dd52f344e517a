"""When the plan changes: corrections name what they replace, and nobody hears what they already believe."""

from dataclasses import replace

from schedules.model import LoadingStatus, PlanMode
from tests.stories.story import NIGHT, Story, Told, bare, local, planned

A = ("2026-11-23 19:00", "2026-11-24 07:00")
B = ("2026-11-24 19:00", "2026-11-25 07:00")


def test_planned_to_replanned_with_the_same_hours_tells_nobody(story: Story) -> None:
    story.person("ana", "1", leads=(60,))
    story.publish("2026-11-23 10:00", planned("1", *A))
    story.publish("2026-11-23 11:00", planned("1", *A, LoadingStatus.REPLANNED))
    story.go_to("2026-11-23 18:30")
    assert [told.kind for told in story.told] == ["planned", "reminder"]


def test_other_hours_are_a_move_that_names_the_message_replaced_and_reminders_follow(story: Story) -> None:
    story.person("ana", "1", leads=(60,))
    story.publish("2026-11-23 10:00", planned("1", *A))
    story.publish("2026-11-23 14:00", planned("1", *B, LoadingStatus.REPLANNED))
    story.go_to("2026-11-26 12:00")
    assert story.told == [
        Told("Mon 10:00", "ana", "planned", "1"),
        Told("Mon 14:00", "ana", "moved", "1", replaces="Mon 10:00"),
        Told("Tue 18:00", "ana", "reminder", "1"),
    ]
    assert "10h" in story.texts[1]


def test_there_and_back_tells_twice(story: Story) -> None:
    story.person("ana", "1")
    story.publish("2026-11-23 10:00", planned("1", *A))
    story.publish("2026-11-23 11:00", planned("1", *B))
    story.publish("2026-11-23 12:00", planned("1", *A))
    assert story.told[1:] == [
        Told("Mon 11:00", "ana", "moved", "1", replaces="Mon 10:00"),
        Told("Mon 12:00", "ana", "moved", "1", replaces="Mon 11:00"),
    ]


def test_there_and_back_within_the_coalescing_time_tells_nobody_and_keeps_the_reminder(story: Story) -> None:
    story.person("ana", "1", leads=(60,))
    story.publish("2026-11-23 10:00", planned("1", *A), coalesce=120)
    story.publish("2026-11-23 11:00:00", planned("1", *B), coalesce=120)
    story.publish("2026-11-23 11:01:59", planned("1", *A), coalesce=120)
    story.go_to("2026-11-24 12:00")
    assert story.told == [Told("Mon 10:02", "ana", "planned", "1"), Told("Mon 18:00", "ana", "reminder", "1")]


def test_two_edits_within_two_minutes_make_one_message_counted_from_the_first(story: Story) -> None:
    story.person("ana", "1")
    story.publish("2026-11-23 10:00:00", planned("1", *A), coalesce=120)
    story.publish("2026-11-23 10:01:30", planned("1", *B), coalesce=120)
    story.go_to("2026-11-23 12:00")
    assert story.told == [Told("Mon 10:02", "ana", "planned", "1")]


def test_published_and_withdrawn_within_two_minutes_tells_nobody(story: Story) -> None:
    story.person("ana", "1", leads=(60,))
    story.publish("2026-11-23 10:00:00", planned("1", *A), coalesce=120)
    story.publish("2026-11-23 10:01:00", bare("1", LoadingStatus.SNOWY), coalesce=120)
    story.go_to("2026-11-24 12:00")
    assert story.told == []


def test_withdrawn_and_published_again_within_two_minutes_tells_nobody(story: Story) -> None:
    story.person("ana", "1", leads=(60,))
    story.publish("2026-11-23 10:00", planned("1", *A), coalesce=0)
    story.publish("2026-11-23 11:00:00", bare("1", LoadingStatus.SNOWY), coalesce=120)
    story.publish("2026-11-23 11:01:00", planned("1", *A), coalesce=120)
    story.go_to("2026-11-24 12:00")
    assert story.told == [Told("Mon 10:00", "ana", "planned", "1"), Told("Mon 18:00", "ana", "reminder", "1")]


def test_each_way_to_no_ban_cancels_what_was_told_and_its_reminder(story: Story) -> None:
    story.person("ana", "0", "4", "10", leads=(60,))
    story.publish("2026-11-23 10:00", *(planned(side, *A) for side in ("0", "4", "10")))
    deferred = planned("4", *A, LoadingStatus.DEFERRED)
    story.publish("2026-11-23 11:00", bare("0", LoadingStatus.SNOWY))
    story.publish("2026-11-23 12:00", deferred)
    story.publish("2026-11-23 13:00", bare("10", LoadingStatus.BETWEEN_LOADINGS))
    story.go_to("2026-11-24 12:00")
    assert story.told == [
        Told("Mon 10:00", "ana", "planned", "0 10 4"),
        Told("Mon 11:00", "ana", "cancelled", "0", replaces="Mon 10:00"),
        Told("Mon 12:00", "ana", "cancelled", "4", replaces="Mon 10:00"),
        Told("Mon 13:00", "ana", "cancelled", "10", replaces="Mon 10:00"),
    ]


def test_side_absent_from_a_complete_plan_is_cancelled_and_from_changes_is_not(story: Story) -> None:
    story.person("ana", "1", "2")
    story.publish("2026-11-23 10:00", planned("1", *A), planned("2", *B))
    story.publish("2026-11-23 11:00", planned("1", *A), mode=PlanMode.CHANGES)
    story.publish("2026-11-23 12:00", planned("1", *A), mode=PlanMode.COMPLETE)
    assert story.told[2:] == [Told("Mon 12:00", "ana", "cancelled", "2", replaces="Mon 10:00")]


def test_new_window_after_a_cancellation_is_planned(story: Story) -> None:
    story.person("ana", "1")
    story.publish("2026-11-23 10:00", planned("1", *A))
    story.publish("2026-11-23 11:00", bare("1", LoadingStatus.DEFERRED))
    story.publish("2026-11-23 12:00", planned("1", *B, LoadingStatus.REPLANNED))
    assert [told.kind for told in story.told] == ["planned", "cancelled", "planned"]


def test_correction_that_waits_for_the_morning_is_overtaken_by_the_next(story: Story) -> None:
    story.person("ana", "1", quiet=NIGHT)
    story.publish("2026-11-23 10:00", planned("1", "2026-11-24 12:00", "2026-11-24 20:00"))
    story.publish("2026-11-23 23:00", bare("1", LoadingStatus.DEFERRED))
    story.publish("2026-11-24 05:00", planned("1", "2026-11-25 12:00", "2026-11-25 20:00", LoadingStatus.REPLANNED))
    story.go_to("2026-11-24 12:00")
    assert story.told[1:] == [Told("Tue 07:00", "ana", "moved", "1", replaces="Mon 10:00")]


def test_person_never_told_gets_the_plan_and_not_a_correction(story: Story) -> None:
    story.person("ana", "1")
    story.refuse = True
    story.publish("2026-11-23 10:00", planned("1", *A))
    story.refuse = False
    story.publish("2026-11-23 11:00", planned("1", *B))
    story.publish("2026-11-23 12:00", bare("1", LoadingStatus.SNOWY))
    assert [told.kind for told in story.told] == ["planned", "cancelled"]


def test_person_never_told_hears_nothing_of_a_withdrawal_or_of_a_cleared_street(story: Story) -> None:
    story.person("ana", "1", "2", quiet=NIGHT)
    story.publish("2026-11-23 23:00", planned("1", *B), planned("2", *B))
    story.publish("2026-11-23 23:30", bare("1", LoadingStatus.SNOWY), bare("2", LoadingStatus.CLEARED))
    story.go_to("2026-11-25 12:00")
    assert story.told == []


def test_cleared_street_is_done_for_those_who_were_told_and_waits_for_morning(story: Story) -> None:
    story.person("ana", "1", quiet=NIGHT)
    story.person("bob", "1")
    story.publish("2026-11-23 10:00", planned("1", *A))
    story.publish("2026-11-24 02:40", bare("1", LoadingStatus.CLEARED))
    story.go_to("2026-11-25 12:00")
    assert story.told[2:] == [Told("Tue 02:40", "bob", "done", "1"), Told("Tue 07:00", "ana", "done", "1")]
    assert "2h40" in story.texts[3]


def test_ban_of_the_next_snowfall_is_planned_anew(story: Story) -> None:
    story.person("ana", "1")
    story.publish("2026-11-23 10:00", planned("1", *A))
    story.publish("2026-11-27 10:00", planned("1", "2026-11-27 19:00", "2026-11-28 07:00"))
    assert [told.kind for told in story.told] == ["planned", "planned"]


def test_loading_that_starts_early_is_told_at_once(story: Story) -> None:
    story.person("ana", "1", leads=(60,), quiet=NIGHT)
    story.publish("2026-11-23 10:00", planned("1", "2026-11-24 07:00", "2026-11-24 19:00"))
    story.publish("2026-11-24 03:00", planned("1", "2026-11-24 07:00", "2026-11-24 19:00", LoadingStatus.IN_PROGRESS))
    story.go_to("2026-11-24 12:00")
    assert [(told.at, told.kind) for told in story.told] == [
        ("Mon 10:00", "planned"),
        ("Mon 21:30", "evening_before"),
        ("Tue 03:00", "in_progress"),
    ]


def test_same_plan_twice_changes_nothing(story: Story) -> None:
    story.person("ana", "1")
    story.publish("2026-11-23 10:00", planned("1", *A))
    assert story.publish("2026-11-23 11:00", planned("1", *A)).sides_changed == 0
    assert len(story.told) == 1


def test_loading_that_overruns_its_window_is_told_when_the_next_poll_still_says_so(story: Story) -> None:
    story.person("ana", "1")
    loading = planned("1", *A, LoadingStatus.IN_PROGRESS)
    story.publish("2026-11-23 10:00", planned("1", *A))
    for at in ("2026-11-24 06:58", "2026-11-24 07:03", "2026-11-24 07:08"):
        story.publish(at, loading)
    story.publish("2026-11-24 09:00", bare("1", LoadingStatus.CLEARED))
    assert [(told.at, told.kind) for told in story.told[1:]] == [
        ("Tue 06:58", "in_progress"),
        ("Tue 07:03", "in_progress"),
        ("Tue 09:00", "done"),
    ]


def test_operators_plan_outranks_what_the_feed_said_before_it(story: Story) -> None:
    story.person("ana", "1")
    said = replace(planned("1", *A), updated_at=local("2026-11-23 09:55"))
    story.publish("2026-11-23 10:00", said)
    story.publish("2026-11-23 11:00", planned("1", *B), source="operator")
    story.publish("2026-11-23 11:05", said)
    story.publish("2026-11-23 12:00", replace(said, updated_at=local("2026-11-23 11:58")))
    assert [(told.at, told.kind) for told in story.told] == [
        ("Mon 10:00", "planned"),
        ("Mon 11:00", "moved"),
        ("Mon 12:00", "moved"),
    ]


def test_cancellation_taken_back_before_anybody_saw_it_and_made_anew_is_told(story: Story) -> None:
    story.person("ana", "1")
    story.publish("2026-11-23 10:00", planned("1", *A), coalesce=120)
    story.publish("2026-11-23 12:00", bare("1", LoadingStatus.SNOWY), coalesce=120)
    story.publish("2026-11-23 12:01", planned("1", *A), coalesce=120)
    story.publish("2026-11-23 14:00", bare("1", LoadingStatus.SNOWY), coalesce=120)
    story.go_to("2026-11-24 12:00")
    assert story.told[1:] == [Told("Mon 14:02", "ana", "cancelled", "1", replaces="Mon 10:02")]


def test_cleared_twice_in_one_night_is_told_once_in_the_morning(story: Story) -> None:
    story.person("ana", "1", quiet=NIGHT)
    story.publish("2026-11-23 10:00", planned("1", *A))
    story.publish("2026-11-24 01:00", bare("1", LoadingStatus.CLEARED))
    story.publish("2026-11-24 02:00", planned("1", *A))
    story.publish("2026-11-24 03:00", bare("1", LoadingStatus.CLEARED))
    story.go_to("2026-11-24 12:00")
    assert story.told[1:] == [Told("Tue 07:00", "ana", "done", "1")]


def test_plan_moved_into_the_past_takes_the_ban_back(story: Story) -> None:
    story.person("ana", "1", leads=(60,))
    story.publish("2026-11-23 10:00", planned("1", *A))
    story.publish("2026-11-23 11:00", planned("1", "2026-11-22 19:00", "2026-11-23 07:00", LoadingStatus.REPLANNED))
    story.publish("2026-11-23 15:00", bare("1", LoadingStatus.SNOWY))
    story.go_to("2026-11-24 12:00")
    assert story.told[1:] == [Told("Mon 11:00", "ana", "cancelled", "1", replaces="Mon 10:00")]


def test_two_windows_moved_to_the_same_one_make_one_message(story: Story) -> None:
    story.person("ana", "1", "2")
    story.publish("2026-11-23 10:00", planned("1", *A), planned("2", "2026-11-23 20:00", "2026-11-24 07:00"))
    story.publish("2026-11-23 11:00", planned("1", *B), planned("2", *B))
    assert story.told[2:] == [Told("Mon 11:00", "ana", "moved", "1 2", replaces="Mon 10:00")]
