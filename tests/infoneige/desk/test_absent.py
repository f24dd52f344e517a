from geodata.address_book import AddressBook
from geodata.model import StreetSideId
from infoneige.desk.absent import absent_areas, areas_of_sides
from infoneige.desk.model import AbsentArea

EAST = [StreetSideId(f"e{number}") for number in range(4)]
WEST = [StreetSideId(f"w{number}") for number in range(4)]
AREAS = dict.fromkeys(EAST, (("borough", "Est"), ("sector", "E1"))) | dict.fromkeys(WEST, (("borough", "Ouest"),))


def test_an_area_of_the_last_operation_is_absent_when_none_or_under_half_of_its_sides_are_named() -> None:
    last = [*EAST, *WEST]
    assert absent_areas(AREAS, last, last) == ()
    assert absent_areas(AREAS, last, [*EAST[:2], *WEST]) == ()
    assert absent_areas(AREAS, last, [*EAST, WEST[0]]) == (AbsentArea("Ouest", "borough", 4, 1),)
    assert absent_areas(AREAS, last, WEST) == (AbsentArea("Est", "borough", 4, 0), AbsentArea("E1", "sector", 4, 0))


def test_what_was_in_no_operation_and_what_no_street_file_knows_is_not_missed() -> None:
    assert absent_areas(AREAS, [StreetSideId("unknown")], [*EAST]) == ()


def test_every_side_of_the_street_file_has_its_borough_and_its_sector(streets: AddressBook) -> None:
    areas = areas_of_sides(streets)
    assert areas.keys() == streets.side_ids()
    known = set(areas.values())
    assert (("borough", "Le Vieux-Moulin"), ("sector", "VM-1")) in known
