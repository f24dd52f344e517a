"""Where to park: never on a side whose plan is unknown, old or banned meanwhile; the nearest first."""

from datetime import timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.address_book import AddressBook
from geodata.walking import WalkMap
from infoneige.clock import FakeClock
from infoneige.residents.free_until import MARGIN, UNKNOWN_END, Refusal, period_to_avoid, refusal
from infoneige.residents.freshness import DataAge, Freshness
from infoneige.residents.side_state import SideState
from infoneige.residents.states import SideStates
from infoneige.residents.where_to_park import REACH_M, SPOTS_AT_MOST, ParkingPlaces, WhereToPark, minutes_on_foot
from infoneige.storage.database import Database
from infoneige.storage.instants import from_text, to_text
from schedules.model import BanWindow, LoadingStatus, Period
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

FREE = {LoadingStatus.CLEARED, LoadingStatus.PLANNED, LoadingStatus.REPLANNED}
UNTIL = NIGHT.ends_at + MARGIN

instants = st.timedeltas(timedelta(hours=-48), timedelta(hours=48)).map(lambda span: NOW + span)


@st.composite
def windows(draw: st.DrawFn) -> BanWindow:
    starts_at = draw(instants)
    length = draw(st.none() | st.timedeltas(MINUTE, timedelta(hours=24)))
    return BanWindow(ELOI, starts_at, None if length is None else starts_at + length)


@st.composite
def side_states(draw: st.DrawFn, streets: AddressBook) -> SideState:
    side = streets.side(ELOI)
    assert side is not None
    age = draw(st.builds(DataAge, st.none() | instants, st.booleans()))
    status = draw(st.none() | st.sampled_from(LoadingStatus))
    return SideState(side, status, draw(st.none() | windows()), age, age.level(NOW))


@given(data=st.data())
def test_a_side_is_offered_only_if_its_own_fresh_plan_leaves_it_free_all_the_time(
    streets: AddressBook, data: st.DataObject
) -> None:
    state = data.draw(side_states(streets))
    period = Period(NOW, NOW + data.draw(st.timedeltas(MINUTE, timedelta(hours=30))))
    is_free = (
        state.status is LoadingStatus.CLEARED if state.window is None else state.window.starts_at >= period.ends_at
    )
    is_known = state.status in FREE and state.age.level(NOW) is Freshness.FRESH
    found = refusal(state.status, state.window, state.freshness, period)
    assert (found is None) == (is_known and is_free)


@given(data=st.data())
def test_the_period_to_avoid_covers_the_rest_of_the_ban_and_a_margin(streets: AddressBook, data: st.DataObject) -> None:
    state = data.draw(side_states(streets))
    period = period_to_avoid(state, NOW)
    window = state.window
    if period is None:
        assert not state.is_banned(NOW)
        assert window is None or window.is_over(NOW)
    elif window is not None and window.ends_at is not None and not window.is_over(NOW):
        assert period == Period(NOW, window.ends_at + MARGIN)
    else:
        assert period == Period(NOW, NOW + UNKNOWN_END)


def places_of(city: PublishedCity, side: str = ELOI) -> ParkingPlaces:
    found = WhereToPark(city.states, city.streets).places(side, city.clock.now())
    assert found is not None
    return found


def test_places_are_the_nearest_free_sides_and_say_until_when(city: PublishedCity) -> None:
    later = Period(UNTIL, UNTIL + HOUR)
    city.say(LoadingStatus.PLANNED, ELOI)
    city.say(LoadingStatus.CLEARED, FLAVIE_ODD)
    city.say(LoadingStatus.PLANNED, FLAVIE_EVEN, period=later)
    found = places_of(city)
    assert found.period == Period(NOW, UNTIL)
    assert [(spot.state.side.side_id, spot.leave_by) for spot in found.spots] == [
        (FLAVIE_ODD, None),
        (FLAVIE_EVEN, later.starts_at),
    ]
    assert [(round(spot.distance_m), spot.minutes) for spot in found.spots] == [(90, 1), (90, 1)]


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (LoadingStatus.SNOWY, Refusal.SNOWY),
        (LoadingStatus.BETWEEN_LOADINGS, Refusal.BETWEEN_LOADINGS),
        (LoadingStatus.DEFERRED, Refusal.DEFERRED),
        (LoadingStatus.IN_PROGRESS, Refusal.LOADING),
        (LoadingStatus.PLANNED, Refusal.BANNED),
    ],
)
def test_a_near_side_that_is_not_offered_is_explained(
    city: PublishedCity, status: LoadingStatus, reason: Refusal
) -> None:
    across = city.states.opposite(ELOI)
    assert across is not None
    city.say(LoadingStatus.PLANNED, ELOI)
    city.say(status, across.side.side_id)
    found = places_of(city)
    assert found.spots == ()
    assert (found.refused[0].state.side.side_id, found.refused[0].reason) == (across.side.side_id, reason)
    assert {one.reason for one in found.refused[1:]} == {Refusal.UNKNOWN}


