from dataclasses import replace

import pytest

from geodata.model import AddressRange, Hand, Parity, StreetName, StreetSide, StreetSideId
from notifier.messages import WORDINGS
from notifier.model import Language
from notifier.wording.sides import NAMED_AT_MOST, SideStyle, sides_words
from notifier.wording.streets import Brevity, Spelling

FR, EN = WORDINGS[Language.FR], WORDINGS[Language.EN]
CORNERS = ("rue Gilford", "avenue du Mont-Royal Est")
EVEN = StreetSide(
    StreetSideId("1"),
    None,
    StreetName("avenue", None, "Cartier", None),
    "Montréal",
    None,
    None,
    Hand.LEFT,
    AddressRange(1200, 1298),
    Parity.EVEN,
)
ODD = replace(EVEN, side_id=StreetSideId("2"), range=AddressRange(1201, 1299), parity=Parity.ODD)
FARTHER = replace(EVEN, side_id=StreetSideId("3"), range=AddressRange(1300, 1398))
FABRE = replace(ODD, side_id=StreetSideId("4"), street=StreetName("rue", None, "Fabre", None))
MIXED = replace(EVEN, range=AddressRange(1200, 1299), parity=Parity.MIXED)
BARE = replace(EVEN, range=None, parity=None)
UNKNOWN = StreetSideId("16118822")

FULL, PARITY_ONLY = SideStyle(), SideStyle(numbers=False)


@pytest.mark.parametrize(
    ("side", "style", "french", "english"),
    [
        (EVEN, FULL, "avenue Cartier pairs 1200-1298", "avenue Cartier even side 1200-1298"),
        (
            replace(EVEN, range=AddressRange(1200, 1200)),
            FULL,
            "avenue Cartier pairs 1200",
            "avenue Cartier even side 1200",
        ),
        (ODD, PARITY_ONLY, "avenue Cartier impairs", "avenue Cartier odd side"),
        (EVEN, SideStyle(joint=", "), "avenue Cartier, pairs 1200-1298", "avenue Cartier, even side 1200-1298"),
        (EVEN, SideStyle(Spelling(Brevity.KIND)), "av. Cartier pairs 1200-1298", "av. Cartier even side 1200-1298"),
        (MIXED, FULL, "avenue Cartier 1200-1299 pairs et impairs", "avenue Cartier 1200-1299 even and odd"),
        (MIXED, PARITY_ONLY, "avenue Cartier 1200-1299", "avenue Cartier 1200-1299"),
        (MIXED, SideStyle(numbers=False, corners=0), "avenue Cartier", "avenue Cartier"),
        (ODD, SideStyle(numbers=False, corners=0), "avenue Cartier impairs", "avenue Cartier odd side"),
        (
            replace(MIXED, range=None, cross_streets=CORNERS[:1]),
            FULL,
            "avenue Cartier près de la rue Gilford",
            "avenue Cartier near rue Gilford",
        ),
        (replace(EVEN, range=None), FULL, "avenue Cartier pairs", "avenue Cartier even side"),
        (
            replace(EVEN, range=None, cross_streets=CORNERS),
            FULL,
            "avenue Cartier pairs entre la rue Gilford et l'avenue du Mont-Royal",
            "avenue Cartier even side between rue Gilford and avenue du Mont-Royal",
        ),
        (
            replace(EVEN, range=None, cross_streets=CORNERS),
            PARITY_ONLY,
            "avenue Cartier pairs",
            "avenue Cartier even side",
        ),
        (
            replace(BARE, cross_streets=CORNERS),
            SideStyle(Spelling(Brevity.KIND), numbers=False),
            "av. Cartier entre Gilford et du Mont-Royal",
            "av. Cartier between Gilford and du Mont-Royal",
        ),
        (
            replace(BARE, cross_streets=CORNERS),
            SideStyle(corners=1),
            "avenue Cartier près de la rue Gilford",
            "avenue Cartier near rue Gilford",
        ),
        (
            replace(BARE, cross_streets=("rue Gilford Est", "rue Gilford Ouest")),
            FULL,
            "avenue Cartier près de la rue Gilford",
            "avenue Cartier near rue Gilford",
        ),
        (BARE, FULL, "avenue Cartier cote de rue 1", "avenue Cartier street side 1"),
        (replace(BARE, cross_streets=CORNERS), SideStyle(corners=0), "avenue Cartier", "avenue Cartier"),
        (BARE, SideStyle(corners=0), "avenue Cartier", "avenue Cartier"),
        (BARE, SideStyle(corners=1), "avenue Cartier (1)", "avenue Cartier (1)"),
        (UNKNOWN, FULL, "cote de rue 16118822", "street side 16118822"),
    ],
)
def test_side_is_named_by_what_people_see(
    side: StreetSide | StreetSideId, style: SideStyle, french: str, english: str
) -> None:
    assert (sides_words([side], FR, style), sides_words([side], EN, style)) == (french, english)


