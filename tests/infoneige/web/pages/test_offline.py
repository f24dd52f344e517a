"""What a browser keeps of a side: true at any later time, in every language; and shown by a real one when it must."""

import json
import struct

import pytest
from playwright.sync_api import Page

from infoneige.web.frame import STATIC
from schedules.model import LoadingStatus
from tests.browsers.installed import find_browser
from tests.browsers.site import served
from tests.counterparts.browser_chromium_worker import ChromiumWorker
from tests.counterparts.browser_driver import wait_until
from tests.counterparts.one_playwright import one_playwright
from tests.infoneige.residents.published_city import ELOI, FLAVIE_EVEN, FLAVIE_ODD, HOUR, MINUTE
from tests.infoneige.web.pages.followed_city import FollowedCity
from tests.infoneige.web.pages.line import Line, visiting

KEPT = """async () => {
    const kept = {};
    for (const name of await caches.keys()) {
        const requests = await (await caches.open(name)).keys();
        kept[name] = requests.map((request) => new URL(request.url).pathname);
    }
    return kept;
}"""
HOLDS = "async (path) => (await caches.match(path)) !== undefined"
SAYS = "async ([path, words]) => ((await (await caches.match(path))?.text()) ?? '').includes(words)"
_CHANGES = """async (path) => {
    const held = {};
    for (const change of ['put', 'delete']) {
        const plain = Cache.prototype[change];
        Cache.prototype[change] = async function (...given) {
            const done = await plain.apply(this, given);
            held[change] = (held[change] ?? true) && (await caches.match(`${path}/hors-ligne`)) !== undefined;
            return done;
        };
    }
    await keepFor(path);
    return held;
}"""


def copy_of(followers: FollowedCity, side: str, prefix: str = "") -> str:
    shown = followers.browser().get(f"{prefix}/cote/{side}/hors-ligne", headers={"Sec-Fetch-Mode": "cors"})
    assert shown.status_code == 200
    return shown.text.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("prefix", "language", "direction"),
    [("", "fr-CA", "ltr"), ("/en", "en-CA", "ltr"), ("/es", "es", "ltr"), ("/ar", "ar", "rtl")],
)
def test_manifest_installs_the_pages_of_one_language(
    followers: FollowedCity, prefix: str, language: str, direction: str
) -> None:
    shown = followers.browser().get(f"{prefix}/manifest.webmanifest")
    manifest = json.loads(shown.data)
    assert shown.mimetype == "application/manifest+json"
    assert (manifest["lang"], manifest["dir"], manifest["start_url"]) == (language, direction, f"{prefix}/")
    assert (manifest["id"], manifest["scope"], manifest["display"]) == ("/", "/", "standalone")


def test_icons_are_as_large_as_the_manifest_says(followers: FollowedCity) -> None:
    for icon in json.loads(followers.browser().get("/manifest.webmanifest").data)["icons"]:
        drawing = followers.browser().get(icon["src"], buffered=True).data
        width, height = struct.unpack(">II", drawing[16:24])
        assert drawing.startswith(b"\x89PNG")
        assert f"{width}x{height}" == icon["sizes"]
    assert struct.unpack(">II", (STATIC / "icons/apple-touch-icon.png").read_bytes()[16:24]) == (180, 180)


def test_worker_is_served_at_the_root_so_that_it_serves_all_pages(followers: FollowedCity) -> None:
    shown = followers.browser().get("/sw.js", buffered=True)
    assert (shown.status_code, shown.mimetype) == (200, "text/javascript")


def test_announced_ban_is_kept_with_both_of_its_days_and_the_hour_of_the_copy(followers: FollowedCity) -> None:
    followers.city.say(LoadingStatus.PLANNED, ELOI)
    followers.city.later(7 * MINUTE)
    copy = copy_of(followers, ELOI)
    for part in ("lundi 23 nov. 14 h 07", "Interdiction annoncée", "lundi 23 nov.", "19 h<", "mardi 24 nov.", "7 h<"):
        assert part in copy
    assert 'data-s="2"' in copy


