import zlib
from datetime import timedelta

import pytest

from infoneige.map_tiles import tiles_beside
from infoneige.residents.in_view import Box, SidesInView
from infoneige.residents.side_state import LOOKS
from infoneige.web.pages.map import MOST_LISTED, looks_in
from schedules.model import LoadingStatus
from tests.infoneige.residents.published_city import ELOI, FLAVIE_EVEN, FLAVIE_ODD, PublishedCity
from tests.infoneige.web.pages.conftest import PUBLIC_URL, Pages, open_pages

DOWNTOWN = Box(-73.1125, 45.8975, -73.1060, 45.9010)
BAD_BOXES = ("", "1,2,3", "a,b,c,d", "nan,0,1,1", "1,0,0,1", "0,0,1e999,1", "' OR 1=1", "9" * 5000)


@pytest.fixture
def city(pages: Pages) -> PublishedCity:
    city = PublishedCity(pages.database, pages.address_book)
    city.clock = pages.clock
    return city


def tiles_path(pages: Pages) -> str:
    return f"/carte/tuiles/{tiles_beside(pages.address_book.reader.path).stat().st_mtime_ns:x}.pmtiles"


def test_list_names_every_side_in_view_with_its_state_and_hours(pages: Pages, city: PublishedCity) -> None:
    city.say(LoadingStatus.PLANNED, FLAVIE_EVEN)
    city.say(LoadingStatus.SNOWY, FLAVIE_ODD)
    page = pages.read(f"/carte/liste?boite={DOWNTOWN}")
    sides = SidesInView(pages.address_book)
    shown = sides.ids(sides.numbers(DOWNTOWN))
    assert {side_id for side_id in pages.address_book.side_ids() if f'href="/cote/{side_id}"' in page} == set(shown)
    row = page[page.index(f"/cote/{FLAVIE_EVEN}") :]
    row = row[: row.index("</li>")]
    assert ('data-s="2"' in row, "lundi 23 nov. 19" in row, "mardi 24 nov. 7" in row) == (True, True, True)


def test_list_counts_what_the_map_is_told(pages: Pages, city: PublishedCity) -> None:
    city.say(LoadingStatus.PLANNED, FLAVIE_EVEN, ELOI)
    city.say(LoadingStatus.SNOWY, FLAVIE_ODD)
    sides = SidesInView(pages.address_book)
    told = looks_in(pages.browser.get("/carte/etats", base_url=PUBLIC_URL).data)
    assert {side: LOOKS[told[(sides.number(side) or 0) - 1]] for side in (FLAVIE_EVEN, FLAVIE_ODD, ELOI)} == {
        FLAVIE_EVEN: "2", FLAVIE_ODD: "0", ELOI: "2",
    }  # fmt: skip
    page = pages.read("/carte")
    legend = page[page.index('<ul class="legend">') : page.index("</ul>", page.index('<ul class="legend">'))]
    assert [legend.count(f'data-s="{look}"') for look in LOOKS] == [1, 1, 0, 1, 0, 0, 0, 0]
    assert [words in legend for words in ("Planifiée : 2", "Enneigée, pas encore planifiée : 1", "Inconnue : 186")] == [
        True, True, True,
    ]  # fmt: skip


def test_too_many_sides_are_counted_and_not_listed(pages: Pages) -> None:
    page = pages.read("/carte")
    assert len(pages.address_book.side_ids()) > MOST_LISTED
    assert ("189 côtés de rue" in page, "/cote/" in page, "Rapprochez" in page) == (True, False, True)


def test_silence_is_said_above_the_list_and_hides_what_reassures(pages: Pages, city: PublishedCity) -> None:
    city.say(LoadingStatus.PLANNED, FLAVIE_EVEN)
    city.say(LoadingStatus.CLEARED, FLAVIE_ODD)
    pages.clock.set(pages.clock.now() + timedelta(minutes=61))
    page = pages.read(f"/carte?boite={DOWNTOWN}")
    assert ("muettes" in page, "Planifiée" in page, "Déneigée" in page) == (True, True, False)


