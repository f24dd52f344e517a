"""The first word about a ban: which kind, when, and to whom."""

from datetime import time

from notifier.model import AlertKind, QuietHours
from schedules.model import LoadingStatus
from tests.stories.story import NIGHT, Story, Told, bare, planned

EVENING = ("2026-11-23 19:00", "2026-11-24 07:00")
MORNING = ("2026-11-24 07:00", "2026-11-24 19:00")


def test_new_window_is_planned_and_reminded(story: Story) -> None:
    story.person("ana", "1", leads=(60, 240))
    story.publish("2026-11-23 10:00", planned("1", *EVENING))
    story.go_to("2026-11-25 12:00")
    assert story.told == [
        Told("Mon 10:00", "ana", "planned", "1"),
        Told("Mon 15:00", "ana", "reminder", "1"),
        Told("Mon 18:00", "ana", "reminder", "1"),
    ]


def test_new_window_in_state_replanned_is_planned(story: Story) -> None:
    story.person("ana", "1")
    story.publish("2026-11-23 10:00", planned("1", *EVENING, LoadingStatus.REPLANNED))
    assert story.told == [Told("Mon 10:00", "ana", "planned", "1")]


def test_two_hours_before_is_planned_and_less_is_short_notice(story: Story) -> None:
    story.person("ana", "1", "2")
    story.publish("2026-11-23 17:00", planned("1", *EVENING))
    story.publish("2026-11-23 17:01", planned("2", *EVENING))
    assert [told.kind for told in story.told] == ["planned", "short_notice"]


def test_window_under_way_is_told_at_once_and_window_over_tells_nobody(story: Story) -> None:
    story.person("ana", "1", "2", leads=(60,))
    story.publish("2026-11-23 21:00", planned("1", *EVENING), planned("2", "2026-11-23 07:00", "2026-11-23 19:00"))
    story.go_to("2026-11-25 12:00")
    assert story.told == [Told("Mon 21:00", "ana", "short_notice", "1")]


def test_lead_that_had_passed_is_not_sent_late(story: Story) -> None:
    story.person("ana", "1", leads=(720, 60))
    story.publish("2026-11-23 10:00", planned("1", *EVENING))
    story.go_to("2026-11-23 18:30")
    assert [told.kind for told in story.told] == ["planned", "reminder"]


def test_quiet_hours_hold_an_announcement_that_leaves_time_in_the_morning(story: Story) -> None:
    story.person("ana", "1", quiet=NIGHT)
    story.publish("2026-11-23 23:00", planned("1", "2026-11-24 09:00", "2026-11-24 19:00"))
    story.go_to("2026-11-24 12:00")
    assert story.told == [Told("Tue 07:00", "ana", "planned", "1")]


def test_ban_that_starts_within_two_hours_of_waking_breaks_the_quiet(story: Story) -> None:
    story.person("ana", "1", quiet=NIGHT)
    story.publish("2026-11-23 23:00", planned("1", "2026-11-24 08:59", "2026-11-24 19:00"))
    story.go_to("2026-11-24 12:00")
    assert story.told == [Told("Mon 23:00", "ana", "short_notice", "1")]


def test_reminder_in_quiet_hours_comes_the_evening_before(story: Story) -> None:
    story.person("ana", "1", leads=(60, 120), quiet=NIGHT)
    story.publish("2026-11-23 10:00", planned("1", *MORNING))
    story.go_to("2026-11-25 12:00")
    assert story.told == [Told("Mon 10:00", "ana", "planned", "1"), Told("Mon 21:30", "ana", "evening_before", "1")]


def test_moved_reminder_and_a_reminder_in_waking_hours_are_both_sent(story: Story) -> None:
    story.person("ana", "1", leads=(30, 120), quiet=QuietHours(time(22), time(6)))
    story.publish("2026-11-23 10:00", planned("1", *MORNING))
    story.go_to("2026-11-25 12:00")
    assert [(told.at, told.kind) for told in story.told[1:]] == [
        ("Mon 21:30", "evening_before"),
        ("Tue 06:30", "reminder"),
    ]


def test_sides_of_one_person_that_share_a_window_are_named_in_one_message(story: Story) -> None:
    story.person("ana", "1", "2", "3", leads=(60,))
    story.person("bob", "2")
    story.publish("2026-11-23 10:00", *(planned(side, *EVENING) for side in "12"), planned("3", *MORNING))
    story.go_to("2026-11-23 18:30")
    assert sorted(story.told, key=lambda told: (told.at, told.who, told.sides)) == [
        Told("Mon 10:00", "ana", "planned", "1 2"),
        Told("Mon 10:00", "ana", "planned", "3"),
        Told("Mon 10:00", "bob", "planned", "2"),
        Told("Mon 18:00", "ana", "reminder", "1 2"),
    ]


