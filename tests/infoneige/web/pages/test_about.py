"""The pages of plain words, and what every page promises beside its text."""

import pytest

from tests.infoneige.web.pages.conftest import PUBLIC_URL, Pages


@pytest.mark.parametrize("path", ["/", "/a-propos", "/vie-privee", "/accessibilite", "/recherche?q=zzz"])
def test_every_page_says_that_the_signs_prevail(pages: Pages, path: str) -> None:
    assert "Les panneaux dans la rue prévalent toujours." in pages.read(path)


@pytest.mark.parametrize("path", ["/", "/a-propos", "/vie-privee", "/accessibilite", "/recherche?q=zzz", "/nowhere"])
def test_no_page_permits_anything(pages: Pages, path: str) -> None:
    page = pages.read(path, 404 if path == "/nowhere" else 200).lower()
    assert "pouvez stationner" not in page
    assert "!" not in page.replace("<!doctype html>", "")


def test_privacy_page_names_what_is_kept_who_carries_it_and_the_rights(pages: Pages) -> None:
    page = pages.read("/vie-privee")
    for word in (
        "Twilio (États-Unis)",
        "Loi 25",
        "ARRET",
        "chiffré",
        "Commission d’accès",
        "90 jours après l’interdiction",
        "30 jours après qu’il est réglé, et 90 jours au plus",
    ):
        assert word in page


def test_pages_may_be_kept_only_if_asked_again_and_tell_others_nothing(pages: Pages) -> None:
    headers = pages.browser.get("/a-propos", base_url=PUBLIC_URL).headers
    assert (headers["Cache-Control"], headers["Referrer-Policy"]) == ("no-cache", "same-origin")


def test_page_that_does_not_exist_helps(pages: Pages) -> None:
    page = pages.read("/nowhere", 404)
    assert "Cette page n’existe pas" in page
    assert 'action="/recherche"' in page


def break_down() -> str:
    return str(1 // 0)


def test_page_that_fails_says_so_kindly_and_when_to_come_again(pages: Pages) -> None:
    pages.browser.application.add_url_rule("/broken", "broken", break_down)
    answer = pages.browser.get("/broken", base_url=PUBLIC_URL, headers={"Accept": "text/html"})
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert "Le problème vient de nous." in answer.text


def test_program_gets_a_sentence_where_a_person_gets_a_page(pages: Pages) -> None:
    answer = pages.browser.get("/nowhere", base_url=PUBLIC_URL)
    assert (answer.status_code, answer.mimetype) == (404, "text/plain")
