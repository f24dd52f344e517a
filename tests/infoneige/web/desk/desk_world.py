"""The desk in the invented city, and operators at their browsers."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from pyotp import TOTP
from werkzeug.test import TestResponse

from geodata.address_book import AddressBook
from infoneige.config import load_settings
from infoneige.desk.job_runner import InlineRunner
from infoneige.operators.accounts import open_accounts
from infoneige.operators.model import LoginMethod, Operator, Role
from infoneige.quality.reports import QualityReports
from infoneige.storage.database import Database
from infoneige.web import WebParts, create_app
from infoneige.web.browser_session import new_token
from infoneige.web.desk.desk_cookies import desk_cookies
from infoneige.web.desk.desk_parts import DeskParts
from infoneige.web.desk.watch_parts import watch_parts
from infoneige.web.forms import FormTokens
from infoneige.web.page_parts import PageParts
from tests.infoneige.residents.published_city import PublishedCity
from tests.vault import RING, VAULT

URL = "https://neige.example"
OURS = {"Origin": URL, "Sec-Fetch-Site": "same-origin"}
COOKIES = desk_cookies(is_https=True)
CLERK = "command:clerk"
CITY = "Ville de Valneige"
PASSWORD = "quatre corneilles sous la poudrerie"  # noqa: S105 - of nobody


class DeskSite:
    """The application with its desk, and what it stands on."""

    def __init__(self, database: Database, streets: AddressBook, url: str = URL, **variables: str) -> None:
        self.database = database
        self.city = PublishedCity(database, streets)
        self.clock = self.city.clock
        settings = load_settings({"INFONEIGE_PUBLIC_URL": url, "INFONEIGE_CITY_NAME": CITY, **variables})
        self.accounts = open_accounts(database, VAULT, settings)
        self.secrets: dict[str, str] = {}
        self.parts = DeskParts(
            database=database,
            clock=self.clock,
            accounts=self.accounts,
            address_book=streets,
            side_map=None,
            states=self.city.states,
            public_url=url,
            forms_key=RING.codes,
            city=CITY,
            jobs=InlineRunner(database, streets, settings, self.clock),
            quality=QualityReports(database, streets),
            watch=watch_parts(settings, self.clock, database, streets, VAULT),
        )

    @cached_property
    def app(self) -> Flask:
        """Return the application, which is made when the parts are together."""
        return self.app_at(self.parts)

    def app_at(self, parts: DeskParts, city: str = CITY) -> Flask:
        """Return an application of these parts, in a city of this name."""
        streets, side_map = parts.address_book, parts.side_map
        pages = PageParts(address_book=streets, side_map=side_map, states=parts.states, city=city)
        return create_app(
            WebParts(database=self.database, clock=self.clock, public_url=parts.public_url, pages=pages, desk=parts)
        )

    def wait(self, length: timedelta) -> None:
        """Let time pass."""
        self.clock.set(self.clock.now() + length)

    def add(self, name: str, role: Role, *boroughs: str) -> Operator:
        """Return a new operator, who has no way in yet."""
        return self.accounts.book.add(name, role, boroughs=boroughs, actor=CLERK, now=self.clock.now())

    def named(self, name: str) -> Operator:
        """Return an operator as they are now."""
        found = self.accounts.book.by_name(name)
        assert found
        return found

    def nobody(self) -> "AtDesk":
        """Return a browser in which nobody is logged in."""
        return AtDesk(self, self.app.test_client())

    def logged_in(self, operator: Operator, method: LoginMethod = LoginMethod.PASSKEY) -> "AtDesk":
        """Return a browser in which somebody has just logged in."""
        browser = self.nobody()
        browser.keep(COOKIES.session.name, self.session(operator, method))
        browser.keep(COOKIES.browser.name, new_token())
        return browser

    def session(self, operator: Operator, method: LoginMethod = LoginMethod.PASSKEY) -> str:
        """Return the token of a session that somebody has just opened."""
        return self.accounts.sessions.open(operator.operator_id, method, now=self.clock.now())

    def somebody(self, role: Role, *boroughs: str) -> "AtDesk":
        """Return a browser in which a new operator of this role has just logged in."""
        return self.logged_in(self.add(f"{role}-{new_token()[:6].lower().strip('-_')}x", role, *boroughs))

    def with_password(self, name: str, role: Role, *boroughs: str) -> Operator:
        """Return a new operator who has a password, and an application that shows codes."""
        operator, now = self.add(name, role, *boroughs), self.clock.now()
        _, self.secrets[name] = self.accounts.passwords.begin(operator, name, now=now)
        self.accounts.passwords.set(operator, name, PASSWORD, self.code(name), now=now)
        self.wait(timedelta(minutes=1))  # no code is taken twice
        return operator

    def code(self, name: str) -> str:
        """Return what somebody's application shows now."""
        return TOTP(self.secrets[name]).at(self.clock.now())

    def password_form(self, name: str) -> dict[str, str]:
        """Return what somebody types to log in."""
        return {"nom": name, "mot_de_passe": PASSWORD, "code": self.code(name)}


@dataclass
class AtDesk:
    """A browser, which sends forms as our pages do."""

    site: DeskSite
    client: FlaskClient
    page: str = field(default="", repr=False)

    def keep(self, cookie: str, value: str) -> None:
        """Put a cookie in the browser."""
        self.client.set_cookie(cookie, value, domain="neige.example", secure=True)

    def cookie(self, name: str) -> str | None:
        """Return a cookie of the browser."""
        found = self.client.get_cookie(name, domain="neige.example")
        return found.value if found else None

    @property
    def token(self) -> str:
        """Return the token of this browser's forms."""
        return FormTokens(RING.codes).token(f"desk {self.cookie(COOKIES.browser.name)}")

    @property
    def residents_token(self) -> str:
        """Return the token that a resident's form would have in this browser."""
        return FormTokens(RING.codes).token(self.cookie(COOKIES.browser.name) or "")

    def get(self, path: str, **headers: str) -> TestResponse:
        """Look at a page."""
        answer = self.client.get(path, base_url=URL, headers={"Accept": "text/html", **headers})
        self.page = answer.get_data(as_text=True)
        return answer

    def post(
        self,
        path: str,
        fields: Mapping[str, Any] | None = None,
        *,
        token: str | None = None,
        headers: Mapping[str, str] = OURS,
    ) -> TestResponse:
        """Send a form with the token of this browser's, unless another is given."""
        sent = {"jeton": self.token if token is None else token, **(fields or {})}
        answer = self.client.post(path, base_url=URL, headers={"Accept": "text/html", **headers}, data=sent)
        self.page = answer.get_data(as_text=True)
        return answer

    def follow(self, answer: TestResponse) -> TestResponse:
        """Go where an answer leads."""
        assert answer.status_code == 303, (answer.status_code, self.text())
        return self.get(answer.headers["Location"])

    def text(self) -> str:
        """Return the words of the page, without its tags."""
        main = re.search(r"<main.*?</main>", self.page, re.DOTALL)
        bare = re.sub(r"<[^>]+>", " ", main[0] if main else self.page)
        return " ".join(bare.replace("\u00a0", " ").replace("&#39;", "'").split())
