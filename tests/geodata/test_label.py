"""Naming a side to a person."""

from dataclasses import replace

import pytest

from geodata.label import label, labels_of_choices
from geodata.model import AddressRange, Hand, Parity, StreetName, StreetSide, StreetSideId

SIDE = StreetSide(
    side_id=StreetSideId("12402992"),
    segment_id="1240299",
    street=StreetName("rue", None, "Saint-Denis", None),
    town="Montréal",
    borough="Le Plateau-Mont-Royal",
    sector=None,
    hand=Hand.LEFT,
    range=AddressRange(4812, 4934),
    parity=Parity.EVEN,
    cross_streets=("rue Gilford", "avenue du Mont-Royal"),
)
BARE = replace(SIDE, range=None)
PLACE = "Le Plateau-Mont-Royal"


@pytest.mark.parametrize(
    ("side", "french", "english"),
    [
        (SIDE, f"numéros pairs 4812 à 4934, {PLACE}", f"even numbers 4812 to 4934, {PLACE}"),
        (replace(SIDE, range=AddressRange(1, 9)), f"numéros impairs 1 à 9, {PLACE}", f"odd numbers 1 to 9, {PLACE}"),
        (replace(SIDE, range=AddressRange(1, 8)), f"numéros 1 à 8, {PLACE}", f"numbers 1 to 8, {PLACE}"),
        (replace(SIDE, range=AddressRange(7, 7)), f"numéro 7, {PLACE}", f"number 7, {PLACE}"),
        (
            BARE,
            f"numéros pairs, entre rue Gilford et avenue du Mont-Royal, {PLACE}",
            f"even numbers, between rue Gilford and avenue du Mont-Royal, {PLACE}",
        ),
        (
            replace(BARE, parity=Parity.MIXED, cross_streets=("rue Gilford", "rue Gilford")),
            f"numéros pairs et impairs, coin rue Gilford, {PLACE}",
            f"even and odd numbers, near rue Gilford, {PLACE}",
        ),
        (
            replace(BARE, parity=None),
            f"entre rue Gilford et avenue du Mont-Royal, {PLACE}",
            f"between rue Gilford and avenue du Mont-Royal, {PLACE}",
        ),
        (replace(BARE, parity=None, cross_streets=(), borough=None), "Montréal", "Montréal"),
    ],
)
def test_label_names_a_side_by_what_is_known_of_it(side: StreetSide, french: str, english: str) -> None:
    assert (label(side), label(side, "en")) == (f"rue Saint-Denis, {french}", f"rue Saint-Denis, {english}")


def test_label_adds_the_cross_streets_on_demand() -> None:
    assert label(SIDE, cross_streets=True) == (
        f"rue Saint-Denis, numéros pairs 4812 à 4934, entre rue Gilford et avenue du Mont-Royal, {PLACE}"
    )


def test_labels_of_choices_tell_two_sides_apart_by_number_where_no_word_does() -> None:
    left, right = replace(BARE, parity=None, side_id=StreetSideId("1")), replace(BARE, parity=None)
    between = f"rue Saint-Denis, entre rue Gilford et avenue du Mont-Royal, {PLACE}"
    assert labels_of_choices([left, SIDE, right]) == (
        f"{between}, côté n° 1",
        f"rue Saint-Denis, numéros pairs 4812 à 4934, entre rue Gilford et avenue du Mont-Royal, {PLACE}",
        f"{between}, côté n° 12402992",
    )
    assert labels_of_choices([left, right], "en")[0].endswith(", side no. 1")
