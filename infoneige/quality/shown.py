"""What of a number of people may be shown, so that nobody can be told from it. Pure.

Two rules hold, and each cell is made by them from itself alone:

1. Under five people nothing is shown, nor whether there was anybody. Five or more are rounded down to a multiple of
   five, so that two looks a minute apart do not show that one more person was told.
2. A total is the sum of what is shown, never of what is true: it says nothing that the cells do not say.

What is left is that people of one table are also in another. ``leaves_open`` says whether such a pair still leaves
every hidden number its whole range.
"""

from collections.abc import Iterable
from typing import Final

LEAST: Final = 5
"""No smaller number of people is shown."""

Shown = int | None
"""A number of people as everybody may see it: a multiple of ``LEAST``, or None for fewer than ``LEAST``."""


def shown(people: int) -> Shown:
    """Return what may be seen of a number of people."""
    return None if people < LEAST else people - people % LEAST


def total(cells: Iterable[Shown]) -> Shown:
    """Return what may be seen of the sum of cells that are seen; the hidden ones count for nothing."""
    return sum(cell or 0 for cell in cells) or None


def leaves_open(part: Iterable[Shown], whole: Iterable[Shown]) -> bool:
    """Say whether hidden cells stay hidden for who knows that all the people of ``part`` are also in ``whole``."""
    fewest = sum(cell or 0 for cell in part)
    most = sum((cell or 0) + LEAST - 1 for cell in whole)
    return fewest + LEAST - 1 <= most
