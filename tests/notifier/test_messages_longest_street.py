"""What every SMS costs about the city's longest street names, held against tests/golden/messages/longest_street.txt.

The golden file counts sides by segments and holds no name. After a wanted change rewrite it as the other golden files.
"""

import os
from collections import Counter
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from geodata.address_book import AddressBook
from geodata.model import StreetSide
from notifier.messages import render
from notifier.model import Channel, Language
from notifier.sms_text import MARKER_ROOM, Alphabet, segments
from tests.notifier.test_messages_golden import GOLDEN, kinds

LONGEST = 40
PAGE = GOLDEN / "longest_street.txt"


@pytest.fixture(scope="module")
def longest(real_city: Path) -> list[StreetSide]:
    """Give, of each of the longest street names, the side with the widest numbers and one without any."""
    with closing(AddressBook.open(real_city)) as book:
        sides = book.sides(book.side_ids())
    by_name: dict[str, list[StreetSide]] = {}
    for side in sides.values():
        by_name.setdefault(str(side.street), []).append(side)
    names = sorted(by_name, key=lambda name: (-len(name), name))[:LONGEST]
    numbered = [max(by_name[name], key=lambda side: side.range.last if side.range else 0) for name in names]
    return [*numbered, *(replace(side, range=None) for side in numbered)]


def page(longest: list[StreetSide]) -> str:
    lines = [f"{2 * LONGEST} sides, of the {LONGEST} longest street names: how many SMS take how many segments", ""]
    for name, subject, now in kinds():
        for language in Language:
            costs: Counter[int] = Counter()
            for side in longest:
                sides = (side, *subject.sides[1:])
                message = render(replace(subject, sides=sides), language=language, channel=Channel.SMS, now=now)
                size = segments(message.text + "#" * MARKER_ROOM)
                assert (size.alphabet, size.segments) == (Alphabet.GSM7, message.segments)
                costs[message.segments] += 1
            lines.append(f"{name}, {language}: " + ", ".join(f"{count} x {n}" for n, count in sorted(costs.items())))
    return "\n".join([*lines, ""])


def test_longest_street_takes_the_segments_that_the_golden_file_says(longest: list[StreetSide]) -> None:
    if os.environ.get("INFONEIGE_REWRITE_GOLDEN"):
        PAGE.write_text(page(longest), encoding="utf-8")
    assert page(longest) == PAGE.read_text(encoding="utf-8")
