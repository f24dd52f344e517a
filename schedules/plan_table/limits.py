"""How much a plan file may hold, in whatever format."""

from schedules.plan_table.unusable import Unusable, UnusableFileError

LARGEST_FILE = 20_000_000
"""Bytes. A city of 100,000 sides fills a tenth of that."""

MOST_ROWS = 200_000

LONGEST_ROW = 10_000
"""Characters."""


def refuse_size(content: bytes) -> None:
    """Raise UnusableFileError for a file that is empty or larger than ``LARGEST_FILE``."""
    if len(content) > LARGEST_FILE:
        advice = "split it by borough or sector"
        size = f"the file has more than {LARGEST_FILE:,} bytes"
        raise UnusableFileError(reason=size, suggestion=advice, kind=Unusable.TOO_LARGE)
    if not content:
        raise UnusableFileError(reason="the file is empty", suggestion="export the plan again")


def too_many_rows() -> UnusableFileError:
    """Return the refusal of more than ``MOST_ROWS`` rows."""
    advice = "delete the empty rows below the table, or split it by borough or sector"
    reason = f"the file has more than {MOST_ROWS:,} rows"
    return UnusableFileError(reason=reason, suggestion=advice, kind=Unusable.TOO_LARGE)
