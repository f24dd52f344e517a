"""What people call the towns and boroughs: computed from the names, whatever the city."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.finding.place_names import PlaceNames
from geodata.folding import fold

ROSEMONT, NDG, RDP = (
    "Rosemont-La Petite-Patrie",
    "Côte-des-Neiges-Notre-Dame-de-Grâce",
    "Rivière-des-Prairies-Pointe-aux-Trembles",
)
PLATEAU, HOCHELAGA, VILLERAY = (
    "Le Plateau-Mont-Royal",
    "Mercier-Hochelaga-Maisonneuve",
    "Villeray-Saint-Michel-Parc-Extension",
)
NAMES = (
    *(ROSEMONT, NDG, RDP, PLATEAU, HOCHELAGA, VILLERAY),
    *(
        "Montréal",
        "Montréal-Nord",
        "Mont-Royal",
        "Dollard-des-Ormeaux",
        "Outremont",
        "Verdun",
        "Ville-Marie",
        "LaSalle",
    ),
)
PLACES = PlaceNames(NAMES)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        *(("Rosemont", ROSEMONT), ("la petite patrie", ROSEMONT), ("Rosmont", ROSEMONT), ("rosem", ROSEMONT)),
        *(("NDG", NDG), ("CDN", NDG), ("cdn-ndg", NDG), ("N.-D.-de-Grâce", NDG), ("notre dame de grace", NDG)),
        *(("RDP", RDP), ("PAT", RDP), ("Pte-aux-Trembles", RDP)),
        *(("Plateau", PLATEAU), ("Hochelaga", HOCHELAGA), ("MHM", HOCHELAGA), ("Parc-Ex", VILLERAY)),
        *(("TMR", "Mont-Royal"), ("Town of Mount Royal", "Mont-Royal"), ("ville mont-royal", "Mont-Royal")),
        *(("DDO", "Dollard-des-Ormeaux"), ("verdun", "Verdun"), ("arrondissement Verdun", "Verdun")),
        *(("montreal", "Montréal"), ("Ville de Montréal", "Montréal"), ("ville marie", "Ville-Marie")),
        *(("outremon", "Outremont"), ("la salle", "LaSalle")),
    ],
)
def test_like_finds_the_place_that_people_mean(text: str, name: str) -> None:
    assert PLACES.like(text) == (name,)


@pytest.mark.parametrize("text", ["", "Laval", "xyzzy", "*", "la", "st"])
def test_like_is_empty_when_nothing_is_alike(text: str) -> None:
    assert PLACES.like(text) == ()


def test_like_puts_names_that_begin_so_before_those_that_hold_the_words() -> None:
    assert PlaceNames(["Le Mont-Royal", "Royal-Est", "Ville-Royal"]).like("Royal") == (
        "Royal-Est",
        "Le Mont-Royal",
        "Ville-Royal",
    )


@given(st.sampled_from(NAMES), st.sampled_from([str.upper, str.lower, fold]))
def test_meant_takes_a_whole_name_as_such(name: str, written: Callable[[str], str]) -> None:
    assert PLACES.meant(tuple(fold(written(name)).split())) == {name}


def test_meant_names_no_place_for_words_that_are_merely_alike() -> None:
    assert PLACES.meant(("rosmont",)) == frozenset()
    assert PLACES.meant(("mont",)) == frozenset()
