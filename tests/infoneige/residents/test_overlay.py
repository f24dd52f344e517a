"""The whole city at once says of each side what the side's own page says, in few bytes."""

import zlib
from datetime import timedelta
from random import Random

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.address_book import AddressBook
from infoneige.clock import FakeClock
from infoneige.residents.city_picture import NOTHING_KNOWN, CityPicture, Known
from infoneige.residents.freshness import DataAge, Freshness
from infoneige.residents.overlay import overlay
from infoneige.residents.side_state import LOOKS
from infoneige.residents.states import SideStates
from infoneige.storage.database import Database
from schedules.model import LoadingStatus, Period
from tests.infoneige.residents.published_city import (
    ELOI,
    FLAVIE_EVEN,
    FLAVIE_ODD,
    HOUR,
    MINUTE,
    NIGHT,
    STORM,
    PublishedCity,
)
from tests.outbox_world import NOW

REAL_CITY_SIDES = 91_445


def drawn(city: PublishedCity) -> list[str]:
    """Return the look of each side in the order of the ids, as the map draws it."""
    return [LOOKS[number] for number in zlib.decompress(city.states.overlay())]


def shown(city: PublishedCity) -> list[str]:
    """Return the look of each side in the order of the ids, as its own page shows it."""
    return [state.look for state in city.states.many(sorted(city.streets.side_ids())).values()]


def publish_every_status(city: PublishedCity) -> None:
    sides = Random(4).sample(sorted(city.streets.side_ids()), 70)
    for place, status in enumerate(LoadingStatus):
        city.say(status, *sides[place::8])


def test_the_map_draws_of_each_side_what_its_page_shows(city: PublishedCity) -> None:
    assert set(drawn(city)) == {"x"}
    publish_every_status(city)
    assert set(drawn(city)) == set(LOOKS)
    assert drawn(city) == shown(city)
    city.later(HOUR)
    city.say(LoadingStatus.CLEARED, ELOI, FLAVIE_ODD, FLAVIE_EVEN)
    assert drawn(city) == shown(city)


def test_the_map_falls_silent_when_the_pages_do(city: PublishedCity) -> None:
    publish_every_status(city)
    city.later(61 * MINUTE)
    assert set(drawn(city)) == {"x", "2", "3", "5"}
    assert drawn(city) == shown(city)


def test_a_side_that_the_street_file_does_not_have_is_not_drawn(city: PublishedCity) -> None:
    city.say(LoadingStatus.CLEARED, "a street built since", ELOI)
    assert drawn(city) == shown(city)
    assert drawn(city).count("1") == 1


@settings(max_examples=20)
@given(seed=st.integers(0, 2**32), freshness=st.sampled_from(Freshness))
def test_the_overlay_is_under_forty_kilobytes_whatever_the_state_of_each_side(seed: int, freshness: Freshness) -> None:
    """No two neighbours alike is worse than any city: eight looks are three bits a side."""
    situations = (NOTHING_KNOWN, *(Known(status) for status in LoadingStatus))
    of_side = np.random.default_rng(seed).integers(0, len(situations), REAL_CITY_SIDES)
    picture = CityPicture(1, {}, situations, of_side, ("Ville",), np.zeros(REAL_CITY_SIDES, dtype=np.intp))
    assert len(overlay(picture, freshness)) < 40_000


def test_city_now_counts_what_runs_by_borough(city: PublishedCity) -> None:
    tomorrow = Period(NIGHT.starts_at + timedelta(days=1), NIGHT.ends_at + timedelta(days=1))
    city.say(LoadingStatus.PLANNED, FLAVIE_EVEN, FLAVIE_ODD)
    city.say(LoadingStatus.REPLANNED, ELOI, period=tomorrow)
    (old_mill,) = (borough for borough in city.states.city_now().boroughs if borough.coming)
    assert (old_mill.name, old_mill.banned, old_mill.coming) == ("Le Vieux-Moulin", 0, 3)
    assert (old_mill.next_starts_at, old_mill.last_ends_at) == (NIGHT.starts_at, tomorrow.ends_at)
    assert {look: sides for look, sides in old_mill.looks.items() if look != "x" and sides} == {"2": 2, "3": 1}


def test_city_now_names_who_loads_and_who_begins_next(city: PublishedCity) -> None:
    by_borough = {name: city.streets.sides_in_borough(name) for name in city.streets.borough_names()}
    mill, maples, river = ("Le Vieux-Moulin", "Côte-aux-Érables", "Rivière-Blanche")
    city.say(LoadingStatus.IN_PROGRESS, *by_borough[mill][:5])
    city.say(LoadingStatus.PLANNED, *by_borough[maples][:7])
    city.say(LoadingStatus.PLANNED, *by_borough[river][:9])
    now = city.later(7 * MINUTE)
    found = city.states.city_now()
    assert (found.now, found.age, found.freshness) == (now, DataAge(NOW, is_polled=True), Freshness.FRESH)
    assert [borough.name for borough in found.loading] == [mill]
    assert (found.banned, found.coming, found.last_ends_at) == (5, 16, NIGHT.ends_at)
    assert found.next_to_start is not None
    assert found.next_to_start.name == river
    assert sum(sum(borough.looks.values()) for borough in found.boroughs) == len(city.streets.side_ids())


def test_city_now_of_a_quiet_city_has_nothing_to_announce(city: PublishedCity) -> None:
    found = city.states.city_now()
    assert (found.loading, found.banned, found.coming, found.next_to_start, found.last_ends_at) == (
        (),
        0,
        0,
        None,
        None,
    )
    assert found.freshness is Freshness.SILENT


def test_the_real_city_in_a_real_storm_is_drawn_as_the_city_says_in_few_bytes(
    storm: Database, real_streets: AddressBook
) -> None:
    packed = SideStates(storm, real_streets, FakeClock(STORM)).overlay()
    with storm.read() as connection:
        said = dict(map(tuple, connection.execute("SELECT side_id, status FROM plan").fetchall()))
    assert [LOOKS[number] for number in zlib.decompress(packed)] == [
        str(said.get(side_id, "x")) for side_id in sorted(real_streets.side_ids())
    ]
    assert len(packed) < 40_000
