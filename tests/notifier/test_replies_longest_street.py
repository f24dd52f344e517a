"""What every answer costs about the city's longest street names, held against tests/golden/replies/longest_street.txt.

The golden file counts sides by segments and holds no name. After a wanted change rewrite it as the other golden files.
"""

import os
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial

from geodata.model import StreetSide
from notifier.model import Language
from notifier.replies import reply_about
from notifier.sms_text import Alphabet, segments
from notifier.status_words import SideStatus, StatusReport, status_reply
from tests.notifier.test_messages_golden import AFTERNOON, EVENING, WINDOW
from tests.notifier.test_messages_longest_street import longest
from tests.notifier.test_replies_golden import ABOUT_SIDES, GOLDEN, HOUSE

__all__ = ["longest"]  # the fixture

PAGE = GOLDEN / "longest_street.txt"

Say = Callable[[StreetSide, Language], str]

HOURS = {
    "a ban to come": (WINDOW, AFTERNOON, AFTERNOON),
    "a ban in force": (WINDOW, EVENING, EVENING),
    "no ban": (None, AFTERNOON, AFTERNOON),
    "no data": (None, AFTERNOON, None),
}


def about(name: str, side: StreetSide, language: Language) -> str:
    return reply_about(name, language, HOUSE, [side], start="lun 23 nov 19h")


def status(hours: str, side: StreetSide, language: Language) -> str:
    window, now, data_as_of = HOURS[hours]
    return status_reply(StatusReport((SideStatus(side, window),), now, data_as_of), language, HOUSE)


def answers() -> Iterator[tuple[str, Say]]:
    """Yield how each answer that names a street is made."""
    yield from ((name, partial(about, name)) for name in ABOUT_SIDES)
    yield from ((f"status, {hours}", partial(status, hours)) for hours in HOURS)


def page(sides: list[StreetSide]) -> str:
    lines = [f"{len(sides)} sides: how many answers take how many segments", ""]
    for name, say in answers():
        for language in Language:
            sizes = [segments(say(side, language)) for side in sides]
            assert {size.alphabet for size in sizes} == {Alphabet.GSM7}
            costs = Counter(size.segments for size in sizes)
            lines.append(f"{name}, {language}: " + ", ".join(f"{count} x {n}" for n, count in sorted(costs.items())))
    return "\n".join([*lines, ""])


def test_longest_street_takes_the_segments_that_the_golden_file_says(
    longest: list[StreetSide],
) -> None:
    if os.environ.get("INFONEIGE_REWRITE_GOLDEN"):
        PAGE.write_text(page(longest), encoding="utf-8")
    assert page(longest) == PAGE.read_text(encoding="utf-8")
