"""Real browsers for these tests: found on the machine, or the tests are skipped with a word (in CI: failed)."""

import os
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from tests.counterparts.browser_chromium import Chromium
from tests.counterparts.browser_driver import Browser, StartBrowser
from tests.counterparts.browser_firefox import Firefox
from tests.counterparts.browser_push_services import PushServices

_EXECUTABLES = {"firefox": ("firefox-esr", "firefox"), "chromium": ("chromium", "chromium-browser")}


@pytest.fixture
def services() -> Iterator[PushServices]:
    """Give both push services, empty."""
    with closing(PushServices()) as started:
        yield started


@pytest.fixture(params=["firefox", "chromium"])
def start_browser(request: pytest.FixtureRequest, services: PushServices, tmp_path: Path) -> Iterator[StartBrowser]:
    """Give what starts each browser in turn, for a site that may show notifications; it is ended with the test."""
    profile = tmp_path / "profile"
    profile.mkdir()
    opening = {"firefox": _firefox, "chromium": _chromium}[request.param](services, profile)
    with opening as start:
        yield start
    shutil.rmtree(profile, ignore_errors=True)


def find_browser(name: str) -> str:
    """Return the executable of a browser, or end the test with a word on how to get it."""
    found = [path for executable in _EXECUTABLES[name] if (path := shutil.which(executable))]
    if not found:
        word = f"no {name} on this machine: `make browsers` installs it on Debian"
        pytest.fail(word) if os.environ.get("CI") else pytest.skip(word)
    return found[0]


@contextmanager
def _firefox(services: PushServices, profile: Path) -> Iterator[StartBrowser]:
    executable = find_browser("firefox")
    started: list[Firefox] = []

    def start(_: str) -> Browser:
        started.append(Firefox(executable, profile, services))
        return started[0]

    try:
        yield start
    finally:
        for browser in started:
            browser.close()


@contextmanager
def _chromium(services: PushServices, profile: Path) -> Iterator[StartBrowser]:
    executable = find_browser("chromium")
    with sync_playwright() as playwright:
        started: list[Chromium] = []

        def start(site: str) -> Browser:
            started.append(Chromium(playwright, executable, profile, services, site))
            return started[0]

        try:
            yield start
        finally:
            for browser in started:
                browser.close()
