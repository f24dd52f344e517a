"""Why a row of a plan is refused: a text that means nothing here, and the cell in which it stands."""

from schedules.model import SchedulesError
from schedules.plan_table.columns import Column


class RefusedValueError(SchedulesError):
    """A cell's text that means nothing here: why, and what to write instead."""

    def __init__(self, *, reason: str, suggestion: str | None = None) -> None:
        """Keep the two apart: they are two columns of the report."""
        super().__init__(reason)
        self.reason = reason
        self.suggestion = suggestion


class RefusedCellError(SchedulesError):
    """A cell because of which its row cannot be used: which, what it says, why, and what to write instead."""

    def __init__(self, column: Column, value: str, reason: str, suggestion: str | None = None) -> None:
        """Keep the four apart: they are four columns of the report."""
        super().__init__(f"{column.value} {value!r}: {reason}")
        self.column = column
        self.value = value
        self.reason = reason
        self.suggestion = suggestion
