"""Real browsers for these tests, and a city for a resident at each."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.browsers.city import open_city
from tests.browsers.installed import find_browser
from tests.browsers.resident import OpenResident, Resident
from tests.counterparts.browser_chromium import Chromium
from tests.counterparts.browser_driver import Browser
from tests.counterparts.browser_firefox import Firefox
from tests.counterparts.browser_push_services import PushServices
from tests.counterparts.one_playwright import one_playwright


@pytest.fixture(scope="module")
def services() -> Iterator[PushServices]:
    """Give both push services."""
    with closing(PushServices()) as started:
        yield started


@pytest.fixture(scope="module", params=["firefox", "chromium"])
def browser(request: pytest.FixtureRequest, services: PushServices) -> Iterator[Browser]:
    """Give each browser in turn, with a new profile; it is ended with the module."""
    start = _STARTED[request.param]
    with TemporaryDirectory(ignore_cleanup_errors=True) as profile, start(Path(profile), services) as started:
        yield started


@pytest.fixture
def open_resident(services: PushServices, browser: Browser, valneige: Path, tmp_path: Path) -> OpenResident:
    """Give what opens a city at a local time, for a resident at each browser in turn."""

    @contextmanager
    def open_it(at: str, *, opaque: bool = False) -> Iterator[Resident]:
        with open_city(tmp_path, valneige, services, at=at, opaque=opaque) as city:
            browser.enter(city.url)
            browser.endpoint.answers.clear()
            try:
                yield Resident(browser, city)
            except AssertionError as error:
                error.add_note(f"the browser said:\n{browser.log()}")
                raise

    return open_it


@contextmanager
def started_firefox(profile: Path, services: PushServices) -> Iterator[Firefox]:
    """Run Firefox."""
    with closing(Firefox(find_browser("firefox"), profile, services)) as browser:
        yield browser


@contextmanager
def started_chromium(profile: Path, services: PushServices) -> Iterator[Chromium]:
    """Run Chromium."""
    executable = find_browser("chromium")
    with one_playwright() as playwright, closing(Chromium(playwright, executable, profile, services)) as browser:
        yield browser


_STARTED: dict[str, Callable[[Path, PushServices], AbstractContextManager[Browser]]] = {
    "firefox": started_firefox,
    "chromium": started_chromium,
}
