"""Rows about many sides of which most say the same: as two texts, so that one statement writes them all.

A city's plan says a few things about fifty thousand sides. Written row by row, most of the time goes into handing over
the same hours again and again.
"""

import json
from collections.abc import Iterable

from geodata.model import StreetSideId

Word = str | int | None


def by_side(rows: Iterable[tuple[StreetSideId, tuple[Word, ...]]]) -> dict[str, str]:
    """Return ``sides``, the number of what is said of each side, in their order, and ``words``, what each number says.

    Both are JSON objects: ``json_each`` is spelled the same in both databases for objects alone. The last row of a
    side counts.
    """
    numbers: dict[tuple[Word, ...], int] = {}
    sides = {side_id: numbers.setdefault(words, len(numbers)) for side_id, words in rows}
    return {"sides": json.dumps(sides), "words": json.dumps({number: words for words, number in numbers.items()})}
