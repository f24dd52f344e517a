"""The page of a side: what stands around its sign, how long it may be kept, and what is asked of it in vain."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest

from geodata.model import StreetSideId
from infoneige.residents.history import Announcement, AnnouncementKind
from infoneige.web.announced import LogLine, log_lines
from infoneige.web.kept_pages import KEPT_FOR, KeptPages
from schedules.model import BanWindow, LoadingStatus, Period
from tests.infoneige.residents.published_city import ELOI, FLAVIE_EVEN, FLAVIE_ODD, HOUR, MINUTE
from tests.infoneige.web.pages.conftest import PUBLIC_URL, Pages
from tests.infoneige.web.pages.told_sides import NIGHT, TellingCity
from tests.infoneige.web.pages.visible_text import visible_text
from tests.outbox_world import NOW

PAGE = f"/cote/{FLAVIE_EVEN}"
DAY = Period(NOW - 5 * HOUR, NOW + 7 * HOUR)


@pytest.fixture
def city(pages: Pages) -> TellingCity:
    """Give the city whose pages these are."""
    return TellingCity(pages)


def words(pages: Pages, path: str = PAGE) -> str:
    return visible_text(pages.read(path)).replace("\N{NO-BREAK SPACE}", " ")


def test_page_says_what_holds_across_the_street_and_until_then(pages: Pages, city: TellingCity) -> None:
    city.say(LoadingStatus.CLEARED, FLAVIE_EVEN)
    city.say(LoadingStatus.PLANNED, FLAVIE_ODD)
    said = words(pages)
    assert (
        "L’autre côté de la rue\nRue Sainte-Flavie, côté impair\nNuméros 101 à 199, Le Vieux-Moulin.\nPlanifiée" in said
    )
    ban = "Interdit : lundi 23 nov. 19 h à mardi 24 nov. 7 h. D’ici là, aucune interdiction annoncée."
    assert ban in said


def test_silence_does_not_promise_that_nothing_is_announced_across_the_street(pages: Pages, city: TellingCity) -> None:
    city.say(LoadingStatus.PLANNED, FLAVIE_ODD)
    city.later(2 * HOUR)
    assert "D’ici là" not in words(pages)


def test_correction_strikes_out_what_no_longer_holds(pages: Pages, city: TellingCity) -> None:
    city.say(LoadingStatus.PLANNED, FLAVIE_EVEN, period=DAY)
    city.later(20 * MINUTE)
    city.say(LoadingStatus.REPLANNED, FLAVIE_EVEN)
    log = words(pages).partition("Ce qui a été annoncé\n")[2]
    moved = "Replanifiée : lundi 23 nov. 19 h à mardi 24 nov. 7 h. Remplace l’annonce de lundi 23 nov. 14 h."
    first = "Planifiée : ~~lundi 23 nov. 9 h à lundi 23 nov. 21 h~~ (ne tient plus)"
    assert log.splitlines()[:2] == [f"lun. 23, 14 h 20 {moved}", f"lun. 23, 14 h {first}"]


def test_every_side_that_the_map_shows_is_in_the_list_beside_it(pages: Pages, city: TellingCity) -> None:
    looks = {LoadingStatus.PLANNED: FLAVIE_EVEN, LoadingStatus.CLEARED: FLAVIE_ODD, LoadingStatus.DEFERRED: ELOI}
    for status, side in looks.items():
        city.say(status, side)
    page = pages.read(PAGE)
    drawn = set(re.findall(r'<path id="c(\w+)"', page))
    listed = page.partition('<ul class="log near">')[2].partition("</ul>")[0]
    assert drawn == set(re.findall(r'class="chip" data-s="(\w+)"', listed)) == {"2", "1", "4", "x"}


@pytest.mark.parametrize(
    ("query", "echo"),
    [
        ("?n=150", "Vous avez cherché le 150."),
        ("?n=99999", "Vous avez cherché le 99999."),
        *[(f"?n={bad}", "") for bad in ("", "0", "-1", "1e3", "150a", "999999", "%D9%A1", "<script>", "1.5", "%00")],
    ],
)
def test_searched_number_is_echoed_if_it_is_one(pages: Pages, query: str, echo: str) -> None:
    assert "".join(re.findall(r"Vous avez cherché[^.]*\.", words(pages, PAGE + query))) == echo


@pytest.mark.parametrize("side_id", ["0", "nothing", "9" * 500, "%00", "..%2F..", "<script>", "'%20OR%201=1"])
@pytest.mark.parametrize("page", ["", "/ou-me-garer"])
def test_side_that_is_none_is_not_found_in_words_that_help(pages: Pages, side_id: str, page: str) -> None:
    assert "Cette page n’existe pas" in pages.read(f"/cote/{side_id}{page}", 404)


@pytest.mark.parametrize("path", [PAGE, f"{PAGE}/ou-me-garer"])
def test_page_may_be_kept_for_seconds_and_is_not_sent_twice(pages: Pages, city: TellingCity, path: str) -> None:
    city.say(LoadingStatus.PLANNED, FLAVIE_EVEN)
    first = pages.browser.get(path, base_url=PUBLIC_URL)
    again = pages.browser.get(path, base_url=PUBLIC_URL, headers={"If-None-Match": first.headers["ETag"]})
    assert (first.headers["Cache-Control"], again.status_code, again.data) == ("public, max-age=20", 304, b"")


def test_page_made_a_moment_ago_does_not_outlive_a_new_plan(pages: Pages, city: TellingCity) -> None:
    city.say(LoadingStatus.CLEARED, FLAVIE_EVEN)
    assert "Déneigée depuis" in words(pages)
    city.say(LoadingStatus.PLANNED, FLAVIE_EVEN)
    assert "Stationnement interdit dès 19 h" in words(pages)


def test_languages_of_one_side_are_different_pages(pages: Pages, city: TellingCity) -> None:
    city.say(LoadingStatus.PLANNED, FLAVIE_EVEN)
    assert [path for path in (PAGE, f"/en{PAGE}") if "No parking from" in words(pages, path)] == [f"/en{PAGE}"]


def test_countdown_runs_from_the_clock_of_the_server(pages: Pages, city: TellingCity) -> None:
    city.say(LoadingStatus.PLANNED, FLAVIE_EVEN)
    counts = re.findall(r'data-until="([^"]+)" data-now="([^"]+)"', pages.read(PAGE))
    assert counts == [("2026-11-24T00:00:00+00:00", "2026-11-23T19:00:00+00:00")]


def test_page_holds_no_style_and_no_script_of_its_own(pages: Pages, city: TellingCity) -> None:
    city.say(LoadingStatus.PLANNED, FLAVIE_EVEN)
    page = pages.read(PAGE)
    assert (
        re.findall(r"\sstyle=|<style|<script(?![^>]*\ssrc=)|\son\w+=|https?://(?!neige\.example|www\.w3\.org)", page)
        == []
    )


def announced(
    kind: AnnouncementKind, number: int, window: BanWindow, replaced: BanWindow | None = None
) -> Announcement:
    return Announcement(NOW + number * MINUTE, kind, window, replaced, number)


def test_log_marks_what_was_replaced_or_taken_back() -> None:
    side = StreetSideId("1")
    first, second = BanWindow(side, DAY.starts_at, DAY.ends_at), BanWindow(side, NIGHT.starts_at, NIGHT.ends_at)
    opened = announced(AnnouncementKind.ANNOUNCED, 1, first)
    moved = announced(AnnouncementKind.MOVED, 2, second, first)
    gone = Announcement(NOW + 9 * MINUTE, AnnouncementKind.WITHDRAWN, second, None, 2)
    assert log_lines([gone, moved, opened], at_most=9) == (
        LogLine(gone.at, gone.kind, second, holds=True),
        LogLine(moved.at, moved.kind, second, holds=False, replaces_at=opened.at),
        LogLine(opened.at, opened.kind, first, holds=False),
    )


def test_kept_page_is_made_again_once_it_is_old() -> None:
    made: Iterator[str] = iter(["first", "second", "third"])
    kept = KeptPages()
    asked = [NOW, NOW + KEPT_FOR - timedelta(milliseconds=1), NOW + KEPT_FOR]
    assert [kept.get("a", now, lambda: next(made)) for now in asked] == ["first", "first", "second"]
    assert kept.get("b", NOW, lambda: next(made)) == "third"
