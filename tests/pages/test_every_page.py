import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, ViewportSize

from tests.pages.html_validator import HtmlValidator, html_validator
from tests.pages.places import AGED, PLACES
from tests.pages.reader import Reader
from tests.pages.town import Town
from tests.pages.visitor import visiting

DESK_AT_400_PERCENT: Final[ViewportSize] = {"width": 320, "height": 225}
TAGS: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
BESIDE_THE_PAGE: Final = """
() => {
  const room = document.documentElement.clientWidth;
  return [...document.querySelectorAll("body *")].filter((one) => {
    const box = one.getBoundingClientRect();
    return box.width && !one.closest(".sr, .skip, .scroll, svg *") && (box.right > room + 1 || box.left < -1);
  }).map((one) => one.outerHTML.slice(0, 120));
}
"""
"""Tables alone may be wider than the page, in a box that scrolls."""
TOO_SMALL: Final = """
() => [...document.querySelectorAll("a:not(.skip), button, input, select, summary")].filter((one) => {
  const box = (one.closest("label") ?? one).getBoundingClientRect();
  return box.width > 2 && !one.closest("p, li, td, th, dd") && (box.height < 24 || box.width < 24);
}).map((one) => one.outerHTML.slice(0, 120))
"""
"""For a finger (WCAG 2.5.8); links in a line of text may be smaller."""

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


@pytest.fixture(scope="module")
def validator() -> Iterator[HtmlValidator]:
    with html_validator() as running:
        yield running


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


def violations(visitor: Reader, *rules: str) -> list[str]:
    """Return what axe finds, each with where: by the rules of WCAG 2.2 AA and of good practice, or by some alone."""
    only = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": TAGS}
    options = json.dumps({"runOnly": only, "resultTypes": ["violations"]})
    found = visitor.evaluate(f"axe.run({options}).then(found => found.violations)")
    return [f"{one['id']}: {node['html'][:160]}" for one in found for node in one["nodes"]]


def obstacles(visitor: Reader) -> list[str]:
    """Return what a person would stumble over, in light, in dark and at 400 %."""
    visitor.evaluate(AXE_SCRIPT)
    found = violations(visitor)
    visitor.page.emulate_media(color_scheme="dark")
    found += [f"in the dark, {one}" for one in violations(visitor, "color-contrast")]
    visitor.page.set_viewport_size(DESK_AT_400_PERCENT)
    found += [f"beside the page: {one}" for one in visitor.evaluate(BESIDE_THE_PAGE)]
    found += [f"too small: {one}" for one in visitor.evaluate(TOO_SMALL)]
    return found + visitor.complaints


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
