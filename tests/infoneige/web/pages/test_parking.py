"""Where to park: what is offered and where, why not elsewhere, and nothing by silence."""

import re

import pytest

from schedules.model import LoadingStatus
from tests.infoneige.residents.published_city import ELOI, FLAVIE_EVEN, FLAVIE_ODD, HOUR
from tests.infoneige.web.pages.conftest import Pages
from tests.infoneige.web.pages.told_sides import TellingCity
from tests.infoneige.web.pages.visible_text import visible_text

PAGE = f"/cote/{FLAVIE_EVEN}/ou-me-garer"


@pytest.fixture
def city(pages: Pages) -> TellingCity:
    """Give a city where one side is banned tonight."""
    city = TellingCity(pages)
    city.say(LoadingStatus.PLANNED, FLAVIE_EVEN)
    return city


def words(pages: Pages, path: str = PAGE) -> str:
    return visible_text(pages.read(path)).replace("\N{NO-BREAK SPACE}", " ")


def test_page_offers_sides_that_are_known_to_be_free(pages: Pages, city: TellingCity) -> None:
    city.say(LoadingStatus.CLEARED, FLAVIE_ODD, ELOI)
    said = words(pages)
    assert "Sur ces côtés, aucune interdiction de déneigement n’est annoncée avant mardi 24 nov. 7 h 30." in said
    assert "Le stationnement y est permis selon les panneaux." in said
    assert "Rue Sainte-Flavie, côté impair\n" in said.partition("Du plus près au plus loin\n")[2]
    assert "Déneigée depuis lundi 23 nov. 14 h\n1 min à pied, 10 m\n" in said


def test_every_side_that_is_offered_has_its_number_on_the_map(pages: Pages, city: TellingCity) -> None:
    city.say(LoadingStatus.CLEARED, FLAVIE_ODD, ELOI)
    page = pages.read(PAGE)
    offered = page.partition('<ol class="rows pins">')[2].partition("</ol>")[0].count("<li>")
    assert re.findall(r'class="pin"[^>]*/><text[^>]*>(\d+)</text>', page) == [str(n + 1) for n in range(offered)]
    assert offered == 2


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (LoadingStatus.SNOWY, "Rien d’annoncé, mais cela peut l’être à tout moment."),
        (LoadingStatus.BETWEEN_LOADINGS, "Un autre chargement suivra, sans heure annoncée."),
        (LoadingStatus.DEFERRED, "Reporté : une nouvelle période peut être annoncée à tout moment."),
        (LoadingStatus.IN_PROGRESS, "Les camions y sont."),
        (LoadingStatus.PLANNED, "Interdit : lundi 23 nov. 19 h à mardi 24 nov. 7 h, pendant votre période."),
    ],
)
def test_side_that_is_not_offered_has_its_reason(
    pages: Pages, city: TellingCity, status: LoadingStatus, reason: str
) -> None:
    city.say(status, FLAVIE_ODD)
    refused = words(pages).partition("Pas proposés, et pourquoi\n")[2]
    assert refused.startswith("Rue Sainte-Flavie, côté impair Numéros 101 à 199\n")
    assert reason in refused.splitlines()[:3]


def test_nothing_is_offered_where_nothing_is_known(pages: Pages, city: TellingCity) -> None:
    del city
    said = words(pages)
    assert ("Nous n’avons aucun côté à vous proposer" in said, "Du plus près" in said) == (True, False)


def test_nothing_is_offered_by_silent_data(pages: Pages, city: TellingCity) -> None:
    city.say(LoadingStatus.CLEARED, FLAVIE_ODD)
    city.later(2 * HOUR)
    said = words(pages)
    assert "Les données de la Ville sont muettes depuis 14 h" in said
    assert ("Nous n’avons aucun côté à vous proposer" in said, "Du plus près" in said) == (True, False)


def test_free_lots_are_named_without_hours_that_nobody_published(pages: Pages, city: TellingCity) -> None:
    del city
    lots = words(pages).partition("Stationnements gratuits hors rue\n")[2].splitlines()
    assert lots[:3] == [
        "La Ville ne publie pas leurs heures : lisez-les à l’entrée.",
        "Aréna du Vieux-Moulin",
        "7 min à pied, 480 m",
    ]


def test_side_without_a_ban_needs_no_other_place(pages: Pages) -> None:
    assert "Aucune interdiction n’est connue pour votre côté" in words(pages)
