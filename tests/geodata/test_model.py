import pytest

from geodata.model import AddressRange, Parity, StreetName


@pytest.mark.parametrize(
    ("first", "last", "parity", "inside", "outside"),
    [
        (4800, 4898, Parity.EVEN, {4800, 4850, 4898}, {4799, 4801, 4899, 4900}),
        (4801, 4899, Parity.ODD, {4801, 4851, 4899}, {4800, 4850, 4900}),
        (4800, 4899, Parity.MIXED, {4800, 4801, 4899}, {4799, 4900}),
        (7, 7, Parity.ODD, {7}, {6, 8}),
    ],
)
def test_range_holds_the_numbers_of_its_parity_both_ends_included(
    first: int, last: int, parity: Parity, inside: set[int], outside: set[int]
) -> None:
    civics = AddressRange(first, last)
    assert civics.parity is parity
    assert {civic for civic in inside | outside if civics.contains(civic)} == inside


@pytest.mark.parametrize(("first", "last"), [(0, 0), (0, 8), (10, 8), (-4, 8)])
def test_range_that_does_not_run_upwards_from_1_is_refused(first: int, last: int) -> None:
    with pytest.raises(ValueError, match="runs upwards from 1"):
        AddressRange(first, last)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (StreetName("rue", "de l'", "Église", "Est"), "rue de l'Église Est"),
        (StreetName("rue", "de la", "Montagne", None), "rue de la Montagne"),
        (StreetName("avenue", None, "2e", None), "2e Avenue"),
        (StreetName(None, None, "Bord-du-Lac", None), "Bord-du-Lac"),
        (StreetName("Street", None, "Main", "N"), "Main Street N"),
        (StreetName("Ave", None, "Oak", None), "Oak Ave"),
        (StreetName("Rd", None, "St. John's", None), "St. John's Rd"),
        (StreetName("Avenue", None, "Park", "West"), "Park Avenue West"),
        (StreetName("St", None, "5th", None), "5th St"),
        (StreetName("avenue", "du", "Mont-Royal", "E"), "avenue du Mont-Royal E"),
    ],
)
def test_name_is_shown_as_a_sign_has_it(name: StreetName, shown: str) -> None:
    assert str(name) == shown
