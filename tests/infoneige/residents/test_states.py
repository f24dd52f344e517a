"""States as pages read them, of plans that were really published."""

from datetime import timedelta

import pytest

from infoneige.people.street_status import StreetStatus
from infoneige.residents.freshness import DataAge, Freshness
from infoneige.residents.history import Announcement, AnnouncementKind
from infoneige.residents.side_state import Phase, SideState
from notifier.status_words import StatusReport
from schedules.model import BanWindow, LoadingStatus, Period, Plan
from tests.infoneige.residents.published_city import (
    ELOI,
    FLAVIE_EVEN,
    FLAVIE_ODD,
    HOUR,
    MINUTE,
    NIGHT,
    OPERATOR,
    PublishedCity,
    ban,
)
from tests.outbox_world import NOW

NEXT_NIGHT = Period(NIGHT.starts_at + timedelta(days=1), NIGHT.ends_at + timedelta(days=1))


def test_of_a_planned_side_is_its_status_its_ban_and_the_age_of_the_data(city: PublishedCity) -> None:
    city.publish(Plan(ELOI, LoadingStatus.PLANNED, NIGHT, None, NOW, "Opération 1", "20 cm de neige"))
    city.later(3 * MINUTE)
    side = city.streets.side(ELOI)
    assert side is not None
    assert city.states.of(ELOI) == SideState(
        side=side,
        status=LoadingStatus.PLANNED,
        window=ban(ELOI),
        age=DataAge(NOW, is_polled=True),
        freshness=Freshness.FRESH,
        updated_at=NOW,
        operation="Opération 1",
        reason="20 cm de neige",
    )


def test_of_a_side_that_no_plan_names_is_unknown_even_by_fresh_data(city: PublishedCity) -> None:
    city.say(LoadingStatus.PLANNED, ELOI)
    found = city.states.of(FLAVIE_ODD)
    assert found is not None
    assert (found.status, found.window, found.look, found.freshness) == (None, None, "x", Freshness.FRESH)


def test_of_a_side_that_the_street_file_does_not_have_is_none(city: PublishedCity) -> None:
    assert city.states.of("no such side") is None
    assert city.states.opposite("no such side") is None
    assert city.states.many(["no such side", ELOI, ELOI]).keys() == {ELOI}


@pytest.mark.parametrize(
    ("age", "freshness", "look"), [(15, Freshness.FRESH, "1"), (16, Freshness.LATE, "1"), (61, Freshness.SILENT, "x")]
)
def test_a_cleared_side_is_hidden_when_the_feed_falls_silent(
    city: PublishedCity, age: int, freshness: Freshness, look: str
) -> None:
    city.say(LoadingStatus.CLEARED, ELOI)
    city.later(age * MINUTE)
    found = city.states.of(ELOI)
    assert found is not None
    assert (found.freshness, found.look) == (freshness, look)


def test_an_operator_s_plan_is_as_unsure_as_the_feed_that_could_say_otherwise(city: PublishedCity) -> None:
    city.say(LoadingStatus.PLANNED, FLAVIE_ODD)
    city.later(61 * MINUTE)
    city.say(LoadingStatus.CLEARED, ELOI, source=OPERATOR)
    found = city.states.of(ELOI)
    assert found is not None
    assert (found.age, found.look) == (DataAge(NOW, is_polled=True), "x")


def test_a_city_without_a_feed_stands_by_its_last_load(city: PublishedCity) -> None:
    city.say(LoadingStatus.CLEARED, ELOI, source=OPERATOR)
    city.later(timedelta(days=2))
    found = city.states.of(ELOI)
    assert found is not None
    assert (found.age, found.freshness, found.look) == (DataAge(NOW, is_polled=False), Freshness.FRESH, "1")


def test_opposite_is_the_other_side_of_the_same_segment(city: PublishedCity) -> None:
    city.say(LoadingStatus.PLANNED, FLAVIE_EVEN)
    found = city.states.opposite(FLAVIE_ODD)
    assert found == city.states.of(FLAVIE_EVEN)
    assert found is not None
    assert found.phase(NOW) is Phase.BEFORE


