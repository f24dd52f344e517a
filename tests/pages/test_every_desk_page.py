"""Every page and state of the desk over the running service, as people see it, in light, in dark and at 400 %."""

import pytest
from playwright.sync_api import Browser

from tests.pages.desk_furniture import Furnishing, Furniture
from tests.pages.desk_places import DESK_PLACES, VIEWED, DeskWay, seated
from tests.pages.html_validator import HtmlValidator
from tests.pages.reader import DESK
from tests.pages.service import Service
from tests.pages.soundness import troubles

COMING_AGAIN = frozenset({"watch", "watch-suspended"})
"""They wait, and come again by themselves without scripts."""

ELSEWHERE = frozenset(
    {
        *("enter", "enter-refused", "invitation", "invitation-password", "confirm", "missing"),
        *("account", "account-key", "account-password", "people", "person"),
        *("load", "reading", "changes", "rejects", "schedule", "versions", "version", "take-back"),
    }
)
"""Looked at beside the tests of their rooms."""

PLACES = [pytest.param(name, way, False, id=name) for name, way in DESK_PLACES.items() if name not in ELSEWHERE]
PLACES += [pytest.param(name, way, True, id=f"viewer-{name}") for name, way in VIEWED.items()]


@pytest.fixture(scope="module")
def furniture(service: Service) -> Furniture:
    """Give a desk at which much was done."""
    return Furnishing(service).furnish()


@pytest.mark.parametrize(("name", "way", "is_viewer"), PLACES)
def test_everybody_can_use_it_and_its_html_is_valid(
    chromium: Browser, furniture: Furniture, validator: HtmlValidator, name: str, way: DeskWay, *, is_viewer: bool
) -> None:
    with seated(chromium, furniture, "fr", DESK, is_viewer=is_viewer) as desk:
        way(desk)
        assert troubles(desk.clerk, validator, comes_again=name in COMING_AGAIN) == []
