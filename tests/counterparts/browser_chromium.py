"""A real Chromium, driven by playwright, that knows our push service for Google's."""

from collections import deque
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Error, Playwright

from tests.counterparts.browser_driver import BrowserTrouble, Shown, read_shown, wait_until
from tests.counterparts.browser_push_services import LOOPBACK, PushServices

_PRESS = """async action => {
    const shown = await registration.getNotifications();
    const notification = shown.find(one => one.actions.some(button => button.action === action));
    dispatchEvent(new NotificationEvent("notificationclick", {notification, action}));
}"""


class Chromium:
    """One Chromium with a profile of its own."""

    def __init__(self, playwright: Playwright, executable: str, profile: Path, services: PushServices) -> None:
        """Start."""
        self.endpoint = services.google.endpoint
        self._playwright, self._executable, self._profile = playwright, executable, profile
        self._site = "about:blank"
        self._flags = [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-component-update",
            "--disable-sync",
            f"--gcm-checkin-url=http://{LOOPBACK}:{services.http_port}/checkin",
            f"--gcm-registration-url=http://{LOOPBACK}:{services.http_port}/register",
            f"--gcm-mcs-endpoint=https://localhost:{services.stream_port}",
            "--ignore-certificate-errors",
        ]
        self._displayed: set[tuple[str, float, str]] = set()
        self._seen = 0
        self._said: deque[str] = deque(maxlen=60)
        self._start()

    def enter(self, site: str) -> None:
        """From now on be asked about this site alone; it may show notifications."""
        self._site, self._seen = f"{site}/", 0
        self.context.grant_permissions(["notifications"], origin=site)
        self.go_to(site)

    def go_to(self, url: str) -> None:
        """Load a page, and wait until it is complete."""
        self.page.goto(url)

    def evaluate(self, expression: str) -> Any:  # noqa: ANN401 - JSON
        """Return the value of a JavaScript expression in the page, awaited if it is a promise."""
        try:
            return self.page.evaluate(expression)
        except Error as error:
            message = f"{error}\nin: {expression}"
            raise BrowserTrouble(message) from error

    def next_shown(self) -> list[Shown]:
        """Wait until one more notification has been shown, then return all that are.

        Chromium forgets a notification that is asked for while it is on its way to the screen, so asking again and
        again is no way to wait for it.
        """
        expected = self._seen + 1
        wait_until(
            lambda: sum(site == self._site for site, *_ in self._displayed) >= expected,
            "Chromium to show a notification",
            self.pause,
        )
        self._seen = expected
        return read_shown(self)

    def press(self, action: str) -> None:
        """Tell the worker of a click, as Chromium does when a person presses a button of a notification."""
        worker = next(one for one in self.context.service_workers if one.url.startswith(self._site))
        worker.evaluate(_PRESS, action)

    def pause(self, seconds: float) -> None:
        """Let the browser work for a moment, and take in what it says of itself."""
        self.page.wait_for_timeout(1000 * seconds)

    def log(self) -> str:
        """Return the last lines of the consoles and the last errors of pages."""
        return "\n".join(self._said)

    def leave(self) -> None:
        """Show an empty page."""
        self.go_to("about:blank")

    def restart(self) -> None:
        """Start again with the same profile."""
        self.close()
        self._start()

    def close(self) -> None:
        """End the browser and everything that it started."""
        self.context.close()

    def _start(self) -> None:
        self.context: BrowserContext = self._playwright.chromium.launch_persistent_context(
            self._profile,
            executable_path=self._executable,
            headless=True,
            ignore_default_args=["--disable-background-networking"],
            args=self._flags,
        )
        self.context.on("console", lambda message: self._said.append(message.text))
        self.context.on("weberror", lambda error: self._said.append(str(error.error)))
        if self._seen:
            self.context.grant_permissions(["notifications"], origin=self._site)
        self.page = self.context.pages[0]
        self._observe()

    def _observe(self) -> None:
        """Count what is shown, from Chromium's own record, which it tells again from its beginning after a restart."""
        session = self.context.new_cdp_session(self.page)
        session.on("BackgroundService.backgroundServiceEventReceived", self._count)
        session.send("BackgroundService.startObserving", {"service": "notifications"})
        session.send("BackgroundService.setRecording", {"service": "notifications", "shouldRecord": True})

    def _count(self, parameters: dict[str, Any]) -> None:
        event = parameters["backgroundServiceEvent"]
        if event["eventName"] == "Notification displayed":
            self._displayed.add((event["origin"], event["timestamp"], event["instanceId"]))
