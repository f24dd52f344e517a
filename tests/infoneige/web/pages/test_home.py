"""The first page: what runs in the city, and the way in."""

import re

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
    assert len(sizes) == 4
    assert len(page.encode()) + sum(sizes.values()) < 60 * 1024


def test_first_page_asks_nothing_of_others_and_has_nothing_inline(pages: Pages) -> None:
    page = pages.read("/")
    assert re.findall(r"<style|<script(?! src=\"/static/)|\sstyle=|\son\w+=|javascript:", page) == []
    assert set(re.findall(r'(?:src|href)="(https?://[^/"]+)', page)) == {PUBLIC_URL}
