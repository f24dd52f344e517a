"""The refusal of a whole file, as opposed to one of its rows."""

from enum import StrEnum

from schedules.model import SchedulesError


class Unusable(StrEnum):
    """What is wrong with a file: what it says, its size, or that it is no table at all."""

    MALFORMED = "malformed"
    TOO_LARGE = "too_large"
    OTHER_FORMAT = "other_format"


class UnusableFileError(SchedulesError):
    """A file of which nothing can be used: where it fails (None for the whole of it), why, and what to do."""

    def __init__(
        self, *, reason: str, suggestion: str, place: str | None = None, kind: Unusable = Unusable.MALFORMED
    ) -> None:
        """Keep them apart for those who show them apart."""
        where = f"{place}: " if place else ""
        super().__init__(f"{where}{reason}; {suggestion}")
        self.reason = reason
        self.suggestion = suggestion
        self.place = place
        self.kind = kind
