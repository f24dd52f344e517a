"""From what is typed, or from a point, to a side; whatever is typed, an answer in a moment and never an error."""

import html
import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from infoneige.storage.migrate import open_migrated
from tests.infoneige.web.pages.conftest import PUBLIC_URL, Pages, open_pages

TYPED = [
    "",
    " ",
    "r",
    "a" * 10_000,
    "%",
    "_",
    "*",
    '"',
    '""""',
    "NEAR(",
    "NEAR(a b, 2)",
    "a OR 1=1",
    "a AND NOT b",
    "name:rue",
    "^rue*",
    "'; DROP TABLE side; --",
    "\0",
    "rue\0Principale",
    "\N{SNOWFLAKE}\N{SNOWMAN}",
    "\N{PILE OF POO}" * 50,
    "é".encode().decode("latin-1"),
    "e\u0301rables",
    "1234 ½ rue",
    "1234-A rue Principale",
    "12345678901234567890 rue X",
    "99999999999999999999999999999999 principale",
    "0 principale",
    "-5 principale",
    "1e309 principale",
    "rue rue rue",
    "rue " * 25,
    "a" * 99 + "!",
    "١٢٣ principale",
    "１０１ principale",
    "\u202eelapicnirp 101\u202c",
    "<script>alert(1)</script>",
    "{{ 7 * 7 }}",
    "../../etc/passwd",
    "((((((((((((((((((((",
    "\u2028\u2029",
    "\ufeff101 principale",
    "ʼ’'`´",
]
POINTS = [
    "",
    "lon=&lat=",
    "lon=-73.1",
    "lon=nan&lat=45.9",
    "lon=inf&lat=-inf",
    "lon=1e309&lat=45.9",
    "lon=45.9&lat=-73.1",
    "lon=0&lat=0",
    "lon=-73.1&lat=91",
    "lon=-1e9&lat=1e9",
    "lon=-73.1,45.9&lat=x",
    "lon=-73.1 45.9 12&lat=45.9",
    "lon=[-73.1]&lat={}",
    "lon=-73.1%00&lat=45.9",
    "lon=" + "9" * 5_000 + "&lat=45",
]


@pytest.mark.parametrize("typed", TYPED, ids=lambda typed: repr(typed[:20]))
def test_whatever_is_typed_is_answered(pages: Pages, typed: str) -> None:
    found = pages.browser.get(f"/recherche?q={quote(typed)}", base_url=PUBLIC_URL)
    offered = pages.browser.get(f"/suggestions?q={quote(typed)}", base_url=PUBLIC_URL)
    assert found.status_code in {200, 302, 400}
    assert offered.status_code == 200
    assert len(json.loads(offered.text)) <= 8


@pytest.mark.parametrize("raw", ["%ED%A0%80", "%C3%28", "%FF%FE", "%00%01", "%", "%u0041", "+", "&q=b", "[]=1"])
def test_bytes_that_are_no_text_are_answered(pages: Pages, raw: str) -> None:
    for path in ("/recherche", "/suggestions"):
        assert pages.browser.get(f"{path}?q={raw}", base_url=PUBLIC_URL).status_code in {200, 302, 400}


@pytest.mark.parametrize("query", POINTS, ids=lambda query: query[:20])
def test_point_that_is_none_of_the_city_is_refused_with_another_way(pages: Pages, query: str) -> None:
    page = pages.read(f"/ici?{query}", 400)
    assert "Cette position n’est pas dans la ville." in page
    assert 'name="q"' in page


def test_what_is_typed_is_shown_as_text(pages: Pages) -> None:
    page = pages.read(f"/recherche?q={quote('<img src=x onerror=alert(1)>')}")
    assert "<img" not in page
    assert "&lt;img src=x onerror=alert(1)&gt;" in page


@pytest.mark.parametrize("language", ["", "/en", "/ar"])
def test_address_without_doubt_leads_to_its_side_with_the_number(pages: Pages, language: str) -> None:
    answer = pages.browser.get(f"{language}/recherche?q=101+cote+des+sources", base_url=PUBLIC_URL)
    (side,) = pages.address_book.find("101 rue Côte-des-Sources").offered
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{language}/cote/{side.side_id}?n=101")


def choices_on(page: str) -> list[list[str]]:
    """Return the words of each choice."""
    items = re.findall(r"<li><a href=\"/cote/[^\"]+\">(.*?)</a></li>", page, flags=re.DOTALL)
    return [[html.unescape(text) for text in re.findall(r">([^<]+)</(?:b|span)>", item)] for item in items]


