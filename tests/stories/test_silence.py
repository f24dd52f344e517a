"""A silent feed: told once to those for whom a ban is near, and once more when it is back."""

from datetime import timedelta

from infoneige.plans.silence import watch_silence
from notifier.model import AlertKind
from tests.stories.story import NIGHT, Story, Told, planned

EVENING = ("2026-11-23 19:00", "2026-11-24 07:00")
TOMORROW = ("2026-11-24 19:00", "2026-11-25 07:00")


def watch(story: Story, at: str) -> int:
    story.go_to(at)
    due = watch_silence(story.database, source="feed", stale_after=timedelta(minutes=20), now=story.clock.now())
    story.delivery.deliver_due()
    return due


def test_silence_is_told_once_to_those_whose_ban_is_near(story: Story) -> None:
    story.person("ana", "1", "2", "3")
    story.person("bob", "3")
    story.publish("2026-11-23 10:00", planned("1", *EVENING), planned("2", *EVENING), planned("3", *TOMORROW))
    del story.told[:]
    assert watch(story, "2026-11-23 10:20") == 0
    watch(story, "2026-11-23 10:21")
    watch(story, "2026-11-23 11:00")
    assert story.told == [Told("Mon 10:21", "ana", "data_silent", "1 2")]


def test_return_is_told_to_those_who_were_told_of_the_silence_and_a_second_silence_again(story: Story) -> None:
    story.person("ana", "1")
    story.person("bob", "1", kinds=(AlertKind.PLANNED,))
    story.publish("2026-11-23 10:00", planned("1", *EVENING))
    watch(story, "2026-11-23 10:21")
    story.publish("2026-11-23 11:00", planned("1", *EVENING))
    watch(story, "2026-11-23 11:00:30")
    watch(story, "2026-11-23 11:21")
    assert story.told[2:] == [
        Told("Mon 10:21", "ana", "data_silent", "1"),
        Told("Mon 11:00:30", "ana", "data_back", "1"),
        Told("Mon 11:21", "ana", "data_silent", "1"),
    ]


def test_silence_wakes_nobody_and_one_that_ends_before_morning_is_not_told(story: Story) -> None:
    story.person("ana", "1", quiet=NIGHT)
    story.publish("2026-11-23 20:00", planned("1", "2026-11-24 09:00", "2026-11-24 19:00"))
    watch(story, "2026-11-24 01:00")
    story.publish("2026-11-24 02:00", planned("1", "2026-11-24 09:00", "2026-11-24 19:00"))
    watch(story, "2026-11-24 02:01")
    story.go_to("2026-11-24 08:00")
    assert [told.kind for told in story.told] == ["planned"]


def test_source_that_never_spoke_is_not_silent(story: Story) -> None:
    assert watch(story, "2026-11-23 10:00") == 0


def test_ban_that_comes_near_during_the_silence_is_told_of_it_once(story: Story) -> None:
    story.person("ana", "1", "2")
    story.publish("2026-11-23 10:00", planned("1", "2026-11-24 07:00", "2026-11-24 19:00"), planned("2", *TOMORROW))
    for at in ("2026-11-23 10:30", "2026-11-23 19:00", "2026-11-23 19:01", "2026-11-24 08:00"):
        watch(story, at)
    assert [(told.at, told.kind, told.sides) for told in story.told[2:]] == [("Mon 19:01", "data_silent", "1")]


def test_silence_of_several_sides_is_one_message_beside_a_correction_due_at_the_same_instant(story: Story) -> None:
    story.person("ana", "1", "2", quiet=NIGHT)
    later = ("2026-11-24 12:00", "2026-11-24 19:00")
    story.publish("2026-11-23 21:00", planned("1", *later), planned("2", *later))
    story.publish("2026-11-23 23:00", planned("1", "2026-11-24 12:00", "2026-11-24 20:00"))
    watch(story, "2026-11-24 01:00")
    story.go_to("2026-11-24 08:00")
    assert [(told.kind, told.sides) for told in story.told[1:]] == [("moved", "1"), ("data_silent", "1 2")]


def test_return_is_not_told_when_the_data_are_silent_again(story: Story) -> None:
    story.person("ana", "1", quiet=NIGHT)
    hours = ("2026-11-24 09:00", "2026-11-24 19:00")
    story.publish("2026-11-23 21:00", planned("1", *hours))
    watch(story, "2026-11-23 21:30")
    story.publish("2026-11-23 23:00", planned("1", *hours))
    watch(story, "2026-11-23 23:00:30")
    watch(story, "2026-11-24 01:00")
    story.go_to("2026-11-24 08:00")
    assert [(told.at, told.kind) for told in story.told[1:]] == [
        ("Mon 21:30", "data_silent"),
        ("Tue 07:00", "data_silent"),
    ]
