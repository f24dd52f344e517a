"""Which sides somebody means: by name, on the map, or none and why."""

import pytest

from geodata.address_book import AddressBook
from geodata.area import AreaFault
from geodata.model import Parity, StreetSide
from geodata.nearby import SideMap
from infoneige.desk.finding_sides import NoSides, Offer, TooMany, Trouble, Where, find_sides
from tests.infoneige.residents.published_city import ELOI, FLAVIE_EVEN, FLAVIE_ODD

FLAVIE = "rue Sainte-Flavie"
EVERYWHERE = "-73.15,45.87 -73.06,45.87 -73.06,45.93 -73.15,45.93"


@pytest.fixture(scope="module")
def side_map(streets: AddressBook) -> SideMap:
    return SideMap(streets)


def found(streets: AddressBook, where: Where, side_map: SideMap | None = None) -> tuple[StreetSide, ...]:
    """Return the sides of a place that has some."""
    sides = find_sides(streets, side_map, where)
    assert isinstance(sides, tuple), sides
    return sides


def test_stretch_is_the_sides_with_a_number_in_it_of_the_parity(streets: AddressBook) -> None:
    stretch = Where(street=FLAVIE, first=100, last=199)
    assert [side.side_id for side in found(streets, stretch)] == [FLAVIE_EVEN, FLAVIE_ODD]
    odd = Where(street=FLAVIE, first=100, last=199, parity=Parity.ODD)
    assert [side.side_id for side in found(streets, odd)] == [FLAVIE_ODD]


def test_address_is_its_side_alone(streets: AddressBook) -> None:
    assert [side.side_id for side in found(streets, Where(street=f"150 {FLAVIE}"))] == [FLAVIE_EVEN]


def test_sides_stand_street_by_street_in_the_order_of_their_numbers(streets: AddressBook) -> None:
    sides = found(streets, Where(borough=streets.borough_names()[0]))
    assert {side.side_id for side in sides} == set(streets.sides_in_borough(streets.borough_names()[0]))
    firsts = [side.range.first for side in sides if side.range and side.street == sides[0].street]
    assert firsts == sorted(firsts)


def test_borough_and_sector_narrow_each_other_and_a_street(streets: AddressBook) -> None:
    sector = streets.sector_names()[0]
    borough = streets.boroughs_of_sides()[streets.sides_in_sector(sector)[0]]
    both = {side.side_id for side in found(streets, Where(borough=borough, sector=sector))}
    assert both == set(streets.sides_in_borough(borough)) & set(streets.sides_in_sector(sector))
    street = found(streets, Where(borough=borough, sector=sector))[0].street
    narrowed = {side.side_id for side in found(streets, Where(street=str(street), borough=borough, sector=sector))}
    assert narrowed <= both


def test_what_was_pressed_is_added_to_what_was_drawn(streets: AddressBook, side_map: SideMap) -> None:
    nothing_drawn = found(streets, Where(picked=(ELOI, ELOI, "unknown")), side_map)
    assert [side.side_id for side in nothing_drawn] == [ELOI]
    around_flavie = "-73.1140,45.8975 -73.1128,45.8975 -73.1128,45.8980 -73.1140,45.8980"
    drawn = {side.side_id for side in found(streets, Where(area=around_flavie), side_map)}
    both = {side.side_id for side in found(streets, Where(area=around_flavie, picked=(ELOI,)), side_map)}
    assert (both - drawn, drawn - both) == ({ELOI}, set())


@pytest.mark.parametrize(
    ("where", "why"),
    [
        (Where(), Trouble.NOWHERE),
        (Where(parity=Parity.ODD), Trouble.NOWHERE),
        (Where(first=10), Trouble.NUMBERS_WITHOUT_STREET),
        (Where(first=10, last=2, street=FLAVIE), Trouble.BACKWARDS),
        (Where(sector="ailleurs"), Trouble.NOTHING_THERE),
        (Where(picked=("unknown",)), Trouble.NOTHING_THERE),
        (Where(area=EVERYWHERE), Trouble.NO_MAP),
    ],
)
def test_place_without_sides_says_why(streets: AddressBook, where: Where, why: Trouble) -> None:
    assert find_sides(streets, None, where) == NoSides(why)


def test_area_that_is_none_says_why(streets: AddressBook, side_map: SideMap) -> None:
    assert find_sides(streets, side_map, Where(area="x")) == NoSides(AreaFault.NO_CORNERS)


def test_streets_of_one_name_are_offered_by_place(streets: AddressBook) -> None:
    several = find_sides(streets, None, Where(street="rue Principale"))
    assert isinstance(several, NoSides)
    assert several.why is Trouble.SEVERAL_STREETS
    assert Offer("rue Principale", "Le Vieux-Moulin") in several.offers
    for offer in several.offers:
        assert found(streets, Where(street=offer.street, borough=offer.borough))


def test_address_in_streets_of_one_name_is_still_one_side_where_it_is_offered(streets: AddressBook) -> None:
    several = find_sides(streets, None, Where(street="150 rue Principale"))
    assert isinstance(several, NoSides)
    assert Offer("150 rue Principale", "Le Vieux-Moulin") in several.offers
    for offer in several.offers:
        assert len(found(streets, Where(street=offer.street, borough=offer.borough))) == 1


def test_street_that_is_misspelled_is_offered_as_it_is_written(streets: AddressBook) -> None:
    none = find_sides(streets, None, Where(street="rue Sainte-Flavi"))
    assert isinstance(none, NoSides)
    assert none.why is Trouble.NO_STREET
    assert any("Sainte-Flavie" in offer.street for offer in none.offers)


@pytest.mark.parametrize("where", [Where(area=EVERYWHERE), Where(street=FLAVIE), Where(street=FLAVIE, picked=(ELOI,))])
def test_more_than_one_change_takes_are_counted(streets: AddressBook, side_map: SideMap, where: Where) -> None:
    sides = found(streets, where, side_map)
    assert find_sides(streets, side_map, where, most=len(sides)) == sides
    assert find_sides(streets, side_map, where, most=len(sides) - 1) == TooMany(len(sides))
