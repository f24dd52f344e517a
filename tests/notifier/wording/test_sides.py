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
        (
            replace(MIXED, range=None, cross_streets=CORNERS[:1]),
            FULL,
            "avenue Cartier près de Gilford",
            "avenue Cartier near Gilford",
        ),
        (replace(EVEN, range=None), FULL, "avenue Cartier pairs", "avenue Cartier even side"),
        (
            replace(EVEN, range=None, cross_streets=CORNERS),
            FULL,
            "avenue Cartier pairs entre Gilford et Mont-Royal",
            "avenue Cartier even side between Gilford and Mont-Royal",
        ),
        (
            replace(EVEN, range=None, cross_streets=CORNERS),
            PARITY_ONLY,
            "avenue Cartier pairs",
            "avenue Cartier even side",
        ),
        (
            replace(BARE, cross_streets=CORNERS),
            PARITY_ONLY,
            "avenue Cartier entre Gilford et Mont-Royal",
            "avenue Cartier between Gilford and Mont-Royal",
        ),
        (
            replace(BARE, cross_streets=CORNERS),
            SideStyle(both_ends=False),
            "avenue Cartier près de Gilford",
            "avenue Cartier near Gilford",
        ),
        (
            replace(BARE, cross_streets=("rue Gilford Est", "rue Gilford Ouest")),
            FULL,
            "avenue Cartier près de Gilford",
            "avenue Cartier near Gilford",
        ),
        (BARE, FULL, "avenue Cartier cote de rue 1", "avenue Cartier street side 1"),
        (BARE, SideStyle(both_ends=False), "avenue Cartier (1)", "avenue Cartier (1)"),
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
        ([EVEN, FARTHER], FULL, "avenue Cartier pairs 1200-1298 et pairs 1300-1398"),
        ([EVEN, FARTHER], PARITY_ONLY, "avenue Cartier pairs"),
        ([FABRE, UNKNOWN, EVEN], PARITY_ONLY, "rue Fabre impairs, cote de rue 16118822 et avenue Cartier pairs"),
    ],
)
def test_sides_of_one_street_are_named_together(
    sides: list[StreetSide | StreetSideId], style: SideStyle, french: str
) -> None:
    assert sides_words(sides, FR, style) == french


def test_sides_beyond_what_a_message_holds_are_counted() -> None:
    many = [StreetSideId(f"s{number}") for number in range(NAMED_AT_MOST + 2)]
    assert sides_words(many, EN, FULL).endswith(f"street side s{NAMED_AT_MOST - 1} and 2 others")
    assert "others" not in sides_words(many[:NAMED_AT_MOST], EN, FULL)
