"""The pages of plans in Chromium: a file is dropped, the bar moves, pages turn; nobody stumbles over anything."""

import json
import logging
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page, expect

from geodata.address_book import AddressBook
from infoneige.operators.model import LoginMethod, Role
from infoneige.storage.database import open_database
from infoneige.storage.migrate import migrate
from infoneige.web.browser_session import new_token
from infoneige.web.desk.desk_cookies import desk_cookies
from tests.browsers.conftest import find_browser
from tests.browsers.site import Application, served
from tests.counterparts.one_playwright import one_playwright
from tests.infoneige.web.desk.plan_world import HEADER, PlanSite
from tests.pages.html_validator import HtmlValidator, html_validator
from tests.pages.test_every_page import BESIDE_THE_PAGE, TAGS, TOO_SMALL

COOKIES = desk_cookies(is_https=False)
DROP = """
([zone, [names, size]]) => {
  const transfer = new DataTransfer();
  for (const name of names) transfer.items.add(new File([new Uint8Array(size)], name));
  for (const kind of ["dragenter", "dragover", "drop"]) {
    zone.dispatchEvent(new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: transfer }));
  }
}
"""
REFRESHES = "meta-refresh"
"""Without scripts the page of a load at work comes again by itself; nothing that is typed could be lost."""


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with one_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser("chromium"), args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, valneige: Path) -> Iterator[PlanSite]:
    """Give the desk, served, with a version that can be taken back and loads in several states."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    file, sites = tmp_path_factory.mktemp("plans") / "plans.db", list[PlanSite]()
    with open_database(f"sqlite:///{file}") as database, closing(AddressBook.open(valneige)) as book:
        migrate(database)

        def application(address: str) -> Application:
            sites.append(PlanSite(database, book, address))
            return sites[0].app

        with served(application):
            yield sites[0]


@pytest.fixture
def page(chromium: Browser, site: PlanSite) -> Iterator[Page]:
    """Give the browser of a publisher; an error of a script fails the test."""
    operator = site.add(f"eve-{new_token()[:6].lower().strip('-_')}x", Role.PUBLISHER)
    token = site.accounts.sessions.open(operator.operator_id, LoginMethod.PASSKEY, now=site.clock.now())
    context, errors = chromium.new_context(viewport={"width": 360, "height": 780}, reduced_motion="reduce"), list[str]()
    cookies = ((COOKIES.session.name, token), (COOKIES.browser.name, new_token()))
    context.add_cookies([{"name": name, "value": value, "url": site.parts.public_url} for name, value in cookies])
    opened = context.new_page()
    opened.on("pageerror", lambda error: errors.append(error.message))
    yield opened
    context.close()
    assert errors == []


def load(page: Page, site: PlanSite, *rows: str, name: str = "plan.csv") -> None:
    """Load a plan by the form."""
    page.goto(f"{site.parts.public_url}/operations/charger")
    content = "\n".join([HEADER, *rows, ""]).encode()
    page.locator("#plan").set_input_files({"name": name, "mimeType": "text/csv", "buffer": content})
    page.get_by_label("Fichier de modifications").check()
    page.get_by_role("button", name="Vérifier le fichier").click()
    page.wait_for_url("**/operations/chargements/*")


def drop(page: Page, *names: str, size: int = 10) -> None:
    page.evaluate(DROP, [page.locator("[data-drop]").element_handle(), [list(names), size]])


def test_file_is_dropped_and_named(page: Page, site: PlanSite) -> None:
    page.goto(f"{site.parts.public_url}/operations/charger")
    status = page.locator("[data-drop] [role=status]")
    expect(status).to_have_text("Ou déposez-le ici.")
    drop(page, "un.csv", "deux.csv")
    expect(status).to_have_text("Un seul fichier à la fois.")
    drop(page, "un.csv", size=1_500_000)
    expect(status).to_have_text("Choisi : un.csv, 1,5 Mo.")
    assert page.evaluate("document.querySelector('#plan').files[0].name") == "un.csv"


def test_file_too_large_is_said_to_be_before_it_is_sent(page: Page, site: PlanSite) -> None:
    page.goto(f"{site.parts.public_url}/operations/charger")
    drop(page, "ville.csv", size=20_000_001)
    expect(page.locator("[data-drop] [role=status]")).to_contain_text("dépasse 20 Mo")
    page.get_by_label("Plan complet").check()
    page.get_by_role("button", name="Vérifier le fichier").click()
    assert page.url.endswith("/operations/charger")
    assert page.evaluate("document.querySelector('#plan').validationMessage").startswith("Ce fichier dépasse 20 Mo")


def test_bar_moves_until_the_preview_takes_its_place(page: Page, site: PlanSite) -> None:
    site.jobs.waits = True
    load(page, site, *site.plan(0, 2))
    expect(page.get_by_role("progressbar")).to_be_visible()
    load_id = int(page.url.rpartition("/")[2])
    site.world.change(f"UPDATE plan_load SET state = 'reading', progress = 600 WHERE load_id = {load_id}")
    expect(page.locator("[data-words]")).to_have_text("Lecture en cours")
    assert page.locator("progress").evaluate("bar => bar.value") == 300
    site.world.change(f"UPDATE plan_load SET state = 'received', progress = 0 WHERE load_id = {load_id}")
    site.jobs.real.start(load_id)
    expect(page.get_by_role("heading", level=1)).to_have_text("Vérifier avant de publier")
    site.jobs.waits = False


def test_pages_of_changes_turn(page: Page, site: PlanSite) -> None:
    load(page, site, *site.plan(0, 150))
    page.get_by_role("link", name="Voir les 150 changements").click()
    page.get_by_role("link", name="Suivants").click()
    expect(page.get_by_text("Page 2 de 2")).to_be_visible()
    expect(page.locator("tr[data-d]")).to_have_count(50)
    page.get_by_role("link", name="Précédents").click()
    expect(page.locator("tr[data-d]")).to_have_count(100)


@pytest.fixture(scope="module")
def validator() -> Iterator[HtmlValidator]:
    with html_validator() as running:
        yield running


def stumbles(page: Page) -> list[str]:
    """Return what axe finds, and what does not fit at 320 pixels."""
    page.evaluate(AXE_SCRIPT)
    options = json.dumps({"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]})
    violations = page.evaluate(f"axe.run({options}).then(found => found.violations.map(one => one.id))")
    page.set_viewport_size({"width": 320, "height": 225})
    beside, small = page.evaluate(BESIDE_THE_PAGE), page.evaluate(TOO_SMALL)
    page.set_viewport_size({"width": 360, "height": 780})
    return [*violations, *beside, *small]


def test_nobody_stumbles_over_a_page(page: Page, site: PlanSite, validator: HtmlValidator) -> None:
    site.subscribe(5, site.sides[:2])
    load(page, site, *site.plan(0, 4), ";rue Introuvable;;;;;2;2026-11-24 19:00;2026-11-25 07:00;")
    preview, home = page.url, site.parts.public_url
    load(page, site, *site.plan(5, 6))
    page.goto(f"{page.url}/publier")
    page.get_by_role("button", name="Publier maintenant").click()
    page.wait_for_url("**/operations/suivre?version=*")
    version = f"{home}/operations/versions/{page.url.rpartition('=')[2]}"
    site.jobs.waits = True
    load(page, site, *site.plan(7, 8))
    site.jobs.waits = False
    looked_at = [
        f"{home}/operations/charger",
        page.url,
        *(preview + rest for rest in ("", "/changements", "/rejets", "/publier", "/programmer")),
        f"{home}/operations/versions",
        version,
        f"{version}/reprendre",
    ]
    found = {}
    for url in looked_at:
        answer = page.goto(url)
        assert answer is not None
        errors = [one for one in validator.errors(answer.text()) if not one.startswith(REFRESHES)]
        found[url] = [*stumbles(page), *errors, *([] if answer.status == 200 else [f"{answer.status}"])]
    assert {url: complaints for url, complaints in found.items() if complaints} == {}
