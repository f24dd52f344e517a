"""The refusal of a whole file, as opposed to one of its rows."""

from schedules.model import SchedulesError


class UnusableFileError(SchedulesError):
    """A file of which nothing can be used: where it fails (None for the whole of it), why, and what to do."""

    def __init__(self, *, reason: str, suggestion: str, place: str | None = None) -> None:
        """Keep the three apart for those who show them apart."""
        where = f"{place}: " if place else ""
        super().__init__(f"{where}{reason}; {suggestion}")
        self.reason = reason
        self.suggestion = suggestion
        self.place = place