@pytest.mark.parametrize(
    ("sides", "style", "french"),
    [
        ([EVEN, ODD], FULL, "avenue Cartier pairs 1200-1298 et impairs 1201-1299"),
        ([EVEN, FABRE], FULL, "avenue Cartier pairs 1200-1298 et rue Fabre impairs 1201-1299"),
        ([EVEN, FABRE, ODD], PARITY_ONLY, "avenue Cartier pairs et impairs et rue Fabre impairs"),
        ([EVEN, FARTHER], FULL, "avenue Cartier pairs 1200-1298 et 1300-1398"),
        ([EVEN, FARTHER], PARITY_ONLY, "avenue Cartier pairs"),
        ([EVEN, replace(FARTHER, range=None)], FULL, "avenue Cartier pairs"),
        (
            [EVEN, replace(FARTHER, range=None)],
            SideStyle(exact=True),
            "avenue Cartier pairs 1200-1298 et partie des pairs",
        ),
        ([FABRE, UNKNOWN, EVEN], PARITY_ONLY, "rue Fabre impairs, cote de rue 16118822 et avenue Cartier pairs"),
    ],
)
def test_sides_of_one_street_are_named_together(
    sides: list[StreetSide | StreetSideId], style: SideStyle, french: str
) -> None:
    assert sides_words(sides, FR, style) == french


LANE, SQUARE = "ruelle Gilford", "place d'Armes"


@pytest.mark.parametrize(
    ("met", "french", "english"),
    [
        (CORNERS, "entre Gilford et du Mont-Royal", "between Gilford and du Mont-Royal"),
        (("rue Gilford", LANE), "entre la rue Gilford et la ruelle Gilford", "between rue Gilford and ruelle Gilford"),
        (("rue Gilford", SQUARE), "entre Gilford et la pl. d'Armes", "between Gilford and pl. d'Armes"),
        (("6e Avenue", "7e Avenue"), "entre 6e Avenue et 7e Avenue", "between 6e Avenue and 7e Avenue"),
        (("autoroute 20",), "près de l'aut. 20", "near aut. 20"),
    ],
)
def test_corners_are_named_briefly_but_never_alike(met: tuple[str, ...], french: str, english: str) -> None:
    side, style = replace(BARE, cross_streets=met), SideStyle(Spelling(Brevity.KIND))
    assert sides_words([side], FR, style) == f"av. Cartier {french}"
    assert sides_words([side], EN, style) == f"av. Cartier {english}"


@pytest.mark.parametrize(
    ("side", "french", "english"),
    [
        (EVEN, "pairs 1200-1298", "even side 1200-1298"),
        (MIXED, "d'un seul bord 1200-1299", "one side only 1200-1299"),
        (
            replace(EVEN, range=None, cross_streets=CORNERS),
            "pairs entre la rue Gilford et l'avenue du Mont-Royal",
            "even side between rue Gilford and avenue du Mont-Royal",
        ),
        (
            replace(ODD, range=None, cross_streets=CORNERS[:1]),
            "partie des impairs près de la rue Gilford",
            "part of the odd side near rue Gilford",
        ),
        (replace(EVEN, range=None), "partie des pairs", "part of the even side"),
        (
            replace(BARE, cross_streets=CORNERS),
            "d'un seul bord entre la rue Gilford et l'avenue du Mont-Royal",
            "one side only between rue Gilford and avenue du Mont-Royal",
        ),
        (
            replace(BARE, cross_streets=CORNERS[:1]),
            "partie d'un seul bord près de la rue Gilford",
            "part of one side near rue Gilford",
        ),
        (BARE, "cote de rue 1", "street side 1"),
    ],
)
def test_exact_style_names_no_more_than_the_side(side: StreetSide, french: str, english: str) -> None:
    style = SideStyle(exact=True)
    assert sides_words([side], FR, style) == f"avenue Cartier {french}"
    assert sides_words([side], EN, style) == f"avenue Cartier {english}"


@pytest.mark.parametrize("style", [FULL, PARITY_ONLY, SideStyle(exact=True)])
def test_streets_of_one_name_in_two_places_are_told_apart(style: SideStyle) -> None:
    plateau, outremont = replace(EVEN, borough="Le Plateau-Mont-Royal"), replace(ODD, borough="Outremont")
    westmount = replace(FARTHER, town="Westmount")
    told = sides_words([plateau, outremont, westmount, replace(FABRE, borough="Outremont")], FR, style)
    assert [
        place for place in ("Cartier (Le Plateau-Mont-Royal) pairs", "Cartier (Outremont) impairs") if place not in told
    ] == []
    assert ("Cartier (Westmount) pairs" in told, "rue Fabre impairs" in told) == (True, True)


def test_street_of_one_person_in_one_place_needs_no_place() -> None:
    sides = [replace(side, borough="Outremont") for side in (EVEN, ODD)]
    assert sides_words(sides, FR, PARITY_ONLY) == "avenue Cartier pairs et impairs"


def test_sides_beyond_what_a_message_holds_are_counted() -> None:
    many = [StreetSideId(f"s{number}") for number in range(NAMED_AT_MOST + 2)]
    assert sides_words(many, EN, FULL).endswith(f"street side s{NAMED_AT_MOST - 1} and 2 others")
    assert "others" not in sides_words(many[:NAMED_AT_MOST], EN, FULL)