def test_address_in_two_boroughs_is_offered_in_words(pages: Pages) -> None:
    page = pages.read("/recherche?q=101+principale")
    assert "2 côtés de rue répondent à « 101 principale »." in page
    assert choices_on(page) == [
        ["Le Vieux-Moulin", "101, rue Principale, entre de la Gare et Sainte-Flavie", "Côté impair, numéros 101 à 199"],
        ["Rivière-Blanche", "101, rue Principale, entre des Lilas et Sainte-Flavie", "Côté impair, numéros 101 à 199"],
    ]


def test_no_two_choices_are_alike(pages: Pages) -> None:
    for street in ("principale", "aurore", "grand-nord", "rue de la gare", "chemin du ruisseau"):
        choices = choices_on(pages.read(f"/recherche?q={quote(street)}"))
        assert len({tuple(choice) for choice in choices}) == len(choices) > 1


def test_address_that_does_not_exist_is_met_with_some_that_do(pages: Pages) -> None:
    page = pages.read("/recherche?q=101+rue+princpale")
    assert "Nous ne trouvons pas cette adresse" in page
    (suggested,) = re.findall(r'<a href="/recherche\?q=([^"]+)"><b>', page)[:1]
    assert pages.browser.get(f"/recherche?q={suggested}", base_url=PUBLIC_URL).status_code in {200, 302}
    assert "rue Principale" in page


def test_examples_are_addresses_that_are_found(pages: Pages) -> None:
    links = re.findall(r'<li><a href="(/recherche[^"]+)">', pages.read("/recherche?q=zzz"))
    answers = [pages.browser.get(link, base_url=PUBLIC_URL).status_code for link in links]
    assert answers == [302, 302, 302]


def test_suggestions_continue_what_is_typed_and_may_be_kept_a_while(pages: Pages) -> None:
    answer = pages.browser.get("/suggestions?q=101+sai", base_url=PUBLIC_URL)
    assert answer.json == [
        "101 rue Sainte-Flavie, Le Vieux-Moulin",
        "101 avenue Saint-Éloi, Rivière-Blanche",
        "101 rue Saint-Éloi, Le Vieux-Moulin",
    ]
    assert answer.headers["Cache-Control"] == "public, max-age=300"


def test_point_is_met_with_both_sides_of_the_street_for_no_telephone_knows_the_side(pages: Pages) -> None:
    page = pages.read("/ici?lon=-73.1&lat=45.9")
    assert choices_on(page) == [
        [
            "Côté pair, numéros 300 à 398",
            "Boulevard des Pionniers, entre Grand-Nord et de l’Église",
            "Côte-aux-Érables",
        ],
        [
            "Côté impair, numéros 301 à 399",
            "Boulevard des Pionniers, entre Grand-Nord et de l’Église",
            "Côte-aux-Érables",
        ],
    ]


@pytest.fixture(scope="module")
def montreal(real_city: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pages]:
    """Give the pages over the real streets."""
    url = f"sqlite:///{tmp_path_factory.mktemp('pages')}/state.db"
    with open_migrated(url) as database, open_pages(real_city, database) as opened:
        yield opened


def test_real_address_in_four_boroughs_is_offered_by_borough(montreal: Pages) -> None:
    page = montreal.read("/recherche?q=750+2e+avenue")
    assert [choice[0] for choice in choices_on(page)] == [
        "Lachine",
        "Rivière-des-Prairies-Pointe-aux-Trembles",
        "Rosemont-La Petite-Patrie",
        "Verdun",
    ]


@pytest.mark.parametrize("typed", TYPED, ids=lambda typed: repr(typed[:20]))
def test_whatever_is_typed_is_answered_in_the_real_city_too(montreal: Pages, typed: str) -> None:
    for path in ("/recherche", "/suggestions"):
        assert montreal.browser.get(f"{path}?q={quote(typed)}", base_url=PUBLIC_URL).status_code in {200, 302, 400}


@pytest.mark.parametrize(("typed", "helps"), [("rue Principale", True), ("avenue Gilles-Hébert", False)])
def test_borough_is_asked_for_only_where_it_tells_the_sides_apart(pages: Pages, typed: str, *, helps: bool) -> None:
    page = pages.read(f"/recherche?q={quote(typed)}")
    assert "Aucun de ces côtés?" in page
    assert ("Ajoutez l’arrondissement" in page) == helps
