"""Tables as CSV that no spreadsheet takes for formulas; every export of the desk is written by it."""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from typing import Final

_FORMULA: Final = re.compile("[\\s\\ufeff]*[=+\\-@＝＋－＠]|\\ufeff*[\\t\\r\\n\\0]")
_BYTE_ORDER_MARK: Final = "\N{ZERO WIDTH NO-BREAK SPACE}"


def safe(value: object) -> str:
    """Return a cell as text; with an apostrophe before it where a spreadsheet would calculate it.

    A number is one of ours and stays a number, negative too.
    """
    if value is None:
        return ""
    text = str(value).replace("\0", "")
    is_number = isinstance(value, int | float)
    return f"'{text}" if not is_number and _FORMULA.match(str(value)) else text


def lines(head: Iterable[str], rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """Yield the lines of a table, each with its end: every field is quoted, so that none can begin another.

    The first begins with a byte-order mark: without it Excel reads French as if it were Western European.
    """
    yield _BYTE_ORDER_MARK + _line(head)
    yield from map(_line, rows)


def _line(row: Iterable[object]) -> str:
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL).writerow([safe(value) for value in row])
    return text.getvalue()
