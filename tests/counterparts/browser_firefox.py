"""A real Firefox, driven by WebDriver BiDi over its own port, that knows our push service for Mozilla's."""

import json
import re
import time
from pathlib import Path
from typing import Any

from tests.counterparts.browser_bidi import BidiSession
from tests.counterparts.browser_driver import BrowserTrouble, Shown, read_shown, wait_until
from tests.counterparts.browser_process import BrowserProcess
from tests.counterparts.browser_push_services import LOOPBACK, PushServices

_LISTENS = re.compile(r"WebDriver BiDi listening on (ws://\S+)")
_PREFERENCES: dict[str, object] = {
    "dom.push.testing.allowInsecureServerURL": True,
    "dom.push.connection.enabled": True,
    "permissions.default.desktop-notification": 1,
    "alerts.useSystemBackend": False,
    "devtools.console.stdout.content": True,
    # Nothing of this may look for the internet.
    "network.manage-offline-status": False,
    "network.connectivity-service.enabled": False,
    "network.captive-portal-service.enabled": False,
    "network.dns.disablePrefetch": True,
    "datareporting.policy.dataSubmissionEnabled": False,
    "toolkit.telemetry.server": "",
    "app.normandy.enabled": False,
    "services.settings.server": "data:,#remote-settings-dummy/v1",
    "browser.safebrowsing.downloads.remote.enabled": False,
    "browser.topsites.contile.enabled": False,
    "extensions.update.enabled": False,
    "media.gmp-manager.url": "",
    "browser.shell.checkDefaultBrowser": False,
    "browser.aboutConfig.showWarning": False,
    "browser.startup.homepage_override.mstone": "ignore",
}


class Firefox:
    """One Firefox with a profile of its own."""

    def __init__(self, executable: str, profile: Path, services: PushServices) -> None:
        """Write the profile, and start."""
        self.endpoint = services.mozilla.endpoint
        self._profile = profile
        self._command = [executable, "--headless", "--no-remote", "--profile", str(profile)]
        preferences = _PREFERENCES | {"dom.push.serverURL": f"ws://{LOOPBACK}:{services.http_port}/"}
        lines = (f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in preferences.items())
        (profile / "user.js").write_text("\n".join(lines), encoding="utf-8")
        self._seen: list[Shown] = []
        self._start()

    def enter(self, site: str) -> None:
        """From now on be asked about this site alone; every site may show notifications."""
        self.go_to(site)
        self._seen = []

    def go_to(self, url: str) -> None:
        """Load a page, and wait until it is complete."""
        self._session.command("browsingContext.navigate", context=self._session.tab, url=url, wait="complete")

    def evaluate(self, expression: str) -> Any:  # noqa: ANN401 - JSON
        """Return the value of a JavaScript expression in the page, awaited if it is a promise."""
        try:
            return self._session.evaluate(expression)
        except (BrowserTrouble, OSError) as error:
            message = f"{error}\nin: {expression}"
            raise BrowserTrouble(message) from error

    def next_shown(self) -> list[Shown]:
        """Wait until what is shown is no longer what was last seen, and return it."""
        seen = self._seen
        wait_until(lambda: self._look() != seen, "Firefox to show something new")
        return self._seen

    def pause(self, seconds: float) -> None:
        """Let the browser work for a moment."""
        time.sleep(seconds)

    def log(self) -> str:
        """Return the last lines that Firefox wrote, its consoles' among them."""
        return self._process.log()

    def leave(self) -> None:
        """Show an empty page: without any, Firefox would end."""
        self.go_to("about:blank")

    def restart(self) -> None:
        """Start again with the same profile."""
        self.close()
        self._start()

    def close(self) -> None:
        """End the browser and everything that it started."""
        try:
            self._session.close()
        finally:
            self._process.end()

    def _look(self) -> list[Shown]:
        self._seen = read_shown(self)
        return self._seen

    def _start(self) -> None:
        command = [*self._command, "--remote-debugging-port=0", "about:blank"]
        self._process = BrowserProcess(command, self._profile, _LISTENS)
        try:
            self._session = BidiSession(self._process.found[1])
        except BaseException:
            self._process.end()
            raise
