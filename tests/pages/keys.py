"""Going through a page by the keyboard alone, as somebody does who sees where they are."""

from typing import Final

from playwright.sync_api import Locator

from tests.pages.reader import Reader

MOST_TABS: Final = 60
_HAS_FOCUS: Final = "one => one === document.activeElement"
_IS_SEEN: Final = """
() => {
  const style = getComputedStyle(document.activeElement.closest("label") ?? document.activeElement);
  const own = getComputedStyle(document.activeElement);
  return [style, own].some((one) => one.outlineStyle !== "none" && parseFloat(one.outlineWidth) >= 2);
}
"""


def tab_to(reader: Reader, goal: Locator) -> None:
    """Press Tab until the goal has the focus; whatever has it on the way must show so, and stand in view."""
    for _ in range(MOST_TABS):
        reader.page.keyboard.press("Tab")
        assert reader.evaluate(_IS_SEEN), reader.evaluate("document.activeElement.outerHTML")
        if goal.evaluate(_HAS_FOCUS):
            return
    message = f"no way to {goal} by the keyboard"
    raise AssertionError(message)
