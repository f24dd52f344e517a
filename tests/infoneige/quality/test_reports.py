"""What the reports say of operations that went through the pipeline, on both databases."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from geodata.address_book import AddressBook
from infoneige.desk.model import GuardKind
from infoneige.plans.signature import Signature
from infoneige.quality.measures import Kept, Spread
from infoneige.quality.people import Detail, Fate, Told
from infoneige.quality.report import AreaKind, GuardedPublish, Report
from infoneige.quality.reports import QualityReports
from infoneige.storage.consent import ConsentRecord, log_consent
from infoneige.storage.database import Database
from notifier.consent import ConsentEvent
from notifier.model import Channel, Language
from schedules.bounds import LONGEST_BAN
from schedules.model import LoadingStatus, Period
from tests.infoneige.quality.told_city import HOUR, MINUTE, NIGHT, ToldCity
from tests.outbox_world import NOW

PLANNED, REPLANNED, LOADING = LoadingStatus.PLANNED, LoadingStatus.REPLANNED, LoadingStatus.IN_PROGRESS
CLEARED, SNOWY = LoadingStatus.CLEARED, LoadingStatus.SNOWY
NEXT_NIGHT = Period(NIGHT.starts_at + 24 * HOUR, NIGHT.ends_at + 24 * HOUR)
UNSEEN = {channel: dict.fromkeys(Fate) for channel in Channel}
NOBODY = Told(UNSEEN, Detail((None,) * 6, None, None), None)


@pytest.fixture(scope="module")
def streets(valneige: Path) -> Iterator[AddressBook]:
    with closing(AddressBook.open(valneige)) as book:
        yield book


@pytest.fixture
def city(database: Database) -> ToldCity:
    return ToldCity(database)


def report(city: ToldCity, streets: AddressBook, place: int = 0) -> Report:
    reports = QualityReports(city.database, streets)
    operations = reports.operations(city.now)
    assert operations is not None
    made = reports.report(operations[place], city.now)
    assert made is not None
    return made


def kept(**numbers: object) -> Kept:
    names = ("announced", "unannounced", "replanned", "withdrawn", "in_time", "late", "never_closed", "open")
    none: dict[str, object] = dict.fromkeys(names, 0) | {"start_delay": None, "overrun": None}
    return Kept(**(none | numbers))  # type: ignore[arg-type]


def test_a_city_without_operations_has_none(city: ToldCity, streets: AddressBook) -> None:
    assert QualityReports(city.database, streets).operations(city.now) == ()


def test_what_was_announced_is_measured_against_what_came(city: ToldCity, streets: AddressBook) -> None:
    city.say(PLANNED, "a", "b", "c", "d")
    city.later(HOUR)
    city.say(REPLANNED, "b", period=NEXT_NIGHT)
    city.say(SNOWY, "c")
    city.now = NIGHT.starts_at + 20 * MINUTE
    city.say(LOADING, "a", "x")
    city.now = NIGHT.ends_at - HOUR
    city.say(CLEARED, "a", "x")
    city.now = NEXT_NIGHT.starts_at - 5 * MINUTE
    city.say(LOADING, "b")
    city.now = NEXT_NIGHT.ends_at + 30 * MINUTE
    city.say(CLEARED, "b")
    assert report(city, streets).city == kept(
        announced=4,
        unannounced=1,
        replanned=1,
        withdrawn=1,
        in_time=1,
        late=1,
        never_closed=1,
        start_delay=Spread(2, -5, 20),
        overrun=Spread(2, 0, 30),
    )


def test_loading_that_stopped_and_went_on_began_when_it_first_began(city: ToldCity, streets: AddressBook) -> None:
    city.say(PLANNED, "a")
    city.now = NIGHT.starts_at + 10 * MINUTE
    city.say(LOADING, "a")
    city.later(HOUR)
    city.say(PLANNED, "a")
    city.later(HOUR)
    city.say(LOADING, "a")
    assert report(city, streets).city == kept(announced=1, open=1, start_delay=Spread(1, 10, 10))


def test_loading_past_the_announced_end_is_one_ban_that_overran(city: ToldCity, streets: AddressBook) -> None:
    city.say(PLANNED, "a")
    city.now = NIGHT.starts_at
    city.say(LOADING, "a")
    city.now = NIGHT.ends_at + 5 * MINUTE
    city.say(LOADING, "a")
    city.now = NIGHT.ends_at + 90 * MINUTE
    city.say(CLEARED, "a")
    assert report(city, streets).city == kept(
        announced=1, late=1, start_delay=Spread(1, 0, 0), overrun=Spread(1, 90, 90)
    )


def test_areas_are_measured_apart(city: ToldCity, streets: AddressBook) -> None:
    boroughs = streets.boroughs_of_sides()
    one, other = (
        next(side for side, name in boroughs.items() if name == wanted) for wanted in sorted(set(boroughs.values()))[:2]
    )
    city.say(PLANNED, one, other, "of nowhere")
    city.later(HOUR)
    city.say(SNOWY, one)
    assert report(city, streets).areas[AreaKind.BOROUGH] == {
        boroughs[one]: kept(announced=1, withdrawn=1),
        boroughs[other]: kept(announced=1, open=1),
    }


def test_storms_are_operations_of_their_own_and_so_are_names(city: ToldCity, streets: AddressBook) -> None:
    city.say(PLANNED, "a")
    city.now = NIGHT.ends_at + 25 * HOUR
    soon = Period(city.now + HOUR, city.now + 2 * HOUR)
    first = city.now
    city.say(PLANNED, "b", period=soon)
    city.say(PLANNED, "c", period=soon, operation="Opération 2")
    found = QualityReports(city.database, streets).operations(city.now)
    assert [(one.name, one.begins_at, one.ends_at) for one in found or ()] == [
        ("Opération 2", first, soon.ends_at),
        (None, first, soon.ends_at),
        (None, NOW, NIGHT.ends_at),
    ]
    assert [report(city, streets, place).city.announced for place in range(3)] == [1, 1, 1]


def test_side_that_nobody_clears_does_not_make_one_of_two_storms(city: ToldCity, streets: AddressBook) -> None:
    city.say(PLANNED, "a")
    city.now = NIGHT.starts_at
    city.say(LOADING, "a")
    city.now = forgotten = NIGHT.ends_at + 5 * MINUTE
    city.say(LOADING, "a")
    city.now = next_storm = forgotten + 10 * 24 * HOUR
    hours = Period(next_storm + HOUR, next_storm + 2 * HOUR)
    city.say(PLANNED, "a", "b", period=hours)
    found = QualityReports(city.database, streets).operations(city.now)
    assert [(one.begins_at, one.ends_at) for one in found or ()] == [
        (next_storm, hours.ends_at),
        (NOW, forgotten + LONGEST_BAN),
    ]


def test_people_count_by_their_shortest_notice_and_worst_message(city: ToldCity, streets: AddressBook) -> None:
    city.people(12, ["a", "b"])
    city.people(7, ["a"], name="texted", channel="sms")
    city.people(5, ["b"], name="unlucky", channel="sms")
    city.say(PLANNED, "a")
    city.becomes("delivered")
    city.later(6 * HOUR)
    city.say(PLANNED, "b")
    city.world.change("UPDATE outbox SET state = 'failed' WHERE state = 'due' AND lane >= 10")
    city.becomes("delivered")
    assert report(city, streets).told == Told(
        UNSEEN
        | {
            Channel.SMS: {**dict.fromkeys(Fate), Fate.DELIVERED: 5, Fate.FAILED: 5},
            Channel.CONSOLE: {**dict.fromkeys(Fate), Fate.DELIVERED: 10},
        },
        Detail((None, None, None, 10, 5, None), None, None),
        None,
    )


def test_people_who_were_corrected_or_misled_are_counted(city: ToldCity, streets: AddressBook) -> None:
    city.people(20, ["a"])
    city.people(30, ["b"], name="other")
    city.say(PLANNED, "a", "b")
    city.becomes("sent")
    city.later(MINUTE)
    city.say(REPLANNED, "a", period=NEXT_NIGHT)
    wrong = Signature(published_by="operator:amelie", is_our_error=True)
    city.say(SNOWY, "b", signature=wrong, source="operator")
    city.becomes("sent")
    told = report(city, streets).told
    assert told.detail == Detail((None, None, None, None, 50, None), 20, 30)


def test_people_told_only_by_the_loading_had_no_notice(city: ToldCity, streets: AddressBook) -> None:
    city.people(6, ["a"])
    city.say(LOADING, "a")
    city.becomes("delivered")
    detail = report(city, streets).told.detail
    assert detail is not None
    assert detail.notice == (5, None, None, None, None, None)


def test_loading_that_overruns_shortens_no_notice(city: ToldCity, streets: AddressBook) -> None:
    city.people(30, ["a"])
    city.say(PLANNED, "a")
    city.becomes("delivered")
    city.now = NIGHT.ends_at + 5 * MINUTE
    city.say(LOADING, "a")
    city.becomes("delivered")
    detail = report(city, streets).told.detail
    assert detail is not None
    assert detail.notice == (None, None, None, None, 30, None)


def test_reasons_of_guarded_publishes_are_kept_and_others_are_not_shown(city: ToldCity, streets: AddressBook) -> None:
    at = city.now
    guards = (GuardKind.LATE_NOTICE, GuardKind.MANY_PEOPLE)
    version = city.say(
        PLANNED,
        "a",
        source="operator",
        signature=Signature(published_by="operator:amelie", reason="<b>Verglas</b>", guards=guards),
    )
    city.later(MINUTE)
    city.say(PLANNED, "b", source="operator", signature=Signature(published_by="operator:amelie", reason="pour voir"))
    city.say(SNOWY, "b", source="operator", signature=Signature(published_by="operator:amelie", takes_back=version))
    found = report(city, streets)
    assert version is not None
    assert found.guarded == (GuardedPublish(version, at, guards, "<b>Verglas</b>"),)
    assert (found.taken_back, found.our_errors) == (1, 0)


def test_those_who_say_stop_count_once_and_only_while_it_lasts(city: ToldCity, streets: AddressBook) -> None:
    city.say(PLANNED, "a")
    with city.database.transaction() as connection:
        for hours, people in ((-1, 9), (1, 11), (2, 6), (40, 9)):
            for person in range(people):
                stop = ConsentRecord(event=ConsentEvent.STOP, language=Language.FR, at=NOW + hours * HOUR)
                log_consent(city.database, connection, Channel.SMS, f"l1:{person}", stop)
    assert report(city, streets).told.opted_out == 10


def test_a_report_is_made_anew_after_a_minute(city: ToldCity, streets: AddressBook) -> None:
    city.say(PLANNED, "a")
    reports = QualityReports(city.database, streets)
    (operation,) = reports.operations(city.now) or ()
    before = reports.report(operation, city.now)
    city.say(SNOWY, "a")
    assert reports.report(operation, city.later(59_999 * MINUTE / 60_000)) is before
    after = reports.report(operation, city.later(MINUTE))
    assert after is not None
    assert after.city == kept(announced=1, withdrawn=1)


def test_nobody_told_is_nobody_shown(city: ToldCity, streets: AddressBook) -> None:
    city.say(PLANNED, "a")
    assert report(city, streets).told == NOBODY
