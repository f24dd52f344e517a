"""The ways in as a real Chromium takes them, with an authenticator that DevTools plays; each page looked at by axe."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from infoneige.operators.model import Role
from tests.infoneige.web.desk.desk_world import DeskSite
from tests.infoneige.web.desk.office import Office, open_office
from tests.pages.clerk import Clerk, Manner
from tests.pages.html_validator import HtmlValidator
from tests.pages.soundness import troubles

FIRST, LOGIN, ACCOUNT = "/operations/charger", "/operations/entrer", "/operations/compte"
REGISTER, ENTER = "Inscrire une clé d’accès", "Entrer avec une clé d’accès"
WITHOUT_SCRIPTS = Manner(has_script=False)
Bureau = Office[DeskSite]


@pytest.fixture(scope="module")
def office(chromium: Browser, valneige: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bureau]:
    with open_office(DeskSite, chromium, valneige, tmp_path_factory.mktemp("desk")) as opened:
        yield opened


@pytest.fixture(scope="module")
def outsider(office: Bureau) -> Iterator[Clerk]:
    """Give a browser in which nobody is logged in."""
    with office.seat() as clerk:
        yield clerk


@pytest.fixture(scope="module")
def insider(office: Bureau) -> Iterator[Clerk]:
    """Give the browser of an administrator who is logged in."""
    with office.seat() as clerk:
        clerk.accept(invitation(office, "ines"))
        yield clerk


def invitation(office: Bureau, name: str) -> str:
    """Return the link for a new administrator."""
    operator = office.desk.add(name, Role.ADMINISTRATOR)
    secret = office.desk.accounts.invitations.issue(operator.operator_id, now=office.desk.clock.now())
    return f"{office.address}/operations/invitation/{secret}"


def test_operator_registers_logs_out_and_in_and_proves(office: Bureau) -> None:
    with office.seat() as clerk:
        clerk.accept(invitation(office, "anna"))
        assert clerk.path == FIRST
        clerk.leave()
        assert clerk.path == f"{LOGIN}?suite=sorti"
        clerk.enter("anna")
        assert clerk.path == FIRST
        office.desk.wait(timedelta(minutes=6))
        clerk.press("Personnes")
        clerk.page.wait_for_url("**/operations/confirmer?retour=**")
        clerk.prove()
        clerk.page.wait_for_url(f"{office.address}/operations/personnes")
        clerk.sees("Personnes")


def test_form_that_waited_for_a_proof_is_sent_after_it(office: Bureau) -> None:
    with office.seat() as clerk:
        clerk.accept(invitation(office, "bea"))
        clerk.go("/operations/personnes")
        clerk.write("Nom d’utilisateur", "carl")
        clerk.write("Nom affiché", "Carl d’Amours & fils")
        clerk.page.get_by_label("Planification").check()
        office.desk.wait(timedelta(minutes=6))
        clerk.press("Ajouter et créer le lien d’invitation")
        clerk.prove()
        clerk.press("Continuer")
        expect(clerk.page.get_by_role("heading", level=1)).to_have_text("Carl d’Amours & fils")
        assert office.desk.named("carl").role is Role.PLANNER


def test_browser_without_a_key_is_told_and_keeps_the_other_ways(office: Bureau) -> None:
    with office.seat() as clerk:
        clerk.go(LOGIN)
        clerk.press(ENTER)
        expect(clerk.page.locator("form [role=status]")).to_have_text(re.compile("La clé n’a pas répondu"))
        expect(clerk.pressable(ENTER)).to_be_enabled()


def test_same_key_is_not_registered_twice(office: Bureau) -> None:
    with office.seat() as clerk:
        clerk.accept(invitation(office, "dora"))
        clerk.go(f"{ACCOUNT}/cle")
        clerk.press(REGISTER)
        expect(clerk.page.locator("form [role=status]")).to_have_text("Cette clé est déjà inscrite.")


def test_password_and_code_let_in_without_scripts(office: Bureau) -> None:
    with office.seat(manner=WITHOUT_SCRIPTS) as clerk:
        office.desk.with_password("emile", Role.VIEWER)
        clerk.go(ACCOUNT)
        expect(clerk.page.get_by_role("button", name=ENTER)).to_be_hidden()
        form = office.desk.password_form("emile")
        type_password(clerk, form["nom"], form["mot_de_passe"], form["code"])
        clerk.page.wait_for_url(f"{office.address}{ACCOUNT}")
        clerk.sees("Mon compte")


def type_password(clerk: Clerk, name: str, password: str, code: str) -> None:
    clerk.page.get_by_text("Entrer avec un mot de passe et un code").click()
    clerk.write("Nom d’utilisateur", name)
    clerk.write("Mot de passe", password)
    clerk.write("Code de votre application", code)
    clerk.press("Entrer")


def entering_refused(office: Bureau, clerk: Clerk) -> None:
    at(f"{LOGIN}?suite=fin")(office, clerk)
    type_password(clerk, "x", "x", "1")
    clerk.page.get_by_role("alert").wait_for()


def invited(office: Bureau, clerk: Clerk) -> None:
    clerk.page.goto(invitation(office, f"i{office.desk.clock.now():%H%M%S}"))
    office.desk.wait(timedelta(seconds=1))


def invited_password(office: Bureau, clerk: Clerk) -> None:
    invited(office, clerk)
    clerk.press("Choisir un mot de passe")
    clerk.page.locator(".qr").wait_for()


def at(path: str) -> Callable[[Bureau, Clerk], None]:
    return lambda _office, clerk: clerk.go(path)


def invited_again(_office: Bureau, clerk: Clerk) -> None:
    clerk.go("/operations/personnes")
    clerk.page.get_by_role("row").nth(1).get_by_role("link").click()
    clerk.press("Créer un lien d’invitation")
    clerk.page.get_by_role("status").wait_for()


Visit = Callable[[Bureau, Clerk], None]
OUTSIDE: dict[str, Visit] = {
    "entering": at(f"{LOGIN}?suite=fin"),
    "entering-refused": entering_refused,
    "invitation": invited,
    "invitation-password": invited_password,
}
INSIDE: dict[str, Visit] = {
    "confirm": at("/operations/confirmer"),
    "account": at(ACCOUNT),
    "account-en": at(f"/en{ACCOUNT}"),
    "account-key": at(f"{ACCOUNT}/cle"),
    "account-password": at(f"{ACCOUNT}/mot-de-passe"),
    "operators": at("/operations/personnes"),
    "operators-one": invited_again,
    "not-found": at("/operations/nulle-part"),
}


@pytest.mark.parametrize("name", OUTSIDE)
def test_page_of_who_enters_is_sound(office: Bureau, outsider: Clerk, validator: HtmlValidator, name: str) -> None:
    OUTSIDE[name](office, outsider)
    assert troubles(outsider, validator) == []


@pytest.mark.parametrize("name", INSIDE)
def test_page_of_who_is_in_is_sound(office: Bureau, insider: Clerk, validator: HtmlValidator, name: str) -> None:
    INSIDE[name](office, insider)
    assert troubles(insider, validator) == []
