"""What pages say of an operation is the same before and after its messages are forgotten, on both databases."""

import json
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta

import pytest

from geodata.address_book import AddressBook
from geodata.build import BuildRequest, build_artefact
from geodata.demo_city import write_demo_city
from infoneige.housekeeping import forget_what_was_told
from infoneige.plans.signature import Signature
from infoneige.quality.people import Fate
from infoneige.quality.report import Report
from infoneige.quality.reports import QualityReports
from infoneige.storage import versions
from infoneige.storage.database import Database
from infoneige.storage.retention import MESSAGES_LAST
from notifier.model import Channel
from schedules.model import LoadingStatus, Period
from tests.infoneige.quality.told_city import HOUR, MINUTE, NIGHT, ToldCity
from tests.outbox_world import NOW

DAY = timedelta(days=1)
PLANNED, CLEARED, SNOWY = LoadingStatus.PLANNED, LoadingStatus.CLEARED, LoadingStatus.SNOWY
LONG_AFTER = NIGHT.ends_at + MESSAGES_LAST + DAY


@pytest.fixture(scope="module")
def streets(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AddressBook]:
    folder = tmp_path_factory.mktemp("valneige")
    files = write_demo_city(folder)
    build_artefact(BuildRequest(files.sides, files.boroughs, files.sectors), folder / "geodata.db")
    with closing(AddressBook.open(folder / "geodata.db")) as book:
        yield book


@pytest.fixture
def city(database: Database) -> ToldCity:
    return ToldCity(database)


def read(city: ToldCity, streets: AddressBook) -> list[Report]:
    """Return the reports of all operations, as they are made now."""
    reports = QualityReports(city.database, streets)
    found = [reports.report(one, city.now) for one in reports.operations(city.now) or ()]
    return [one for one in found if one is not None]


def people_told(city: ToldCity) -> dict[int, int]:
    with city.database.read() as connection:
        return {
            one.publish_id: versions.count_told(city.database, connection, one)
            for one in versions.versions(city.database, connection, most=100)
        }


def forget(city: ToldCity, *, hours: int = 1) -> None:
    for _ in range(hours):
        forget_what_was_told(city.database, now=city.now)


def left(city: ToldCity) -> int:
    ((entries,),) = city.world.rows("SELECT count(*) FROM outbox")
    return int(entries)


def next_night(days: int) -> Period:
    return Period(NIGHT.starts_at + days * DAY, NIGHT.ends_at + days * DAY)


def tell_of_a_storm(city: ToldCity, days: int = 0, *, operation: str | None = None) -> None:
    """Announce some sides, correct a part of them, take another back, and let time go by to the end."""
    city.now = max(city.now, NOW + days * DAY)
    city.say(PLANNED, "a", "b", "c", period=next_night(days), operation=operation, source="operator")
    city.becomes("delivered")
    city.later(MINUTE)
    city.say(PLANNED, "a", period=next_night(days + 1), operation=operation, source="operator")
    wrong = Signature(published_by="operator:amelie", is_our_error=True)
    city.say(SNOWY, "b", signature=wrong, source="operator", operation=operation)
    city.becomes("sent")
    city.later(30 * HOUR)
    city.say(CLEARED, "a", "c", source="operator", operation=operation)
    city.becomes("delivered")
    city.world.change("UPDATE outbox SET state = 'expired' WHERE state = 'due'")


@pytest.fixture
def winter(city: ToldCity) -> ToldCity:
    """Give a city of some people, and two storms of which they were told."""
    city.people(31, ["a", "c"])
    city.people(23, ["b"], name="texted", channel="sms")
    city.people(4, ["c"], name="few", channel="push")
    tell_of_a_storm(city)
    tell_of_a_storm(city, 20)
    return city


def test_reports_are_the_same_before_and_after(winter: ToldCity, streets: AddressBook) -> None:
    winter.now = LONG_AFTER + 30 * DAY
    before, told = read(winter, streets), people_told(winter)
    assert [one.told.reach[Channel.SMS][Fate.HANDED_OVER] for one in before] == [20, 20]
    assert max(told.values()) == 58
    forget(winter, hours=2)
    assert left(winter) == 0
    assert read(winter, streets) == before
    assert people_told(winter) == told


def test_reports_are_the_same_while_a_part_is_forgotten(winter: ToldCity, streets: AddressBook) -> None:
    winter.now = LONG_AFTER
    before, told, entries = read(winter, streets), people_told(winter), left(winter)
    forget(winter)
    assert 0 < left(winter) < entries
    assert (read(winter, streets), people_told(winter)) == (before, told)


def test_nothing_is_forgotten_before_it_is_counted(winter: ToldCity) -> None:
    winter.now = LONG_AFTER + 30 * DAY
    entries = left(winter)
    forget(winter)
    assert left(winter) == entries
    forget(winter)
    assert left(winter) == 0


def test_what_is_kept_has_no_number_that_the_page_would_not_show(winter: ToldCity) -> None:
    winter.now = LONG_AFTER
    forget(winter)
    ((text,),) = winter.world.rows("SELECT told FROM quality_kept")
    kept = json.loads(text)
    assert kept == {
        "reach": {"sms": {"handed_over": 20}, "push": {}, "console": {"handed_over": 30}},
        "detail": {"notice": [None, None, None, None, 55, None], "corrected": 30, "our_error": 20},
        "opted_out": None,
    }


def test_operation_that_goes_on_is_counted_in_parts(city: ToldCity, streets: AddressBook) -> None:
    city.people(12, ["a", "b", "c"])
    for days in (0, 25, 50, 75, 100):
        tell_of_a_storm(city, days, operation="Déneigement")
        forget(city)
    assert [one.told.people for one in read(city, streets)] == [10]
    tell_of_a_storm(city, 125, operation="Déneigement")
    assert [one.told.people for one in read(city, streets)] == [20]
    city.now = NOW + 300 * DAY
    before = read(city, streets)
    assert [one.told.people for one in before] == [20]
    forget(city, hours=2)
    assert left(city) == 0
    assert read(city, streets) == before


def test_operation_of_the_winter_before_is_not_cut_at_the_edge(city: ToldCity, streets: AddressBook) -> None:
    for days in (0, 20):
        tell_of_a_storm(city, days, operation="Chargement 1")
    reports = QualityReports(city.database, streets)
    city.now = NOW + 400 * DAY
    assert len(reports.operations(city.now) or ()) == 1
    assert reports.operations(city.later(MINUTE)) == ()
