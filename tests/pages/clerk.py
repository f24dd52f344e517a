"""An operator at their browser, with a key of their own; by the pointer, by the keyboard alone, or without scripts."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from playwright.sync_api import Browser, Locator, ViewportSize, expect
from pyotp import TOTP

from infoneige.clock import SystemClock
from infoneige.web.browser_session import new_token
from infoneige.web.desk.desk_cookies import desk_cookies
from infoneige.web.i18n import LANGUAGES
from tests.pages.keys import tab_to
from tests.pages.reader import DESK, Reader, opened_page

_AUTHENTICATOR: Final = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
_COOKIES: Final = desk_cookies(is_https=False)
_PASSWORD: Final = "quatre corneilles sous la poudrerie"  # noqa: S105 - of nobody
PATIENCE_MS: Final = 30_000


@dataclass(frozen=True, slots=True)
class Manner:
    """How somebody works."""

    language: str = "fr"
    has_script: bool = True
    by_keys: bool = False
    size: ViewportSize | None = None


@dataclass(kw_only=True)
class Clerk(Reader):
    """A reader who does things. ``secret`` is that of their application of codes, once they have one."""

    by_keys: bool = False
    secret: str = ""

    def sees(self, heading: str, **words: object) -> None:
        """Wait until the page of this French heading is there."""
        expect(self.page.locator("h1")).to_have_text(self.say(heading, **words), timeout=PATIENCE_MS)

    def reads(self, text: str, **words: object) -> None:
        """Wait until these French words stand on the page."""
        expect(self.page.locator("main")).to_contain_text(self.say(text, **words), timeout=PATIENCE_MS)

    def press(self, text: str) -> None:
        """Press the button of these French words, or follow the link of them."""
        self.open_menu(text)
        self.use(self.pressable(text))

    def open_menu(self, text: str) -> None:
        """Open the menu of the desk's frame if these French words wait in it."""
        inside = self.page.locator("#menu").get_by_text(self.say(text), exact=True)
        if inside.count() and not inside.first.is_visible():
            self.use(self.page.get_by_role("button", name=self.say("Menu"), exact=True))

    def use(self, goal: Locator) -> None:
        """Press a button or follow a link."""
        if self.by_keys:
            tab_to(self, goal)
            self.page.keyboard.press("Enter")
        else:
            goal.click()

    def follow_version(self, version: int) -> None:
        """Follow the link to a version of the plan, from the list of them."""
        name = self.say("Version %(number)s", number=version)
        self.use(self.page.get_by_role("main").get_by_role("link", name=name, exact=True))

    def write(self, label: str, text: str) -> None:
        """Write into a field, in place of what stands there."""
        if self.by_keys:
            tab_to(self, self.field(label))
            self.page.keyboard.press("Control+A")
            self.page.keyboard.insert_text(text)
        else:
            self.field(label).fill(text)

    def pick(self, label: str) -> None:
        """Pick one of several; by keys, from the first or the chosen one by arrows."""
        goal = self.page.get_by_role("radio", name=re.compile(f"^{re.escape(self.say(label))}"))
        if not self.by_keys:
            goal.check()
            return
        group = self.page.locator(f"[name={goal.get_attribute('name')}]")
        checked = group.and_(self.page.locator(":checked"))
        tab_to(self, checked if checked.count() else group.first)
        self.page.keyboard.press("Space")
        while not goal.is_checked():
            self.page.keyboard.press("ArrowDown")

    def load(self, name: str, content: bytes) -> None:
        """Load a file of changes from the first page of the desk, and wait for what is said of it."""
        self.open_menu("Charger")
        with self.page.expect_navigation():  # from a refused file to the form it is a page of the same name
            self.use(self.page.locator("header nav").get_by_role("link", name=self.say("Charger"), exact=True))
        self.sees("Charger un plan")
        file = {"name": name, "mimeType": "text/csv", "buffer": content}
        if self.by_keys:
            tab_to(self, self.page.locator("#plan"))
            with self.page.expect_file_chooser() as choosing:
                self.page.keyboard.press("Space")
            choosing.value.set_files(file)  # type: ignore[arg-type]
        else:
            self.page.locator("#plan").set_input_files(file)  # type: ignore[arg-type]
        self.pick("Fichier de modifications")
        self.press("Vérifier le fichier")

    def accept(self, invitation: str) -> None:
        """Set up how to log in, by a link: a key, or without scripts a password and a code."""
        self.page.goto(invitation.replace("/operations/", f"{self.language.prefix}/operations/"))
        if self.has_script:
            self.press("Inscrire une clé d’accès")
        else:
            self.press("Choisir un mot de passe")
            self.secret = self.page.locator(".secret").inner_text().replace(" ", "")
            self.write("Nouveau mot de passe", _PASSWORD)
            self.write("Code que montre l’application", self.code())
            self.press("Enregistrer et entrer")
        self.sees("Charger un plan")

    def resume(self, session: str) -> None:
        """Be logged in by a session that was opened elsewhere, from its token."""
        values = {_COOKIES.session.name: session, _COOKIES.browser.name: new_token()}
        self.page.context.add_cookies(
            [{"name": name, "value": value, "url": self.address} for name, value in values.items()]
        )

    def leave(self) -> None:
        """Log out."""
        self.press("Sortir")
        self.sees("Entrer aux opérations")

    def enter(self, name: str) -> None:
        """Log in."""
        self.go("/operations/entrer")
        if self.has_script:
            self.press("Entrer avec une clé d’accès")
        else:
            self.use(self.page.get_by_text(self.say("Entrer avec un mot de passe et un code")))
            self.write("Nom d’utilisateur", name)
            self.write("Mot de passe", _PASSWORD)
            self.write("Code de votre application", self.code())
            self.press("Entrer")
        self.sees("Charger un plan")

    def prove(self) -> None:
        """Prove once more who one is, as the page asks."""
        self.sees("Confirmez que c’est bien vous")
        if self.has_script:
            self.press("Confirmer avec une clé d’accès")
        else:
            self.write("Code de votre application", self.code())
            self.press("Confirmer")

    def code(self) -> str:
        """Return what the application of codes shows now."""
        return TOTP(self.secret).at(SystemClock().now())

    def tile(self, name: str) -> Locator:
        """Return the large number of this French name, and what is written below it."""
        named = self.page.get_by_text(self.say(name), exact=True)
        return self.page.locator(".tiles > div").filter(has=named).locator("dd")

    def number(self, name: str) -> int:
        """Return the large number of this French name."""
        return int(re.sub(r"\D", "", self.tile(name).inner_text().partition("\n")[0]))


@contextmanager
def at_work(browser: Browser, address: str, manner: Manner | None = None) -> Iterator[Clerk]:
    """Open the browser of an operator; whatever it complains of fails the test."""
    manner = manner or Manner()
    spoken = LANGUAGES[manner.language]
    with opened_page(browser, spoken, script=manner.has_script, size=manner.size or DESK) as page:
        if manner.has_script:
            devtools = page.context.new_cdp_session(page)
            devtools.send("WebAuthn.enable")
            devtools.send("WebAuthn.addVirtualAuthenticator", {"options": _AUTHENTICATOR})
        page.on("filechooser", lambda _chooser: None)  # else it is only heard from just before the first, or just after
        clerk = Clerk(page=page, address=address, language=spoken, has_script=manner.has_script, by_keys=manner.by_keys)
        yield clerk
        assert clerk.complaints == []
