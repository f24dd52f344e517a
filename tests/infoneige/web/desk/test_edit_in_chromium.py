"""Changing a plan by hand in real Chromium: a street from the search, sides pressed and an area drawn on the map."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from geodata.model import StreetSideId
from infoneige.residents.in_view import SidesInView
from tests.browsers.installed import running_chromium
from tests.infoneige.residents.published_city import FLAVIE_EVEN, FLAVIE_ODD
from tests.infoneige.web.conftest import SOFTWARE_GL
from tests.infoneige.web.desk.office import Office, open_office
from tests.infoneige.web.desk.plan_world import PlanSite
from tests.pages.clerk import Clerk, Manner
from tests.pages.html_validator import HtmlValidator
from tests.pages.soundness import troubles

MAP_PATIENCE_MS = 60_000
NARROW: ViewportSize = {"width": 480, "height": 800}
EDIT = "/operations/modifier"
FLAVIE = "rue Sainte-Flavie"
Bureau = Office[PlanSite]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Give Chromium, which can draw the map."""
    with running_chromium(*SOFTWARE_GL) as browser:
        yield browser


@pytest.fixture(scope="module")
def bureau(chromium: Browser, mapped_valneige: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bureau]:
    with open_office(PlanSite, chromium, mapped_valneige, tmp_path_factory.mktemp("bureau")) as opened:
        yield opened


@pytest.fixture
def clerk(bureau: Bureau) -> Iterator[Clerk]:
    """Give the browser of a publisher."""
    with bureau.seat("amelie") as seated:
        yield seated


@pytest.fixture(scope="module")
def looker(bureau: Bureau) -> Iterator[Clerk]:
    """Give the browser of a publisher who only looks."""
    with bureau.seat("amelie") as seated:
        yield seated


def open_map(clerk: Clerk, around: str) -> None:
    """Open the map around a side."""
    clerk.go(f"{EDIT}?autour={around}")
    clerk.press("Ouvrir la carte")
    clerk.page.wait_for_selector("[data-ready]", timeout=MAP_PATIENCE_MS)


def press_map(clerk: Clerk, across: float, down: float) -> None:
    """Press the map, at parts of its width and height."""
    canvas = clerk.page.locator(".canvas canvas")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box is not None
    clerk.page.mouse.click(box["x"] + box["width"] * across, box["y"] + box["height"] * down)


def verify(clerk: Clerk) -> None:
    """Send the change to its preview."""
    clerk.press("Vérifier la modification")
    clerk.page.wait_for_url("**/operations/chargements/*")


def chosen(page: Page) -> set[str]:
    """Return the sides that are chosen on a page."""
    boxes = page.locator("input[name=s]:checked").all()
    return {box.get_attribute("value") or "" for box in boxes}


def test_street_is_typed_chosen_by_halves_and_its_hours_are_previewed(clerk: Clerk, bureau: Bureau) -> None:
    page = clerk.page
    clerk.go(EDIT)
    page.get_by_label("Rue ou adresse").press_sequentially("Sainte-Fl")
    page.get_by_role("listbox", name="Adresses proposées").get_by_role("option").first.click()
    clerk.press("Voir les côtés")
    clerk.press("Impairs")
    odd = {side.side_id for side in bureau.desk.streets.sides_on_street(FLAVIE) if side.parity == "odd"}  # type: ignore[union-attr]
    assert chosen(page) == odd
    expect(page.locator("form p[role=status]")).to_have_text(f"{len(odd)} côtés choisis.")
    expect(page.get_by_label("Jour").first).to_be_hidden()
    clerk.pick("Interdire dans ces heures")
    for name, day, hour in (("debut", "2026-11-24", "19:00"), ("fin", "2026-11-25", "07:00")):
        page.locator(f"#{name}-jour").fill(day)
        page.locator(f"#{name}-heure").fill(hour)
    expect(page.locator("#debut-dit")).to_have_text("mardi 24 novembre")
    verify(clerk)
    clerk.sees("Vérifier avant de publier")


def test_what_was_typed_is_there_after_the_way_back(clerk: Clerk) -> None:
    clerk.go(f"{EDIT}/cotes?voie={FLAVIE}&de=100&a=199")
    clerk.press("Pairs")
    clerk.pick("Retirer du plan")
    verify(clerk)
    clerk.page.go_back()
    assert chosen(clerk.page) == {FLAVIE_EVEN}
    expect(clerk.page.locator("form p[role=status]")).to_have_text("1 côté choisi.")


