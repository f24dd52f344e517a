"""The first page: what runs in the city, and the way in."""

import html
import re
from datetime import timedelta

import pytest

from schedules.model import LoadingStatus
from tests.infoneige.residents.published_city import FLAVIE_EVEN, FLAVIE_ODD, OPERATOR, PublishedCity
from tests.infoneige.web.pages.conftest import PUBLIC_URL, Pages


def test_first_page_asks_for_an_address_by_a_plain_form(pages: Pages) -> None:
    page = pages.read("/")
    assert re.search(r'<form class="find" action="/recherche" method="get" role="search">', page)
    assert '<label for="adresse">Votre adresse</label>' in page
    assert re.search(r'<input id="adresse" name="q"[^>]* required ', page)


def test_first_page_shows_every_state_with_icon_and_word(pages: Pages) -> None:
    page = pages.read("/")
    chips = re.findall(r'<span class="chip" data-s="(\w+)"><svg.*?<use href="#(\w+)"/></svg>([^<]+)</span>', page)
    assert [look for look, _, _ in chips] == ["0", "2", "5", "1", "3", "4", "10", "x"]
    assert len({icon for _, icon, _ in chips}) == len({words for _, _, words in chips}) == 8


def test_city_that_published_nothing_is_never_shown_as_calm(pages: Pages) -> None:
    page = pages.read("/")
    assert "La Ville n’a encore rien publié ici" in page
    assert "Aucune interdiction annoncée" not in page


def test_first_page_fits_a_bad_connection(pages: Pages) -> None:
    page = pages.read("/")
    names = re.findall(r'(?:href|src)="(/static/[^"]+)"', page)
    sizes = {name: len(pages.browser.get(name, base_url=PUBLIC_URL, buffered=True).data) for name in names}
    assert len(sizes) > 3
    assert len(page.encode()) + sum(sizes.values()) < 60 * 1024


def test_first_page_asks_nothing_of_others_and_has_nothing_inline(pages: Pages) -> None:
    page = pages.read("/")
    assert re.findall(r"<style|<script(?! src=\"/static/)|\sstyle=|\son\w+=|javascript:", page) == []
    assert set(re.findall(r'(?:src|href)="(https?://[^/"]+)', page)) == {PUBLIC_URL}


@pytest.fixture
def city(pages: Pages) -> PublishedCity:
    """Give the city that the pages show, on their clock."""
    published = PublishedCity(pages.database, pages.address_book)
    published.clock = pages.clock
    return published


def what_runs(page: str) -> list[str]:
    """Return the headings and paragraphs of the notes under today's date."""
    notes = page[page.index('<div class="note') : page.index('<ol class="rows')]
    found = re.findall(r"<(h3|p)[^>]*>(.*?)</\1>", notes, flags=re.DOTALL)
    return [html.unescape(re.sub("<[^>]+>", "", words)).strip().replace("\u00a0", " ") for _, words in found]


def test_calm_city_is_said_to_be_calm_for_now(pages: Pages, city: PublishedCity) -> None:
    city.say(LoadingStatus.CLEARED, FLAVIE_EVEN)
    assert what_runs(pages.read("/")) == [
        "Aucune interdiction annoncée en ce moment",
        "La Ville peut en annoncer une à toute heure.",
        "Données de 14 h, à l’instant",
    ]


def test_announced_bans_are_counted_with_the_first_to_begin(pages: Pages, city: PublishedCity) -> None:
    city.say(LoadingStatus.PLANNED, FLAVIE_EVEN, FLAVIE_ODD)
    assert what_runs(pages.read("/")) == [
        "Des interdictions sont annoncées",
        "2 côtés de rue sont planifiés. Le Vieux-Moulin commence lundi 23 nov. 19 h.",
        "Données de 14 h, à l’instant",
    ]
    assert what_runs(pages.read("/en/")) == [
        "Parking bans are announced",
        "2 street sides are planned. Le Vieux-Moulin starts Monday, Nov 23, 7 pm.",
        "Data from 2 pm, just now",
    ]


def test_trucks_at_work_come_first(pages: Pages, city: PublishedCity) -> None:
    city.say(LoadingStatus.IN_PROGRESS, FLAVIE_EVEN)
    assert what_runs(pages.read("/")) == [
        "Chargement en cours : Le Vieux-Moulin",
        "Interdit maintenant sur 1 côté de rue.",
        "Données de 14 h, à l’instant",
    ]


def test_operators_plan_stands_however_old_it_is(pages: Pages, city: PublishedCity) -> None:
    city.say(LoadingStatus.CLEARED, FLAVIE_EVEN, source=OPERATOR)
    pages.clock.set(pages.clock.now() + timedelta(hours=3))
    assert what_runs(pages.read("/"))[0] == "Aucune interdiction annoncée en ce moment"


def test_first_page_is_written_anew_when_there_is_something_new_to_say(pages: Pages, city: PublishedCity) -> None:
    before = pages.read("/")
    pages.clock.set(pages.clock.now() + timedelta(seconds=10))
    assert pages.read("/") == before
    city.say(LoadingStatus.CLEARED, FLAVIE_EVEN)
    announced = pages.read("/")
    assert announced != before
    pages.clock.set(pages.clock.now() + timedelta(minutes=7))
    assert "il y a 7\u00a0min" in pages.read("/")


def test_first_page_kept_in_one_language_or_with_a_query_is_not_given_for_another(pages: Pages) -> None:
    french, english = pages.read("/"), pages.read("/en/")
    assert '<html lang="en-CA">' in english
    assert "?a=b" in pages.read("/?a=b")
    assert (pages.read("/"), pages.read("/en/")) == (french, english)