@pytest.mark.parametrize(
    "status", [LoadingStatus.CLEARED, LoadingStatus.BETWEEN_LOADINGS, LoadingStatus.SNOWY, LoadingStatus.DEFERRED]
)
def test_whatever_could_reassure_is_kept_as_unknown_now(followers: FollowedCity, status: LoadingStatus) -> None:
    followers.city.say(status, ELOI)
    copy = copy_of(followers, ELOI)
    assert "État inconnu maintenant" in copy
    assert "Au moment de la copie, la Ville disait" in copy
    assert 'data-s="1"' not in copy
    assert 'data-s="x"' in copy


def test_ban_that_is_over_is_not_kept_as_announced(followers: FollowedCity) -> None:
    followers.city.say(LoadingStatus.PLANNED, ELOI)
    followers.city.later(20 * HOUR)
    assert "État inconnu maintenant" in copy_of(followers, ELOI)


def test_loading_without_an_announced_end_is_kept_as_such(followers: FollowedCity) -> None:
    followers.city.say(LoadingStatus.IN_PROGRESS, ELOI)
    copy = copy_of(followers, ELOI)
    assert "sans fin annoncée" in copy
    assert 'data-s="5"' in copy


def test_copy_holds_nothing_that_counts_from_now(followers: FollowedCity) -> None:
    followers.city.say(LoadingStatus.PLANNED, ELOI)
    followers.city.later(7 * MINUTE)
    copy = copy_of(followers, ELOI)
    for counted in ("il y a", "data-until", "Dans "):
        assert counted not in copy


def test_person_who_comes_to_a_copy_with_a_connection_sees_the_side(followers: FollowedCity) -> None:
    shown = followers.browser().get(f"/en/cote/{ELOI}/hors-ligne", headers={"Sec-Fetch-Mode": "navigate"})
    assert (shown.status_code, shown.headers["Location"]) == (302, f"/en/cote/{ELOI}")


def test_side_that_does_not_exist_has_no_copy(followers: FollowedCity) -> None:
    assert followers.browser().get("/cote/0/hors-ligne").status_code == 404


def see(page: Page, line: Line, path: str) -> None:
    """Visit a page and wait until what stands in for it is kept."""
    page.goto(f"{line.url}{path}")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    stand_in = f"{path.rstrip('/')}/hors-ligne"
    wait_until(lambda: bool(page.evaluate(HOLDS, stand_in)), "the worker to keep a page")


def test_side_seen_before_is_shown_without_a_connection_with_the_hour_of_its_copy(followers: FollowedCity) -> None:
    followers.city.say(LoadingStatus.PLANNED, FLAVIE_EVEN)
    followers.city.say(LoadingStatus.CLEARED, ELOI)
    followers.city.later(7 * MINUTE)
    with visiting(followers.app) as (page, line):
        for path in (f"/cote/{FLAVIE_EVEN}", f"/cote/{ELOI}", f"/en/cote/{ELOI}"):
            see(page, line, path)
        line.cut()
        page.goto(f"{line.url}/cote/{FLAVIE_EVEN}?n=120")
        assert page.inner_text("[data-seen]").replace("\u00a0", " ") == "Vu lundi 23 nov. 14 h 07, hors ligne"
        assert page.inner_text("#fait").startswith("Interdiction annoncée")
        page.goto(f"{line.url}/cote/{ELOI}")
        assert page.inner_text("#fait").startswith("État inconnu maintenant")
        assert page.evaluate("getComputedStyle(document.querySelector('.sign')).borderTopStyle") == "solid"
        page.goto(f"{line.url}/en/cote/{ELOI}")
        assert page.get_attribute("html", "lang") == "en-CA"
        line.mend()
        page.wait_for_selector("[data-seen]", state="detached")


