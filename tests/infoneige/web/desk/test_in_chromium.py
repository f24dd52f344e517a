"""The ways in as a real Chromium takes them, with an authenticator that DevTools plays; each page looked at by axe."""

import logging
import re
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page, Response, expect

from geodata.address_book import AddressBook
from infoneige.operators.model import Role
from infoneige.storage.database import open_database
from infoneige.storage.migrate import migrate
from tests.browsers.conftest import find_browser
from tests.browsers.site import Application, served
from tests.counterparts.one_playwright import one_playwright
from tests.infoneige.web.desk.desk_world import DeskSite
from tests.pages.html_validator import HtmlValidator, html_validator
from tests.pages.test_every_page import BESIDE_THE_PAGE, TAGS, TOO_SMALL

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
REGISTER, ENTER, CONFIRM = "Inscrire une clé d’accès", "Entrer avec une clé d’accès", "Confirmer avec une clé d’accès"


@dataclass
class Office:
    """The desk, served at ``address``, and the browsers in front of it."""

    desk: DeskSite
    address: str
    chromium: Browser

    def invitation(self, name: str, role: Role = Role.ADMINISTRATOR) -> str:
        """Return the link for a new operator."""
        operator = self.desk.add(name, role)
        secret = self.desk.accounts.invitations.issue(operator.operator_id, now=self.desk.clock.now())
        return f"{self.address}/operations/invitation/{secret}"

    @contextmanager
    def seat(self, *, with_key: bool = True, with_scripts: bool = True) -> Iterator[Page]:
        """Open a browser, with a key that its owner touches whenever asked; errors of its scripts fail the test."""
        context = self.chromium.new_context(java_script_enabled=with_scripts, viewport={"width": 1280, "height": 800})
        page, errors = context.new_page(), []
        page.on("pageerror", lambda error: errors.append(error.message))
        if with_key:
            devtools = context.new_cdp_session(page)
            devtools.send("WebAuthn.enable")
            devtools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
        yield page
        context.close()
        assert errors == []

    def register(self, page: Page, name: str) -> None:
        """Set up a key, by an invitation."""
        page.goto(self.invitation(name))
        page.get_by_role("button", name=REGISTER).click()
        page.wait_for_url(f"{self.address}/operations/charger")

    def leave(self, page: Page) -> None:
        """Log out."""
        page.get_by_role("button", name="Sortir", exact=True).click()
        page.wait_for_url(f"{self.address}/operations/entrer?suite=sorti")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, valneige: Path) -> Iterator[Office]:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    file = tmp_path_factory.mktemp("desk") / "desk.db"
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
            yield Office(desks[0], address, chromium)
        chromium.close()


@pytest.fixture(scope="module")
def insider(office: Office) -> Iterator[Page]:
    """Give the browser of an administrator who is logged in."""
    with office.seat() as page:
        office.register(page, "ines")
        yield page


@pytest.fixture(scope="module")
def validator() -> Iterator[HtmlValidator]:
    with html_validator() as running:
        yield running


def test_operator_registers_logs_out_and_in_and_proves(office: Office) -> None:
    with office.seat() as page:
        office.register(page, "anna")
        office.leave(page)
        page.get_by_role("button", name=ENTER).click()
        page.wait_for_url(f"{office.address}/operations/charger")
        office.desk.wait(timedelta(minutes=6))
        page.get_by_role("link", name="Personnes").click()
        page.wait_for_url("**/operations/confirmer?retour=**")
        page.get_by_role("button", name=CONFIRM).click()
        page.wait_for_url(f"{office.address}/operations/personnes")
        expect(page.get_by_role("heading", level=1)).to_have_text("Personnes")


def test_form_that_waited_for_a_proof_is_sent_after_it(office: Office) -> None:
    with office.seat() as page:
        office.register(page, "bea")
        page.goto(f"{office.address}/operations/personnes")
        page.get_by_label("Nom d’utilisateur").fill("carl")
        page.get_by_label("Nom affiché").fill("Carl d’Amours & fils")
        page.get_by_label("Planification").check()
        office.desk.wait(timedelta(minutes=6))
        page.get_by_role("button", name="Ajouter et créer le lien").click()
        page.get_by_role("button", name=CONFIRM).click()
        page.get_by_role("button", name="Continuer").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Carl d’Amours & fils")
        assert office.desk.named("carl").role is Role.PLANNER


def test_browser_without_a_key_is_told_and_keeps_the_other_ways(office: Office) -> None:
    with office.seat() as page:
        page.goto(f"{office.address}/operations/entrer")
        page.get_by_role("button", name=ENTER).click()
        expect(page.locator("form [role=status]")).to_have_text(re.compile("La clé n’a pas répondu"))
        expect(page.get_by_role("button", name=ENTER)).to_be_enabled()


