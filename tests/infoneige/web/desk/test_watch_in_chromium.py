"""The page of the queue in Chromium: it lives by itself; nobody stumbles over it, or over the pages beside it."""

import logging
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, Response, expect

from geodata.address_book import AddressBook
from infoneige.desk.suspending import suspend_sending
from infoneige.operators.model import LoginMethod, Role
from infoneige.storage.database import open_database
from infoneige.storage.migrate import migrate
from infoneige.storage.sender_beats import Trouble, beat
from infoneige.web.browser_session import new_token
from infoneige.web.desk.desk_cookies import desk_cookies
from schedules.model import LoadingStatus
from tests.browsers.conftest import find_browser
from tests.browsers.site import Application, served
from tests.counterparts.one_playwright import one_playwright
from tests.infoneige.residents.published_city import FEED
from tests.infoneige.web.desk.desk_world import DeskSite
from tests.infoneige.web.desk.test_feeds_page import withdraw
from tests.outbox_world import World
from tests.pages.html_validator import HtmlValidator, html_validator
from tests.pages.test_every_page import BESIDE_THE_PAGE, TAGS, TOO_SMALL

COOKIES = desk_cookies(is_https=False)
NUMBER = "514 555-0142"
REFRESHES = "meta-refresh"
"""Without scripts the page of the queue comes again by itself; nothing is typed in it."""


@dataclass
class Office:
    """The desk, served, and a publisher's browser in front of it."""

    desk: DeskSite
    address: str
    page: Page

    def go(self, path: str) -> None:
        """Look at a page, freshly proved: no time passes here but by the test."""
        self.page.goto(f"{self.address}{path}")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, valneige: Path) -> Iterator[Office]:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    file = tmp_path_factory.mktemp("watch") / "desk.db"
    desks: list[DeskSite] = []
    with (
        one_playwright() as playwright,
        open_database(f"sqlite:///{file}") as database,
        closing(AddressBook.open(valneige)) as book,
    ):
        migrate(database)

        def application(address: str) -> Application:
            desks.append(DeskSite(database, book, address))
            return desks[0].app

        chromium = playwright.chromium.launch(executable_path=find_browser("chromium"), args=["--no-sandbox"])
        with served(application) as address:
            desk, context = desks[0], chromium.new_context()
            amelie, now = desk.add("amelie", Role.PUBLISHER), desk.clock.now()
            token = desk.accounts.sessions.open(amelie.operator_id, LoginMethod.PASSKEY, now=now)
            for name, value in ((COOKIES.session.name, token), (COOKIES.browser.name, new_token())):
                context.add_cookies([{"name": name, "value": value, "url": address}])
            happen(desk, book)
            yield Office(desk, address, context.new_page())
        chromium.close()


def happen(desk: DeskSite, book: AddressBook) -> None:
    """Let much have happened: people told, a withdrawal held, a sender in trouble."""
    world, sides = World(desk.database), sorted(book.side_ids())[:60]
    world.person("+15145550142", sides=sides[:2], channel="sms")
    world.change("UPDATE subscription SET first_lane = 10")
    desk.city.say(LoadingStatus.PLANNED, *sides)
    world.change("INSERT INTO anomaly VALUES (2, 'unknown_side', 'abc', 'no such side')")
    desk.wait(timedelta(minutes=1))
    withdraw(desk, sides)
    beat(desk.database, "w", {"sms": Trouble.FAILING, "push": None}, now=desk.clock.now())


@pytest.fixture(scope="module")
def validator() -> Iterator[HtmlValidator]:
    with html_validator() as running:
        yield running


def look_up(office: Office) -> None:
    office.go("/operations/pourquoi")
    office.page.get_by_label("Numéro de cellulaire").fill(NUMBER)
    office.page.get_by_role("button", name="Chercher").click()
    office.page.get_by_role("heading", name="Numéro 514").wait_for()


PATHS = {
    "watch": "/operations/suivre",
    "watch-all-en": "/en/operations/suivre?version=toutes",
    "suspend": "/operations/suivre/suspendre",
    "why": "/operations/pourquoi",
    "feeds": "/operations/sources",
    "feeds-en": "/en/operations/sources",
    "held": "/operations/sources/retenus/1/decider",
    "pause": f"/operations/sources/{FEED}/pause",
    "looked-up": "",
}


@pytest.mark.parametrize("name", PATHS)
def test_page_is_sound(office: Office, validator: HtmlValidator, name: str) -> None:
    page, documents = office.page, list[Response]()
    page.on("response", lambda one: documents.append(one) if one.request.resource_type == "document" else None)
    page.set_viewport_size({"width": 1280, "height": 800})
    if PATHS[name]:
        office.go(PATHS[name])
    else:
        look_up(office)
    found = [one for one in validator.errors(documents[-1].text()) if not one.startswith(REFRESHES)]
    page.evaluate(AXE_SCRIPT)
    violations = page.evaluate("tags => axe.run({runOnly: tags}).then(found => found.violations)", TAGS)
    found += [f"{one['id']}: {one['nodes'][0]['html']}" for one in violations]
    page.set_viewport_size({"width": 320, "height": 640})
    found += page.evaluate(BESIDE_THE_PAGE) + page.evaluate(TOO_SMALL)
    assert found == []


def test_number_that_was_looked_up_stands_in_no_address(office: Office) -> None:
    look_up(office)
    assert "5550142" not in office.page.url.replace("-", "")


def test_page_comes_up_to_date_by_itself(office: Office) -> None:
    office.go("/operations/suivre")
    expect(office.page.get_by_text("L’envoi est suspendu depuis")).to_have_count(0)
    suspend_sending(office.desk.database, actor="operator:amelie", reason="essai", now=office.desk.clock.now())
    office.desk.wait(timedelta(seconds=5))
    expect(office.page.get_by_role("heading", name="L’envoi est suspendu depuis")).to_be_visible(timeout=20000)
    expect(office.page.get_by_role("status")).to_contain_text("L’envoi est suspendu depuis")
    expect(office.page.get_by_role("link", name="Reprendre l’envoi")).to_be_visible()
