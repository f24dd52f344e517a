from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Final

import pytest
from playwright.sync_api import Browser

from tests.pages.html_validator import HtmlValidator
from tests.pages.places import AGED, PLACES
from tests.pages.soundness import obstacles
from tests.pages.town import Town
from tests.pages.visitor import visiting

_FRESH: Final = [pytest.param("fresh", name, id=name) for name in PLACES]
_OLDER: Final = [pytest.param(age, name, id=f"{name}-{age}") for age in ("late", "silent") for name in AGED]
EVERYWHERE: Final = pytest.mark.parametrize(("age", "name"), _FRESH + _OLDER)
RIGHT_TO_LEFT: Final = (
    "home-suggestions",
    "choose",
    "did-you-mean",
    "side-searched",
    "side-overrun",
    "parking",
    "poster",
    "map-near",
    "subscribe-errors",
    "code-wrong",
    "my-notices-open",
    "why",
)


@dataclass(frozen=True)
class Seen:
    """A page as it was sent, and what a person would stumble over."""

    source: str
    obstacles: list[str]


See = Callable[[str, str], Seen]


@pytest.fixture(scope="module")
def see(chromium: Browser, request: pytest.FixtureRequest) -> See:
    """Give what visits a place, once for all that is asked of it."""

    @cache
    def visited(age: str, name: str) -> Seen:
        town: Town = request.getfixturevalue("town" if age == "fresh" else f"{age}_town")
        with visiting(chromium, town) as visitor:
            (PLACES if age == "fresh" else AGED)[name](visitor)
            return Seen(visitor.source(), obstacles(visitor))

    return visited


@EVERYWHERE
def test_everybody_can_use_it(see: See, age: str, name: str) -> None:
    assert see(age, name).obstacles == []


@EVERYWHERE
def test_its_html_is_valid(see: See, validator: HtmlValidator, age: str, name: str) -> None:
    assert validator.errors(see(age, name).source) == []


@pytest.mark.parametrize("name", RIGHT_TO_LEFT)
def test_everybody_can_use_it_from_right_to_left(chromium: Browser, town: Town, name: str) -> None:
    with visiting(chromium, town, "ar") as visitor:
        PLACES[name](visitor)
        assert visitor.evaluate("getComputedStyle(document.body).direction") == "rtl"
        assert obstacles(visitor) == []