def test_page_never_seen_says_so_and_lists_the_copies_until_they_are_forgotten(followers: FollowedCity) -> None:
    with visiting(followers.app) as (page, line):
        see(page, line, f"/cote/{ELOI}")
        line.cut()
        page.goto(f"{line.url}/cote/{FLAVIE_ODD}")
        assert page.inner_text("#fait").startswith("Hors ligne")
        page.wait_for_selector("[data-kept] li")
        listed = [text.replace("\u00a0", " ") for text in page.locator("[data-kept] li").all_inner_texts()]
        assert listed == ["Rue Saint-Éloi, côté pair\nVu lundi 23 nov. 14 h, hors ligne"]
        page.click("[data-kept] a")
        assert page.inner_text("#fait").startswith("État inconnu maintenant")
        page.goto(f"{line.url}/")
        page.click("[data-forget]")
        page.wait_for_selector("[data-kept]", state="hidden")
        assert page.evaluate(KEPT).keys() == {"coquille"}


def test_worker_keeps_copies_and_drawings_and_no_page_itself(followers: FollowedCity) -> None:
    with visiting(followers.app) as (page, line):
        see(page, line, "/")
        see(page, line, f"/cote/{ELOI}")
        page.goto(f"{line.url}/recherche?q=200+Saint-Eloi")
        kept = page.evaluate(KEPT)
        assert kept["cotes"] == [f"/cote/{ELOI}/hors-ligne"]
        assert "/hors-ligne" in kept["coquille"]
        assert all(path == "/hors-ligne" or path.startswith("/static/") for path in kept["coquille"])


def test_only_the_last_twenty_sides_are_kept(followers: FollowedCity) -> None:
    sides = sorted(followers.city.streets.side_ids())[:22]
    with visiting(followers.app) as (page, line):
        see(page, line, f"/cote/{sides[0]}")
        (worker,) = page.context.service_workers
        for side in [*sides, sides[2]]:
            worker.evaluate("(path) => keepFor(path)", f"/cote/{side}")
        expected = [f"/cote/{side}/hors-ligne" for side in [*sides[3:], sides[2]]]
        wait_until(lambda: page.evaluate(KEPT)["cotes"] == expected, "the worker to let go of the first sides")


def test_copy_is_there_at_every_moment_of_its_renewal(followers: FollowedCity) -> None:
    with visiting(followers.app) as (page, line):
        see(page, line, f"/cote/{ELOI}")
        (worker,) = page.context.service_workers
        assert worker.evaluate(_CHANGES, f"/cote/{ELOI}") == {"put": True}


def test_silent_site_is_answered_for_by_the_copy(followers: FollowedCity) -> None:
    with visiting(followers.app) as (page, line):
        see(page, line, f"/cote/{ELOI}")
        line.silence()
        page.goto(f"{line.url}/cote/{ELOI}")
        assert "hors ligne" in page.inner_text("[data-seen]")


def test_what_is_pushed_renews_the_copy_of_its_side_and_makes_none(followers: FollowedCity) -> None:
    message = {"id": "1-1.abcdefghijklmnop", "title": "INTERDIT", "body": "", "tag": "", "lang": "fr", "actions": []}
    message |= {"body": "Rue Saint-Éloi", "tag": "side", "not_after": "2099-01-01T00:00:00Z"}
    with served(lambda _: followers.app) as url, one_playwright() as playwright:
        worker = ChromiumWorker(playwright, find_browser("chromium"), url, f"/cote/{ELOI}")
        wait_until(lambda: bool(worker.evaluate(f"({HOLDS})('/cote/{ELOI}/hors-ligne')")), "the copy")
        followers.city.say(LoadingStatus.PLANNED, ELOI, FLAVIE_EVEN)
        for side in (FLAVIE_EVEN, ELOI):
            worker.deliver(json.dumps(message | {"url": f"/cote/{side}"}))
        renewed = f"({SAYS})({json.dumps([f'/cote/{ELOI}/hors-ligne', 'Interdiction annoncée'])})"
        wait_until(lambda: bool(worker.evaluate(renewed)), "the copy to be renewed")
        assert worker.evaluate(f"({KEPT})()")["cotes"] == [f"/cote/{ELOI}/hors-ligne"]
        worker.close()
