import pytest

from geodata.model import StreetName
from notifier.wording.streets import Brevity, Spelling, street_words

MAISONNEUVE = StreetName("boulevard", None, "De Maisonneuve", "Ouest")
SNOWS = StreetName("chemin", "de la", "Côte-Sainte-Catherine", None)
SQUARE = StreetName("rue", "du", "Square-Sir-George-Étienne-Cartier", None)
FONTAINE = StreetName("boulevard", None, "Louis-H.-La Fontaine", None)
SUSSEX = StreetName("rue", "du", "Sussex", None)
JOHN = StreetName("boulevard", None, "Saint-Jean-Baptiste", "Est")


@pytest.mark.parametrize(
    ("street", "brevity", "words"),
    [
        (MAISONNEUVE, Brevity.FULL, "boulevard De Maisonneuve Ouest"),
        (MAISONNEUVE, Brevity.KIND, "boul. De Maisonneuve Ouest"),
        (MAISONNEUVE, Brevity.SAINTS, "boul. De Maisonneuve O."),
        (MAISONNEUVE, Brevity.INITIALS, "boul. De Maisonneuve O."),
        (SNOWS, Brevity.KIND, "ch. de la Côte-Sainte-Catherine"),
        (SNOWS, Brevity.SAINTS, "ch. de la Côte-Ste-Catherine"),
        (SNOWS, Brevity.INITIALS, "ch. de la C.-Ste-Catherine"),
        (SQUARE, Brevity.SAINTS, "rue du Square-Sir-George-Étienne-Cartier"),
        (SQUARE, Brevity.INITIALS, "rue du S.-Sir-G.-É.-Cartier"),
        (FONTAINE, Brevity.INITIALS, "boul. L.-H.-La Fontaine"),
        (JOHN, Brevity.INITIALS, "boul. St-J.-Baptiste E."),
        (SUSSEX, Brevity.INITIALS, "rue du Sussex"),
        (SNOWS, Brevity.NAME, "C.-Ste-Catherine"),
        (JOHN, Brevity.NAME, "St-J.-Baptiste"),
        (StreetName(None, None, "Bord-de-l'Eau", None), Brevity.KIND, "Bord-de-l'Eau"),
        (StreetName("crête", None, "Haute", None), Brevity.KIND, "crête Haute"),
    ],
)
def test_street_is_shortened_step_by_step(street: StreetName, brevity: Brevity, words: str) -> None:
    assert street_words(street, Spelling(brevity)) == words


@pytest.mark.parametrize(("clip", "words"), [(30, "rue du S.-Sir-G.-É.-Cartier"), (10, "rue du S.-Sir-G.")])
def test_street_is_clipped_in_the_end(clip: int, words: str) -> None:
    assert street_words(SQUARE, Spelling(Brevity.INITIALS, clip)) == words


@pytest.mark.parametrize("kind", ["Street", "Ave", "Boulevard", "Lane"])
@pytest.mark.parametrize("orientation", ["N", "West", "Northwest", None])
def test_street_with_an_english_sign_is_left_as_its_sign_has_it(kind: str, orientation: str | None) -> None:
    street = StreetName(kind, None, "Main", orientation)
    words = [street_words(street, Spelling(brevity)) for brevity in Brevity]
    assert words == [*[str(street)] * (len(Brevity) - 1), "Main"]


@pytest.mark.parametrize(
    ("kind", "short"),
    [
        *(("allée", "all."), ("autoroute", "aut."), ("avenue", "av."), ("boulevard", "boul."), ("carré", "car.")),
        *(("chemin", "ch."), ("croissant", "crois."), ("impasse", "imp."), ("montée", "mtée"), ("passage", "pass.")),
        *(("place", "pl."), ("promenade", "prom."), ("route", "rte"), ("square", "sq."), ("terrasse", "terr.")),
    ],
)
@pytest.mark.parametrize("orientation", ["Est", "Ouest", "Nord", "Sud", None])
def test_shortened_french_street_keeps_the_order_of_its_sign(kind: str, short: str, orientation: str | None) -> None:
    street = StreetName(kind, "d'", "Armes", orientation)
    turn = f" {orientation}" if orientation else ""
    assert street_words(street, Spelling(Brevity.KIND)) == f"{short} d'Armes{turn}"
    assert street_words(street, Spelling(Brevity.SAINTS)) == f"{short} d'Armes{turn[:2]}{'.' if turn else ''}"
