"""To the city's own login page and back, over HTTP; the provider is a real one, on loopback."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from geodata.address_book import AddressBook
from infoneige.operators.model import Role
from infoneige.operators.openid import RETURN_PATH
from infoneige.storage.database import Database
from tests.counterparts.openid_provider import CLIENT_ID, SECRET, OpenIdProvider
from tests.infoneige.web.desk.desk_world import COOKIES, URL, AtDesk, DeskSite

ACCOUNT, PEOPLE = "/operations/compte", "/operations/personnes"


@dataclass(frozen=True)
class City:
    """The desk of a city with a login page of its own, where anna logs in with two factors."""

    desk: DeskSite
    provider: OpenIdProvider

    def invite(self, role: Role = Role.VIEWER) -> None:
        """Let anna in, once she logs in there."""
        now = self.desk.clock.now()
        self.desk.accounts.invitations.issue(self.desk.add("anna", role).operator_id, now=now)

    def go(self, browser: AtDesk, path: str) -> str:
        """Follow a link that leads there, log in, and return where that leads in the end."""
        sent = browser.get(path)
        assert sent.status_code == 303
        self.provider.now = int(self.desk.clock.now().timestamp())
        back = self.provider.visit(sent.headers["Location"])
        answer = browser.client.get(RETURN_PATH, base_url=URL, query_string=back)
        return str(answer.headers.get("Location"))


@pytest.fixture
def city(database: Database, valneige: Path, tmp_path: Path) -> Iterator[City]:
    (tmp_path / "secret").write_text(SECRET)
    (tmp_path / "secret").chmod(0o600)
    claims = {"preferred_username": "anna"}
    with OpenIdProvider(f"{URL}{RETURN_PATH}", claims) as provider, closing(AddressBook.open(valneige)) as book:
        desk = DeskSite(
            database,
            book,
            INFONEIGE_OPENID_ISSUER=provider.issuer,
            INFONEIGE_OPENID_CLIENT_ID=CLIENT_ID,
            INFONEIGE_OPENID_CLIENT_SECRET_FILE=f"{tmp_path / 'secret'}",
        )
        yield City(desk, provider)


def test_invited_person_comes_in_by_the_citys_account_and_to_where_they_were_going(city: City) -> None:
    city.invite()
    browser = city.desk.nobody()
    assert "Entrer avec le compte de la Ville" in browser.get("/operations/entrer").text
    before = browser.cookie(COOKIES.browser.name)
    assert city.go(browser, f"/operations/entrer/openid?retour={ACCOUNT}") == ACCOUNT
    assert browser.get(ACCOUNT).status_code == 200
    assert browser.cookie(COOKIES.browser.name) != before


def test_who_is_not_invited_is_told_so(city: City) -> None:
    browser = city.desk.nobody()
    place = city.go(browser, "/operations/entrer/openid")
    assert parse_qs(urlsplit(place).query)["refus"] == ["not_invited"]
    assert browser.get(place).status_code == 400
    assert "Aucune invitation ne vous laisse entrer." in browser.text()


def test_proof_is_a_new_login_there_and_leads_on(city: City) -> None:
    city.invite(Role.ADMINISTRATOR)
    browser = city.desk.nobody()
    city.go(browser, "/operations/entrer/openid")
    old = browser.cookie(COOKIES.session.name)
    city.desk.wait(timedelta(minutes=6))
    browser.follow(browser.get(PEOPLE))
    assert 'href="/operations/confirmer/openid?retour=' in browser.page
    sent = browser.get(f"/operations/confirmer/openid?retour={PEOPLE}").headers["Location"]
    asked = parse_qs(urlsplit(sent).query)
    assert (asked["prompt"], asked["max_age"]) == (["login"], ["0"])
    assert city.go(browser, f"/operations/confirmer/openid?retour={PEOPLE}") == PEOPLE
    assert browser.get(PEOPLE).status_code == 200
    assert browser.cookie(COOKIES.session.name) != old


def test_answer_that_was_begun_in_another_browser_opens_nothing(city: City) -> None:
    city.invite()
    mallory, victim = city.desk.nobody(), city.desk.nobody()
    back = city.provider.visit(mallory.get("/operations/entrer/openid").headers["Location"])
    victim.get("/operations/entrer/openid")
    answer = victim.client.get(RETURN_PATH, base_url=URL, query_string=back)
    assert "refus=stale" in answer.headers["Location"]
    assert victim.get(ACCOUNT).status_code == 303


def test_provider_that_does_not_answer_leaves_the_other_ways(city: City) -> None:
    city.provider.pages["/city/.well-known/openid-configuration"] = (500, {}, b"")
    browser = city.desk.nobody()
    browser.follow(browser.get("/operations/entrer/openid"))
    assert "Le fournisseur d’identité ne répond pas comme prévu." in browser.text()
    assert 'name="mot_de_passe"' in browser.page


def test_city_without_a_login_page_of_its_own_has_no_such_route(desk: DeskSite) -> None:
    assert desk.nobody().get("/operations/entrer/openid").status_code == 404
