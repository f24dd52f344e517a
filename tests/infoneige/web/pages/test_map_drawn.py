"""The map in real Chromium: what it asks for, draws and opens."""

from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from functools import cache

import pytest
from playwright.sync_api import Browser, Page

from schedules.model import LoadingStatus
from tests.browsers.installed import running_chromium
from tests.browsers.site import served
from tests.counterparts.browser_driver import wait_until
from tests.infoneige.residents.published_city import ELOI, PublishedCity
from tests.infoneige.web.conftest import SOFTWARE_GL
from tests.infoneige.web.pages.conftest import Pages

NO_GL = ("--disable-gpu", "--disable-software-rasterizer", "--disable-3d-apis")
PATIENCE_MS = 60_000
UNKNOWN_FIELD, PLANNED_FIELD = "#ffffff", "#ff9d1e"
_COUNT_PIXELS = """async ([png, wanted]) => {
  const image = new Image();
  image.src = `data:image/png;base64,${png}`;
  await image.decode();
  const canvas = new OffscreenCanvas(image.width, image.height).getContext('2d');
  canvas.drawImage(image, 0, 0);
  const { data } = canvas.getImageData(0, 0, image.width, image.height);
  const [r, g, b] = [1, 3, 5].map((at) => parseInt(wanted.slice(at, at + 2), 16));
  let count = 0;
  for (let at = 0; at < data.length; at += 4) {
    if (Math.hypot(data[at] - r, data[at + 1] - g, data[at + 2] - b) < 12) count += 1;
  }
  return count;
}"""

_FOLLOWED = """({ before, closer }) => {
  const box = new URLSearchParams(location.search).get('boite');
  const [width, from] = [box ?? '', before].map((text) => text.split(',')).map(([west, , east]) => east - west);
  return box === document.querySelector('#liste').dataset.box && (closer ? width < 0.6 * from : width > 1.6 * from);
}"""
_OUT_OF_REACH = """(path) => {
  const plain = window.plain ??= window.fetch;
  const fails = (address) => path && new URL(address, location).pathname === path;
  window.fetch = (...asked) => fails(asked[0]) ? Promise.reject(new TypeError()) : plain(...asked);
}"""

Chromium = Callable[..., Browser]
OpenPage = Callable[..., AbstractContextManager[Page]]


@pytest.fixture
def city(mapped: Pages) -> PublishedCity:
    return PublishedCity(mapped.database, mapped.address_book)


@pytest.fixture
def site(mapped: Pages) -> Iterator[str]:
    """Give the origin at which the pages are served."""
    with served(lambda _: mapped.browser.application) as url:
        yield url


@pytest.fixture(scope="module")
def chromium(needs_map: None) -> Iterator[Chromium]:  # noqa: ARG001 - asked for its word
    """Give what starts Chromium with some flags; each set of flags starts it once."""
    with ExitStack() as until_the_end:
        yield cache(lambda *flags: until_the_end.enter_context(running_chromium(*flags)))


@pytest.fixture
def open_page(chromium: Chromium, site: str) -> OpenPage:
    """Give what opens a page in a new profile; the test fails if a script or the content policy complains."""

    @contextmanager
    def open_it(path: str, *flags: str) -> Iterator[Page]:
        page = chromium(*flags).new_page(viewport={"width": 480, "height": 800}, service_workers="block")
        complaints: list[str] = []
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(site + path)
        yield page
        page.close()
        assert complaints == []

    return open_it


def _show_map(page: Page) -> None:
    page.get_by_role("button", name="Afficher la carte").click()
    page.wait_for_selector("[data-ready]", timeout=PATIENCE_MS)


def _step(page: Page, button: str, *, closer: bool) -> None:
    """Press a button of the map, and wait until the map stands a level closer or further, and the list with it."""
    step = {"before": page.locator("#liste").get_attribute("data-box"), "closer": closer}
    page.get_by_role("button", name=button).click()
    page.wait_for_function(_FOLLOWED, arg=step, timeout=PATIENCE_MS)


def _pixels(page: Page, colour: str) -> int:
    found: int = page.evaluate(_COUNT_PIXELS, [b64encode(page.locator("canvas").screenshot()).decode(), colour])
    return found


