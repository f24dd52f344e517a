"""A worker of a site in a real Chromium, given its messages by the DevTools protocol: no push service takes part."""

from typing import Any

from playwright.sync_api import BrowserContext, CDPSession, Page, Playwright

from tests.counterparts.browser_driver import Shown, read_shown, wait_until

_ACTIVE = "navigator.serviceWorker.register('/sw.js').then(() => navigator.serviceWorker.ready).then(() => true)"
_WATCH = """() => {
    self.finished = 0;
    self.opened = [];
    self.clients.openWindow = async url => { self.opened.push(url); };
    const show = registration.showNotification.bind(registration);
    registration.showNotification = async (...words) => { await show(...words); self.finished += 1; };
}"""
_CLICK = """async ([title, action]) => {
    const notification = (await registration.getNotifications()).find(one => one.title === title);
    dispatchEvent(new NotificationEvent("notificationclick", {notification, action}));
}"""


class ChromiumWorker:
    """The worker of one site, in a browser context of its own."""

    def __init__(self, playwright: Playwright, executable: str, site: str, page: str) -> None:
        """Start a browser with this page of a site open, and the site's worker in it."""
        self.site = site
        self._browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox", "--disable-gpu"])
        self._context: BrowserContext = self._browser.new_context()
        self._context.grant_permissions(["notifications"], origin=site)
        self._page: Page = self._context.new_page()
        self._page.goto(f"{site}{page}")
        self.evaluate(_ACTIVE)
        self._worker = self._context.service_workers[0]
        self._worker.evaluate(_WATCH)
        self._devtools: CDPSession = self._context.new_cdp_session(self._page)
        self._registration = self._find_registration()

    def evaluate(self, expression: str) -> Any:  # noqa: ANN401 - JSON
        """Return the value of a JavaScript expression in the page."""
        return self._page.evaluate(expression)

    def deliver(self, payload: str) -> list[Shown]:
        """Give the worker a message, and return what is shown once it has shown something."""
        before = self._worker.evaluate("self.finished")
        place = {"origin": self.site, "registrationId": self._registration}
        self._devtools.send("ServiceWorker.deliverPushMessage", {**place, "data": payload})
        wait_until(lambda: self._worker.evaluate("self.finished") > before, "the worker to show a message")
        return read_shown(self)

    def click(self, title: str, action: str = "") -> list[str]:
        """Click a notification or one of its buttons; return the addresses that the worker has opened so far."""
        before = len(self._opened())
        self._worker.evaluate(_CLICK, [title, action])
        wait_until(lambda: len(self._opened()) > before, "the worker to open a page")
        return self._opened()

    def close(self) -> None:
        """End the browser."""
        self._browser.close()

    def _opened(self) -> list[str]:
        opened: list[str] = self._worker.evaluate("self.opened")
        return opened

    def _find_registration(self) -> str:
        found: list[str] = []

        def note(parameters: dict[str, Any]) -> None:
            found.extend(one["registrationId"] for one in parameters["registrations"])

        self._devtools.on("ServiceWorker.workerRegistrationUpdated", note)
        self._devtools.send("ServiceWorker.enable")
        wait_until(lambda: bool(found), "the worker's registration", lambda s: self._page.wait_for_timeout(1000 * s))
        return found[0]
