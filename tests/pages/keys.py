"""Going through a page by the keyboard alone, as somebody does who sees where they are."""

from typing import Final

from playwright.sync_api import Locator

from tests.pages.reader import Reader

MOST_TABS: Final = 60
_LOOK: Final = """
(goal) => {
  const here = document.activeElement;
  const styles = [here.closest("label") ?? here, here].map((one) => getComputedStyle(one));
  const isSeen = styles.some((one) => one.outlineStyle !== "none" && parseFloat(one.outlineWidth) >= 2);
  return [goal === here, isSeen, here.outerHTML];
}
"""


def tab_to(reader: Reader, goal: Locator) -> None:
    """Press Tab until the goal has the focus; whatever has it on the way must show so, and stand in view."""
    element = goal.element_handle()
    for _ in range(MOST_TABS):
        reader.page.keyboard.press("Tab")
        is_there, is_seen, what = reader.page.evaluate(_LOOK, element)
        assert is_seen, what
        if is_there:
            return
    message = f"no way to {goal} by the keyboard"
    raise AssertionError(message)
