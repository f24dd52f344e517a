import pytest

from notifier.wording.corners import Corner, corner
from notifier.wording.streets import Brevity, Spelling


@pytest.mark.parametrize(
    ("display", "made", "noun"),
    [
        ("rue Gilford", Corner("rue", "Gilford"), "rue"),
        ("avenue du Mont-Royal Est", Corner("avenue", "du Mont-Royal"), "avenue"),
        ("rue de la Commune Ouest", Corner("rue", "de la Commune"), "rue"),
        ("boulevard De Maisonneuve Ouest", Corner("boulevard", "De Maisonneuve"), "boulevard"),
        (
            "pont-tunnel Louis-Hippolyte-La Fontaine",
            Corner("pont-tunnel", "Louis-Hippolyte-La Fontaine"),
            "pont-tunnel",
        ),
        ("autoroute 20", Corner("autoroute", "20"), "autoroute"),
        ("6e Avenue", Corner(None, "6e Avenue"), "avenue"),
        ("6e Avenue Nord", Corner(None, "6e Avenue"), "avenue"),
        ("1re Rue", Corner(None, "1re Rue"), "rue"),
        ("avenue Ouest", Corner("avenue", "Ouest"), "avenue"),
        ("ruelle Prairie", Corner("ruelle", "Prairie"), "ruelle"),
        ("Côte-des-Neiges", Corner(None, "Côte-des-Neiges"), ""),
        ("Main Street", Corner(None, "Main Street"), ""),
        ("", Corner(None, ""), ""),
    ],
)
def test_corner_is_a_street_without_its_orientation(display: str, made: Corner, noun: str) -> None:
    assert (corner(display), corner(display).noun) == (made, noun)


@pytest.mark.parametrize(
    ("display", "is_known_by_name"),
    [
        ("rue Gilford", True),
        ("rue de la Commune", True),
        ("6e Avenue", True),
        ("place d'Armes", False),
        ("autoroute 20", False),
        ("route 138", False),
        ("pont Champlain", False),
    ],
)
def test_kind_is_left_out_where_people_do(display: str, *, is_known_by_name: bool) -> None:
    assert corner(display).is_known_by_name is is_known_by_name


@pytest.mark.parametrize(
    ("brevity", "bare", "whole"),
    [
        (Brevity.FULL, "de la Côte-Sainte-Catherine", "chemin de la Côte-Sainte-Catherine"),
        (Brevity.KIND, "de la Côte-Sainte-Catherine", "ch. de la Côte-Sainte-Catherine"),
        (Brevity.SAINTS, "de la Côte-Ste-Catherine", "ch. de la Côte-Ste-Catherine"),
        (Brevity.INITIALS, "de la C.-Ste-Catherine", "ch. de la C.-Ste-Catherine"),
    ],
)
def test_corner_is_shortened_as_a_street_is(brevity: Brevity, bare: str, whole: str) -> None:
    end = corner("chemin de la Côte-Sainte-Catherine")
    assert (end.bare(Spelling(brevity)), end.whole(Spelling(brevity))) == (bare, whole)
