import pytest

from geodata.model import StreetName
from notifier.wording.streets import Brevity, Spelling, corner_words, street_words

MAISONNEUVE = StreetName("boulevard", None, "De Maisonneuve", "Ouest")
SNOWS = StreetName("chemin", "de la", "Côte-Sainte-Catherine", None)
SQUARE = StreetName("rue", "du", "Square-Sir-George-Étienne-Cartier", None)
FONTAINE = StreetName("boulevard", None, "Louis-H.-La Fontaine", None)
JOHN = StreetName("Boulevard", None, "Saint-Jean-Baptiste", "Est")


@pytest.mark.parametrize(
    ("street", "brevity", "words"),
    [
        (MAISONNEUVE, Brevity.FULL, "boulevard De Maisonneuve Ouest"),
        (MAISONNEUVE, Brevity.KIND, "boul. De Maisonneuve Ouest"),
        (MAISONNEUVE, Brevity.SAINTS, "boul. De Maisonneuve O."),
        (MAISONNEUVE, Brevity.INITIALS, "boul. De Maisonneuve O."),
        (SNOWS, Brevity.KIND, "ch. de la Côte-Sainte-Catherine"),
        (SNOWS, Brevity.SAINTS, "ch. de la Côte-Ste-Catherine"),
        (SNOWS, Brevity.INITIALS, "ch. C.-Ste-Catherine"),
        (SQUARE, Brevity.SAINTS, "rue du Square-Sir-George-Étienne-Cartier"),
        (SQUARE, Brevity.INITIALS, "rue S.-Sir-G.-É.-Cartier"),
        (FONTAINE, Brevity.INITIALS, "boul. L.-H.-La Fontaine"),
        (JOHN, Brevity.INITIALS, "boul. St-J.-Baptiste E."),
        (StreetName(None, None, "Bord-de-l'Eau", None), Brevity.KIND, "Bord-de-l'Eau"),
        (StreetName("crête", None, "Haute", None), Brevity.KIND, "crête Haute"),
    ],
)
def test_street_is_shortened_step_by_step(street: StreetName, brevity: Brevity, words: str) -> None:
    assert street_words(street, Spelling(brevity)) == words


@pytest.mark.parametrize(("clip", "words"), [(30, "rue S.-Sir-G.-É.-Cartier"), (10, "rue S.-Sir-G.")])
def test_street_is_clipped_in_the_end(clip: int, words: str) -> None:
    assert street_words(SQUARE, Spelling(Brevity.INITIALS, clip)) == words


@pytest.mark.parametrize(
    ("display", "words"),
    [
        ("rue Gilford", "Gilford"),
        ("avenue du Mont-Royal Est", "Mont-Royal"),
        ("chemin de la Côte-des-Neiges", "Côte-des-Neiges"),
        ("rue de l'Église", "Église"),
        ("boulevard De Maisonneuve Ouest", "De Maisonneuve"),
        ("place d'Armes", "place d'Armes"),
        ("Gilford", "Gilford"),
        ("Côte-des-Neiges", "Côte-des-Neiges"),
        ("avenue Ouest", "Ouest"),
        ("Main Street", "Main Street"),
    ],
)
def test_corner_is_named_as_people_say_it(display: str, words: str) -> None:
    assert corner_words(display, Spelling()) == words
