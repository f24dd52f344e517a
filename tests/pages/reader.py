"""Somebody who reads pages in Chromium, in one language; what their browser complains of is remembered."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Request, Response, ViewportSize

from infoneige.web.i18n import PageLanguage, catalogue

PHONE: Final[ViewportSize] = {"width": 360, "height": 780}
DESK: Final[ViewportSize] = {"width": 1280, "height": 900}
_PATIENCE_MS: Final = 10_000.0


@dataclass(kw_only=True)
class Reader:
    """One browser profile on one page. ``complaints`` holds errors, refusals of the policy and calls to strangers."""

    page: Page
    address: str
    language: PageLanguage
    has_script: bool = True
    answers: list[Response] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(f"{error}"))
        self.page.on("request", self._watch)
        self.page.on("response", self._keep)

    def say(self, text: str, **words: object) -> str:
        """Return a text of the pages in the reader's language."""
        found: str = catalogue(self.language.code).gettext(text)
        return found % words if words else found

    def go(self, path: str) -> None:
        """Go to a page in the reader's language; it has answered and its scripts have run at the end."""
        self.page.goto(f"{self.address}{self.language.prefix}{path}")

    def press(self, text: str) -> None:
        """Press the button of these French words, or follow the link of them."""
        self.pressable(text).click()

    def pressable(self, text: str) -> Locator:
        """Return the first button or link of these French words."""
        words = self.say(text)
        both = self.page.get_by_role("button", name=words, exact=True)
        return both.or_(self.page.get_by_role("link", name=words, exact=True)).first

    def field(self, text: str) -> Locator:
        """Return the field with this French label."""
        return self.page.get_by_label(self.say(text), exact=True)

    @property
    def path(self) -> str:
        """Return where the reader is, without the language."""
        return self.page.url.removeprefix(self.address + self.language.prefix)

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
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.complaints.append(f"asked a stranger: {request.url}")

    def _keep(self, answer: Response) -> None:
        if answer.request.is_navigation_request() and not 300 <= answer.status < 400:
            self.answers.append(answer)


@contextmanager
def opened_page(
    browser: Browser,
    language: PageLanguage,
    *,
    script: bool = True,
    size: ViewportSize = PHONE,
    headers: Mapping[str, str] | None = None,
) -> Iterator[Page]:
    """Open a browser profile of somebody's own, with scripts or without."""
    context = browser.new_context(
        viewport=size,
        locale=language.tag,
        java_script_enabled=script,
        extra_http_headers=dict(headers or {}),
        reduced_motion="reduce",
    )
    context.set_default_timeout(_PATIENCE_MS)
    try:
        yield context.new_page()
    finally:
        context.close()