def test_same_key_is_not_registered_twice(office: Office) -> None:
    with office.seat() as page:
        office.register(page, "dora")
        page.goto(f"{office.address}/operations/compte/cle")
        page.get_by_role("button", name=REGISTER).click()
        expect(page.locator("form [role=status]")).to_have_text("Cette clé est déjà inscrite.")


def test_password_and_code_let_in_without_scripts(office: Office) -> None:
    with office.seat(with_key=False, with_scripts=False) as page:
        office.desk.with_password("emile", Role.VIEWER)
        page.goto(f"{office.address}/operations/compte")
        expect(page.get_by_role("button", name=ENTER)).to_be_hidden()
        page.get_by_text("Entrer avec un mot de passe et un code").click()
        form = office.desk.password_form("emile")
        page.get_by_label("Nom d’utilisateur").fill(form["nom"])
        page.get_by_label("Mot de passe").fill(form["mot_de_passe"])
        page.get_by_label("Code de votre application").fill(form["code"])
        page.get_by_role("button", name="Entrer", exact=True).click()
        page.wait_for_url(f"{office.address}/operations/compte")
        expect(page.get_by_role("heading", level=1)).to_have_text("Mon compte")


def entering(office: Office, page: Page) -> None:
    page.goto(f"{office.address}/operations/entrer?suite=fin")


def entering_refused(office: Office, page: Page) -> None:
    entering(office, page)
    page.get_by_text("Entrer avec un mot de passe et un code").click()
    for label, typed in (("Nom d’utilisateur", "x"), ("Mot de passe", "x"), ("Code de votre application", "1")):
        page.get_by_label(label).fill(typed)
    page.get_by_role("button", name="Entrer", exact=True).click()
    page.get_by_role("alert").wait_for()


def invited(office: Office, page: Page) -> None:
    page.goto(office.invitation(f"i{office.desk.clock.now():%H%M%S}"))
    office.desk.wait(timedelta(seconds=1))


def invited_password(office: Office, page: Page) -> None:
    invited(office, page)
    page.get_by_role("link", name="Choisir un mot de passe").click()
    page.locator(".qr").wait_for()


def at(path: str) -> Callable[[Office, Page], None]:
    def go(office: Office, page: Page) -> None:
        page.goto(f"{office.address}{path}")

    return go


def invited_again(office: Office, page: Page) -> None:
    page.goto(f"{office.address}/operations/personnes")
    page.get_by_role("row").nth(1).get_by_role("link").click()
    page.get_by_role("button", name="Créer un lien d’invitation").click()
    page.get_by_role("status").wait_for()


Visit = Callable[[Office, Page], None]
OUTSIDE: dict[str, Visit] = {
    "entering": entering,
    "entering-refused": entering_refused,
    "invitation": invited,
    "invitation-password": invited_password,
}
INSIDE: dict[str, Visit] = {
    "confirm": at("/operations/confirmer"),
    "account": at("/operations/compte"),
    "account-en": at("/en/operations/compte"),
    "account-key": at("/operations/compte/cle"),
    "account-password": at("/operations/compte/mot-de-passe"),
    "operators": at("/operations/personnes"),
    "operators-one": invited_again,
    "not-found": at("/operations/nulle-part"),
}


def troubles(office: Office, page: Page, visit: Visit, validator: HtmlValidator) -> list[str]:
    """Return what is wrong with a page: its HTML, and what people stumble over, at 320 px too."""
    documents: list[Response] = []
    page.on("response", lambda one: documents.append(one) if one.request.resource_type == "document" else None)
    page.set_viewport_size({"width": 1280, "height": 800})
    visit(office, page)
    found = validator.errors(documents[-1].text())
    page.evaluate(AXE_SCRIPT)
    violations = page.evaluate("tags => axe.run({runOnly: tags}).then(found => found.violations)", TAGS)
    found += [f"{one['id']}: {one['nodes'][0]['html']}" for one in violations]
    page.set_viewport_size({"width": 320, "height": 640})
    beside: list[str] = page.evaluate(BESIDE_THE_PAGE)
    too_small: list[str] = page.evaluate(TOO_SMALL)
    return found + beside + too_small


@pytest.mark.parametrize("name", OUTSIDE)
def test_page_of_who_enters_is_sound(office: Office, validator: HtmlValidator, name: str) -> None:
    with office.seat() as page:
        assert troubles(office, page, OUTSIDE[name], validator) == []


@pytest.mark.parametrize("name", INSIDE)
def test_page_of_who_is_in_is_sound(office: Office, insider: Page, validator: HtmlValidator, name: str) -> None:
    assert troubles(office, insider, INSIDE[name], validator) == []
