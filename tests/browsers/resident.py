"""A resident at a browser: what a page of ours would do for them, done through our own script."""

import json
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import Any, Protocol

from geodata.model import StreetSideId
from tests.browsers.city import City
from tests.counterparts.browser_driver import Browser, Shown, wait_until

WELCOME = Shown(
    "infoneige",
    "Les avis arrivent ici. Vous serez averti des interdictions de stationnement.",
    tag="welcome",
    lang="fr",
)


@dataclass(frozen=True, slots=True)
class Resident:
    """Somebody with one browser, at one city's page."""

    browser: Browser
    city: City

    def visit(self) -> None:
        """Open a page of the city."""
        self.browser.go_to(f"{self.city.url}/essai")

    def subscribe(self, *sides: StreetSideId) -> None:
        """Ask, in French, to be notified of these sides; see the welcome, which confirms it."""
        self.visit()
        self.call("subscribe", list(sides), "fr")
        assert self.next_shown() == [WELCOME]
        wait_until(lambda: bool(self.call("state")["isConfirmed"]), "the greeting to be answered", self.browser.pause)

    def next_shown(self) -> list[Shown]:
        """Wait until one more notification has been shown, then return all that are."""
        return self.browser.next_shown()

    def expected(self, *shown: Shown) -> list[Shown]:
        """Return what this browser can show of these notifications: each has room for so many buttons."""
        room = int(self.browser.evaluate("Notification.maxActions ?? 0"))
        return [replace(one, actions=one.actions[:room]) for one in shown]

    def call(self, name: str, *arguments: object) -> Any:  # noqa: ANN401 - JSON
        """Call a function of our script for pages, and return what it promises."""
        listed = ", ".join(json.dumps(argument) for argument in arguments)
        return self.browser.evaluate(f"import('/static/push.js').then(push => push.{name}({listed}))")


class OpenResident(Protocol):
    """Opens a city at a local time, with one resident."""

    def __call__(self, at: str, *, opaque: bool = False) -> AbstractContextManager[Resident]:
        """Open it; ``opaque`` keeps the words out of what is pushed."""
        ...