def test_loading_without_any_announcement_is_told_as_in_progress_even_at_night(story: Story) -> None:
    story.person("ana", "1", quiet=NIGHT)
    story.publish("2026-11-24 02:00", bare("1", LoadingStatus.IN_PROGRESS))
    assert story.told == [Told("Tue 02:00", "ana", "in_progress", "1")]


def test_loading_in_an_announced_window_is_told_once_and_wakes_nobody(story: Story) -> None:
    story.person("ana", "1", quiet=NIGHT)
    story.person("bob", "1")
    story.publish("2026-11-23 10:00", planned("1", *EVENING))
    story.publish("2026-11-24 02:00", planned("1", *EVENING, LoadingStatus.IN_PROGRESS))
    story.publish("2026-11-24 02:05", planned("1", *EVENING, LoadingStatus.IN_PROGRESS))
    story.publish("2026-11-24 03:00", bare("1", LoadingStatus.CLEARED))
    story.go_to("2026-11-24 12:00")
    assert sorted(story.told[2:], key=lambda told: told.who) == [
        Told("Tue 07:00", "ana", "done", "1"),
        Told("Tue 02:00", "bob", "in_progress", "1"),
        Told("Tue 03:00", "bob", "done", "1"),
    ]


def test_loading_that_stops_before_a_sleeper_wakes_is_not_told_and_loading_that_resumes_is(story: Story) -> None:
    story.person("ana", "1", quiet=NIGHT)
    story.publish("2026-11-23 10:00", planned("1", "2026-11-23 19:00", "2026-11-24 12:00"))
    loading = planned("1", "2026-11-23 19:00", "2026-11-24 12:00", LoadingStatus.IN_PROGRESS)
    story.publish("2026-11-24 02:00", loading)
    story.publish("2026-11-24 03:00", planned("1", "2026-11-23 19:00", "2026-11-24 12:00"))
    story.publish("2026-11-24 08:00", loading)
    assert [(told.at, told.kind) for told in story.told] == [("Mon 10:00", "planned"), ("Tue 08:00", "in_progress")]


def test_subscriber_to_a_known_window_is_told_at_once_at_any_hour_and_reminded_outside_quiet_hours(
    story: Story,
) -> None:
    story.publish("2026-11-23 10:00", planned("1", *MORNING))
    story.go_to("2026-11-23 23:30")
    story.person("ana", "1", leads=(60,), quiet=NIGHT)
    story.person("ana", "1", leads=(60,), quiet=NIGHT)
    story.person("bo", "1", leads=(60,))
    story.go_to("2026-11-24 12:00")
    assert story.told == [
        Told("Mon 23:30", "ana", "planned", "1"),
        Told("Mon 23:30", "bo", "planned", "1"),
        Told("Tue 06:00", "bo", "reminder", "1"),
    ]


def test_kinds_asked_for_are_the_only_ones_sent(story: Story) -> None:
    story.person("ana", "1", leads=(60,), kinds=(AlertKind.REMINDER,), quiet=NIGHT)
    story.publish("2026-11-23 10:00", planned("1", *MORNING))
    story.publish("2026-11-24 09:00", bare("1", LoadingStatus.CLEARED))
    assert story.told == [Told("Mon 21:30", "ana", "evening_before", "1")]


def test_service_that_was_down_sends_what_is_still_useful_once_and_expires_the_rest(story: Story) -> None:
    story.person("ana", "1", "2", leads=(60, 120))
    story.publish("2026-11-23 10:00", planned("1", *EVENING), coalesce=120)
    story.sleep_until("2026-11-23 18:30")
    story.delivery.deliver_due()
    story.publish("2026-11-23 18:31", planned("2", "2026-11-24 19:00", "2026-11-25 07:00"))
    story.sleep_until("2026-11-25 08:00")
    story.delivery.deliver_due()
    assert story.told == [Told("Mon 18:30", "ana", "planned", "1"), Told("Mon 18:31", "ana", "planned", "2")]
    with story.database.read() as connection:
        states = connection.execute("SELECT kind, lead_minutes, state FROM outbox ORDER BY window_id, lead_minutes")
        assert [tuple(row) for row in states.fetchall()] == [
            ("planned", 0, "sent"),
            ("reminder", 60, "superseded"),
            ("reminder", 120, "superseded"),
            ("planned", 0, "sent"),
            ("reminder", 60, "expired"),
            ("reminder", 120, "expired"),
        ]
