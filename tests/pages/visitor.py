"""A resident who visits the pages in Chromium, and has a telephone."""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from playwright.sync_api import Browser, ViewportSize

from infoneige.web.i18n import LANGUAGES
from tests.pages.reader import PHONE, Reader, opened_page
from tests.pages.town import Town

_TELEPHONES: Final = itertools.count(100)
"""Each visitor has a network and a number of their own: codes are rationed by both."""


@dataclass(kw_only=True)
class Visitor(Reader):
    """A reader in a town, with a number."""

    town: Town
    number: str

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


@contextmanager
def visiting(
    browser: Browser, town: Town, language: str = "fr", *, script: bool = True, size: ViewportSize = PHONE
) -> Iterator[Visitor]:
    """Open a browser profile of somebody's own, with scripts or without."""
    telephone, spoken = next(_TELEPHONES), LANGUAGES[language]
    network = {"X-Forwarded-For": f"10.{telephone // 250}.{telephone % 250}.1"}
    with opened_page(browser, spoken, script=script, size=size, headers=network) as page:
        yield Visitor(
            page=page,
            address=town.address,
            language=spoken,
            has_script=script,
            town=town,
            number=f"514{telephone + 200}0142",
        )
