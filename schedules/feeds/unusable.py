"""The refusal of a whole answer or a whole file, as opposed to one of its rows."""

from schedules.model import SchedulesError

LARGEST_ANSWER = 200 * 1024 * 1024
"""Bytes; a whole city is about 15 MB."""


class FeedError(SchedulesError):
    """An answer that is unusable as a whole; what was known before still stands."""


class UnusableFileError(SchedulesError):
    """A file of which nothing can be used: where it fails (None for the whole of it), why, and what to do."""

    def __init__(self, *, reason: str, suggestion: str, place: str | None = None) -> None:
        """Keep the three apart for those who show them apart."""
        where = f"{place}: " if place else ""
        super().__init__(f"{where}{reason}; {suggestion}")
        self.reason = reason
        self.suggestion = suggestion
        self.place = place