def test_history_names_what_each_announcement_replaced_the_newest_first(city: PublishedCity) -> None:
    city.say(LoadingStatus.PLANNED, ELOI)
    moved_at = city.later(HOUR)
    city.say(LoadingStatus.REPLANNED, ELOI, period=NEXT_NIGHT)
    begun_at = city.later(NEXT_NIGHT.starts_at + MINUTE - moved_at)
    city.say(LoadingStatus.IN_PROGRESS, ELOI)
    first, second = (revision.window_id for revision in city.states.revisions(ELOI))
    later = ban(ELOI, NEXT_NIGHT)
    assert city.states.history(ELOI) == (
        Announcement(begun_at, AnnouncementKind.IN_PROGRESS, later, None, second),
        Announcement(moved_at, AnnouncementKind.MOVED, later, ban(ELOI), second),
        Announcement(NOW, AnnouncementKind.ANNOUNCED, ban(ELOI), None, first),
    )


def test_history_of_a_side_that_is_done_ends_with_that(city: PublishedCity) -> None:
    city.say(LoadingStatus.PLANNED, ELOI)
    city.later(NIGHT.starts_at + MINUTE - NOW)
    city.say(LoadingStatus.IN_PROGRESS, ELOI)
    done_at = city.later(HOUR)
    city.say(LoadingStatus.CLEARED, ELOI)
    assert [(event.at, event.kind) for event in city.states.history(ELOI)] == [
        (done_at, AnnouncementKind.DONE),
        (NOW, AnnouncementKind.ANNOUNCED),
    ]


def test_history_of_trucks_that_come_early_is_one_event_that_replaces_the_plan(city: PublishedCity) -> None:
    city.say(LoadingStatus.PLANNED, ELOI)
    early = city.later(HOUR)
    city.say(LoadingStatus.IN_PROGRESS, ELOI)
    newest, _ = city.states.history(ELOI)
    open_ended = BanWindow(ELOI, early, None)
    assert (newest.at, newest.kind, newest.window, newest.replaced) == (
        early,
        AnnouncementKind.IN_PROGRESS,
        open_ended,
        ban(ELOI),
    )


def test_history_of_a_ban_taken_back_and_announced_anew_replaces_nothing(city: PublishedCity) -> None:
    city.say(LoadingStatus.PLANNED, ELOI)
    city.later(HOUR)
    city.say(LoadingStatus.DEFERRED, ELOI)
    city.later(HOUR)
    city.say(LoadingStatus.REPLANNED, ELOI, period=NEXT_NIGHT)
    assert [(event.kind, event.replaced) for event in city.states.history(ELOI)] == [
        (AnnouncementKind.ANNOUNCED, None),
        (AnnouncementKind.WITHDRAWN, None),
        (AnnouncementKind.ANNOUNCED, None),
    ]


def test_loading_beyond_the_announced_end_is_still_a_ban(city: PublishedCity) -> None:
    city.say(LoadingStatus.PLANNED, ELOI)
    city.later(NIGHT.starts_at + MINUTE - NOW)
    city.say(LoadingStatus.IN_PROGRESS, ELOI)
    now = city.later(NIGHT.ends_at - NIGHT.starts_at)
    found = city.states.of(ELOI)
    assert found is not None
    assert (found.phase(now), found.is_banned(now)) == (Phase.OVERRUN, True)


def test_status_by_sms_says_too_that_trucks_beyond_the_announced_end_are_a_ban(city: PublishedCity) -> None:
    city.say(LoadingStatus.PLANNED, ELOI)
    city.later(NIGHT.starts_at + MINUTE - NOW)
    city.say(LoadingStatus.IN_PROGRESS, ELOI)
    now = city.later(NIGHT.ends_at - NIGHT.starts_at)
    report = StreetStatus(city.database, city.streets).of_address("250 rue Saint-Éloi", now=now)
    assert isinstance(report, StatusReport)
    assert [status.window for status in report.statuses] == [BanWindow(ELOI, NIGHT.starts_at, None), None]