def test_a_side_that_is_free_a_minute_too_short_is_refused(city: PublishedCity) -> None:
    city.say(LoadingStatus.PLANNED, ELOI)
    city.say(LoadingStatus.PLANNED, FLAVIE_ODD, period=Period(UNTIL - MINUTE, UNTIL + HOUR))
    assert places_of(city).spots == ()


def test_a_ban_that_is_over_but_not_confirmed_offers_nothing(city: PublishedCity) -> None:
    city.say(LoadingStatus.PLANNED, ELOI, period=Period(NOW + 3 * HOUR, NOW + 9 * HOUR))
    city.say(LoadingStatus.PLANNED, FLAVIE_ODD, period=Period(NOW + HOUR, NOW + 2 * HOUR))
    city.later(2 * HOUR)
    city.say(LoadingStatus.CLEARED, FLAVIE_EVEN)
    found = places_of(city)
    assert [spot.state.side.side_id for spot in found.spots] == [FLAVIE_EVEN]
    assert Refusal.UNCONFIRMED in {one.reason for one in found.refused}


def test_old_data_offer_no_side_but_lots_stay(city: PublishedCity) -> None:
    city.say(LoadingStatus.PLANNED, ELOI)
    city.say(LoadingStatus.CLEARED, FLAVIE_ODD)
    city.later(16 * MINUTE)
    found = places_of(city)
    assert found.spots == ()
    assert {one.reason for one in found.refused} <= {Refusal.STALE, Refusal.UNKNOWN}
    assert [(lot.lot.name, lot.minutes) for lot in found.lots] == [
        ("Aréna du Vieux-Moulin", 4),
        ("Église Sainte-Flavie", 7),
        ("Parc des Pionniers", 21),
    ]


def test_who_is_not_banned_is_sent_nowhere(city: PublishedCity) -> None:
    city.say(LoadingStatus.CLEARED, ELOI, FLAVIE_ODD)
    found = places_of(city)
    assert (found.period, found.spots, found.refused) == (None, (), ())


def test_places_of_a_side_that_does_not_exist_are_none(city: PublishedCity) -> None:
    assert WhereToPark(city.states, city.streets).places("no such side", NOW) is None


@pytest.mark.parametrize(("metres", "minutes"), [(0, 1), (20, 1), (270, 4), (280, 4), (330, 5), (1_000, 15)])
def test_minutes_on_foot_are_those_of_a_walk_on_snow(metres: float, minutes: int) -> None:
    assert minutes_on_foot(metres) == minutes


EVERY_SIDE = """
    SELECT p.side_id, p.status, w.starts_at, w.ends_at
    FROM plan p LEFT JOIN ban_window w ON w.side_id = p.side_id AND w.closed_at IS NULL
"""


def test_places_in_the_real_storm_are_those_that_looking_at_every_side_finds(
    storm: Database, real_streets: AddressBook
) -> None:
    parking = WhereToPark(SideStates(storm, real_streets, FakeClock(STORM)), real_streets)
    walks = WalkMap(real_streets.reader)
    with storm.read() as connection:
        plans = connection.execute(EVERY_SIDE).fetchall()
    known = real_streets.side_ids()
    bans = {side_id: (starts_at, ends_at) for side_id, _, starts_at, ends_at in plans if ends_at and side_id in known}
    offered = 0
    for side_id in Random(26).sample(sorted(bans), 50):
        until = to_text(from_text(bans[side_id][1]) + timedelta(minutes=30))
        free = {other for other, status, starts_at, _ in plans if status == 1 or (starts_at and starts_at >= until)}
        expected = [walk.side_id for walk in walks.sides_from(side_id, REACH_M) if walk.side_id in free]
        found = parking.places(side_id, STORM)
        assert found is not None
        assert [spot.state.side.side_id for spot in found.spots] == expected[:SPOTS_AT_MOST]
        offered += len(found.spots)
    assert offered > 50
