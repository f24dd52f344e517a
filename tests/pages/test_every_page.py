import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser

from tests.pages.places import AGED, PLACES, Way
from tests.pages.town import Town
from tests.pages.visitor import Visitor, visiting

ZOOMED = {"viewport": {"width": 320, "height": 225}, "device_scale_factor": 4}
"""A desk of 1280 by 900 at 400 %."""
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SIDEWAYS = """
() => {
  const room = document.documentElement.clientWidth;
  return [...document.querySelectorAll("body *")].filter((one) => {
    const box = one.getBoundingClientRect();
    const isShown = box.width && !one.closest(".sr, .skip, .scroll, svg *");
    return isShown && (box.right > room + 1 || box.left < -1);
  }).map((one) => one.outerHTML.slice(0, 120));
}
"""
TOO_SMALL = """
() => [...document.querySelectorAll("a, button, input, select, summary")].filter((one) => {
  const box = (one.closest("label") ?? one).getBoundingClientRect();
  const isInText = one.matches("p a, li a, td a, th a, dd a, h3 a, svg a");
  return box.width > 2 && !isInText && (box.height < 24 || box.width < 24);
}).map((one) => one.outerHTML.slice(0, 120))
"""
EVERY_PLACE = pytest.mark.parametrize(
    ("age", "name"),
    [
        *[pytest.param("fresh", name, id=name) for name in PLACES],
        *[pytest.param(age, name, id=f"{name}-{age}") for age in ("late", "silent") for name in AGED],
    ],
)
Go = Callable[[str, Way], Visitor]


@pytest.fixture
def way(age: str, name: str) -> Way:
    return PLACES[name] if age == "fresh" else AGED[name]


@pytest.fixture
def the_town(request: pytest.FixtureRequest, age: str) -> Town:
    town: Town = request.getfixturevalue("town" if age == "fresh" else f"{age}_town")
    return town


def violations(visitor: Visitor, *rules: str) -> list[str]:
    """Return what axe finds, each with where: by every rule of WCAG 2.2 AA and of good practice, or by some rules."""
    only = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": TAGS}
    options = json.dumps({"runOnly": only, "resultTypes": ["violations"]})
    visitor.evaluate(AXE_SCRIPT)
    found = visitor.evaluate(f"axe.run({options}).then(found => found.violations)")
    return [f"{one['id']}: {node['html'][:160]}" for one in found for node in one["nodes"]]


@EVERY_PLACE
def test_nobody_is_shut_out_by_light_or_dark(chromium: Browser, the_town: Town, way: Way) -> None:
    with visiting(chromium, the_town) as visitor:
        way(visitor)
        assert violations(visitor) == []
        visitor.page.emulate_media(color_scheme="dark")
        assert violations(visitor, "color-contrast") == []
        assert visitor.complaints == []


@EVERY_PLACE
@pytest.mark.parametrize("language", ["fr", "ar"])
def test_at_four_hundred_percent_nothing_lies_beside_the_page(
    chromium: Browser, the_town: Town, way: Way, language: str
) -> None:
    with visiting(chromium, the_town, language, **ZOOMED) as visitor:
        way(visitor)
        assert visitor.evaluate(SIDEWAYS) == []
        assert visitor.evaluate(TOO_SMALL) == []
