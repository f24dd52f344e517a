"""Somebody who visits the pages in Chromium, in one language; what their browser complains of is remembered."""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Request, Response, ViewportSize

from infoneige.web.i18n import LANGUAGES, PageLanguage, catalogue
from tests.pages.town import Town

PHONE: Final[ViewportSize] = {"width": 360, "height": 780}
DESK: Final[ViewportSize] = {"width": 1280, "height": 900}

_TELEPHONES: Final = itertools.count(100)
"""Each visitor has a network and a number of their own: codes are rationed by both."""


@dataclass
class Visitor:
    """One browser profile on one page. ``complaints`` holds errors, refusals of the policy and calls to strangers."""

    page: Page
    town: Town
    language: PageLanguage
    number: str
    has_script: bool
    answers: list[Response] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(f"{error}"))
        self.page.on("request", self._watch)
        self.page.on("response", self._keep)

    def say(self, text: str, **words: object) -> str:
        """Return a text of the pages in the visitor's language."""
        found: str = catalogue(self.language.code).gettext(text)
        return found % words if words else found

    def go(self, path: str) -> None:
        """Go to a page in the visitor's language; it has answered and its scripts have run at the end."""
        self.page.goto(f"{self.town.address}{self.language.prefix}{path}")

    def press(self, text: str) -> None:
        """Press the button of these French words, or follow the link of them."""
        words = self.say(text)
        both = self.page.get_by_role("button", name=words, exact=True)
        both.or_(self.page.get_by_role("link", name=words, exact=True)).first.click()

    def field(self, text: str) -> Locator:
        """Return the field with this French label."""
        return self.page.get_by_label(self.say(text), exact=True)

    def search(self, address: str) -> None:
        """Type an address on the first page, and take what is proposed; without scripts, send the form."""
        self.field("Votre adresse").press_sequentially(address)
        if self.has_script:
            self.page.get_by_role("option", name=address).click()  # not what was proposed for its first letters
        else:
            self.press("Voir mon côté")
        self.page.wait_for_url("**/cote/*")

    def read_code(self) -> str:
        """Return the code that arrives on the visitor's telephone."""
        return self.town.code_sent_to(f"+1{self.number}")

    def subscribe(self) -> None:
        """Subscribe by SMS from the page of a side, to the end."""
        self.press("Recevoir les avis")
        self.ask_for_a_code()
        self.type_code()

    def ask_for_a_code(self) -> None:
        """Fill the form of a subscription, and send it."""
        self.field("Votre numéro de cellulaire").fill(self.number)
        self.page.locator("[name=accord]").check()
        self.press("Recevoir le code")

    def type_code(self) -> None:
        """Type the code that was sent."""
        self.field("Code à 6 chiffres").fill(self.read_code())
        self.press("Confirmer")

    @property
    def path(self) -> str:
        """Return where the visitor is, without the language."""
        return self.page.url.removeprefix(self.town.address + self.language.prefix)

    def source(self) -> str:
        """Return the page that is shown as it was sent."""
        return self.answers[-1].text()

    def evaluate(self, script: str) -> Any:  # noqa: ANN401 - whatever the script returns
        """Return what a script in the page says."""
        return self.page.evaluate(script)

    def _hear(self, message: ConsoleMessage) -> None:
        is_noise = "responded with a status of" in message.text or "GPU stall" in message.text
        if message.type in ("error", "warning") and not is_noise:
            self.complaints.append(message.text)

    def _watch(self, request: Request) -> None:
        if not request.url.startswith((self.town.address, "data:", "blob:")):
            self.complaints.append(f"asked a stranger: {request.url}")

    def _keep(self, answer: Response) -> None:
        if answer.request.is_navigation_request() and not 300 <= answer.status < 400:
            self.answers.append(answer)


@contextmanager
def visiting(
    browser: Browser, town: Town, language: str = "fr", *, script: bool = True, size: ViewportSize = PHONE
) -> Iterator[Visitor]:
    """Open a browser profile of somebody's own, with scripts or without."""
    telephone = next(_TELEPHONES)
    network = {"X-Forwarded-For": f"10.{telephone // 250}.{telephone % 250}.1"}
    context = browser.new_context(
        viewport=size,
        locale=LANGUAGES[language].tag,
        java_script_enabled=script,
        extra_http_headers=network,
        reduced_motion="reduce",
    )
    context.set_default_timeout(10_000)
    visitor = Visitor(context.new_page(), town, LANGUAGES[language], f"514{telephone + 200}0142", script)
    try:
        yield visitor
    finally:
        context.close()