def test_address_leads_to_the_view_around_its_side(pages: Pages) -> None:
    answer = pages.browser.get("/en/carte?q=200 rue Saint-Éloi", base_url=PUBLIC_URL)
    assert (answer.status_code, answer.location) == (302, f"/en/carte?cote={ELOI}")
    assert f'href="/en/cote/{ELOI}"' in pages.read(f"/en/carte?cote={ELOI}")


@pytest.mark.parametrize("typed", ["rue Principale", "zzz", "<script>alert(1)</script>", "'" * 500])
def test_address_that_is_not_one_side_is_asked_at_the_search(pages: Pages, typed: str) -> None:
    answer = pages.browser.get("/carte", query_string={"q": typed}, base_url=PUBLIC_URL)
    assert (answer.status_code, answer.location[:13]) == (302, "/recherche?q=")


@pytest.mark.parametrize("box", BAD_BOXES)
def test_bad_box_is_the_whole_city_for_people_and_refused_to_programs(pages: Pages, box: str) -> None:
    codes = [
        pages.browser.get(path, query_string={"boite": box}, base_url=PUBLIC_URL).status_code
        for path in ("/carte", "/carte/liste")
    ]
    assert codes == [200, 400]


def test_box_without_streets_is_empty(pages: Pages) -> None:
    assert "Aucun côté de rue dans cette vue" in pages.read("/carte?boite=0,0,1,1")


@pytest.mark.parametrize("side", ["nowhere", "", "../x", "<b>"])
def test_unknown_side_shows_the_whole_city(pages: Pages, side: str) -> None:
    answer = pages.browser.get("/carte", query_string={"cote": side}, base_url=PUBLIC_URL)
    assert (answer.status_code, "189 côtés" in answer.text) == (200, True)


def test_states_are_asked_for_again_only_when_they_change(pages: Pages, city: PublishedCity) -> None:
    first = pages.browser.get("/carte/etats", base_url=PUBLIC_URL)
    assert len(zlib.decompress(first.data)) == len(pages.address_book.side_ids())
    known = {"If-None-Match": first.headers["ETag"]}
    assert pages.browser.get("/carte/etats", base_url=PUBLIC_URL, headers=known).status_code == 304
    city.say(LoadingStatus.PLANNED, ELOI)
    assert pages.browser.get("/carte/etats", base_url=PUBLIC_URL, headers=known).status_code == 200


def test_tiles_are_given_by_ranges_and_kept(mapped: Pages) -> None:
    content = tiles_beside(mapped.address_book.reader.path).read_bytes()
    answer = mapped.browser.get(tiles_path(mapped), base_url=PUBLIC_URL, headers={"Range": "bytes=7-126"})
    assert (answer.status_code, answer.data) == (206, content[7:127])
    answer.close()
    assert (answer.mimetype, answer.headers["Cache-Control"]) == (
        "application/vnd.pmtiles",
        "public, max-age=31536000, immutable",
    )


@pytest.mark.parametrize("version", ["0", "x" * 300, "..%2f..%2fetc%2fpasswd"])
def test_other_tiles_are_not_there(mapped: Pages, version: str) -> None:
    assert mapped.browser.get(f"/carte/tuiles/{version}.pmtiles", base_url=PUBLIC_URL).status_code == 404


def test_tiles_of_other_streets_are_not_served(mapped: Pages) -> None:
    tiles_beside(mapped.address_book.reader.path).write_bytes(b"PMTiles" + bytes(200))
    with open_pages(mapped.address_book.reader.path, mapped.database) as pages:
        assert pages.browser.get(tiles_path(pages), base_url=PUBLIC_URL).status_code == 404
        assert "data-map" not in pages.read("/carte")


def test_page_without_tiles_is_the_list_alone(pages: Pages) -> None:
    page = pages.read(f"/carte?boite={DOWNTOWN}")
    assert ("data-map" in page, "Afficher la carte" in page, f"/cote/{ELOI}" in page) == (False, False, True)