@pytest.mark.usefixtures("needs_map")
def test_map_is_loaded_when_asked_for_and_a_side_is_picked_by_a_press(clerk: Clerk) -> None:
    page, asked = clerk.page, list[str]()
    page.on("request", lambda request: asked.append(request.url))
    clerk.go(f"{EDIT}?autour={FLAVIE_EVEN}")
    assert [url for url in asked if "map.mjs" in url or "map-pick" in url] == []
    open_map(clerk, FLAVIE_EVEN)
    send = page.get_by_role("button", name="Voir les côtés choisis")
    expect(send).to_be_disabled()
    press_map(clerk, 0.5, 0.5)
    expect(page.locator(".said")).to_have_text("1 côté choisi.")
    send.click()
    page.wait_for_url("**/cotes")
    assert chosen(page) == {FLAVIE_EVEN}


@pytest.mark.usefixtures("needs_map")
def test_press_on_a_picked_side_lets_it_go(clerk: Clerk) -> None:
    page = clerk.page
    open_map(clerk, FLAVIE_EVEN)
    press_map(clerk, 0.5, 0.5)
    expect(page.locator(".said")).to_have_text("1 côté choisi.")
    press_map(clerk, 0.5, 0.5)
    expect(page.locator(".said")).to_have_text("Touchez des côtés de rue, ou dessinez une zone.")
    expect(page.get_by_role("button", name="Tout effacer")).to_be_disabled()


@pytest.mark.usefixtures("needs_map")
def test_area_is_drawn_and_its_sides_are_changed(bureau: Bureau) -> None:
    with bureau.seat("amelie", Manner(size=NARROW)) as clerk:
        page = clerk.page
        open_map(clerk, FLAVIE_EVEN)
        clerk.press("Dessiner une zone")
        for across, down in ((0.35, 0.3), (0.65, 0.3), (0.65, 0.7), (0.9, 0.9)):
            press_map(clerk, across, down)
        clerk.press("Reprendre un coin")
        press_map(clerk, 0.35, 0.7)
        press_map(clerk, 0.35, 0.3)  # the first corner closes it
        corners = page.locator("input[name=zone]").input_value().split()
        assert len(corners) == 4
        clerk.press("Voir les côtés choisis")
        page.wait_for_url("**/cotes")
        assert chosen(page) == {FLAVIE_EVEN, FLAVIE_ODD}
        assert inside(bureau, corners) >= chosen(page)
        clerk.pick("Chargement en cours")
        verify(clerk)
        expect(page.locator("main")).to_contain_text("En chargement : 2")


def inside(bureau: Bureau, corners: list[str]) -> set[StreetSideId]:
    """Return the sides that touch the box around some corners."""
    longitudes, latitudes = zip(*(map(float, corner.split(",")) for corner in corners), strict=True)
    city = SidesInView(bureau.desk.streets)
    box = type(city.whole())(min(longitudes), min(latitudes), max(longitudes), max(latitudes))  # type: ignore[misc]
    return set(city.ids(city.numbers(box)))


def test_without_scripts_a_street_is_changed_all_the_same(bureau: Bureau) -> None:
    with bureau.seat("amelie", Manner(has_script=False)) as clerk:
        clerk.go(EDIT)
        expect(clerk.page.locator("#carte")).to_be_hidden()
        clerk.page.get_by_text("Par tronçon, arrondissement ou secteur").click()
        clerk.write("Rue (facultatif)", FLAVIE)
        clerk.write("Du numéro", "100")
        clerk.write("au numéro", "199")
        clerk.press("Voir ces côtés")
        clerk.press("Pairs")
        assert chosen(clerk.page) == {FLAVIE_EVEN}
        clerk.pick("Retirer du plan")
        verify(clerk)


def errors_of_a_change(clerk: Clerk) -> None:
    clerk.pick("Interdire dans ces heures")
    clerk.press("Vérifier la modification")
    clerk.page.get_by_role("alert").wait_for()


def nothing(_clerk: Clerk) -> None:
    pass


def open_details(clerk: Clerk) -> None:
    clerk.page.locator("summary").click()


PAGES: dict[str, tuple[str, Callable[[Clerk], None]]] = {
    "find": (EDIT, open_details),
    "find-offers": (f"{EDIT}/cotes?voie=rue Principale", nothing),
    "sides": (f"{EDIT}/cotes?voie={FLAVIE}", open_details),
    "sides-errors": (f"{EDIT}/cotes?voie={FLAVIE}&de=100&a=199", errors_of_a_change),
    "sides-en": (f"/en{EDIT}/cotes?voie={FLAVIE}&de=100&a=199", nothing),
}


@pytest.mark.parametrize("name", PAGES)
def test_page_is_sound(looker: Clerk, validator: HtmlValidator, name: str) -> None:
    path, act = PAGES[name]
    looker.go(path)
    act(looker)
    assert troubles(looker, validator) == []