def _wait_for_pixels(page: Page, colour: str) -> None:
    """Wait until so much of a colour is there: the map fades in."""
    wait_until(lambda: _pixels(page, colour) > 100, f"{colour} on the map", lambda s: page.wait_for_timeout(1000 * s))


def test_map_is_loaded_when_asked_for_and_from_nowhere_else(open_page: OpenPage, site: str) -> None:
    with open_page(f"/carte?cote={ELOI}", *SOFTWARE_GL) as page:
        asked: list[str] = []
        loaded: list[str] = page.evaluate("performance.getEntriesByType('resource').map((entry) => entry.name)")
        page.context.on("request", lambda request: asked.append(request.url))
        _show_map(page)
        page.mouse.move(300, 500)
        _step(page, "Éloigner", closer=False)
    assert [url for url in loaded if "/built/map.mjs" in url] == []
    needed = ("/built/map.mjs", "/built/map-worker.mjs", "/built/map.css")
    assert [part for part in needed if not any(part in url for url in asked)] == []
    assert [url for url in (*loaded, *asked) if not url.startswith((f"{site}/", "data:", f"blob:{site}/"))] == []


def test_planned_sides_are_drawn_in_their_colour(open_page: OpenPage, city: PublishedCity) -> None:
    with open_page(f"/carte?cote={ELOI}", *SOFTWARE_GL) as page:
        _show_map(page)
        _wait_for_pixels(page, UNKNOWN_FIELD)
        assert _pixels(page, PLANNED_FIELD) == 0
        city.say(LoadingStatus.PLANNED, ELOI)
        page.reload()
        _show_map(page)
        _wait_for_pixels(page, PLANNED_FIELD)


def test_list_follows_the_map_and_so_does_the_address(open_page: OpenPage) -> None:
    with open_page("/carte", *SOFTWARE_GL) as page:
        _show_map(page)
        before = page.locator("#liste").inner_text()
        for _ in range(2):
            _step(page, "Rapprocher", closer=True)
        shown = page.locator("#liste").inner_text()
        query = page.evaluate("location.search")
        english = page.locator("header a[hreflang=en-CA]").get_attribute("href")
        page.reload()
        assert page.locator("#liste").inner_text() == shown != before
    assert query.startswith("?boite=")
    assert english is not None
    assert english.endswith(f"/en/carte{query}")


def test_list_that_missed_a_step_follows_when_the_service_is_back(open_page: OpenPage) -> None:
    with open_page("/carte", *SOFTWARE_GL) as page:
        _show_map(page)
        before = {"before": page.locator("#liste").get_attribute("data-box"), "closer": True}
        page.evaluate(_OUT_OF_REACH, "/carte/liste")
        page.get_by_role("button", name="Rapprocher").click()
        page.wait_for_function("() => location.search && !document.querySelector('#liste').dataset.box")
        page.evaluate(_OUT_OF_REACH, None)
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        page.wait_for_function(_FOLLOWED, arg=before, timeout=PATIENCE_MS)


def test_press_on_a_side_opens_its_page(open_page: OpenPage) -> None:
    with open_page(f"/carte?cote={ELOI}", *SOFTWARE_GL) as page:
        _show_map(page)
        box = page.locator("canvas").bounding_box()
        assert box is not None
        page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        page.wait_for_url(f"**/cote/{ELOI}")


def test_browser_without_webgl_keeps_the_list_and_is_offered_no_map(open_page: OpenPage) -> None:
    with open_page(f"/carte?cote={ELOI}", *NO_GL) as page:
        assert page.get_by_role("button", name="Afficher la carte").count() == 0
        assert page.locator(f"#liste a[href='/cote/{ELOI}']").is_visible()


def test_map_that_cannot_be_loaded_says_so_and_keeps_the_list(open_page: OpenPage) -> None:
    with open_page(f"/carte?cote={ELOI}", *SOFTWARE_GL) as page:
        page.evaluate("document.querySelector('[data-map]').dataset.module = '/static/enhance.js'")
        page.get_by_role("button", name="Afficher la carte").click()
        page.get_by_text("La carte ne s’affiche pas").wait_for()
        assert page.get_by_role("button", name="Afficher la carte").is_enabled()
        assert page.locator(f"#liste a[href='/cote/{ELOI}']").is_visible()
