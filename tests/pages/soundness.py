"""What is wrong with a page: with its HTML, and for whoever reads it, in light, in dark and at 400 %."""

import json
from typing import Final

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, ViewportSize

from tests.pages.html_validator import HtmlValidator
from tests.pages.reader import Reader

_TAGS: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_CONTRAST_ALONE: Final[dict[str, object]] = {
    "runOnly": {"type": "rule", "values": ["color-contrast"]},
    "preload": False,
}
_DESK_AT_400_PERCENT: Final[ViewportSize] = {"width": 320, "height": 225}
_BESIDE_THE_PAGE: Final = """
() => {
  const room = document.documentElement.clientWidth;
  return [...document.querySelectorAll("body *")].filter((one) => {
    const box = one.getBoundingClientRect();
    return box.width && !one.closest(".sr, .skip, .scroll, svg *") && (box.right > room + 1 || box.left < -1);
  }).map((one) => one.outerHTML.slice(0, 120));
}
"""
"""Tables alone may be wider than the page, in a box that scrolls."""
_TOO_SMALL: Final = """
() => [...document.querySelectorAll("a:not(.skip), button, input, select, summary")].filter((one) => {
  const box = (one.closest("label") ?? one).getBoundingClientRect();
  return box.width > 2 && !one.closest("p, li, td, th, dd") && (box.height < 24 || box.width < 24);
}).map((one) => one.outerHTML.slice(0, 120))
"""
"""For a finger (WCAG 2.5.8); links in a line of text may be smaller."""


def troubles(reader: Reader, validator: HtmlValidator, *, comes_again: bool = False) -> list[str]:
    """Return all that is wrong with the page that a reader sees.

    Without scripts a page that waits may come again by itself: nothing that is typed could be lost.
    """
    errors = validator.errors(reader.source())
    wrong = [one for one in errors if not (comes_again and one.startswith("meta-refresh"))]
    return [*wrong, *obstacles(reader)]


def obstacles(reader: Reader) -> list[str]:
    """Return what a person would stumble over, and what the browser complained of; the page is left as it was."""
    page, size = reader.page, reader.page.viewport_size
    _bring_axe(page)
    found = _violations(page, {"runOnly": _TAGS})
    page.emulate_media(color_scheme="dark")
    found += [f"in the dark, {one}" for one in _violations(page, _CONTRAST_ALONE)]
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(_DESK_AT_400_PERCENT)
    found += [f"beside the page: {one}" for one in page.evaluate(_BESIDE_THE_PAGE)]
    found += [f"too small: {one}" for one in page.evaluate(_TOO_SMALL)]
    page.set_viewport_size(size or _DESK_AT_400_PERCENT)
    return found + reader.complaints


def _bring_axe(page: Page) -> None:
    """Run axe's script in the page, through DevTools: its 500 kB are there in half the time."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("Runtime.evaluate", {"expression": AXE_SCRIPT})
    devtools.detach()


def _violations(page: Page, options: dict[str, object]) -> list[str]:
    """Return what axe finds by some of its rules, each with where."""
    asked = json.dumps({**options, "resultTypes": ["violations"]})
    found = page.evaluate(f"axe.run({asked}).then(found => found.violations)")
    return [f"{one['id']}: {node['html'][:160]}" for one in found for node in one["nodes"]]
