"""What a test asks of a real browser, whichever it is."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from tests.counterparts.browser_push_endpoint import PushEndpoint

LONGEST_WAIT_S = 15.0

_SHOWN = """navigator.serviceWorker.ready
    .then(registration => registration.getNotifications())
    .then(shown => shown.map(({title, body, tag, lang, actions}) =>
        ({title, body, tag, lang, actions: (actions ?? []).map(one => one.title)})))"""


class BrowserTrouble(AssertionError):  # noqa: N818 - trouble, not an error of ours
    """The browser did not do what was asked."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One notification as the browser shows it; a browser without actions has none."""

    title: str
    body: str
    tag: str
    lang: str = ""
    actions: tuple[str, ...] = ()


class Browser(Protocol):
    """One browser with a profile of its own, whose push service is ours.

    Sites do not know of each other, so that one browser serves many tests, each with a site of its own.
    """

    endpoint: PushEndpoint

    def enter(self, site: str) -> None:
        """From now on be asked about this site alone, given by its URL; it may show notifications."""
        ...

    def go_to(self, url: str) -> None:
        """Load a page, and wait until it is complete."""
        ...

    def evaluate(self, expression: str) -> Any:  # noqa: ANN401 - JSON
        """Return the value of a JavaScript expression in the page, awaited if it is a promise."""
        ...

    def next_shown(self) -> list[Shown]:
        """Wait until one more notification has been shown, then return all that are; a page of the site is open."""
        ...

    def pause(self, seconds: float) -> None:
        """Let the browser work for a moment, between two looks at it."""
        ...

    def log(self) -> str:
        """Return what the browser said last, for the reader of a failed test."""
        ...

    def leave(self) -> None:
        """Close every page of ours; the browser stays."""
        ...

    def restart(self) -> None:
        """Start again with the same profile, closing first if it is open."""
        ...

    def close(self) -> None:
        """End the browser and everything that it started."""
        ...


class Evaluates(Protocol):
    """What runs JavaScript in a page."""

    def evaluate(self, expression: str) -> Any:  # noqa: ANN401 - JSON
        """Return the value of an expression in the page, awaited if it is a promise."""
        ...


def read_shown(browser: Evaluates) -> list[Shown]:
    """Return what the worker of the page that is open shows now, in the order of the titles."""
    found = browser.evaluate(_SHOWN)
    return sorted((Shown(**one | {"actions": tuple(one["actions"])}) for one in found), key=lambda one: one.title)


def wait_until(holds: Callable[[], bool], what: str, pause: Callable[[float], None] = time.sleep) -> None:
    """Look again and again until something holds.

    Raises:
        BrowserTrouble: it took too long; the text says ``what``.
    """
    deadline = time.monotonic() + LONGEST_WAIT_S
    while not holds():
        if time.monotonic() > deadline:
            message = f"waited {LONGEST_WAIT_S:.0f} s for {what}"
            raise BrowserTrouble(message)
        pause(0.02)
